"""The looks that benchmarks.pictures judges."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from auditor.facts.oddities import Odd, Oddity, enough, odd
from auditor.facts.picture import Light, Measures
from auditor.probes.camera.seeing.frozen import identical
from auditor.probes.camera.seeing.measure import measure
from auditor.probes.camera.seeing.reference import ViewFeatures
from auditor.probes.camera.seeing.tint import Tint, light_of
from benchmarks import pictures_made as made
from benchmarks import pictures_tampered as tampering

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
    "another office drawn alike": DIFFERENT,
    "covered 60 %": DIFFERENT,
    "covered 40 %": DIFFERENT,
    "slight defocus": (Oddity.BLURRED, Oddity.DIFFERENT),
    "frozen, constant bit rate": (Oddity.FROZEN,),
}
TARGETS = tuple(CLASSES)[:9]
NORMAL = ("normal", "person near", "live stream")
NO_CARDS = ("a display in a dark hall", "glare over 60 %", "glare over 90 %")
"""Nothing that is told of them may be that the device shows its card."""


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
    other_light: bool
    """By its colour it is taken for the other light."""

    @property
    def right(self) -> bool:
        """What is asked of a person accuses nobody, and catches nothing."""
        if self.kind in NO_CARDS:
            return self.found is None or self.found.kind is not Oddity.NO_SIGNAL
        if self.found is None or not self.found.sure:
            return self.kind in NORMAL
        return self.found.kind in CLASSES.get(self.kind, ())


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
        tint: Tint | None = None,
        light: str = "day",
        view: ViewFeatures | None = None,
        still: float | None = None,
        keys: int = 0,
    ) -> Look:
        tint = tint or self.source.tint(light)
        views = [view] if view else self.views.values()
        began = time.process_time()
        seen = Measures(**measure(pictures, tint, {one.light: one for one in views}))  # type: ignore[arg-type]
        spent = (time.process_time() - began) * 1000
        if keys:
            seen = replace(seen, keys=keys, identical=identical(pictures), still=still)
        return Look(
            group=self.group,
            source=self.source.name,
            kind=kind,
            conditions=tuple(conditions),
            found=odd(seen),
            unsure=enough(seen),
            cpu_ms=spent,
            other_light=(light_of(tint) is Light.IR) is not (light == "ir"),
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
            tint = one.source.tint(light)
            if kind == "covered 95 %":
                tint = Tint(strength=0.05 * tint.strength, share=0.05 * tint.share)
            yield one.judged(kind, (condition, light), pictures, tint=tint, light=light)


def cards(one: Camera) -> Iterator[Look]:
    for kind in ("blue", "plain blue", "black", "grey", "bars"):
        for number, start in enumerate(one.starts):
            plain, tint = tampering.carded(kind, start)
            pictures = made.coded(plain, (26, 34)[number % 2])
            yield one.judged("no signal", (kind,), pictures, tint=tint)


def no_cards(one: Camera) -> Iterator[Look]:
    """What is as plain as a card, in a single frame as well."""
    for number, start in enumerate(one.starts):
        count, crf = (5, 1)[number % 2], (26, 34)[number // 2 % 2]
        said = f"{count} frames"
        for level in (0, 14, 30, 45):
            plain, tint = tampering.glowing(level, start, count)
            yield one.judged(
                NO_CARDS[0], (f"level {level}", said), made.coded(plain, crf), tint=tint
            )
        for kind, share in zip(NO_CARDS[1:], (0.6, 0.9), strict=True):
            glare, dice = tampering.glaring(share), np.random.default_rng(number)
            plain = [glare(frame, dice) for frame in made.frames(one.source, start, count)]
            yield one.judged(kind, (said,), made.coded(plain, crf))


def others(one: Camera, sources: Sequence[made.Source]) -> Iterator[Look]:
    """Clips and offices from another corner; drawn offices have one layout, so they are half alike."""
    strange = [other for other in sources if other.name != one.source.name]
    drawn = [other for other in strange if isinstance(other, made.Drawn)]
    clips = [other for other in strange if isinstance(other, made.Clip)]
    yield from _others(one, "other scene", [*clips, *(made.Corner(other) for other in drawn)])
    if isinstance(one.source, made.Drawn):
        yield from _others(one, "another office drawn alike", drawn)


def _others(one: Camera, kind: str, strange: Sequence[made.Source]) -> Iterator[Look]:
    for number in range(2 * len(one.starts) if strange else 0):
        source = strange[number % len(strange)]
        begin = min(one.starts[number // 2], source.seconds - 10)
        pictures = made.coded(made.frames(source, begin), (26, 34)[number % 2])
        yield one.judged(kind, (source.name,), pictures, tint=source.tint("day"))


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


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % bounds of a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)
