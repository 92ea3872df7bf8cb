"""Whether a picture is a card that a recorder or a camera draws when it has no video.

No lens makes such a picture: most of it is one colour to the bit, with a little text in its middle,
or it is made of upright bars. A clock and a name at the edges prove nothing: a black picture has
them too.
"""

import numpy as np
from numpy.typing import NDArray

from auditor.probes.camera.seeing.tiles import Grey

_ONE = 1
"""Grey levels by which encoding changes one colour."""
_PLAIN = 0.7
"""Share of the middle that is background."""
_INK = 24
_BLOWN = 225
"""A blown-out picture is as plain as a card."""
_STRONG = 0.15
"""Share of colour that no lens sees everywhere."""


def card(fine: Grey, colour: float) -> float:
    """Return how surely it is one, 0..1, from 320 x 180 grey levels and `measure.colour_of`."""
    return round(max(_written(fine, colour), _bars(fine)), 3)


def _written(fine: Grey, colour: float) -> float:
    """One background and words in the middle; or nothing but one strong colour."""
    inner = fine[27:153, 16:304].astype(np.int16)
    level = int(np.bincount(inner.ravel(), minlength=256).argmax())
    share = float((np.abs(inner - level) <= _ONE).mean())
    if level > _BLOWN or share < _PLAIN:
        return 0.0
    ink = np.abs(inner - level) > _INK
    if ink.sum() < 40:
        return share if colour >= _STRONG else 0.0
    return share if _words(ink) else 0.0


def _words(ink: NDArray[np.bool_]) -> bool:
    """Whether rows go in and out of the ink as letters do: a lamp or a window does so once or twice."""
    strokes = (ink[:, 1:] & ~ink[:, :-1]).sum(axis=1)
    lines = np.flatnonzero(strokes >= 5)
    if lines.size < 4:
        return False
    return bool(abs(lines.mean() / ink.shape[0] - 0.5) < 0.3 and lines.size < ink.shape[0] / 2)


def _bars(fine: Grey) -> float:
    """Share of the upper half that goes straight down, if it has several bars across."""
    upper = fine[20:110].astype(np.int16)
    straight = np.abs(upper - np.median(upper, axis=0).astype(np.int16)) <= 3
    row = np.median(upper, axis=0)
    edges = np.abs(np.diff(row)) > 6
    plain = float((np.abs(np.diff(row)) <= _ONE).mean())
    bars = int((edges[1:] & ~edges[:-1]).sum())
    if bars < 4 or bars > 12 or plain < 0.75:
        return 0.0
    return float(straight.mean())


def colour_of(blue: NDArray[np.uint8], red: NDArray[np.uint8]) -> float:
    """Return the share of colour, 0..1: the mean deviation of the two chroma planes from grey."""
    apart = np.abs(blue[::4, ::4].astype(np.int16) - 128) + np.abs(
        red[::4, ::4].astype(np.int16) - 128
    )
    return float(apart.mean()) / 256
