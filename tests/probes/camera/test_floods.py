"""A device that floods us ends by itself and holds nobody else up; a recording is no camera."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from auditor.contract import Device, Party
from auditor.facts import LookState
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.pictures import Pictures
from auditor.probes.camera.probe import CameraVisit
from auditor.probes.camera.rtsp.depacketise import Depacketiser
from auditor.probes.camera.rtsp.framing import TooBigError
from auditor.probes.camera.rtsp.sdp import Track, describe
from tests.probes.camera.devices import alone, commune, looking, showing
from tests.probes.camera.material import rtp
from tests.probes.camera.rtsp_server import Request, interleaved, reply
from tests.probes.camera.test_probe import standing

HOST = "127.0.68.1"
EMPTY = b"$\x05\x00\x00" * 16_384
TINY = interleaved(b"\x80\x60" + b"\0" * 10, 1) * 4_096


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


def flood(data: bytes) -> Any:
    async def play(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(request, "200 OK", "Session: 1\r\n"))
        while True:
            writer.write(data)
            await writer.drain()

    return play


async def one(pictures: Pictures, device: Device) -> CameraVisit:
    place = commune(alone(device))
    async with looking(pictures, device, limits=DeviceLimits()) as cameras:
        return await cameras.visit(place, place.cameras[0])


@pytest.mark.parametrize("data", [EMPTY, TINY, b"OPTIONS a RTSP/1.0\r\n\r\n" * 1_000])
def test_a_flood_of_the_smallest_things_ends_while_others_are_served(
    pictures: Pictures, data: bytes
) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async def inside() -> CameraVisit:
        async with standing(showing(answers={"PLAY": flood(data)}), host=HOST) as device:
            beside = asyncio.create_task(others())
            came = await one(pictures, device)
            beside.cancel()
            return came

    came = asyncio.run(inside())
    assert (came.look.text, came.look.state) == ("camera.stream_too_big", LookState.VOID)
    assert turns > 10


def test_a_picture_of_thousands_of_pieces_is_left() -> None:
    many = b"\x78" + b"\x00\x01\x06" * 5_000
    pictures = Depacketiser(Track(codec="H264"), unit_bytes=1_000_000)
    (packet,) = rtp([many])
    with pytest.raises(TooBigError):
        pictures.take(packet)


@pytest.mark.parametrize(
    ("said", "recorded"),
    [
        ("npt=0-3600.0", True),
        ("npt=00:00:00-00:10:00", True),
        ("clock=20200101T000000Z-20200101T010000Z", True),
        ("npt=now-", False),
        ("npt=0-", False),
        ("npt=0.000000-", False),
        ("npt=0-0", False),
        ("", False),
    ],
)
def test_a_stream_with_an_end_is_a_recording(said: str, recorded: bool) -> None:
    body = f"v=0\r\nt=0 0\r\na=range:{said}\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
    assert describe(body.encode()).recorded is recorded


def test_a_recording_says_nothing_of_a_camera(pictures: Pictures) -> None:
    async def inside() -> CameraVisit:
        server = showing()
        server.sdp = server.sdp.replace(b"m=video", b"a=range:npt=0-60.5\r\nm=video", 1)
        async with standing(server, host=HOST) as device:
            return await one(pictures, device)

    came = asyncio.run(inside())
    assert (came.look.text, came.look.state) == ("camera.recorded", LookState.VOID)
    assert came.look.party is Party.COMMUNE
