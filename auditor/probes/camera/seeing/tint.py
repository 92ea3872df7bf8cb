"""The colour of a picture: what tells infra-red light from day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.facts.picture import Light
from auditor.probes.camera.seeing.frozen import BAND

APART = 6
"""Levels from the plane's own median from which a pixel has a colour of its own."""
CAST = 8
"""Levels by which all of a grey picture may be off: encoders write grey as 127 or 129 as well."""
GREYISH = 0.02
"""Share of coloured pixels below which infra-red is likelier. Of twelve drawn offices: by day 0.15
and more, at dusk 0.04 and more, by infra-red none."""
SURELY_GREY, SURELY_COLOURED = 0.01, 0.03
"""By infra-red light cameras send no colour at all: only what is burnt in may have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tint:
    """How much colour a picture has. One that has no planes for it has none."""

    strength: float = 0.0
    """Mean deviation of both chroma planes from grey, 0..1."""
    share: float = 0.0
    """Of pixels whose colour is not that of the whole; a clock burnt in at the edge is left out."""
    cast: float = 0.0
    """Levels by which the whole is off grey."""

    @property
    def coloured(self) -> bool:
        """Whether it was surely not taken by infra-red light."""
        return self.share >= SURELY_COLOURED

    @property
    def grey(self) -> bool:
        """Whether it has no colour at all: by infra-red light, or of a grey room."""
        return self.share < SURELY_GREY and self.cast <= CAST


def colour_of(blue: NDArray[np.uint8], red: NDArray[np.uint8]) -> Tint:
    """Measure the two chroma planes of one picture, of any size."""
    planes = np.stack([blue[::4, ::4], red[::4, ::4]]).astype(np.int16)
    band = int(np.ceil(planes.shape[1] * BAND))
    middle = planes[:, band : planes.shape[1] - band]
    usual = np.median(middle if middle.size else planes, axis=(1, 2))
    own = np.abs(middle - usual[:, None, None]).max(axis=0) > APART
    return Tint(
        strength=float(np.abs(planes - 128).sum(axis=0).mean()) / 256,
        share=float(own.mean()) if own.size else 0.0,
        cast=float(np.abs(usual - 128).max()),
    )


def light_of(tint: Tint) -> Light:
    """Tell what a picture was likely taken by; see `Tint.coloured` and `Tint.grey` for sure."""
    return Light.IR if tint.share < GREYISH and tint.cast <= CAST else Light.DAY
