"""Rows that could not be used and may have been somebody's: where they fall, nobody is accused.

Rows of the officer with that day or with no readable day, rows of nobody knows whom on that day,
traces under another unit, and accounts that no officer holds and that came when the officer's own
went (a new account): each may be the trace that is missing.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from auditor.facts import Presence
from checks.staff.judging.readings import Reading, State
from checks.staff.judging.traces import Traces

_DOUBTED = {State.LATE: State.LATE_DOUBTED, State.NO_TRACE: State.ABSENT_DOUBTED}
_ANY = None
"""The day of a row whose date could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """The rows in doubt of all readable feeds."""

    owned: Mapping[str, frozenset[date | None]]
    """By officer."""
    ownerless: frozenset[date | None]
    stray: int
    """Rows without owner and without day."""
    strangers: tuple[frozenset[date], ...]

    def touch(self, reading: Reading, own: frozenset[date]) -> bool:
        """Say whether one of the rows may be the trace that the reading lacks."""
        day = reading.slot.day
        days = self.owned.get(reading.slot.officer, frozenset())
        if day in days or _ANY in days or day in self.ownerless:
            return True
        return any(day in came and not came & own for came in self.strangers)


def doubted(readings: tuple[Reading, ...], presence: Presence, seen: Traces) -> tuple[Reading, ...]:
    """Return the readings with every accusation in doubt that a row of that day may refute."""
    rows = _rows(presence)
    return tuple(
        replace(one, state=_DOUBTED[one.state])
        if one.state in _DOUBTED and rows.touch(one, seen.days.get(one.slot.officer, frozenset()))
        else one
        for one in readings
    )


def strayed(readings: tuple[Reading, ...], presence: Presence) -> tuple[Reading, ...]:
    """Doubt what rows of nobody and no day may refute: each is one trace, so all or none."""
    counts, stray = Counter(one.state for one in readings), _rows(presence).stray
    covered = {state for state in _DOUBTED if 0 < counts[state] <= stray}
    return tuple(
        replace(one, state=_DOUBTED[one.state]) if one.state in covered else one for one in readings
    )


def _rows(presence: Presence) -> _Rows:
    read = [source for source in presence.sources if source.missing is None]
    lost = [one for source in read for one in source.lost]
    owned: dict[str, set[date | None]] = defaultdict(set)
    for one in (*lost, *(away for source in read for away in source.elsewhere)):
        if one.staff:
            owned[one.staff].add(one.day)
    nobodys = [one for one in lost if not one.staff]
    return _Rows(
        owned={officer: frozenset(days) for officer, days in owned.items()},
        ownerless=frozenset(one.day for one in nobodys if one.day is not None),
        stray=sum(one.count for one in nobodys if one.day is None),
        strangers=tuple(frozenset(days) for source in read for days in source.strangers),
    )
