"""What the cameras of the demo see: an invented office, drawn. Nothing of a real place is in it."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 640, 360
_ASIDE = 120
"""Pixels by which a camera looks past what was approved, once somebody has turned it."""
_GRAIN = 3.0
"""Standard deviation of a lens's noise in grey levels: without it a still wall repeats to the bit."""
_FURNITURE = 90
FLOOR = 250
"""Row of pixels at which it begins."""
SCREEN = np.linspace(60, 130, WIDTH * 7 // 10).astype(np.uint8)
"""Grey levels, left to right, of what stands before a camera: seven tenths of its picture."""

PLACES = {
    "quay-1": (30, 160, 120, 120),
    "khu-cho": (185, 160, 120, 120),
    "quay-2": (495, 160, 120, 120),
}
"""Left, top, width and height in pixels, as the camera was approved."""

Grey = NDArray[np.uint8]


class Scene(StrEnum):
    """How a camera stands in its office."""

    OFFICE = "office"
    """As it was approved."""
    TURNED = "turned"
    """Somebody turned it aside."""
    BEHIND = "behind"
    """Something large was put up before it."""


def pictures(scene: Scene, seconds: int, a_second: int) -> Iterator[Grey]:
    """Yield the pictures of a film, one after another: 360 x 640 grey levels.

    Somebody walks by in front of the counters, and the hand of a clock goes round once. Noise is new with each second, as
    each second has its key picture.
    """
    grain = np.random.default_rng(seconds)
    room, count = _seen(scene), seconds * a_second
    for number in range(count):
        if number % a_second == 0:
            noise = grain.normal(0, _GRAIN, room.shape).astype(np.float32)
        lively = _with_life(room.copy(), number / count, scene) + noise
        yield lively.clip(0, 255).astype(np.uint8)


def _seen(scene: Scene) -> Grey:
    left = _ASIDE if scene is Scene.TURNED else 0
    return _room()[:, left : left + WIDTH]


@cache
def _room() -> Grey:
    """Draw what stands still, wider than a camera sees: lit from the left, counters, a clock."""
    wide = WIDTH + _ASIDE
    light = np.linspace(170, 120, wide)[None, :] - np.linspace(0, 40, HEIGHT)[:, None]
    room: Grey = light.astype(np.uint8)
    room[FLOOR:, :] = room[FLOOR:, :] // 2
    _furnish(room)
    for left in range(30, wide, 155):
        room[200:290, left : left + 120] = 96
        room[204:212, left + 4 : left + 116] = 190
        room[160:200, left + 40 : left + 80] = 40
        room[225:275:10, left + 15 : left + 105] = 60
    room[_disc(70, 560, 42, wide)] = 220
    return room


def _furnish(room: Grey) -> None:
    """Hang notices on the wall and lay things on the floor: a bare wall shows no camera's turning."""
    places = np.random.default_rng(7)
    for _ in range(_FURNITURE):
        top, left = (
            int(places.integers(0, HEIGHT - 20)),
            int(places.integers(0, room.shape[1] - 20)),
        )
        height, width = places.integers(8, 36, 2)
        shade = int(places.integers(20, 230))
        room[top : top + height, left : left + width] = shade
        room[top + 3 : top + height - 3 : 5, left + 3 : left + width - 3] = 255 - shade


def _with_life(picture: Grey, part: float, scene: Scene) -> Grey:
    """Add the clock's hand and the walker, where they are at a part of the whole (0 to 1)."""
    aside = _ASIDE if scene is Scene.TURNED else 0
    for length in range(34):
        angle = 2 * pi * part
        y, x = round(70 - length * cos(angle)), round(560 - aside + length * sin(angle))
        picture[y - 1 : y + 2, x - 1 : x + 2] = 20
    left = round(part * (WIDTH - 60))
    picture[310:356, left : left + 50] = 60
    picture[_disc(298, left + 25, 14)] = 150
    if scene is Scene.BEHIND:
        picture[:, : SCREEN.size] = SCREEN
    return picture


def _disc(row: int, column: int, radius: int, width: int = WIDTH) -> NDArray[np.bool_]:
    y, x = np.ogrid[:HEIGHT, :width]
    inside: NDArray[np.bool_] = (y - row) ** 2 + (x - column) ** 2 <= radius**2
    return inside
