"""One look at a picture, measured."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from auditor.facts.oddities import LIMITS
from auditor.facts.picture import Light
from auditor.probes.camera.seeing.card import card
from auditor.probes.camera.seeing.compared import Compared, compare
from auditor.probes.camera.seeing.reference import ViewFeatures
from auditor.probes.camera.seeing.sharpness import sharpness
from auditor.probes.camera.seeing.tiles import Grey, Mask, coarse, flat, settled, small
from auditor.probes.camera.seeing.tint import Tint, light_of

DIM = 64.0
"""Mean grey level below which the colour of a lit room is lost too."""

_Found = tuple[Light, Compared, ViewFeatures | None]


def measure(
    frames: Sequence[Grey], tint: Tint, views: Mapping[Light, ViewFeatures]
) -> dict[str, object]:
    """Return the fields of `Measures` that a picture gives, from 1..5 grey frames of one look.

    Frames may have any size of 16:9 or 4:3; three or more, seconds apart, let people in motion be
    left out. `views`: the approved ones. One of other light can show that the camera is covered and
    nothing else. `view` is the light of the one that it was compared with, or empty. Raise
    ValueError without frames.
    """
    if not frames:
        raise ValueError("no frames")
    frames = [small(one) for one in frames]
    fine, moving = settled(frames)
    light, seen, view = _compared(fine, moving, tint, views)
    return {
        "light": light,
        "mean": float(fine.mean()),
        "spread": float(fine.std()),
        "flat": float(flat(coarse(fine)).mean()),
        "sharp": sharpness(fine),
        "card": card(frames, tint),
        "view": view.light if view is not None else "",
        **asdict(seen),
    }


def _compared(fine: Grey, moving: Mask, tint: Tint, views: Mapping[Light, ViewFeatures]) -> _Found:
    """A view that agrees tells the light of a look without much colour.

    Where the light is in doubt, one that does not agree accuses nobody, unless the approved views
    of both lights do not.
    """
    light = light_of(tint)
    if not views or tint.coloured:
        return _by(light, fine, moving, views)
    found = [(one, compare(fine, moving, view, one), view) for one, view in views.items()]
    best = max(found, key=_nearest)
    if (best[1].agree or 0.0) >= LIMITS["agree_sure"]:
        return best
    if tint.grey and fine.mean() >= DIM:
        return _by(light, fine, moving, views)
    if len(views) == len(Light):
        return best
    return _by(next(one for one in Light if one not in views), fine, moving, views)


def _by(light: Light, fine: Grey, moving: Mask, views: Mapping[Light, ViewFeatures]) -> _Found:
    view = views.get(light) or next(iter(views.values()), None)
    if view is None:
        return light, Compared(), None
    seen = compare(fine, moving, view, light)
    return light, seen, view if view.light is light or seen.tiles else None


def _nearest(found: _Found) -> tuple[bool, bool, float]:
    """What agrees goes first, then what is too little to tell."""
    agree = found[1].agree or 0.0
    return agree >= LIMITS["agree_sure"], found[1].tiles < LIMITS["tiles"], agree
