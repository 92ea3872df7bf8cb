"""Offices drawn by code, as a fixed camera shows them: by day, at dusk, by infra-red, with people."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

Colour = NDArray[np.uint8]
"""Height x width x 3, blue, green, red."""
Reals = NDArray[np.float32]

LIGHTS = ("day", "dusk", "ir", "off")
_GAIN = {"day": 1.0, "dusk": 0.55, "ir": 0.8, "off": 0.05}
UPRIGHTS = ("doors", "cabinets", "board", "glass", "curtains", "banner")
_NOISE = {"day": 2.0, "dusk": 4.0, "ir": 6.0, "off": 5.0}


@dataclass(frozen=True)
class Office:
    """One office; the seed draws its furniture."""

    seed: int
    size: tuple[int, int] = (640, 360)
    upright: str = ""
    """What stands against its wall from top to bottom, one of `UPRIGHTS`; then the light is even."""

    def frame(
        self,
        second: float,
        light: str = "day",
        *,
        people: int = 0,
        near: bool = False,
        clock: bool = True,
        noise: float | None = None,
    ) -> Colour:
        """What the camera shows at a second, before encoding."""
        scene = self._lit[light].copy()
        dice = np.random.default_rng([self.seed, int(second * 10)])
        for number in range(people):
            self._person(scene, number, second, _GAIN[light], near=near and number == 0)
        height, width = scene.shape[:2]
        scene += grain(height, width, _NOISE[light] if noise is None else noise, dice)[..., None]
        if light == "ir":
            scene = np.repeat(scene.mean(axis=2, keepdims=True), 3, axis=2)
        made = np.clip(scene, 0, 255).astype(np.uint8)
        return burnt_in(made, second) if clock else made

    @cached_property
    def _lit(self) -> dict[str, Reals]:
        width, height = self.size
        albedo = self._furniture().astype(np.float32)
        across = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
        down = np.linspace(-1, 1, height, dtype=np.float32)[:, None, None]
        shade = 0.75 + 0.35 * np.exp(-((across + 0.8) ** 2) * 2)
        window = np.full_like(shade, 0.95) if self.upright else shade
        lamp = 1.15 * np.exp(-(across**2 + down**2) * 0.9)
        grey = albedo.mean(axis=2, keepdims=True)
        skin = np.random.default_rng(self.seed + 5).uniform(0.8, 1.2)
        return {
            "day": albedo * window,
            "dusk": albedo * (0.85 + 0.3 * lamp) * _GAIN["dusk"],
            "ir": np.repeat((40 + grey * 0.6 * skin) * lamp * _GAIN["ir"], 3, axis=2),
            "off": albedo * window * _GAIN["off"] + 16,
        }

    def _furniture(self) -> Colour:
        """Walls, floor, a window, counters with screens, chairs, posters."""
        width, height = self.size
        dice = np.random.default_rng(self.seed)
        unit = width / 96
        made = np.full((height, width, 3), dice.integers(150, 205, 3), np.uint8)
        floor = int(height * dice.uniform(0.5, 0.62))
        if self.upright:
            floor = int(height * 0.62)
        made[floor:] = dice.integers(90, 140, 3)
        for n in range(1, 9):
            y = floor + int((height - floor) * (n / 9) ** 1.6)
            cv2.line(made, (0, y), (width, y), _shade(dice, 70, 110), max(1, int(unit * 0.3)))
        for n in range(-6, 18):
            x = int(n * width / 11)
            low = int(width / 2 + (x - width / 2) * 2.2)
            cv2.line(
                made, (x, floor), (low, height), _shade(dice, 70, 110), max(1, int(unit * 0.3))
            )
        self._posters(made, dice, floor, unit)
        if self.upright:
            _against_the_wall(made, self.upright, floor)
        self._things(made, dice, floor + int(11 * unit if self.upright else 0), unit)
        return made

    def _posters(self, made: Colour, dice: np.random.Generator, floor: int, unit: float) -> None:
        width = self.size[0]
        for _ in range(int(dice.integers(4, 8))):
            x, y = int(dice.uniform(0, 0.9) * width), int(dice.uniform(0.05, 0.5) * floor)
            wide, high = (int(dice.uniform(6, 15) * unit) for _ in range(2))
            _box(made, x, y, wide, high, _shade(dice, 60, 245))
            for row in range(int(high / unit) - 1):
                at = (x + int(unit), y + int((row + 1) * unit))
                end = (x + int(dice.uniform(0.4, 0.9) * wide), at[1])
                cv2.line(made, at, end, _shade(dice, 20, 120), max(1, int(unit * 0.35)))

    def _things(self, made: Colour, dice: np.random.Generator, floor: int, unit: float) -> None:
        width, height = self.size
        counters = int(dice.integers(3, 6))
        for n in range(counters):
            x = int((n + 0.1) * width / counters)
            wide, top = int(width / counters * 0.8), floor - int(dice.uniform(2, 6) * unit)
            _box(made, x, top, wide, int(14 * unit), _shade(dice, 90, 190))
            for grain in range(8):
                y = top + int((grain + 0.5) * 1.7 * unit)
                cv2.line(made, (x, y), (x + wide, y), _shade(dice, 60, 150), 1 + int(unit * 0.15))
            _box(
                made, x + wide // 4, top - int(5 * unit), int(8 * unit), int(6 * unit), (40, 35, 30)
            )
            _box(
                made,
                x + wide // 4 + int(unit),
                top - int(4 * unit),
                int(6 * unit),
                int(4 * unit),
                _shade(dice, 120, 220),
            )
        for _ in range(int(dice.integers(3, 7))):
            x, y = int(dice.uniform(0, 0.92) * width), int(dice.uniform(0.72, 0.85) * height)
            _box(made, x, y, int(7 * unit), int(6 * unit), _shade(dice, 20, 160))
            _box(made, x, y + int(6 * unit), int(unit), int(6 * unit), (50, 50, 50))
            _box(made, x + int(6 * unit), y + int(6 * unit), int(unit), int(6 * unit), (50, 50, 50))

    def _person(self, scene: Reals, number: int, second: float, gain: float, *, near: bool) -> None:
        """One who walks to and fro; a near one stands before the lens and sways."""
        width, height = self.size
        dice = np.random.default_rng([self.seed, number, 77])
        tall = height * (1.5 if near else dice.uniform(0.3, 0.6))
        pace, begin = dice.uniform(0.02, 0.12), dice.uniform(0, 2)
        share = abs((begin + pace * second) % 2 - 1)
        if near:
            share = 0.5 + 0.06 * np.sin(second * 0.9 + begin)
        x, foot = share * width, height * (1.35 if near else dice.uniform(0.75, 0.98))
        clothes = tuple(float(c) for c in dice.uniform(20, 200, 3) * gain)
        body = (int(x), int(foot - tall * 0.42))
        cv2.ellipse(scene, body, (int(tall * 0.15), int(tall * 0.42)), 0, 0, 360, clothes, -1)
        for stripe in range(5):
            y = int(foot - tall * (0.2 + 0.1 * stripe))
            ends = (int(x - tall * 0.1), y), (int(x + tall * 0.1), y + int(tall * 0.02))
            cv2.line(scene, *ends, tuple(c * 0.7 for c in clothes), max(1, int(tall * 0.02)))
        head = (int(x), int(foot - tall * 0.9))
        cv2.circle(scene, head, int(tall * 0.1), (110 * gain, 140 * gain, 190 * gain), -1)


def _against_the_wall(made: Colour, what: str, foot: int) -> None:
    """Draw what goes straight down, where nothing else hangs: recorders' cards look like it."""
    width = made.shape[1]
    wall = tuple(int(level) for level in made[2, 2])
    _box(made, 0, 0, width, foot - 1, wall)
    if what in ("board", "banner"):
        lines = {"board": ("BO PHAN MOT CUA",), "banner": ("TRUNG TAM PHUC VU", "HANH CHINH CONG")}
        for row, words in enumerate(lines[what]):
            at = (width // 6, foot // 2 + row * foot // 4)
            cv2.putText(made, words, at, cv2.FONT_HERSHEY_SIMPLEX, width / 560, (30, 30, 180), 3)
        return
    shades = ((100, 80, 60), (150, 150, 155), (70, 110, 150), (90, 95, 100), (170, 190, 215))
    places = {
        "doors": ((0.1, 0.2, 0), (0.45, 0.5, 1), (0.75, 0.9, 2)),
        "cabinets": tuple((0.06 + 0.18 * n, 0.22 + 0.18 * n, (1, 3, 4)[n % 3]) for n in range(5)),
        "glass": tuple(((n + 0.5) / 6 - 0.01, (n + 0.5) / 6 + 0.01, 3) for n in range(6)),
        "curtains": tuple((n / 9, (n + 0.5) / 9, 4) for n in range(9)),
    }[what]
    for left, right, shade in places:
        _box(made, int(left * width), 0, int((right - left) * width), foot, shades[shade])


def burnt_in(
    picture: Colour,
    second: float,
    name: str = "CAM 01",
    ink: tuple[int, int, int] = (255, 255, 255),
) -> Colour:
    """Write a clock at the top and a name at the bottom, as cameras do."""
    height, width = picture.shape[:2]
    scale, at = width / 960, int(width / 60)
    text = (
        f"2026-11-23 {8 + int(second) // 3600:02}:{int(second) // 60 % 60:02}:{int(second) % 60:02}"
    )
    for words, place in ((text, (at, 2 * at)), (name, (width - 9 * at, height - at))):
        for colour, thick in (((0, 0, 0), 4), (ink, 2)):
            cv2.putText(
                picture,
                words,
                place,
                cv2.FONT_HERSHEY_SIMPLEX,
                scale,
                colour,
                max(1, int(thick * scale)),
            )
    return picture


_POOL = np.random.default_rng(3).standard_normal((1200, 2100), dtype=np.float32)


def grain(height: int, width: int, sigma: float, dice: np.random.Generator) -> Reals:
    """Noise of a sensor, cut from a pool: drawing it anew would cost more than encoding."""
    y, x = int(dice.integers(0, 1200 - height)), int(dice.integers(0, 2100 - width))
    cut = _POOL[y : y + height, x : x + width] * np.float32(sigma)
    return cut[::-1] if dice.integers(2) else cut


def _box(made: Colour, x: int, y: int, wide: int, high: int, shade: tuple[int, ...]) -> None:
    cv2.rectangle(made, (x, y), (x + wide, y + high), shade, -1)


def _shade(dice: np.random.Generator, low: int, high: int) -> tuple[int, int, int]:
    level = dice.integers(low, high)
    tint = dice.integers(-18, 19, 3)
    return int(level + tint[0]), int(level + tint[1]), int(level + tint[2])
