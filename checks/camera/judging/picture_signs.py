"""One oddity over the looks of a period: confirmed, mended, still open, or not there.

A look that did not test for an oddity neither confirms nor clears it, and a device's still picture
does neither: it may be of yesterday. Of looks of one moment the one that cleared it counts.

Confirmed means two of the latest three looks, and the last of them is not good: a person who stood
close to the lens twice has gone again. Such a sign stays open until one more look settles it.
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
    OTHER = auto()
    """It is odd in another way: no good look, and no second look at this oddity."""
    DOUBTFUL = auto()
    """Only a still picture showed it."""
    ODD = auto()


class State(Enum):
    """What all moments say of it."""

    CONFIRMED = auto()
    MENDED = auto()
    """Enough looks in a row showed it, and too few of the latest do, of which the last is good."""
    OPEN = auto()
    """It was seen, in too few looks; or in enough, and the last of them is good."""
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


def needed(limits: Mapping[str, float]) -> tuple[int, int]:
    """Return how many of the latest looks must show an oddity, and of how many."""
    least = round(limits.get("min_looks", 3))
    enough = max(round(limits.get("bad_looks", 2)), ceil(least * _SHARE))
    return enough, max(least, enough)


def sign(
    moments: Sequence[Moment],
    shows: Callable[[Glimpse], bool],
    tests: Callable[[Glimpse], bool],
    limits: Mapping[str, float],
) -> Sign:
    """Weigh the moments. `shows`: the look has the oddity; `tests`: it would have shown it."""
    sights = [one for one in (sight(moment, shows, tests) for moment in moments) if one]
    found = tuple(one for moment in moments for one in moment if shows(one))
    bad = sum(one in (Sight.ODD, Sight.DOUBTFUL) for one in sights)
    return Sign(state=_state(sights, limits), bad=bad, of=len(sights), shown=found)


def sight(
    moment: Moment, shows: Callable[[Glimpse], bool], tests: Callable[[Glimpse], bool]
) -> Sight | None:
    """Return what a moment says of an oddity; None when it did not test for it."""
    streams = [one for one in moment if not one.measures.snapshot]
    if any(tests(one) and one.odd is None for one in streams):
        return Sight.CLEAR
    if any(shows(one) for one in streams):
        return Sight.ODD
    if any(shows(one) for one in moment):
        return Sight.DOUBTFUL
    return Sight.OTHER if any(one.odd for one in streams) else None


def _state(sights: Sequence[Sight], limits: Mapping[str, float]) -> State:
    enough, least = needed(limits)
    told = [one for one in sights if one is not Sight.DOUBTFUL]
    flags = [one is Sight.ODD for one in told]
    windows = [flags[start : start + least] for start in range(len(flags) - least + 1)]
    reached = [sum(one) >= enough for one in windows]
    if not sights:
        return State.ABSENT
    if reached and reached[-1]:
        return State.OPEN if told[-1] is Sight.CLEAR else State.CONFIRMED
    tested = sum(one is not Sight.OTHER for one in told)
    if sights[-1] in (Sight.ODD, Sight.DOUBTFUL) or (any(flags) and tested < least):
        return State.OPEN
    return State.MENDED if any(reached) and sights[-1] is Sight.CLEAR else State.ABSENT
