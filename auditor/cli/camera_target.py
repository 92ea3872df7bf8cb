"""Which camera a person means: by an address, a link, or the name that the inventory has for it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.contract import Camera, Commune, CommuneKind, Device, Recorder
from auditor.problems import BadInputError, Problem
from auditor.words import say

_LINK = re.compile(r"rtsp://(\[[0-9a-f:.]+\]|[^/:?@]+)(?::([0-9]{1,5}))?(/.*|\?.*)?", re.IGNORECASE)
_NAMED = re.compile(r"([0-9]{5})/(.+)")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?|\[?[0-9a-f:.]*:[0-9a-f:.]+\]?", re.I)
_SECRET = re.compile(r"(^|[^a-z])(pass(word|wd)?|passw|pwd|psw|mat_?khau)[=:]", re.IGNORECASE)
_PATH = re.compile(r"[!-~]{1,500}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What was typed; None where nothing was."""

    host: str
    channel: int | None = None
    path: str | None = None
    rtsp_port: int | None = None
    onvif_port: int | None = None
    credential: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The one camera that is meant, in a commune of its own, and where that is known from."""

    commune: Commune
    camera: Camera
    device: Device
    told: tuple[str, ...] = ()
    """Text keys of what to say of it."""
    recorder: str = ""
    others: tuple[int, ...] = ()
    """Further channels of the recorder that the inventory has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    commune: Commune
    camera: Camera
    recorder: Recorder | None = None

    @property
    def name(self) -> str:
        return f"{self.commune.code}/{self.camera.id}"


def target_of(call: Call, communes: Sequence[Commune]) -> Target:
    """Return the camera; what the call says itself goes before what the inventory says."""
    call = _taken_apart(call)
    place = _in_inventory(call, communes)
    found = _of_inventory(place, call) if place else _of_call(call)
    return _with_call(found, call)


def _taken_apart(call: Call) -> Call:
    """Split a link; whatever holds a password is refused and not repeated."""
    for written in (call.host, call.path or ""):
        if "@" in written or _SECRET.search(written):
            raise problem("call_secret", file="HOST" if written == call.host else "--path")
    if link := _LINK.fullmatch(call.host):
        call = replace(
            call,
            host=link[1].strip("[]"),
            rtsp_port=call.rtsp_port or int(link[2] or 0) or None,
            path=call.path if call.path is not None else link[3],
        )
    if call.path and not _PATH.fullmatch(call.path):
        raise problem("bad_path", file="--path")
    return call


def _in_inventory(call: Call, communes: Sequence[Commune]) -> _Place | None:
    if named := _NAMED.fullmatch(call.host):
        return _by_name(named[1], named[2], call, communes)
    places = [place for place in _places(communes) if place.camera.id == call.host]
    if not places:
        places = list(_at_host(call, communes))
    devices = {place.commune.device_of(place.camera) for place in places}
    if len(devices) > 1 or len({place.commune.code for place in places}) > 1:
        raise problem("many", host=call.host, known=_few(places), first=places[0].name)
    return _on_channel(places, call)


def _by_name(code: str, id_: str, call: Call, communes: Iterable[Commune]) -> _Place:
    here = [place for place in _places(communes) if place.commune.code == code]
    found = next((place for place in here if place.camera.id == id_), None)
    if found is None:
        raise problem("not_there", camera=call.host, code=code, known=_few(here))
    return found


def _at_host(call: Call, communes: Iterable[Commune]) -> Iterator[_Place]:
    """Yield what answers at the host, recorders without a camera of their own too."""
    host = call.host.lower()
    for place in _places(communes):
        device = place.commune.device_of(place.camera)
        if device is not None and device.host == host:
            yield place
    for commune in communes:
        used = {camera.recorder for camera in commune.cameras}
        for recorder in commune.recorders:
            if recorder.device.host == host and recorder.id not in used:
                yield _Place(commune=commune, camera=_unlisted(recorder, 1), recorder=recorder)


def _on_channel(places: Sequence[_Place], call: Call) -> _Place | None:
    """Choose by channel or path among cameras of one device; else the first."""
    if not places:
        return None
    if call.channel is not None:
        listed = next((one for one in places if one.camera.channel == call.channel), None)
        recorder = places[0].recorder
        if listed or recorder is None:
            return listed or places[0]
        camera = _unlisted(recorder, call.channel)
        return _Place(commune=places[0].commune, camera=camera, recorder=recorder)
    first = min(places, key=lambda one: one.camera.channel)
    return next((one for one in places if one.camera.path == call.path), first)


def _of_inventory(place: _Place, call: Call) -> Target:
    commune, camera, recorder = place.commune, place.camera, place.recorder
    device = commune.device_of(camera)
    if device is None:
        raise problem("bad_host", host=call.host)
    listed = camera in commune.cameras
    channels = sorted(
        one.channel for one in commune.cameras if recorder and one.recorder == recorder.id
    )
    named = call.channel is not None or call.host != device.host
    others = () if named else tuple(one for one in channels if one != camera.channel)
    return Target(
        commune=commune,
        camera=camera,
        device=device,
        told=(
            "camera.test.of_camera" if listed else "camera.test.of_recorder",
            *(("camera.test.more_channels",) if others else ()),
        ),
        recorder=recorder.name or recorder.id if recorder else "",
        others=others,
    )


def _of_call(call: Call) -> Target:
    host = call.host.strip("[]").lower()
    if not _HOST.fullmatch(call.host):
        raise problem("bad_host", host=call.host[:60])
    device = Device(host=host)
    camera = Camera(id=host, name="", office="", device=device)
    commune = Commune(code="", name="", kind=CommuneKind.XA, province_code="")
    return Target(commune=commune, camera=camera, device=device, told=("camera.test.of_call",))


def _with_call(found: Target, call: Call) -> Target:
    device = replace(
        found.device,
        rtsp_port=call.rtsp_port or found.device.rtsp_port,
        onvif_port=found.device.onvif_port if call.onvif_port is None else call.onvif_port,
        credential=found.device.credential if call.credential is None else call.credential,
    )
    camera = replace(
        found.camera,
        device=device,
        channel=found.camera.channel if call.channel is None else call.channel,
        path=found.camera.path if call.path is None else call.path,
    )
    return replace(
        found, device=device, camera=camera, commune=replace(found.commune, cameras=(camera,))
    )


def _places(communes: Iterable[Commune]) -> Iterator[_Place]:
    for commune in communes:
        recorders = {recorder.id: recorder for recorder in commune.recorders}
        for camera in commune.cameras:
            recorder = recorders.get(camera.recorder) if camera.device is None else None
            yield _Place(commune=commune, camera=camera, recorder=recorder)


def _unlisted(recorder: Recorder, channel: int) -> Camera:
    return Camera(
        id=f"{recorder.id}#{channel}", name="", office=recorder.office, recorder=recorder.id,
        channel=channel,
    )  # fmt: skip


def _few(places: Sequence[_Place]) -> str:
    names = [place.name for place in places]
    return ", ".join(names[:6]) + (" …" if len(names) > 6 else "") if names else "–"


def problem(
    key: str, *, file: str = "HOST", family: str = "camera", **values: str
) -> BadInputError:
    """Return the error of one thing wrong with the call."""
    return BadInputError([Problem(file=file, message=say(f"problem.{family}.{key}", **values))])
