"""Pictures of an invented office, drawn by code: what a camera over the counters would see.

A sensor is never quiet: every picture of a live scene has noise of its own. A frozen one is the
same picture for ever, noise and all, while the clock that the recorder burns in goes on.
"""

from collections.abc import Iterator
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Rows x columns x blue, green, red."""

NOISE = 2.5
"""Standard deviation of the sensor's noise in grey levels: a lit room, a cheap camera."""
RATE = 10
"""Pictures a second."""
_SIDE = 0.5
"""How much more room there is than a camera sees, as a share of its width."""
_CLOCK = (0.66, 0.02, 0.32, 0.06)
_FIELDS = 16  # of noise, each used at another place every time


def live(width: int, height: int, number: int, *, pan: float = 0.0) -> Iterator[Picture]:
    """Yield pictures of a still room; `pan` turns the camera by a share of its width (0..0.5)."""
    luma, red, blue = cv2.split(cv2.cvtColor(office(width, height, pan=pan), cv2.COLOR_BGR2YCrCb))
    fields = _noise(width, height)
    dice = np.random.default_rng(3)
    for index in range(number):
        top, left = dice.integers(0, (height // 4, width // 4))
        noise = fields[index % _FIELDS][top : top + height, left : left + width]
        noisy = cv2.merge([cv2.add(luma, noise, dtype=cv2.CV_8U), red, blue])
        yield with_clock(_picture(cv2.cvtColor(noisy, cv2.COLOR_YCrCb2BGR)), index)


def frozen(width: int, height: int, number: int) -> Iterator[Picture]:
    """Yield one picture over and over; only the clock in it goes on."""
    held = next(live(width, height, 1))
    for index in range(number):
        yield with_clock(held.copy(), index)


def with_clock(picture: Picture, index: int) -> Picture:
    """Burn in the time of the picture of this number, white on black, upper right."""
    height, width = picture.shape[:2]
    left, top, wide, high = (round(x * y) for x, y in zip(_CLOCK, (width, height) * 2, strict=True))
    seconds = 8 * 3600 + index // RATE
    hours, rest = divmod(seconds, 3600)
    text = f"23-11-2026 {hours:02}:{rest // 60:02}:{rest % 60:02}"
    picture[top : top + high, left : left + wide] = 0
    scale = wide / 420
    cv2.putText(
        picture, text, (left + 4, top + round(high * 0.75)), cv2.FONT_HERSHEY_SIMPLEX, scale,
        (255, 255, 255), max(1, round(scale * 2)), cv2.LINE_AA,
    )  # fmt: skip
    return picture


@cache
def _room(width: int, height: int) -> Picture:
    """Draw the room, wider than a camera sees: walls, notices, counters with what stands on them."""
    wide = round(width * (1 + _SIDE))
    dice = np.random.default_rng(20)
    light = np.linspace(190, 135, wide)[None, :] - np.linspace(0, 35, height)[:, None]
    room = np.repeat(light.astype(np.uint8)[:, :, None], 3, axis=2)
    room[:, :, 0] -= 12  # daylight through yellow blinds
    floor = round(height * 0.68)
    room[floor:] = room[floor:] // 2 + 20
    for x in range(-wide, wide, width // 14):  # tiles, in perspective
        cv2.line(room, (x + wide // 3, floor), (x, height), (70, 72, 76), 1, cv2.LINE_AA)
    for y in np.geomspace(floor + 4, height, 7).astype(int):
        cv2.line(room, (0, int(y)), (wide, int(y)), (70, 72, 76), 1, cv2.LINE_AA)
    for n in range(14):
        _notice(room, dice, round(wide * (n + 0.15) / 14), round(height * 0.14), width // 22)
    for share in (0.06, 0.46, 0.83):
        _window(room, round(wide * share), round(height * 0.31), wide // 9)
    for n, shift in enumerate(dice.uniform(0.02, 0.3, 6)):
        _counter(room, dice, round(wide * (n + shift) / 6), floor, round(wide / 7.5))
    for n, shift in enumerate(dice.uniform(0.1, 0.5, 9)):
        _chair(room, round(wide * (n + shift) / 9), round(height * 0.86), width // 18)
    return room


def _notice(room: Picture, dice: np.random.Generator, left: int, top: int, size: int) -> None:
    """A sheet on the wall, with lines of writing."""
    top += int(dice.integers(0, size))
    high = int(size * dice.uniform(1.1, 1.7))
    paper = tuple(int(v) for v in dice.integers(150, 245, 3))
    cv2.rectangle(room, (left, top), (left + size, top + high), paper, -1)
    cv2.rectangle(room, (left, top), (left + size, top + high), (40, 40, 60), 1)
    for y in range(top + 6, top + high - 4, 6):
        end = left + 4 + int((size - 8) * dice.uniform(0.4, 1))
        cv2.line(room, (left + 4, y), (end, y), (50, 45, 45), 2)


def _window(room: Picture, left: int, top: int, size: int) -> None:
    """A window with its blinds half down."""
    bottom = top + size * 2 // 3
    cv2.rectangle(room, (left, top), (left + size, bottom), (225, 215, 205), -1)
    for y in range(top + 3, top + size // 3, 6):
        cv2.line(room, (left, y), (left + size, y), (120, 160, 175), 3)
    for x in (left, left + size // 2, left + size):
        cv2.line(room, (x, top), (x, bottom), (60, 60, 60), 4)
    cv2.rectangle(room, (left, top), (left + size, bottom), (60, 60, 60), 4)


def _counter(room: Picture, dice: np.random.Generator, left: int, floor: int, wide: int) -> None:
    """A desk with a screen, a keyboard and heaps of paper."""
    top, bottom = floor - wide // 4, floor + wide // 3
    wood = (60 + int(dice.integers(0, 30)), 90, 130 + int(dice.integers(0, 30)))
    cv2.rectangle(room, (left, top), (left + wide, bottom), wood, -1)
    cv2.rectangle(room, (left, top), (left + wide, top + wide // 20), (180, 200, 215), -1)
    for x in range(left + wide // 6, left + wide, wide // 6):
        cv2.line(room, (x, top + wide // 12), (x, bottom), (30, 50, 70), 2)
    screen = left + int(wide * dice.uniform(0.1, 0.5))
    size = wide // 3
    cv2.rectangle(room, (screen, top - size // 2), (screen + size, top - 6), (25, 22, 20), -1)
    cv2.rectangle(
        room, (screen + 4, top - size // 2 + 4), (screen + size - 4, top - 12), (150, 120, 70), -1
    )
    for y in range(top - size // 2 + 8, top - 14, 5):
        long = int((size - 16) * dice.uniform(0.3, 1))
        cv2.line(room, (screen + 8, y), (screen + 8 + long, y), (235, 235, 235), 1)
    heap = left + int(wide * dice.uniform(0.75, 0.85))
    for n in range(5):
        shade = 255 - 22 * n
        cv2.rectangle(
            room, (heap, top - 4 * n - 4), (heap + wide // 8, top - 4 * n), (shade,) * 3, -1
        )


def _chair(room: Picture, left: int, bottom: int, size: int) -> None:
    cv2.rectangle(room, (left, bottom - size), (left + size, bottom - size // 3), (95, 60, 40), -1)
    for x in (left + 3, left + size - 3):
        cv2.line(room, (x, bottom - size // 3), (x, bottom), (20, 20, 20), 3)
    for y in range(bottom - size + 5, bottom - size // 3, 7):
        cv2.line(room, (left + 3, y), (left + size - 3, y), (130, 90, 65), 2)


def office(width: int, height: int, *, pan: float = 0.0) -> Picture:
    """Return what a camera sees of the room before its sensor's noise."""
    left = round(width * pan)
    return np.ascontiguousarray(_room(width, height)[:, left : left + width])


@cache
def _noise(width: int, height: int) -> tuple[NDArray[np.int16], ...]:
    dice = np.random.default_rng(4)
    size = (height + height // 4, width + width // 4)
    return tuple(
        np.rint(dice.standard_normal(size, np.float32) * NOISE).astype(np.int16)
        for _ in range(_FIELDS)
    )


def _picture(found: object) -> Picture:
    """OpenCV's own types name no depth."""
    return np.asarray(found, np.uint8)
