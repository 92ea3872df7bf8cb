"""A stream is played on for more key pictures, and whatever ends it takes nothing away."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from auditor.contract import Device, Missing
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.link import Devices
from auditor.probes.camera.rtsp import KeyFrame, KeyFrames, Span, key_frames
from auditor.probes.camera.steps import Step
from auditor.probes.gate import Gate
from tests.probes.camera import films, material, scenes
from tests.probes.camera.looking import QUICK, known
from tests.probes.camera.rtsp_server import Doorman, RtspServer

HOST = "127.0.67.1"
SPAN = Span(most=4, seconds=0.3, patience_s=2.0)


def played(
    server: RtspServer,
    span: Span | None = SPAN,
    *,
    limits: DeviceLimits = QUICK,
    seconds: float = 5.0,
    told: Callable[[Step], None] = lambda _: None,
) -> KeyFrames | Missing:
    async def go_on(_first: KeyFrame) -> Span | None:
        return span

    async def inside() -> KeyFrames | Missing:
        async with server.serving(HOST) as port:
            device = Device(host=HOST, rtsp_port=port, onvif_port=0, credential="mau")
            gate = Gate(lab=frozenset({(HOST, port)}))
            async with Devices(gate, limits, credential_of=known, user_agent="thử") as devices:
                link = devices.link(device)
                assert await link.resolve() is None
                until = asyncio.get_running_loop().time() + seconds
                async with link.turn():
                    found = await key_frames(link, "/a", deadline=until, go_on=go_on, tell=told)
            await gate.close()
            return found

    return asyncio.run(inside())


def frames(server: RtspServer, span: Span | None = SPAN, **how: Any) -> KeyFrames:
    found = played(server, span, **how)
    assert isinstance(found, KeyFrames), found
    return found


def test_key_pictures_are_taken_over_the_time_that_is_wanted_and_by_one_connection() -> None:
    steps: list[Step] = []
    server = films.playing(films.live(), pace=0.02)
    server.doorman = Doorman()
    found = frames(server, told=steps.append)
    assert len(found.units) == 4
    assert len(set(found.units)) == 4
    assert found.units[0] == found.first.unit
    assert found.seconds >= SPAN.seconds
    assert not found.stalled
    assert server.connections == 1
    assert server.methods[-1] == "TEARDOWN"
    assert [step.text for step in steps][-1] == "camera.done.rtsp.more"


def test_pictures_between_the_key_ones_are_passed_over() -> None:
    made = films.filmed(scenes.live(*films.SIZE, 12), keys_every=4)
    found = frames(films.playing(made, pace=0.02), replace(SPAN, most=3, seconds=0.1))
    assert len(found.units) == 3
    keys = [one[-1] for one in made.pictures[::4]]
    assert all(any(unit.endswith(key) for key in keys) for unit in found.units)


def test_one_is_enough_where_no_more_are_wanted() -> None:
    server = films.playing(films.live())
    found = frames(server, None)
    assert (len(found.units), found.seconds, found.stalled) == (1, 0.0, False)
    assert server.methods[-1] == "TEARDOWN"


def test_no_picture_counts_twice_however_slowly_they_come() -> None:
    found = frames(films.playing(films.live(), pace=0.35), replace(SPAN, most=3, seconds=0.2))
    assert len(set(found.units)) == len(found.units) == 3


@pytest.mark.parametrize(
    ("film", "span", "limits", "seconds"),
    [
        ({"ends_after": 2, "pace": 0.2}, SPAN, QUICK, 5.0),
        ({"pace": 0.7}, replace(SPAN, patience_s=1.0), QUICK, 5.0),
        ({"pace": 0.7}, SPAN, QUICK, 1.2),
        ({"pace": 0.2}, SPAN, replace(QUICK, session_bytes=45_000), 5.0),
    ],
    ids=["it hangs up", "we lose patience", "the camera's time is over", "it sent too much"],
)
def test_what_ends_the_stream_takes_nothing_from_what_came(
    film: dict[str, Any], span: Span, limits: DeviceLimits, seconds: float
) -> None:
    found = frames(films.playing(films.live(), **film), span, limits=limits, seconds=seconds)
    assert 1 <= len(found.units) < SPAN.most
    assert found.first.unit == found.units[0]


def test_time_stamps_that_stand_still_are_noted() -> None:
    assert frames(films.playing(films.frozen(), still=True)).stalled
    assert not frames(films.playing(films.frozen())).stalled


def test_two_pictures_do_not_show_that_time_stands_still() -> None:
    assert not frames(films.playing(films.frozen(), still=True), replace(SPAN, most=2)).stalled


def test_a_camera_that_shows_nothing_is_told_as_ever() -> None:
    silent = played(RtspServer(sdp=material.sdp(films.live())), seconds=1.5)
    assert isinstance(silent, Missing)
    assert silent.text == "camera.no_frame"
