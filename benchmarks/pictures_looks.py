"""The looks that benchmarks.pictures judges."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from auditor.facts.oddities import Odd, Oddity, enough, odd
from auditor.facts.picture import Measures
from auditor.probes.camera.seeing.frozen import identical
from auditor.probes.camera.seeing.measure import measure
from auditor.probes.camera.seeing.reference import ViewFeatures
from benchmarks import pictures_made as made
from benchmarks import pictures_tampered as tampering
from tests.probes.camera.seeing_scenes import burnt_in

DIFFERENT = (Oddity.DIFFERENT,)
CLASSES: dict[str, tuple[Oddity, ...]] = {
    "black": (Oddity.BLACK,),
    "overexposed": (Oddity.OVEREXPOSED,),
    "no signal": (Oddity.NO_SIGNAL,),
    "covered 95 %": (Oddity.DIFFERENT, Oddity.BLACK),
    "moved 15 %": DIFFERENT,
    "moved 30 %": DIFFERENT,
    "other scene": DIFFERENT,
    "strong defocus": (Oddity.BLURRED, Oddity.DIFFERENT),
    "frozen, constant quality": (Oddity.FROZEN,),
    "covered 60 %": DIFFERENT,
    "covered 40 %": DIFFERENT,
    "slight defocus": (Oddity.BLURRED, Oddity.DIFFERENT),
    "frozen, constant bit rate": (Oddity.FROZEN,),
}
TARGETS = tuple(CLASSES)[:9]
NORMAL = ("normal", "person near", "live stream")
QUALITIES = ("crf 23", "crf 28", "crf 33", "crf 38", "cbr 2M", "cbr 1M", "cbr 512k")
WARM = 3
"""Key frames left out: a camera's encoder has settled long before anybody looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look as it was judged."""

    group: str
    source: str
    kind: str
    conditions: tuple[str, ...]
    found: Odd | None
    unsure: str
    cpu_ms: float

    @property
    def right(self) -> bool:
        if self.kind in NORMAL:
            return self.found is None
        return self.found is not None and self.found.kind in CLASSES[self.kind]


@dataclass(frozen=True)
class Camera:
    """A source with its learnt views."""

    source: made.Source
    group: str
    views: dict[str, ViewFeatures]
    starts: tuple[float, ...]

    def judged(
        self,
        kind: str,
        conditions: Sequence[str],
        pictures: list[made.Luma],
        *,
        colour: float | None = None,
        light: str = "day",
        view: ViewFeatures | None = None,
        stream: bool = False,
    ) -> Look:
        tint = self.source.colour(light) if colour is None else colour
        view = view or self.views["ir" if light == "ir" else "day"]
        began = time.process_time()
        seen = Measures(**measure(pictures, tint, view))  # type: ignore[arg-type]
        spent = (time.process_time() - began) * 1000
        if stream:
            seen = replace(seen, keys=len(pictures), identical=identical(pictures))
        return Look(
            group=self.group,
            source=self.source.name,
            kind=kind,
            conditions=tuple(conditions),
            found=odd(seen),
            unsure=enough(seen),
            cpu_ms=spent,
        )


def camera(source: made.Source, group: str, looks: int) -> Camera:
    """Learn the views of a source from its first half; `looks` starts in its second."""
    half = min(source.seconds / 2, 3600.0)
    last = source.seconds - 5 * made.APART_S
    starts = tuple(float(one) for one in np.linspace(half, last, looks))
    return Camera(source, group, {one: made.view_of(source, one) for one in ("day", "ir")}, starts)


