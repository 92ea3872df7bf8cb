"""The films that the cameras of the demo show: an invented office, drawn and encoded once.

A key frame each second. They begin anew after so long that nobody who looks sees it: the same key
frame twice in one look is what a frozen picture shows.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from auditor.demo.drawing import FLOOR, HEIGHT, SCREEN, WIDTH, Grey, Scene, pictures

FRAMES_A_SECOND = 5
_SECONDS = 16
"""A look lasts ten, and waits for fourteen at most."""
_WALL, _FLOOR = (120, 134), (114, 148)
"""Levels of the chroma planes, blue and red: without colours a picture may be one by infra-red light."""
_START_CODE = b"\x00\x00\x01"
_SPS, _PPS = 7, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """H.264 without start codes: what a camera has before it cuts it into packets."""

    frames: tuple[tuple[bytes, ...], ...]
    """The NAL units of each frame, in order; a key frame begins with its parameter sets."""
    sps: bytes
    pps: bytes

    @property
    def profile(self) -> str:
        """Return profile, constraints and level, as SDP writes them."""
        return self.sps[1:4].hex().upper()


@cache
def film(scene: Scene = Scene.OFFICE) -> Film:
    """Return the film; the first call of a scene draws and encodes it."""
    encoder, shown = _encoder(), pictures(scene, _SECONDS, FRAMES_A_SECOND)
    colour = _colour(scene)
    packets = [packet for picture in shown for packet in encoder.encode(_frame(picture, colour))]
    packets += encoder.encode(None)
    frames = tuple(_units(bytes(packet)) for packet in packets)
    kinds = {unit[0] & 31: unit for unit in frames[0]}
    return Film(frames=frames, sps=kinds[_SPS], pps=kinds[_PPS])


def _encoder() -> VideoCodecContext:
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, VideoCodecContext)  # noqa: S101 - libx264 encodes video
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.time_base = Fraction(1, FRAMES_A_SECOND)
    encoder.framerate = Fraction(FRAMES_A_SECOND)
    encoder.thread_count = 1
    encoder.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "baseline",
        "x264-params": f"keyint={FRAMES_A_SECOND}:scenecut=0:repeat-headers=1:annexb=1",
    }
    return encoder


def _frame(grey: Grey, colour: Grey) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(np.vstack([grey, colour]), format="yuv420p")


def _colour(scene: Scene) -> Grey:
    """Return both chroma planes, as rows of the picture's width: a wall, a wooden floor."""
    planes = []
    for wall, floor in zip(_WALL, _FLOOR, strict=True):
        plane = np.full((HEIGHT // 2, WIDTH // 2), wall, np.uint8)
        plane[FLOOR // 2 :] = floor
        if scene is Scene.BEHIND:
            plane[:, : SCREEN.size // 2] = wall
        planes.append(plane.reshape(HEIGHT // 4, WIDTH))
    return np.vstack(planes)


def _units(stream: bytes) -> tuple[bytes, ...]:
    """Cut an Annex B stream at its start codes, which are three bytes or four."""
    return tuple(unit.rstrip(b"\x00") for unit in stream.split(_START_CODE) if unit.strip(b"\x00"))
