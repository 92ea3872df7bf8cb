"""Looks at a camera's picture as a judge counts them: at its address, in hours, a moment at a time.

What a look was compared with is judged only while it is the view that is approved now: a camera
that was turned on purpose, and approved anew, differs from its old view and has done nothing wrong.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from auditor.contract import Camera, Terms
from auditor.facts import CameraPictures, Look, LookState, Measures, measures_of
from auditor.facts.oddities import LIMITS, Odd, enough, odd
from checks.looks import Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """One look that showed a picture, and what is odd about it."""

    look: Look
    measures: Measures
    odd: Odd | None
    doubt: str
    """Why it may be another picture than the approved one all the same: see `oddities.enough`."""

    @property
    def tested(self) -> bool:
        """Say whether frozenness was looked for: an outcome without a sign is no proof of life."""
        return self.measures.identical is not None and self.measures.keys > 1


Moment = tuple[Glimpse, ...]
"""Looks so close together that they count as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What the looks at one camera amount to."""

    looks: tuple[Look, ...]
    """Those at its address of now, oldest first, in hours or not."""
    inside: tuple[Look, ...]
    """Those in hours."""
    moments: tuple[Moment, ...]
    """Those in hours that showed a picture."""

    @property
    def outside(self) -> int:
        """Return how many looks fell out of hours."""
        return len(self.looks) - len(self.inside)

    @property
    def outside_up(self) -> int:
        """Return how many of those showed a picture."""
        return _pictures(self.looks) - _pictures(self.inside)


def pictures_of(
    fact: CameraPictures, camera: Camera | None, terms: Terms, hours: Hours
) -> Pictures:
    """Count the looks at a camera's picture."""
    looks = tuple(
        one
        for one in sorted(fact.looks, key=lambda look: look.at)
        if one.values.get("address", fact.address) == fact.address
    )
    always = not terms.limits.get("in_hours", 1)
    inside = tuple(one for one in looks if always or hours.hold(one.at))
    limits = limits_of(terms)
    views = frozenset(view.sha256 for view in camera.views) if camera else frozenset()
    glimpses = (_glimpse(look, views, limits) for look in inside if look.state is LookState.UP)
    moments = _moments((one for one in glimpses if one), terms.limits.get("gap_seconds", 540))
    return Pictures(looks=looks, inside=inside, moments=moments)


def limits_of(terms: Terms) -> Mapping[str, float]:
    """Return the limits of the criterion over those that were measured."""
    return {**LIMITS, **terms.limits}


def _glimpse(look: Look, views: frozenset[str], limits: Mapping[str, float]) -> Glimpse | None:
    measures = measures_of(look.values)
    if measures is None:
        return None
    measures = _fair(measures, views)
    return Glimpse(
        look=look,
        measures=measures,
        odd=odd(measures, limits),
        doubt=enough(measures, limits),
    )


def _fair(measures: Measures, views: frozenset[str]) -> Measures:
    """Leave out what the look cannot tell: a still picture of a stream, an old view of today."""
    if measures.snapshot:
        measures = replace(measures, keys=0, seconds=0.0, identical=None, stalled=False)
    if measures.view in views:
        return measures
    return replace(
        measures, tiles=0, agree=None, agreed="", reliable="", sharp_ratio=None, moved=None,
        matched=None, view="", still=None,
    )  # fmt: skip


def _moments(glimpses: Iterable[Glimpse], gap_s: float) -> tuple[Moment, ...]:
    groups: list[list[Glimpse]] = []
    for one in glimpses:
        if groups and (one.look.at - groups[-1][0].look.at).total_seconds() < gap_s:
            groups[-1].append(one)
        else:
            groups.append([one])
    return tuple(tuple(group) for group in groups)


def _pictures(looks: Iterable[Look]) -> int:
    return sum(look.state is LookState.UP for look in looks)
