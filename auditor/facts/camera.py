"""What was seen of a camera. Cameras are many a commune: a judge gets a tuple of `Seen`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from auditor.contract import Missing
from auditor.facts.looks import Look


class Auth(StrEnum):
    """How the device asked who we are; `none` answered whoever came."""

    NONE = "none"
    BASIC = "basic"
    DIGEST = "digest"


class Side(StrEnum):
    """Whose end of the line our machine stood at."""

    PROVINCE = "province"
    COMMUNE = "commune"
    UNSAID = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceInfo:
    """What a device says of itself, cut to a line each; empty where it says nothing."""

    manufacturer: str = ""
    model: str = ""
    firmware: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The stream that was played. `path` has its query, never user or password."""

    codec: str
    """H264 or H265."""
    path: str
    auth: Auth
    """`none`: nothing but the path was needed; `***` in it stands for what may log in."""
    width: int
    """0, as the height: nothing was played."""
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The first key frame, decoded: grey levels 0..255 of its luma."""

    mean: float
    spread: float
    """Standard deviation."""
    rtp_time: int
    """RTP time stamp, 32 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What a recorder says it keeps of one of its channels, by the recorder's own clock."""

    listed: bool
    """False: it names its recordings, and none of them is of this channel."""
    recording: bool | None = None
    """It says that it is recording just now; None: it does not say."""
    since: datetime | None = None
    until: datetime | None = None
    """The latest picture kept; None: it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSeen:
    """A camera that delivered a decodable frame, or in a light look a good still picture."""

    camera: str
    name: str
    address: str
    """host:port of the stream."""
    at: datetime
    stream: Stream
    frame: Frame | None
    """None: a light look; the stream is offered (DESCRIBE), and nothing of it was played."""
    device: DeviceInfo | None = None
    """None: ONVIF is off or did not answer."""
    clock_offset_s: float | None = None
    """The device's clock minus ours, by its own word over ONVIF; None when it could not be read."""
    ours_off_s: float | None = None
    """Our own clock minus that of the addresses declared to be always there; None: none told it."""
    calls: Auth | None = None
    """How ONVIF asked who wants to know its profiles; None: it was not learnt."""
    open_still: str = ""
    """Path and query of a still picture that was shown to whoever came, never user or password; `***`
    in it stands for what may log in. Empty: none was met, or nobody asked for one."""
    untold: Missing | None = None
    """What became of asking over ONVIF where the device told us nothing; None: it told, or nobody asked."""
    recording: Recording | None = None
    """None: behind no recorder, or it did not tell, or not surely of this channel."""
    side: Side = Side.UNSAID
    """Where our machine stood at this look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraLooks:
    """All looks at one camera in the period, oldest first."""

    camera: str
    name: str
    address: str
    """host:port, and the path or channel: what the inventory says of it now."""
    looks: tuple[Look, ...]
