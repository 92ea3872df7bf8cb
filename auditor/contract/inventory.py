"""What the inventory holds of one commune. Everything here is kept with a run: never a name of a
person, an account, or a password.
"""

from dataclasses import dataclass
from datetime import date

from auditor.contract.words import CommuneKind, LeaveKind, SiteScope


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAddress:
    """Where a commune's site is: a host, a path prefix of one, or pages with given query values."""

    url: str
    scope: SiteScope = SiteScope.HOST
    prefix: str = "/"
    query: tuple[tuple[str, str], ...] = ()
    internal: bool = False
    """The inventory says the site may be on a private address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A receiving point (bộ phận một cửa) of a commune; some communes have several."""

    id: str
    name: str
    gateway: str = ""
    """host:port inside the office that answers while its line is good; empty when none is known."""
    camera_keeper: str = ""
    """Pseudonym of the officer responsible for its cameras; empty when none is entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """One counter (quầy) and the fields (lĩnh vực) it serves."""

    id: str
    name: str
    office: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A part of the working area that is no counter: where people wait, queue or write."""

    id: str
    name: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where a counter or zone stands in an approved view: shares 0..1 of its width and height."""

    place: str
    """Id of the counter or zone."""
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A camera's view as somebody approved it. Its picture (160 x 90) stays in its own file."""

    sha256: str
    """Of what pictures are compared by, so that a look can name it. Regions and papers are not in
    it: whoever draws another counter takes nothing from the comparisons made before."""
    light: str
    """day or ir."""
    approved_on: date
    regions: tuple[Region, ...] = ()
    document: str = ""
    """Number of the paper by which it was approved, where there is one."""
    tiles: int = 0
    """Of 144, those that stayed the same over all looks it was learnt from."""
    offered: tuple[str, ...] = ()
    """Ids of the counters and zones that the inventory had to draw when it was approved."""
    still: float | None = None
    """The largest share of identical blocks (`Measures.identical`) while it was learnt; None: it was
    measured too seldom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A dated, signed paper of a commune: what it says of itself, from one day to another."""

    id: str
    kind: str
    """What it is about: `camera_none`, `camera_connected`, `camera_not_connected`."""
    document: str
    """Its number and sign alone."""
    on: date
    """The day it was signed."""
    start: date
    end: date
    """The last day it holds for: a declaration without an end says nothing for ever."""
    targets: tuple[str, ...] = ()
    """Ids of the cameras or offices it is about; empty: all of the commune."""
    attachment: str = ""
    """sha256 of the signed paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """An address that cameras answer at: exactly this host and these ports may be asked.

    Credentials, refusals and "one connection at a time" belong to it, not to a camera.
    """

    host: str
    rtsp_port: int = 554
    onvif_port: int = 80
    """0: ONVIF is not asked."""
    credential: str = ""
    """Name of a credential; the secret itself stands nowhere in inventory or store."""
    basic: bool = True
    """False: never answer a Basic challenge, which shows the password to everyone on the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """A recorder (đầu ghi) with its channels behind one address and one password."""

    id: str
    name: str
    office: str
    device: Device


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """One camera: a channel of a recorder, or a device of its own."""

    id: str
    name: str
    office: str
    counters: tuple[str, ...] = ()
    """Ids of the counters it should see."""
    recorder: str = ""
    channel: int = 0
    """Channel of the recorder, from 1; 0 for a device of its own."""
    device: Device | None = None
    path: str = ""
    """RTSP path with its query, where the office knows it; else ONVIF is asked for it."""
    views: tuple[View, ...] = ()
    """The views approved for it, at most one a light."""

    @property
    def stream(self) -> str:
        """Return what tells its picture from others of the device: the path, else #channel."""
        return self.path.lstrip("/") or f"#{self.channel or 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Somebody who serves at a counter, under a pseudonym. Names stay in the roster file."""

    pseudonym: str
    office: str = ""
    counter: str = ""
    fields: tuple[str, ...] = ()
    title: str = ""
    reserve: bool = False
    """Stands in for others: never expected."""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """One entry of the leave register (nghỉ phép, công tác, tập huấn...)."""

    staff: str
    """Pseudonym."""
    kind: LeaveKind
    start: date
    end: date
    part: str = ""
    """Part of the day, as the office hours name it (am, pm); empty for whole days."""
    document: str = ""
    """Its number alone (12/GP): more may name people."""
    registered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """One inventory entry. `code` (5 digits) is the key; a name never is."""

    code: str
    name: str
    kind: CommuneKind
    province_code: str
    district_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    site: SiteAddress | None = None
    hotline: str = ""
    """The hotline number registered with the province, as written in the inventory."""
    email: str = ""
    zone: str = "internet"
    offices: tuple[Office, ...] = ()
    counters: tuple[Counter, ...] = ()
    zones: tuple[Zone, ...] = ()
    recorders: tuple[Recorder, ...] = ()
    cameras: tuple[Camera, ...] = ()
    staff: tuple[Staff, ...] = ()
    leave: tuple[Leave, ...] = ()
    leave_register: tuple[tuple[date, date], ...] = ()
    """The spans of days, both ends included, of which the leave register tells: on any other day
    nobody can be called absent."""
    declarations: tuple[Declaration, ...] = ()

    @property
    def leave_kept(self) -> bool:
        """Say whether there is a leave register at all."""
        return bool(self.leave_register)

    @property
    def devices(self) -> tuple[Device, ...]:
        """Return every address that its cameras answer at, each once."""
        own = (camera.device for camera in self.cameras if camera.device is not None)
        return tuple(dict.fromkeys((*(box.device for box in self.recorders), *own)))

    def device_of(self, camera: Camera) -> Device | None:
        """Return where a camera answers: its own device or its recorder's; None when neither is there."""
        if camera.device is not None:
            return camera.device
        return next((r.device for r in self.recorders if r.id == camera.recorder), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One row of the province's official list of procedures (TTHC) that communes publish."""

    code: str
    """Base form `n.nnnnnn`."""
    name: str
    field: str
    valid_from: date
    """The date of the decision that announced it."""
    valid_to: date | None = None