def normal(one: Camera) -> Iterator[Look]:
    """Four looks at each start, through all lights, qualities and numbers of frames in turn."""
    for number in range(len(one.starts) * 4):
        light, crf = ("day", "dusk", "ir")[number % 3], (23, 30, 38)[number // 3 % 3]
        count = (5, 5, 5, 1)[number // 9 % 4]
        plain = made.frames(one.source, one.starts[number // 4], count, light=light)
        said = (light, f"crf {crf}", f"{count} frames")
        yield one.judged("normal", said, made.coded(plain, crf), light=light)


def near(one: Camera) -> Iterator[Look]:
    """Somebody stands right before the lens in every frame."""
    if not isinstance(one.source, made.Drawn):
        return
    crowded = replace(one.source, near=True)
    for number, start in enumerate(one.starts):
        count = (5, 1)[number % 2]
        pictures = made.coded(made.frames(crowded, start, count), 28)
        yield one.judged("person near", (f"{count} frames",), pictures)


def tampered(one: Camera) -> Iterator[Look]:
    kinds: list[tuple[str, str, tampering.Tamper]] = [
        ("black", "", tampering.blackened),
        ("overexposed", "", tampering.blown_out),
        ("strong defocus", "sigma 4 of 320", tampering.defocused(4)),
        ("strong defocus", "sigma 8 of 320", tampering.defocused(8)),
        ("slight defocus", "sigma 2 of 320", tampering.defocused(2)),
        ("slight defocus", "sigma 1 of 320", tampering.defocused(1)),
    ]
    for share in (95, 60, 40):
        for stuff in tampering.MATERIALS:
            what = tampering.covered(share / 100, stuff)
            kinds.append((f"covered {share} %", stuff, what))
    for kind, condition, tamper in kinds:
        for number, start in enumerate(one.starts):
            light, crf = ("day", "ir")[number % 2], (26, 34)[number // 2 % 2]
            dice = np.random.default_rng([number, len(condition)])
            plain = made.frames(one.source, start, light=light)
            pictures = made.coded([tamper(frame, dice) for frame in plain], crf)
            grey = one.source.colour(light) * (0.1 if kind == "covered 95 %" else 1)
            yield one.judged(kind, (condition, light), pictures, colour=grey, light=light)


def cards(one: Camera) -> Iterator[Look]:
    for kind in ("blue", "plain blue", "black", "grey", "bars"):
        for number, start in enumerate(one.starts):
            plain, colour = tampering.carded(kind, start)
            pictures = made.coded(plain, (26, 34)[number % 2])
            yield one.judged("no signal", (kind,), pictures, colour=colour)


def others(one: Camera, rest: Sequence[Camera]) -> Iterator[Look]:
    strange = [other.source for other in rest if other.source.name != one.source.name]
    for number in range(2 * len(one.starts)):
        source = strange[number % len(strange)]
        begin = min(one.starts[number // 2], source.seconds - 10)
        pictures = made.coded(made.frames(source, begin), (26, 34)[number % 2])
        yield one.judged("other scene", (source.name,), pictures, colour=source.colour("day"))


def moved(one: Camera) -> Iterator[Look]:
    """A camera that shows 70 % of what the source does, turned by shares of its own width."""
    size, left, top = 0.7, 0.04, 0.04
    view = made.view_of(made.Part(one.source, left, top, size))
    ways = {
        ("moved 15 %", "aside"): (left + 0.15 * size, top),
        ("moved 15 %", "down"): (left, top + 0.15 * size),
        ("moved 30 %", "aside"): (left + 0.3 * size, top),
        ("moved 30 %", "both"): (left + 0.21 * size, top + 0.21 * size),
    }
    for (kind, way), (across, down) in ways.items():
        turned = made.Part(one.source, across, down, size)
        for number, start in enumerate(one.starts):
            pictures = made.coded(made.frames(turned, start), (26, 34)[number % 2])
            yield one.judged(kind, (way,), pictures, view=view)


def streams(one: Camera) -> Iterator[Look]:
    """Key frames over ten seconds of streams that have run for a while, live and frozen."""
    for start in one.starts[:: max(1, len(one.starts) // 4)]:
        live = made.frames(one.source, start, 4 * (WARM + 5), 0.5)
        bare = one.source.bare(start, "day")
        still = [burnt_in(bare.copy(), start + n / 2) for n in range(len(live))]
        for quality in QUALITIES:
            frozen = "frozen, constant " + ("quality" if "crf" in quality else "bit rate")
            for kind, plain in (("live stream", live), (frozen, still)):
                keys = made.streamed(plain, quality, 4)[WARM:]
                yield one.judged(kind, (quality,), keys, stream=True)
