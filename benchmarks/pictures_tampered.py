"""What is done to a camera's picture, in luma, before it is encoded."""

from collections.abc import Callable

import cv2
import numpy as np

from auditor.probes.camera.seeing.tint import Tint
from benchmarks.pictures_made import Luma, luma, tint_of
from tests.probes.camera.seeing_cards import card, dark_hall
from tests.probes.camera.seeing_scenes import burnt_in, grain

Tamper = Callable[[Luma, np.random.Generator], Luma]
MATERIALS = {"dark": 45, "grey": 95, "light": 190, "cloth": 110}


def blackened(frame: Luma, dice: np.random.Generator) -> Luma:
    made = np.clip(18 + grain(*frame.shape, 3, dice), 0, 255).astype(np.uint8)
    return burnt_in(made, float(dice.integers(3600)))


def blown_out(frame: Luma, dice: np.random.Generator) -> Luma:
    return np.clip(frame.astype(np.float32) * dice.uniform(4, 8) + 60, 0, 245).astype(np.uint8)


def covered(share: float, material: str) -> Tamper:
    """From the left; shaded from top to bottom, as what hangs before a lens is."""

    def tamper(frame: Luma, dice: np.random.Generator) -> Luma:
        high, wide = frame.shape
        down = np.linspace(0.8, 1.2, high, dtype=np.float32)[:, None]
        cover = MATERIALS[material] * down + grain(high, wide, 2.5, dice)
        if material == "cloth":
            weave = grain(high // 4 + 1, wide // 4 + 1, 14, dice)
            cover += cv2.resize(weave, (wide, high), interpolation=cv2.INTER_CUBIC)
        made = np.clip(cover, 0, 255).astype(np.uint8)
        edge = int(share * wide)
        made[:, edge:] = frame[:, edge:]
        return made

    return tamper


def defocused(sigma: float) -> Tamper:
    """`sigma` in pixels of a picture 320 wide; the sensor's noise stays as it was."""

    def tamper(frame: Luma, dice: np.random.Generator) -> Luma:
        soft = cv2.GaussianBlur(frame.astype(np.float32), (0, 0), sigma * frame.shape[1] / 320)
        return np.clip(soft + grain(*frame.shape, 2, dice), 0, 255).astype(np.uint8)

    return tamper


def glaring(share: float) -> Tamper:
    """The sun from the left."""

    def tamper(frame: Luma, dice: np.random.Generator) -> Luma:
        across = np.linspace(0, 1, frame.shape[1], dtype=np.float32)[None]
        made = frame + 400 * np.clip((share - across) * 6 + 0.5, 0, 1)
        return np.clip(made + grain(*frame.shape, 1, dice), 0, 235).astype(np.uint8)

    return tamper


def carded(kind: str, second: float) -> tuple[list[Luma], Tint]:
    """A card over five moments with the recorder's clock in it, and its colour."""
    made = [burnt_in(card(kind), second + n) for n in range(5)]
    return [luma(one) for one in made], tint_of(made[0])


def glowing(level: int, second: float, count: int) -> tuple[list[Luma], Tint]:
    made = [dark_hall(second + 2 * n, level) for n in range(count)]
    return [luma(one) for one in made], tint_of(made[0])
