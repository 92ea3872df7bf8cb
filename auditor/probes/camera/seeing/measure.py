"""One look at a picture, measured."""

from collections.abc import Sequence
from dataclasses import asdict

from auditor.facts.picture import Light
from auditor.probes.camera.seeing.card import card, colour_of
from auditor.probes.camera.seeing.compared import Compared, compare
from auditor.probes.camera.seeing.reference import ViewFeatures
from auditor.probes.camera.seeing.sharpness import sharpness
from auditor.probes.camera.seeing.tiles import Grey, coarse, flat, settled

__all__ = ["GREYISH", "colour_of", "light_of", "measure"]

GREYISH = 0.003
"""Share of colour below which a picture counts as taken by infra-red light."""


def light_of(colour: float) -> Light:
    """Tell what a picture was taken by, from `colour_of`."""
    return Light.IR if colour < GREYISH else Light.DAY


def measure(
    frames: Sequence[Grey], colour: float, view: ViewFeatures | None = None
) -> dict[str, object]:
    """Return the fields of `Measures` that a picture gives, from 1..5 grey frames of one look.

    Frames may have any size of 16:9 or 4:3; three or more, seconds apart, let people in motion be
    left out. `view`: the approved one of the same light if there is one, else one of other light,
    which can show that the camera is covered and nothing else. Raise ValueError without frames.
    """
    if not frames:
        raise ValueError("no frames")
    fine, moving = settled(frames)
    light = light_of(colour)
    seen = Compared() if view is None else compare(fine, moving, view, light)
    return {
        "light": light,
        "mean": float(fine.mean()),
        "spread": float(fine.std()),
        "flat": float(flat(coarse(fine)).mean()),
        "sharp": sharpness(fine),
        "card": card(fine, colour),
        **asdict(seen),
    }
