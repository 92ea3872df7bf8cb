"""How far a camera was turned since its view was approved: the shift at which gradients fit best.

Only turning is looked for (with a little rolling or zooming): it is a hint for whoever goes there.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from auditor.probes.camera.seeing.tiles import COARSE, Field, Grey, gradient

_WIDTH, _HEIGHT = COARSE
_PADDED = (2 * _HEIGHT, 2 * _WIDTH)
LEAST_OVERLAP = 0.3
"""Share of the picture that both must show: less fits something by chance."""
SURE = 0.35
"""A fit from which rolling and zooming need not be tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """How to warp a look onto its view."""

    matrix: NDArray[np.float32]
    """2 x 3, from the view's points to the look's."""
    fit: float
    """Mean agreement of the directions of gradients in the overlap, -1..1."""

    @property
    def corners(self) -> float:
        """The largest displacement of a corner, as a share of the width."""
        corners = np.array(list(product((0, _WIDTH), (0, _HEIGHT))), np.float32)
        there = corners @ self.matrix[:, :2].T + self.matrix[:, 2]
        return float(np.linalg.norm(there - corners, axis=1).max() / _WIDTH)

    def undo(self, look: Grey) -> tuple[Grey, NDArray[np.bool_]]:
        """Return the look as the view would show it, and which of its pixels are known."""
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        warped = cv2.warpAffine(
            look, self.matrix, COARSE, flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        known = cv2.warpAffine(np.ones_like(look), self.matrix, COARSE, flags=flags)
        return np.asarray(warped, np.uint8), known > 0


def find(view: Grey, look: Grey) -> Shift:
    """Return the best shift of 160 x 90 pictures, rolled or zoomed a little if need be."""
    best = _shift(view, look, _rolled(0, 1))
    if best.fit >= SURE:
        return best
    tries = [(-8, 1), (-4, 1), (4, 1), (8, 1), (0, 0.87), (0, 1.15)]
    return max([best, *(_shift(view, look, _rolled(*one)) for one in tries)], key=lambda s: s.fit)


def _shift(view: Grey, look: Grey, rolled: NDArray[np.float32]) -> Shift:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    turned = cv2.warpAffine(look, rolled, COARSE, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    one, other = _spectrum(view), _spectrum(np.asarray(turned, np.uint8))
    fits = np.fft.ifft2(np.conj(one) * other).real
    score = fits / _overlap()
    row, column = np.unravel_index(int(score.argmax()), score.shape)
    down = int(row) - (_PADDED[0] if row >= _HEIGHT else 0)
    across = int(column) - (_PADDED[1] if column >= _WIDTH else 0)
    return Shift(matrix=_after(rolled, across, down), fit=float(score[row, column]))


def _spectrum(picture: Grey) -> NDArray[np.complex128]:
    """Of the gradient's directions: weak ones count less, the light does not."""
    across, down = gradient(picture)
    length = np.hypot(across, down)
    weight: Field = length + np.float32(max(float(np.median(length)), 0.5))
    directions = (across + 1j * down) / weight
    scale = np.sqrt((np.abs(directions) ** 2).mean()) or 1.0
    return np.asarray(np.fft.fft2(directions / scale, _PADDED), np.complex128)


@lru_cache(maxsize=1)
def _overlap() -> NDArray[np.float64]:
    """Pixels that both pictures have, by shift; endless where they are too few."""
    mask = np.fft.fft2(np.ones((_HEIGHT, _WIDTH)), _PADDED)
    shared = np.fft.ifft2(np.conj(mask) * mask).real
    return np.where(shared < LEAST_OVERLAP * _HEIGHT * _WIDTH, np.inf, shared)


def _rolled(degrees: float, zoom: float) -> NDArray[np.float32]:
    centre = (_WIDTH / 2, _HEIGHT / 2)
    return np.asarray(cv2.getRotationMatrix2D(centre, degrees, zoom), np.float32)


def _after(rolled: NDArray[np.float32], across: int, down: int) -> NDArray[np.float32]:
    """The view's point plus the shift is a point of the turned look; turn that back."""
    matrix = rolled.copy()
    matrix[:, 2] += rolled[:, :2] @ np.array([across, down], np.float32)
    return matrix
