"""Streams for benchmarks.pictures: live and frozen ones, beside what the camera showed while learnt."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from auditor.probes.camera.seeing.frozen import identical
from benchmarks import pictures_made as made
from benchmarks.pictures_looks import Camera, Look
from tests.probes.camera.seeing_scenes import burnt_in

QUALITIES = ("crf 23", "crf 28", "crf 33", "crf 38", "cbr 2M", "cbr 1M", "cbr 512k")
NOISES = (0.3, 0.6, 1.0)
"""Grey levels, beside what the drawn sensor has: cameras that filter, falsely called frozen first."""
WARM = 3
"""Key frames left out: a camera's encoder has settled long before anybody looks."""
GROUP = 4
KEYS = 5
LEARNING = 4
"""Looks while somebody vouches for the camera, as `auditor camera reference` makes them."""


def streams(one: Camera) -> Iterator[Look]:
    """Judge key frames over ten seconds of streams that have run for a while, live and frozen."""
    for source, said in _sensors(one.source):
        camera = replace(one, source=source)
        usual = _usual(source)
        for start in one.starts:
            yield from _at(camera, start, usual, said)


def _sensors(source: made.Source) -> Iterator[tuple[made.Source, str]]:
    yield source, "usual noise"
    if isinstance(source, made.Drawn):
        for noise in NOISES:
            # An empty room: people who pass make a quiet sensor look livelier than it is.
            yield replace(source, noise=noise, people=0), f"noise {noise}"


def _at(camera: Camera, start: float, usual: dict[str, float], said: str) -> Iterator[Look]:
    live = _live(camera.source, start)
    bare = camera.source.bare(start, "day")
    stuck = [burnt_in(bare.copy(), start + n / 2) for n in range(len(live))]
    for quality in QUALITIES:
        frozen = "frozen, constant " + ("quality" if "crf" in quality else "bit rate")
        for kind, plain in (("live stream", live), (frozen, stuck)):
            keys = made.streamed(plain, quality, GROUP)[WARM:]
            yield camera.judged(kind, (quality, said), keys, keys=KEYS, still=usual.get(quality))


def _usual(source: made.Source) -> dict[str, float]:
    """Return the camera's own largest share by quality, from looks over the time it was learnt in."""
    begins = np.linspace(0, min(source.seconds / 2, 1200.0) - 20, LEARNING)
    looks: Sequence[list[made.Luma]] = [_live(source, float(one)) for one in begins]
    found = {}
    for quality in QUALITIES:
        keys = [made.streamed(one, quality, GROUP)[WARM:] for one in looks]
        shares = [one for one in map(identical, keys) if one is not None]
        if len(shares) == LEARNING:
            found[quality] = max(shares)
    return found


def _live(source: made.Source, start: float) -> list[made.Luma]:
    return made.frames(source, start, GROUP * (WARM + KEYS), 0.5)
