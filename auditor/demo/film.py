"""The film that every camera of the demo shows: an invented office, drawn and encoded once.

Two seconds that repeat, a key frame each second: walls, a row of counters, somebody who walks by
and the hand of a clock. No picture of a real place or person is in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import cos, pi, sin

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

WIDTH, HEIGHT = 640, 360
FRAMES_A_SECOND = 10
_SECONDS = 2
_START_CODE = b"\x00\x00\x01"
_SPS, _PPS = 7, 8

Grey = NDArray[np.uint8]


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
def film() -> Film:
    """Return the film; the first call draws and encodes it."""
    encoder = _encoder()
    packets = [packet for picture in _pictures() for packet in encoder.encode(_frame(picture))]
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
        "preset": "superfast",
        "tune": "zerolatency",
        "profile": "baseline",
        "x264-params": f"keyint={FRAMES_A_SECOND}:scenecut=0:repeat-headers=1:annexb=1",
    }
    return encoder


def _pictures() -> Iterator[Grey]:
    office = _office()
    for number in range(_SECONDS * FRAMES_A_SECOND):
        yield _with_life(office.copy(), number / (_SECONDS * FRAMES_A_SECOND))


def _office() -> Grey:
    """Draw what stands still: a wall that is lit from the left, four counters, a clock's face."""
    light = np.linspace(170, 120, WIDTH)[None, :] - np.linspace(0, 40, HEIGHT)[:, None]
    picture: Grey = light.astype(np.uint8)
    picture[250:, :] = picture[250:, :] // 2
    for left in range(30, WIDTH, 155):
        picture[200:290, left : left + 120] = 96
        picture[204:212, left + 4 : left + 116] = 190
        picture[160:200, left + 40 : left + 80] = 40
    picture[_disc(70, 560, 42)] = 220
    return picture


def _with_life(picture: Grey, part: float) -> Grey:
    """Add the clock's hand and the walker, where they are at a part of the whole (0 to 1)."""
    for length in range(34):
        angle = 2 * pi * part
        y, x = round(70 - length * cos(angle)), round(560 + length * sin(angle))
        picture[y - 1 : y + 2, x - 1 : x + 2] = 20
    left = round(part * (WIDTH - 60))
    picture[180:330, left : left + 50] = 60
    picture[_disc(160, left + 25, 20)] = 150
    return picture


def _disc(row: int, column: int, radius: int) -> NDArray[np.bool_]:
    y, x = np.ogrid[:HEIGHT, :WIDTH]
    inside: NDArray[np.bool_] = (y - row) ** 2 + (x - column) ** 2 <= radius**2
    return inside


def _frame(grey: Grey) -> av.VideoFrame:
    colour = np.full((HEIGHT // 2, WIDTH), 128, np.uint8)  # both planes of a grey picture
    return av.VideoFrame.from_ndarray(np.vstack([grey, colour]), format="yuv420p")


def _units(stream: bytes) -> tuple[bytes, ...]:
    """Cut an Annex B stream at its start codes, which are three bytes or four."""
    return tuple(unit.rstrip(b"\x00") for unit in stream.split(_START_CODE) if unit.strip(b"\x00"))
