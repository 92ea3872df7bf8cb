"""Whether a picture is a card that a recorder or a camera draws when it has no video.

No lens makes such a picture: most of it is one colour, over and over to the bit, up to its edges,
with a little text in its middle; or it is made of upright bars in strong colours. A clock and a name
at the edges prove nothing: a black picture has them too. Doors, cabinets, curtains and glass walls
are upright bars of weak colour, so grey bars are no card here; a plain wall with a name board has
noise, or a floor; a dark hall in which a display glows is dark grey or has colour in its text.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from auditor.probes.camera.seeing.tiles import Grey, settled
from auditor.probes.camera.seeing.tint import Tint

_ONE = 1
"""Grey levels by which encoding changes one colour."""
_PLAIN = 0.7
"""Share of the middle that is background."""
_EDGE = 0.7
"""Share of each edge that is background too; what is written there may touch one."""
_AGAIN = 0.97
"""Share of what is plain that has no noise: encoding spreads a running clock into the rest."""
_INK = 24
_BLOWN = 225
"""A blown-out picture is as plain as a card."""
_BLACK, _DIM = 20, 56
"""Between them a ground without colour is a dark room's as well."""
_GREY_INK = 0.002
"""Share of coloured pixels on black: letters of a card are white, those of most displays are not."""
_STRAIGHT = 0.9
"""Share of the upper half that goes straight down."""
_STRONG = 0.15
"""Share of colour that no lens sees everywhere."""


def card(frames: Sequence[Grey], tint: Tint) -> float:
    """Return how surely it is one, 0..1, from frames of 320 x 180 of one look."""
    fine = settled(frames)[0]
    strong = tint.strength >= _STRONG
    found = max(_written(fine, tint, strong=strong), _bars(fine) if strong else 0.0)
    return round(found, 3) if found and _drawn(frames, fine) else 0.0


def _written(fine: Grey, tint: Tint, *, strong: bool) -> float:
    """One background and words in the middle; or nothing but one strong colour."""
    inner = fine[27:153, 16:304].astype(np.int16)
    level = _level(fine)
    share = float((np.abs(inner - level) <= _ONE).mean())
    if level > _BLOWN or share < _PLAIN or not _to_the_edges(fine, level):
        return 0.0
    if not strong and (_BLACK < level < _DIM or (level <= _BLACK and tint.share > _GREY_INK)):
        return 0.0
    ink = np.abs(inner - level) > _INK
    if ink.sum() < 40:
        return share if strong else 0.0
    return share if _words(ink) else 0.0


def _level(fine: Grey) -> int:
    return int(np.bincount(fine[27:153, 16:304].ravel(), minlength=256).argmax())


def _to_the_edges(fine: Grey, level: int) -> bool:
    edges = (fine[:2], fine[-2:], fine[:, :2], fine[:, -2:])
    return all((np.abs(one.astype(np.int16) - level) <= _ONE).mean() >= _EDGE for one in edges)


def _drawn(frames: Sequence[Grey], fine: Grey) -> bool:
    """Whether what is plain has no noise: it repeats to the bit; of one frame, beside itself."""
    apart = np.diff(fine[27:153, 15:304].astype(np.int16), axis=1)
    same = apart == 0
    if len(frames) > 1:
        same = np.ptp(np.stack([one[27:153, 16:304] for one in frames]), axis=0) == 0
    plain = np.abs(apart) <= _ONE
    return bool(plain.any() and same[plain].mean() >= _AGAIN)


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
    share = float(straight.mean())
    return share if share >= _STRAIGHT else 0.0
