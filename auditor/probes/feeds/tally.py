"""Counts of one feed, commune by commune: whatever a row came to, it is counted exactly once."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from auditor.facts import Refused
from auditor.probes.feeds.faults import Reason

MOST_PLACES = 20
_Place = tuple[int, str]
"""In reading order: number of the row in the feed, `file:line`."""


@dataclass(slots=True)
class Counts:
    """Rows of one commune, or rows of which nobody can tell whose they are."""

    used: int = 0
    refused: dict[Reason, int] = field(default_factory=lambda: defaultdict(int))
    places: dict[Reason, list[_Place]] = field(default_factory=lambda: defaultdict(list))

    def refuse(self, reason: Reason, number: int, place: str) -> None:
        """Count a row; its place is kept while it is among the first."""
        self.refused[reason] += 1
        if len(places := self.places[reason]) < MOST_PLACES:
            insort(places, (number, place))

    @property
    def rows(self) -> int:
        """All rows, each in exactly one of the counts."""
        return self.used + sum(self.refused.values())


@dataclass(slots=True)
class Tally:
    """One feed. `nobodys` rows belong to every commune's count, for they may be anyone's.

    `foreign` rows belong to none. In a log of a whole province that names no unit, nearly every
    account is of somebody whom no roster knows: counted as unusable they would blind every commune,
    counted as rows they would make its unusable ones look few. An officer whose account is misspelt
    in the roster has no trace at all then, and who has none is never judged by a feed.
    """

    own: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    nobodys: Counts = field(default_factory=Counts)
    foreign: Counts = field(default_factory=Counts)
    elsewhere: int = 0
    """Rows of units that are not audited."""
    heard: dict[str, set[date]] = field(default_factory=lambda: defaultdict(set))
    """Local days with a trace, by commune code or by the name of a unit not audited."""

    @property
    def rows(self) -> int:
        """Every data row of every file."""
        own = sum(counts.rows for counts in self.own.values())
        return own + self.nobodys.rows + self.foreign.rows + self.elsewhere

    def rows_of(self, code: str) -> int:
        """Return the rows that are, or may be, of a commune."""
        return self.own[code].rows + self.nobodys.rows

    def refused_of(self, code: str) -> tuple[Refused, ...]:
        """Return what could not be used for a commune, by reason."""
        return _refused((self.own[code], self.nobodys))

    def refused(self) -> tuple[Refused, ...]:
        """Return what could not be used of the whole feed, each row once."""
        return _refused((*self.own.values(), self.nobodys, self.foreign))

    def heard_elsewhere(self, code: str) -> tuple[date, ...]:
        """Return the days on which anybody but a commune left a trace, ascending."""
        return tuple(sorted(set().union(*(d for unit, d in self.heard.items() if unit != code))))


def _refused(counts: Sequence[Counts]) -> tuple[Refused, ...]:
    return tuple(
        Refused(
            text=reason.text,
            count=count,
            places=_first(place for one in counts for place in one.places.get(reason, ())),
            unusable=reason.unusable,
        )
        for reason in Reason
        if (count := sum(one.refused.get(reason, 0) for one in counts))
    )


def _first(places: Iterable[_Place]) -> tuple[str, ...]:
    return tuple(place for _, place in sorted(places)[:MOST_PLACES])
