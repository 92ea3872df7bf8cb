"""Cards that a recorder draws when it has no video, and what is as plain as one."""

import cv2
import numpy as np

from tests.probes.camera.seeing_scenes import Colour, burnt_in, grain


def card(kind: str, size: tuple[int, int] = (960, 540)) -> Colour:
    """A recorder's or a maker's card: blue, black or grey with words, or bars."""
    width, height = size
    made = np.zeros((height, width, 3), np.uint8)
    if kind == "bars":
        shades = (
            (192, 192, 192),
            (0, 192, 192),
            (192, 192, 0),
            (0, 192, 0),
            (192, 0, 192),
            (0, 0, 192),
            (192, 0, 0),
        )
        for n, shade in enumerate(shades):
            made[:, n * width // 7 : (n + 1) * width // 7] = shade
        return made
    grounds = {"blue": (200, 30, 10), "plain blue": (220, 0, 0), "grey": (70, 70, 70)}
    made[:] = grounds.get(kind, (0, 0, 0))
    if kind != "plain blue":
        words = {"blue": "NO VIDEO", "black": "NO SIGNAL", "grey": "MAT TIN HIEU"}[kind]
        scale = width / 400
        wide = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, scale, int(2 * scale))[0][0]
        at = ((width - wide) // 2, height // 2)
        cv2.putText(
            made,
            words,
            at,
            cv2.FONT_HERSHEY_SIMPLEX,
            scale,
            (255, 255, 255),
            max(1, int(2 * scale)),
        )
    return made


def dark_hall(second: float, level: int, size: tuple[int, int] = (640, 360)) -> Colour:
    """A hall without lamps, in which the queue display glows red."""
    width, height = size
    dice = np.random.default_rng([level, int(second * 10)])
    hall = np.full((height, width, 3), level, np.uint8)
    at = (int(0.19 * width), int(0.53 * height))
    words = f"QUAY 03  SO {1000 + int(second) // 60 % 1000}"
    cv2.putText(hall, words, at, cv2.FONT_HERSHEY_SIMPLEX, width / 530, (60, 60, 250), 3)
    made = hall + grain(height, width, 0.5, dice)[..., None]
    return burnt_in(np.clip(made, 0, 255).astype(np.uint8), second)
