"""What a visit to a camera becomes: a fact, a look, and which of them say that it is down."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from auditor.contract import Camera, Commune, Device, Missing, Party, Why
from auditor.facts import CameraSeen, Look, LookState
from auditor.facts.logins import shown
from auditor.probes.camera.picturing import Picturing, strange
from auditor.probes.camera.rtsp.targets import path_of

DEVICE_DOWN = frozenset(
    {"camera.connection_refused", "camera.no_connection", "camera.no_answer_to_call"}
)
"""The device was not reached at all: a dead line looks the same, so somebody else in the same
office must have answered before it counts."""
STREAM_DOWN = frozenset({"camera.rtsp_silent", "camera.closed", "camera.no_frame"})
"""The device was reached and showed no picture."""

LIGHT = "camera.light_look"
"""The device offered its stream and showed a good still picture; the stream was not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraVisit:
    """What came of a visit, and the looks that it was: at the camera, and at its picture."""

    seen: CameraSeen | Missing
    look: Look
    picture: Look | None = None
    """What the picture measures; None: none was had, for the reason that `look` has."""
    odd: bool = False
    """Something about the picture counts only when further looks, spaced, see it too."""


def address_of(commune: Commune, camera: Camera) -> str:
    """Return where the inventory says the camera is: host:port/path, or #channel without a path.

    A look counts for this address alone. Passwords that some makers want in a path are left out.
    """
    device = commune.device_of(camera)
    if device is None:
        return ""
    if camera.path:
        return f"{place_of(device)}{shown(path_of(camera.path))}"
    return f"{place_of(device)}#{camera.channel or 1}"


def place_of(device: Device) -> str:
    """Return host:port of the stream."""
    host = f"[{device.host}]" if ":" in device.host else device.host
    return f"{host}:{device.rtsp_port}"


def visit_of(
    commune: Commune,
    camera: Camera,
    seen: CameraSeen | Missing,
    picturing: Picturing | None = None,
) -> CameraVisit:
    """Make the looks; whatever is said of the camera names it and its address."""
    address = address_of(commune, camera)
    if isinstance(seen, Missing):
        seen = _told(camera, seen, commune.device_of(camera), address)
        look = _not_up(camera, seen)
    elif seen.frame is None:
        look = _light(camera, seen, address)
    else:
        look = _up(camera, seen, address, picturing.elapsed_ms if picturing else 0)
    looked = picturing.looked if picturing else None
    if looked is None or picturing is None:
        return CameraVisit(seen=seen, look=look)
    if looked.measures is None:
        return CameraVisit(seen=seen, look=look, picture=_unmeasured(look))
    picture = Look(
        at=picturing.at or look.at,
        target=camera.id,
        state=LookState.UP,
        text="camera.done.picture.measure",
        values={"address": address, **looked.measures.values()},
    )
    odd = strange(looked.measures, picturing.bounds)
    return CameraVisit(seen=seen, look=look, picture=picture, odd=odd)


def _unmeasured(look: Look) -> Look:
    return replace(
        look,
        state=LookState.VOID,
        text="camera.unmeasured",
        why=Why.BUG,
        party=Party.AUDITOR,
        elapsed_ms=None,
    )


def _told(camera: Camera, missing: Missing, device: Device | None, address: str) -> Missing:
    values: dict[str, str | int | float] = {}
    if device is not None:
        values = {"host": device.host, "port": device.rtsp_port}
    values |= {**missing.values, "camera": camera.name or camera.id, "address": address}
    if "path" in values:
        values["path"] = shown(str(values["path"]))
    # A port is a name, no amount: a report would write 37.777.
    values |= {name: str(values[name]) for name in ("port", "onvif_port") if name in values}
    # What another channel was told is known now: this look is of this moment all the same.
    return replace(missing, values=values, seen_at=datetime.now(UTC))


def _not_up(camera: Camera, missing: Missing) -> Look:
    down = missing.text in DEVICE_DOWN | STREAM_DOWN
    return Look(
        at=missing.seen_at or datetime.now(UTC),
        target=camera.id,
        state=LookState.DOWN if down else LookState.VOID,
        text=missing.text,
        values=missing.values,
        why=missing.why,
        party=missing.party,
    )


def _light(camera: Camera, seen: CameraSeen, address: str) -> Look:
    """A still picture proves nothing of the stream: neither up nor down."""
    return Look(
        at=seen.at,
        target=camera.id,
        state=LookState.VOID,
        text=LIGHT,
        values={"camera": camera.name or camera.id, "address": address},
        why=Why.INCOMPLETE,
        party=Party.AUDITOR,
    )


def _up(camera: Camera, seen: CameraSeen, address: str, elapsed_ms: int) -> Look:
    return Look(
        at=seen.at,
        target=camera.id,
        state=LookState.UP,
        text="camera.up",
        values={
            "camera": camera.name or camera.id,
            "address": address,
            "elapsed_ms": elapsed_ms,
            "width": seen.stream.width,
            "height": seen.stream.height,
        },
        elapsed_ms=elapsed_ms,
    )
