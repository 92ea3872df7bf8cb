"""Cameras for benchmarks.pictures: drawn offices, clips, and parts of both, through real H.264."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Protocol

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from auditor.facts.picture import Light
from auditor.probes.camera.seeing.reference import ViewFeatures, learn
from auditor.probes.camera.seeing.tint import Tint, colour_of
from tests.probes.camera.seeing_scenes import Office, burnt_in, grain

Luma = NDArray[np.uint8]
APART_S = 2.0
"""Seconds between the frames of a look: a key frame each."""
_WHITE, _YELLOW = (255, 255, 255), (0, 255, 255)
RATES = {"cbr 2M": 2000, "cbr 1M": 1000, "cbr 512k": 512}
"""Thousand bits a second."""


class Source(Protocol):
    """What stands before a camera."""

    @property
    def name(self) -> str: ...
    @property
    def seconds(self) -> float: ...
    def bare(self, second: float, light: str) -> Luma:
        """One moment, no clock in it."""

    def tint(self, light: str) -> Tint: ...


@dataclass(frozen=True)
class Drawn:
    """A drawn office with people who pass."""

    office: Office
    people: int = 3
    near: bool = False
    seconds: float = 7200.0
    noise: float | None = None
    """Of the sensor, in grey levels; None: as the light makes it. Cameras that filter have little."""

    @property
    def name(self) -> str:
        return f"office {self.office.seed}" + (self.office.upright and f", {self.office.upright}")

    def bare(self, second: float, light: str) -> Luma:
        scene = self.office.frame(
            second, light, people=self.people, near=self.near, clock=False, noise=self.noise
        )
        return luma(scene)

    def tint(self, light: str) -> Tint:
        ink = _YELLOW if light == "ir" else _WHITE
        return tint_of(burnt_in(self.office.frame(0, light, clock=False), 0, ink=ink))


@dataclass(frozen=True)
class Clip:
    """A clip, two frames a second kept; dusk and infra-red light are made of its day."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def seconds(self) -> float:
        return len(self._read[0]) / 2

    @cached_property
    def _read(self) -> tuple[list[Luma], Tint]:
        kept, colours = [], []
        with av.open(str(self.path)) as clip:
            stream = clip.streams.video[0]
            step = max(1, round(float(stream.average_rate or 10) / 2))
            for number, frame in enumerate(clip.decode(stream)):
                if number % step == 0:
                    kept.append(frame.to_ndarray(format="yuv420p")[: frame.height].copy())
                if number % (step * 10) == 0:
                    colours.append(tint_of(frame.to_ndarray(format="bgr24")))
        return kept, sorted(colours, key=lambda one: one.share)[len(colours) // 2]

    def bare(self, second: float, light: str) -> Luma:
        kept = self._read[0]
        deep = kept[round(second * 2) % len(kept)].astype(np.float32)
        high, wide = deep.shape
        dice = np.random.default_rng(round(second * 2))
        if light == "dusk":
            deep = 16 + (deep - 16) * 0.5
        elif light == "ir":
            down, across = np.ogrid[-1 : 1 : high * 1j, -1 : 1 : wide * 1j]
            deep = 16 + deep * (0.7 * np.exp(-(across**2 + down**2) * 0.8)).astype(np.float32)
        deep += grain(high, wide, {"day": 1.5, "dusk": 4, "ir": 6}[light], dice)
        return np.clip(deep, 0, 255).astype(np.uint8)

    def tint(self, light: str) -> Tint:
        if light != "ir":
            return self._read[1]
        grey = cv2.cvtColor(self.bare(0, light), cv2.COLOR_GRAY2BGR)
        return tint_of(burnt_in(np.asarray(grey, np.uint8), 0, ink=_YELLOW))


@dataclass(frozen=True)
class Part:
    """The same moments through a camera that shows a part: shares of the whole."""

    whole: Source
    left: float
    top: float
    share: float

    @property
    def name(self) -> str:
        return self.whole.name

    @property
    def seconds(self) -> float:
        return self.whole.seconds

    def bare(self, second: float, light: str) -> Luma:
        frame = self.whole.bare(second, light)
        high, wide = frame.shape
        rows, columns = (int(self.share * one) // 2 * 2 for one in (high, wide))
        top, left = int(self.top * high), int(self.left * wide)
        return np.ascontiguousarray(frame[top : top + rows, left : left + columns])

    def tint(self, light: str) -> Tint:
        return self.whole.tint(light)


@dataclass(frozen=True)
class Corner:
    """The same moments from another corner: another layout, for all drawn offices share one."""

    whole: Source

    @property
    def name(self) -> str:
        return f"{self.whole.name}, from a corner"

    @property
    def seconds(self) -> float:
        return self.whole.seconds

    def bare(self, second: float, light: str) -> Luma:
        frame = self.whole.bare(second, light)
        high, wide = frame.shape
        seen = np.array([(0.9, 0.3), (0.25, 0.0), (0.05, 1.0), (0.95, 0.75)], np.float32)
        shown = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
        size = np.array([wide, high], np.float32)
        turn = cv2.getPerspectiveTransform(seen * size, shown * size)
        return np.asarray(cv2.warpPerspective(frame, turn, (wide, high)), np.uint8)

    def tint(self, light: str) -> Tint:
        return self.whole.tint(light)


def frames(
    source: Source, start: float, number: int = 5, apart: float = APART_S, light: str = "day"
) -> list[Luma]:
    """Moments of a source with the camera's clock burnt in."""
    moments = [start + n * apart for n in range(number)]
    return [burnt_in(source.bare(one, light), one) for one in moments]


def luma(picture: NDArray[np.uint8]) -> Luma:
    """Limited range, as cameras send it."""
    return np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)[: picture.shape[0]])


