"""One look against the approved view of its camera, tile by tile.

A tile is compared when its view repeats and nothing excuses a difference: nothing moves in it, it is
not blown out, and it is not so dark that what the view shows could not be seen. So a person who walks
by or a lamp that is off leaves fewer tiles, not tiles that differ.
"""

from dataclasses import dataclass

import numpy as np

from auditor.facts.picture import Light
from auditor.probes.camera.seeing import displaced, sharpness
from auditor.probes.camera.seeing.reference import ViewFeatures
from auditor.probes.camera.seeing.tiles import (
    BLACK_LEVEL,
    WEAK,
    Field,
    Grey,
    Mask,
    as_hex,
    by_tile,
    coarse,
    flat,
    gradient,
    likeness,
    strength,
)

DOUBTFUL = 0.75
"""Share of agreeing tiles below which the reason is looked for."""
STEADY = 0.03
"""Corners displaced by less, as a share of the width, are the wind's or the bracket's."""
LEAST_OVERLAP = 20
"""Tiles that a displaced look must share with its view."""
BLOWN = 245.0
LIT = 0.6
"""Brightness over the view's, from which a dark tile is no lamp that is off."""
COVERED = 0.85
"""Share of flat tiles that no other light explains."""
_BLURS = (2.0, 4.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The fields of `Measures` that a view gives."""

    tiles: int = 0
    of_tiles: int = 0
    agree: float | None = None
    agreed: str = ""
    reliable: str = ""
    sharp_ratio: float | None = None
    moved: float | None = None
    matched: float | None = None


def compare(fine: Grey, moving: Mask, view: ViewFeatures, light: Light) -> Compared:
    """Compare a settled look of 320 x 180 with its view.

    A view of other light shows other shadows: it is compared only where the look is flat nearly
    everywhere, which no light explains.
    """
    look = coarse(fine)
    usable = view.reliable & ~(by_tile(look) > BLOWN)
    if light is not view.light:
        empty = flat(look) & ~_dark(look, view)
        usable &= empty if empty[view.reliable].mean() >= COVERED else np.False_
    if not usable.any():
        return Compared(of_tiles=view.tiles)
    return _reasons(look, fine, usable, moving, view)


def _reasons(look: Grey, fine: Grey, usable: Mask, moving: Mask, view: ViewFeatures) -> Compared:
    alike = likeness(gradient(look), gradient(view.picture)) >= view.alike
    usable = _seen(look, usable, alike, view) & (alike | ~moving)
    moved, matched = 0.0, None
    if _share(alike, usable) < DOUBTFUL:
        blurred = _blurred(look, view)
        if _share(blurred, usable) > max(0.6, _share(alike, usable)):
            alike = blurred
    if _share(alike, usable) < DOUBTFUL:
        shift = displaced.find(view.picture, look)
        moved, matched, there = _undone(shift, look, usable, view)
        if moved <= STEADY and matched is not None and matched > _share(alike, usable):
            alike = there
    sharp = sharpness.ratio(sharpness.fineness(fine), view.fine, usable & alike)
    return Compared(
        tiles=int(usable.sum()),
        of_tiles=view.tiles,
        agree=_share(alike, usable) if usable.any() else None,
        agreed=as_hex(alike & usable),
        reliable=as_hex(usable),
        sharp_ratio=sharp,
        moved=moved if matched is not None or not moved else None,
        matched=matched,
    )


def _seen(look: Grey, usable: Mask, alike: Mask, view: ViewFeatures) -> Mask:
    """Leave out what is too dark to show the view, unless the rest shows that the lamps are on."""
    same = usable & alike
    gain = _gain(look, view)
    lit = same.sum() >= 10 and float(np.median(gain[same])) >= LIT
    usual = float(view.picture.mean()) - BLACK_LEVEL
    if lit or float(look.mean()) - BLACK_LEVEL >= LIT * usual:
        return usable
    return usable & (alike | ~_dark(look, view))


def _dark(look: Grey, view: ViewFeatures) -> Mask:
    expected = strength(gradient(view.picture)) * _gain(look, view)
    return np.asarray(expected < 2 * WEAK, np.bool_)


def _gain(look: Grey, view: ViewFeatures) -> Field:
    level, usual = by_tile(look) - BLACK_LEVEL, by_tile(view.picture) - BLACK_LEVEL
    return np.asarray(np.clip(level / np.maximum(usual, 1), 0, 2), np.float32)


def _blurred(look: Grey, view: ViewFeatures) -> Mask:
    """Agreement with the view out of focus, at the blur that agrees best."""
    found = gradient(look)
    tries = [likeness(found, gradient(view.picture, one)) >= view.alike for one in _BLURS]
    return max(tries, key=lambda one: int((one & view.reliable).sum()))


def _undone(
    shift: displaced.Shift, look: Grey, usable: Mask, view: ViewFeatures
) -> tuple[float, float | None, Mask]:
    there, known = shift.undo(look)
    alike = likeness(gradient(there), gradient(view.picture)) >= view.alike
    overlap = view.reliable & (by_tile(known.astype(np.uint8)) > 0.9)
    if shift.corners <= STEADY:
        overlap &= usable
    enough = overlap.sum() >= LEAST_OVERLAP
    return shift.corners, _share(alike, overlap) if enough else None, alike


def _share(alike: Mask, among: Mask) -> float:
    return float(alike[among].mean()) if among.any() else 0.0
