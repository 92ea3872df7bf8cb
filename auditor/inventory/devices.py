"""Rows of the recorders' and the cameras' tables.

A camera is a channel of a recorder or a device of its own, never both: whom a password is shown
to must not be left to a guess.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from auditor.contract import Camera, Device, Recorder
from auditor.facts.text import fold
from auditor.inventory.addresses import host_of, path_of, port_of
from auditor.inventory.cells import Row
from auditor.inventory.references import References

RTSP_PORT, ONVIF_PORT = 554, 80
MAX_CHANNEL = 256
_OF_A_DEVICE = ("rtsp_port", "onvif_port", "credential", "basic")
_CHANNEL = re.compile(r"(?:ch|d|kenh|channel)? ?0{0,3}([1-9][0-9]{0,2})")

Recorders = Mapping[str, list[Recorder]]
_Way = tuple[str | int, ...]
"""What leads to one picture."""


def recorders_of(rows: Sequence[Row], references: References) -> dict[str, list[Recorder]]:
    """Return the recorders by commune. The offices come first."""
    found: defaultdict[str, list[Recorder]] = defaultdict(list)
    seen: dict[tuple[str, str, int], Row] = {}
    for row in rows:
        code = references.commune(row)
        id_ = references.recorders.declare(row, code)
        recorder = Recorder(
            id=id_,
            name=row.text("name") or id_,
            office=references.office(row, code),
            device=_device(row, references),
        )
        found[code].append(recorder)
        box = (code, recorder.device.host, recorder.device.rtsp_port)
        if (first := seen.setdefault(box, row)) is not row and code and recorder.device.host:
            row.wrong("host", "recorder.address_twice", other=first.record.where)
    return found


def cameras_of(
    rows: Sequence[Row], references: References, recorders: Recorders
) -> dict[str, list[Camera]]:
    """Return the cameras by commune. Offices, counters and recorders come first."""
    found: defaultdict[str, list[Camera]] = defaultdict(list)
    seen: dict[_Way, Row] = {}
    for row in rows:
        code = references.commune(row)
        camera = _camera(row, code, references, recorders.get(code, ()))
        _once(row, code, camera, recorders.get(code, ()), seen)
        found[code].append(camera)
    return found


def _camera(row: Row, code: str, references: References, recorders: Sequence[Recorder]) -> Camera:
    id_ = references.cameras.declare(row, code)
    _one_way(row)
    written = row.text("recorder")
    recorder = references.recorders.find(row, "recorder", code, written) if written else ""
    behind = next((r.office for r in recorders if recorder and r.id == recorder), "")
    return Camera(
        id=id_,
        name=row.text("name") or id_,
        office=references.office(row, code, inherited=behind),
        counters=_counters(row, code, references),
        recorder=recorder,
        channel=_channel(row) if written else 0,
        device=None if written else _device(row, references),
        path=path_of(row),
    )


def _one_way(row: Row) -> None:
    """Refuse a camera with two ways to it, with none, or with cells of the way it does not go."""
    recorder, host = row.text("recorder"), row.text("host")
    if recorder and host:
        row.wrong("host", "camera.two_ways", recorder=recorder)
    elif recorder:
        for key in _OF_A_DEVICE:
            if key in row.record.cells:
                row.wrong(key, "camera.belongs_to_recorder", recorder=recorder)
    elif "host" not in row.record.cells:
        row.wrong("recorder", "camera.no_way")
    elif row.text("channel"):
        row.wrong("channel", "camera.channel_alone")


def _channel(row: Row) -> int:
    text = row.text("channel")
    if not text:
        row.wrong("channel", "camera.channel_blank")
        return 0
    match = _CHANNEL.fullmatch(fold(text))
    if not match or int(match[1]) > MAX_CHANNEL:
        row.wrong("channel", "camera.channel", value=text[:20], most=MAX_CHANNEL)
        return 0
    return int(match[1])


def _device(row: Row, references: References) -> Device:
    return Device(
        host=host_of(row),
        rtsp_port=port_of(row, "rtsp_port", RTSP_PORT),
        onvif_port=port_of(row, "onvif_port", ONVIF_PORT, may_be_off=True),
        credential=references.credential(row),
        basic=row.flags.get("basic", True),
    )


def _counters(row: Row, code: str, references: References) -> tuple[str, ...]:
    found = (references.counters.find(row, "counters", code, w) for w in row.words("counters"))
    return tuple(dict.fromkeys(id_ for id_ in found if id_))


def _once(
    row: Row, code: str, camera: Camera, recorders: Sequence[Recorder], seen: dict[_Way, Row]
) -> None:
    """Refuse two cameras that are one picture: it would answer for both."""
    if camera.recorder and camera.channel:
        way: _Way = (code, camera.recorder, camera.channel)
        if _twice(row, code, seen, way, "channel", "camera.channel_twice", camera.channel):
            return
    device = camera.device or next((r.device for r in recorders if r.id == camera.recorder), None)
    if device is None or not device.host or (camera.recorder and not camera.channel):
        return
    column = "host" if camera.device else ("path" if camera.path else "channel")
    way = (code, device.host, device.rtsp_port, camera.stream)
    _twice(row, code, seen, way, column, "camera.address_twice")


def _twice(
    row: Row, code: str, seen: dict[_Way, Row], way: _Way, column: str, key: str, channel: int = 0
) -> bool:
    first = seen.setdefault(way, row)
    if first is row or not code:
        return False
    values = {"channel": channel} if channel else {}
    row.wrong(column, key, other=first.record.where, **values)
    return True
