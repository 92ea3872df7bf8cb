"""How sharp a picture is, whatever it shows: which share of its gradient blurring would take away."""

import cv2
import numpy as np

from auditor.probes.camera.seeing.tiles import Field, Grey, Mask, by_tile

_LEAST = 0.5
"""Grey levels a pixel, squared: what is added so that a tile of noise alone is not called sharp."""


def sharpness(fine: Grey) -> float:
    """Return the share of the whole picture of 320 x 180, 0..1."""
    sharp, whole = _energies(fine)
    return float(sharp.sum() / (whole.sum() + _LEAST))


def fineness(fine: Grey) -> Field:
    """Return the share in each tile, 9 x 16."""
    sharp, whole = _energies(fine)
    return np.asarray(by_tile(sharp) / (by_tile(whole) + _LEAST), np.float32)


def ratio(look: Field, view: Field, compared: Mask) -> float | None:
    """Return how sharp a look is against its view: the median over tiles; None with too few."""
    usable = compared & (view > 0.05)
    if usable.sum() < 10:
        return None
    return float(np.median(look[usable] / view[usable]))


def _energies(fine: Grey) -> tuple[Field, Field]:
    deep = fine.astype(np.float32)
    rest = np.asarray(cv2.GaussianBlur(deep, (0, 0), 1.5), np.float32)
    return _energy(deep - rest), _energy(deep)


def _energy(picture: Field) -> Field:
    across = cv2.Sobel(picture, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    down = cv2.Sobel(picture, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    return np.asarray(across * across + down * down, np.float32)
