"""An invented office before a camera, encoded as a camera would: each connection sees it anew."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from tests.probes.camera import material
from tests.probes.camera.material import Material
from tests.probes.camera.rtsp_server import Answer, Request, RtspServer, interleaved, reply

WIDTH, HEIGHT = 640, 360


@cache
def filmed(scene: str, number: int, *, colour: bool = True) -> Material:
    """Encode one picture of a scene; `number` makes its noise and where somebody stands."""
    made = VideoCodecContext.create("libx264", "w")
    assert isinstance(made, VideoCodecContext)
    made.width, made.height, made.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    made.time_base = Fraction(1, 10)
    made.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "23"}
    packets = [*made.encode(_frame(scene, number, colour=colour)), *made.encode(None)]
    pictures = tuple(tuple(material.units(bytes(one))) for one in packets)
    return Material(codec="H264", pictures=pictures)


def camera(scene: str = "office", *, colour: bool = True, looks: int = 6) -> RtspServer:
    """Return a camera; a scene that lives is another picture for each connection."""
    films = [filmed(scene, number, colour=colour) for number in range(looks)]
    server = RtspServer(sdp=material.sdp(films[0]))
    return replace(server, answers={"PLAY": _playing([material.stream(one) for one in films])})


def empty(scene: str) -> NDArray[np.uint8]:
    """Return a scene without noise or anybody in it, HEIGHT x WIDTH."""
    luma = {"office": _office, "wall": _wall, "dark": _dark}[scene]()
    return np.clip(luma, 16, 235).astype(np.uint8)


def _playing(films: Sequence[list[bytes]]) -> Answer:
    count = 0

    async def play(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        writer.write(reply(request, "200 OK", "Session: 4D41\r\nRTP-Info: url=track1\r\n"))
        writer.writelines(interleaved(one, 0) for one in films[count % len(films)])
        count += 1
        await writer.drain()
        writer.close()  # or more pictures would be waited for, to see whether they are frozen

    return play


def _frame(scene: str, number: int, *, colour: bool) -> av.VideoFrame:
    noise = np.random.default_rng(number).normal(0, 2.0, (HEIGHT, WIDTH))
    luma = np.clip(empty(scene) + noise, 16, 235).astype(np.uint8)
    if scene == "office":
        luma[120:330, 60 + 90 * number : 110 + 90 * number] = 60  # somebody walks by
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    tint = (110, 150) if colour and scene != "dark" else (128, 128)
    for plane, level in zip(frame.planes, (luma, *tint), strict=True):
        rows = np.zeros((plane.height, plane.line_size), np.uint8)
        rows[:, : plane.width] = np.asarray(level, np.uint8)
        plane.update(rows.tobytes())
    frame.pts = 0
    return frame


@cache
def _office() -> NDArray[np.float64]:
    """Counters, windows and papers: edges in nearly every part of the picture."""
    random = np.random.default_rng(7)
    picture = np.full((HEIGHT, WIDTH), 150.0)
    for _ in range(260):
        x, y = random.integers(0, WIDTH - 30), random.integers(0, HEIGHT - 20)
        width, height = random.integers(12, 70), random.integers(8, 40)
        picture[y : y + height, x : x + width] = random.integers(30, 225)
    return picture


@cache
def _wall() -> NDArray[np.float64]:
    return np.linspace(120, 160, WIDTH)[None, :].repeat(HEIGHT, axis=0)


@cache
def _dark() -> NDArray[np.float64]:
    return np.full((HEIGHT, WIDTH), 18.0)
