"""What else `auditor camera test` has to say: what the steps showed that the result does not tell.

Field failures look alike: a wrong port, users of ONVIF's own, a clock, an inner address. Here the
steps are put beside what came of them, so that a person at the device knows which it was.
"""

import re
from collections.abc import Iterator, Sequence
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING

from auditor.cli.camera_words import drift, spoken
from auditor.contract import Missing, Party
from auditor.facts import Auth, CameraSeen, LookState
from auditor.words import say

if TYPE_CHECKING:
    from auditor.cli.camera_target import Target
    from auditor.probes.camera.probe import CameraVisit
    from auditor.probes.camera.steps import Step

DRIFT_S = 60.0
_ZONE_DOUBT_S = 90.0
_HOUR = 3600
_SHOWN_TO = frozenset(
    {
        "camera.unauthorized",
        "camera.onvif_unauthorized",
        "camera.onvif_unauthorized_undated",
        "camera.silent_after_login",
    }
)
"""Our one try was spent on it."""
_NO_ONVIF = frozenset({"camera.onvif_off", "camera.bad_http", "camera.path_unknown"})
_NO_STREAM = frozenset(
    {
        "camera.connection_refused",
        "camera.no_answer_to_call",
        "camera.no_connection",
        "camera.bad_rtsp",
        "camera.rtsp_silent",
        "camera.no_such_stream",
    }
)
_INSTEAD = {"HTTP": "camera.hint.http_port", "TLS": "camera.hint.tls_port"}
_PORT = re.compile(r":([0-9]{1,5})$")
NO_STILL = frozenset({"camera.onvif_bad", "camera.no_snapshot"})
"""A device without a still picture is none the worse."""


def hints(target: "Target", visit: "CameraVisit", steps: "Sequence[Step]") -> list[str]:
    """Return the sentences, the most useful first."""
    if isinstance(visit.seen, Missing):
        return [*_of_failure(visit.seen, steps), *_of_clock(_offset(steps), login=visit.seen.text)]
    return [
        *_of_camera(target, visit.seen),
        *_of_clock(_offset(steps) or visit.seen.clock_offset_s),
    ]


def _of_failure(seen: Missing, steps: "Sequence[Step]") -> Iterator[str]:
    values = {**seen.values}
    if seen.text in _SHOWN_TO:
        yield say("camera.hint.tries")
    if (key := _INSTEAD.get(str(values.get("what")))) and seen.text == "camera.bad_rtsp":
        yield say(key, **values)
    if seen.text in _NO_STREAM:
        yield from _of_other_port(steps)
    if seen.text in _NO_ONVIF and _is_ipv4(str(values.get("host", ""))):
        yield say("camera.hint.find_onvif", **values)


def _of_other_port(steps: "Sequence[Step]") -> Iterator[str]:
    """Tell the port that the device itself named, where ours showed no picture."""
    for step in steps:
        if step.text == "camera.onvif.stream_other_port":
            found = _PORT.search(str(step.values["reported"]))
            if found:
                yield say("camera.hint.other_port", **step.values, other=found[1])


def _of_camera(target: "Target", seen: CameraSeen) -> Iterator[str]:
    """Say what a person at a camera that showed its picture would want to mend."""
    if not target.camera.path and "***" not in seen.stream.path:
        yield say("camera.test.path", path=seen.stream.path)
    if seen.stream.auth is Auth.NONE:
        yield say("camera.test.open")
    if seen.stream.auth is Auth.BASIC:
        yield say("camera.test.basic")
    if seen.calls is Auth.NONE:
        yield say("camera.hint.open_calls")
    untold = seen.untold
    if untold is not None and untold.party is Party.COMMUNE:
        values = spoken(untold.values)
        yield say("camera.hint.onvif", todo=say(f"{untold.text}.todo", **values))
        if untold.text in _NO_ONVIF and _is_ipv4(str(values.get("host", ""))):
            yield say("camera.hint.find_onvif", **values)


def _of_clock(offset_s: float | None, login: str = "") -> Iterator[str]:
    """Say that the clock is wrong, and that a refusal is not for its sake."""
    if offset_s is None or abs(offset_s) <= DRIFT_S:
        return
    yield say("camera.test.clock", drift=drift(offset_s))
    hours = round(offset_s / _HOUR)
    if hours and abs(offset_s - hours * _HOUR) <= _ZONE_DOUBT_S:
        yield say("camera.hint.zone", hours=abs(hours))
    if login in _SHOWN_TO:
        yield say("camera.hint.clock_allowed_for")


def _offset(steps: "Sequence[Step]") -> float | None:
    """Return how far the device's clock is from ours, as its steps told."""
    told = (step.values.get("offset_s") for step in steps if step.name == "onvif.time")
    found = next((one for one in told if isinstance(one, (int, float))), None)
    return None if found is None else float(found)


def _is_ipv4(host: str) -> bool:
    try:
        IPv4Address(host)
    except AddressValueError:
        return False
    return True


def picture(visit: "CameraVisit") -> list[str]:
    """Say in words what the picture looks like; nothing where it was not measured."""
    from auditor.facts.oddities import enough, odd
    from auditor.facts.picture import measures_of

    look = visit.picture
    measures = measures_of(look.values) if look and look.state is LookState.UP else None
    if measures is None:
        return []
    found = odd(measures)
    key = f"camera.hint.picture.{found.kind if found else 'usable'}"
    values: dict[str, str | int | float] = {
        "light": say(f"camera.hint.light.{measures.light}"),
        "mean": round(measures.mean),
        "flat": round(measures.flat * 100),
    }
    said = [say(key, **values)]
    if found is not None and found.hint is not None:
        said.append(say("camera.hint.picture.cause", cause=say(f"camera.hint.cause.{found.hint}")))
    if enough(measures) == "no_view":
        said.append(say("camera.hint.picture.no_view"))
    return said
