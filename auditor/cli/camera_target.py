"""Which camera a person means: what was typed, beside what the inventory has."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.cli.camera_call import Call, is_address, problem, taken_apart
from auditor.contract import Camera, Commune, CommuneKind, Device, Recorder
from auditor.facts.hosts import one_spelling
from auditor.problems import BadInputError

_NAMED = re.compile(r"([0-9]{5})/(.+)")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?", re.IGNORECASE)
_NUMBERS = re.compile(r"[0-9.]+")
_WORD = re.compile(r"[^.:/\[\]\s]+")
"""No address: neither dots nor colons."""


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
    plain = _WORD.fullmatch(call.host) and call == Call(host=call.host)
    call = taken_apart(call)
    place = _in_inventory(call, communes)
    if place is None and plain:
        raise _unknown_word(call.host, communes)
    found = _of_inventory(place, call) if place else _of_call(call)
    return _with_call(found, call)


def _unknown_word(word: str, communes: Sequence[Commune]) -> BadInputError:
    """A mistyped id is no name of a host: nobody is asked for its address."""
    if known := list(_places(communes)):
        return problem("no_camera", camera=word, known=_few(known))
    return problem("no_inventory", camera=word)


def _in_inventory(call: Call, communes: Sequence[Commune]) -> _Place | None:
    if named := _NAMED.fullmatch(call.host):
        return _by_name(named[1], named[2], call, communes)
    places = [place for place in _places(communes) if place.camera.id == call.host]
    if not places:
        places = list(_at_host(call, communes)) or _of_recorder(call, communes)
    devices = {place.commune.device_of(place.camera) for place in places}
    if len(devices) > 1 or len({place.commune.code for place in places}) > 1:
        raise problem("many", host=call.host, known=_few(places), first=places[0].name)
    return _on_channel(places, call)


def _by_name(code: str, id_: str, call: Call, communes: Iterable[Commune]) -> _Place:
    here = [place for place in _places(communes) if place.commune.code == code]
    found = next((place for place in here if place.camera.id == id_), None)
    if found is None:
        of_recorder = replace(call, host=id_)
        if places := _of_recorder(of_recorder, [one for one in communes if one.code == code]):
            return _on_channel(places, of_recorder) or places[0]
        raise problem("not_there", camera=call.host, code=code, known=_few(here))
    return found


def _at_host(call: Call, communes: Iterable[Commune]) -> Iterator[_Place]:
    """Yield what answers at the host, recorders without a camera of their own too."""
    host = one_spelling(call.host)
    for place in _places(communes):
        device = place.commune.device_of(place.camera)
        if device is not None and device.host == host:
            yield place
    for commune in communes:
        used = {camera.recorder for camera in commune.cameras}
        for recorder in commune.recorders:
            if recorder.device.host == host and recorder.id not in used:
                yield _Place(commune=commune, camera=_unlisted(recorder, 1), recorder=recorder)


def _of_recorder(call: Call, communes: Iterable[Commune]) -> list[_Place]:
    """Return a recorder that is named itself, on the channel asked for; without one, say which."""
    named = [(c, r) for c in communes for r in c.recorders if r.id == call.host]
    if not named:
        return []
    cameras = [one for one in _places(c for c, _ in named) if one.recorder in [r for _, r in named]]
    if call.channel is None and call.path is None:
        commune, recorder = named[0]
        raise problem(
            "recorder" if cameras else "recorder_empty",
            recorder=recorder.name or recorder.id,
            code=", ".join(c.code for c, _ in named),
            host=recorder.id if len(named) == 1 else f"{commune.code}/{recorder.id}",
            channel=str(cameras[0].camera.channel if cameras else 1),
            known=_few(cameras),
        )
    lonely = (
        _Place(commune=c, camera=_unlisted(r, call.channel or 1), recorder=r) for c, r in named
    )
    return cameras or list(lonely)


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
    host = one_spelling(call.host)
    named = _HOST.fullmatch(call.host) and not _NUMBERS.fullmatch(call.host)
    if not (named or is_address(call.host)):
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
