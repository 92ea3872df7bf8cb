"""One oddity over the looks of a period: confirmed, mended, still open, or not there.

A look that did not test for an oddity neither confirms nor clears it, and a device's still picture
does neither: it may be of yesterday. Of looks of one moment the one that cleared it counts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import ceil

from checks.camera.judging.picture_looks import Glimpse, Moment

_SHARE = 2 / 3
"""Of the looks that must agree. A profile that asks for more looks alone asks for this share."""


class Sight(Enum):
    """What one moment says of one oddity."""

    CLEAR = auto()
    DOUBTFUL = auto()
    """Only a still picture showed it."""
    ODD = auto()


class State(Enum):
    """What all moments say of it."""

    CONFIRMED = auto()
    MENDED = auto()
    """It was confirmed, and the latest looks no longer show it."""
    OPEN = auto()
    """It was seen, in too few looks."""
    ABSENT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """An oddity over the period."""

    state: State
    bad: int
    """Moments that showed it, in the stream or, where no stream did, in a still picture."""
    of: int
    """Moments that tested for it."""
    shown: tuple[Glimpse, ...]
    """The looks that showed it, oldest first."""


def sign(
    moments: Sequence[Moment],
    shows: Callable[[Glimpse], bool],
    tests: Callable[[Glimpse], bool],
    limits: Mapping[str, float],
) -> Sign:
    """Weigh the moments. `shows`: the look has the oddity; `tests`: it would have shown it."""
    sights = [one for one in (_sight(moment, shows, tests) for moment in moments) if one]
    found = tuple(one for moment in moments for one in moment if shows(one))
    bad = sum(one is not Sight.CLEAR for one in sights)
    return Sign(state=_state(sights, limits), bad=bad, of=len(sights), shown=found)


def _sight(
    moment: Moment, shows: Callable[[Glimpse], bool], tests: Callable[[Glimpse], bool]
) -> Sight | None:
    streams = [one for one in moment if not one.measures.snapshot]
    if any(tests(one) and one.odd is None for one in streams):
        return Sight.CLEAR
    if any(shows(one) for one in streams):
        return Sight.ODD
    if any(shows(one) for one in moment):
        return Sight.DOUBTFUL
    # What is odd in another way is no good look, and no second look at this oddity.
    return Sight.CLEAR if any(one.odd for one in streams) else None


def _state(sights: Sequence[Sight], limits: Mapping[str, float]) -> State:
    least = round(limits.get("min_looks", 3))
    enough = max(round(limits.get("bad_looks", 2)), ceil(least * _SHARE))
    least = max(least, enough)
    flags = [one is Sight.ODD for one in sights if one is not Sight.DOUBTFUL]
    windows = [flags[start : start + least] for start in range(len(flags) - least + 1)]
    if windows and (sum(windows[-1]) >= enough or sum(flags) * least >= enough * len(flags)):
        return State.CONFIRMED
    if sights and (sights[-1] is not Sight.CLEAR or (any(flags) and len(flags) < least)):
        return State.OPEN
    return State.MENDED if any(sum(one) >= enough for one in windows) else State.ABSENT