def tint_of(picture: NDArray[np.uint8]) -> Tint:
    """As FFmpeg writes it, by which grey becomes 127."""
    planes = av.VideoFrame.from_ndarray(picture, "bgr24").to_ndarray(format="yuv420p")
    high, wide = picture.shape[:2]
    blue, red = planes[high:].reshape(2, high // 2, wide // 2)
    return colour_of(blue, red)


def coded(pictures: Sequence[Luma], crf: int) -> list[Luma]:
    """Each picture as a key frame of its own, at constant quality."""
    return _through(pictures, {"crf": str(crf), "g": "1"})


def streamed(pictures: Sequence[Luma], quality: str, group: int) -> list[Luma]:
    """The key frames of a stream of two pictures a second, one in every `group`."""
    if quality.startswith("crf"):
        return _through(pictures, {"crf": quality[4:], "g": str(group)})
    rate = f"{RATES[quality]}k"
    constant = {"maxrate": rate, "bufsize": rate, "nal-hrd": "cbr", "g": str(group)}
    return _through(pictures, constant, RATES[quality] * 1000)


def _through(
    pictures: Sequence[Luma], options: dict[str, str], bit_rate: int | None = None
) -> list[Luma]:
    made = av.codec.context.CodecContext.create("libx264", "w")
    made.height, made.width = pictures[0].shape
    made.pix_fmt, made.thread_count = "yuv420p", 1
    made.time_base, made.framerate = Fraction(1, 2), Fraction(2, 1)
    usual = {"preset": "superfast", "tune": "zerolatency", "sc_threshold": "0", "keyint_min": "1"}
    made.options = usual | options
    if bit_rate:
        made.bit_rate = bit_rate
    packets = [packet for n, one in enumerate(pictures) for packet in made.encode(_yuv(one, n))]
    packets += made.encode(None)
    return [one for packet in packets if packet.is_keyframe for one in _decoded(bytes(packet))]


def _yuv(picture: Luma, number: int) -> av.VideoFrame:
    grey = np.full((picture.shape[0] // 2, picture.shape[1]), 128, np.uint8)
    made = av.VideoFrame.from_ndarray(np.vstack([picture, grey]), "yuv420p")
    made.pts = number
    return made


def _decoded(unit: bytes) -> Iterable[Luma]:
    context = av.codec.context.CodecContext.create("h264", "r")
    context.thread_count = 1
    for one in [*context.decode(av.Packet(unit)), *context.decode(None)]:
        yield one.to_ndarray(format="yuv420p")[: one.height].copy()


def view_of(source: Source, light: str = "day", *, looks: int = 10, crf: int = 26) -> ViewFeatures:
    """Learnt from looks over the first half of what there is, at most 20 minutes."""
    step = min(source.seconds / 2, 1200.0) / looks
    found = [coded(frames(source, n * step, light=light), crf) for n in range(looks)]
    return learn(found, light=Light.IR if light == "ir" else Light.DAY)
