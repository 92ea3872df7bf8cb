"""Why nothing at all can be said of a commune's officers: each cause by its own name.

No roster, no feed, an unreadable or empty feed, too many unusable rows, a clock that is hours off,
more gaps than shifts: each is `unknown`, and nobody is late or absent.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

from auditor.contract import Missing, Party, Terms, Values, Why
from auditor.facts import Presence, Source, SourceKind
from checks.staff.judging.readings import Reading, State
from checks.staff.judging.shift_rows import fault_party, gap_party
from checks.staff.judging.slots import limit
from checks.staff.judging.traces import RANKS

MAX_UNUSABLE = 0.05
_ODD = Fraction(3, 10)
_AROUND = timedelta(hours=3)
"""Nobody works so long before the first shift or after the last: three marks in ten are no people."""

NO_ROSTER = Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text="staff.no_roster")
NO_FEED = Missing(why=Why.NOT_CONFIGURED, party=Party.PROVINCE, text="staff.no_feed")


def barred(presence: Presence, terms: Terms) -> Missing | None:
    """Return what the commune or its feeds lack, before any shift is looked at."""
    if not terms.commune.staff:
        return NO_ROSTER
    if not presence.sources:
        return NO_FEED
    if all(source.missing for source in presence.sources):
        return unreadable(presence, SourceKind.ACTIVITY)
    return _empty(presence) or _spoiled(presence, terms) or _odd_hours(presence, terms)


def unreadable(presence: Presence, weakest: SourceKind) -> Missing | None:
    """Return why a feed could not be read that proves as much as `weakest` or more."""
    lost = [
        (RANKS.index(source.kind), source.name, source.missing)
        for source in presence.sources
        if source.missing and RANKS.index(source.kind) <= RANKS.index(weakest)
    ]
    return min(lost, key=lambda one: one[:2])[2] if lost else None


def in_gaps(readings: Sequence[Reading]) -> Missing | None:
    """Answer for a period of which the feeds heard less than half."""
    awaited = [one for one in readings if one.state is not State.EXCUSED]
    silent = [one for one in awaited if one.state is State.GAP]
    return feed_gap(silent) if 2 * len(silent) > len(awaited) else None


def feed_gap(silent: Sequence[Reading]) -> Missing:
    """Return the gap with whoever can close most of it."""
    parties = Counter(gap_party(one.gap, one.source) for one in silent if one.source)
    party = max(sorted(parties), key=lambda one: parties[one], default=Party.COMMUNE)
    return Missing(why=Why.FEED_GAP, party=party, text="staff.feed_gap")


def _empty(presence: Presence) -> Missing | None:
    read = sorted(
        (source for source in presence.sources if source.missing is None),
        key=lambda source: source.name,
    )
    if any(source.rows or source.since for source in read):
        return None
    values: Values = {"feed": read[0].name}
    return Missing(why=Why.FEED_GAP, party=Party.PROVINCE, text="staff.no_rows", values=values)


def _spoiled(presence: Presence, terms: Terms) -> Missing | None:
    """Return the feed with the largest share of unusable rows, when that is more than policy takes.

    Each feed for itself: a good one beside it does not say what the unusable rows would have shown.
    """
    shares = [(_share(source), source.name, source) for source in presence.sources if source.rows]
    share, _, source = max(shares, key=lambda one: one[:2], default=(Fraction(0), "", None))
    if source is None or share <= limit(terms, "max_unusable", MAX_UNUSABLE):
        return None
    values: Values = {"feed": source.name, "unusable": _unusable(source), "rows": source.rows}
    party = fault_party(
        max((one for one in source.refused if one.unusable), key=lambda one: one.count).text
    )
    return Missing(why=Why.MALFORMED, party=party, text="staff.unusable", values=values)


def _share(source: Source) -> Fraction:
    return Fraction(_unusable(source), source.rows)


def _unusable(source: Source) -> int:
    return sum(one.count for one in source.refused if one.unusable)


def _odd_hours(presence: Presence, terms: Terms) -> Missing | None:
    """Return the feed that holds people at work when nobody is: its clock or its zone is wrong."""
    arrivals = [
        source
        for source in presence.sources
        if source.missing is None and source.kind is not SourceKind.ACTIVITY
    ]
    windows = _windows(terms)
    zone = next((opens.tzinfo for opens, _ in windows.values()), None)
    for source in sorted(arrivals, key=lambda one: one.name):
        odd = [
            not window[0] <= mark.at <= window[1]
            for mark in presence.marks
            if mark.source == source.name
            if (window := windows.get(mark.at.astimezone(zone).date()))
        ]
        if odd and Fraction(sum(odd), len(odd)) > _ODD:
            values: Values = {"feed": source.name, "odd": sum(odd), "rows": len(odd)}
            return Missing(
                why=Why.CLOCK_DRIFT, party=Party.PROVINCE, text="staff.odd_hours", values=values
            )
    return None


def _windows(terms: Terms) -> dict[date, tuple[datetime, datetime]]:
    """Return by working day the hours in which people may be at work."""
    count = (terms.period.end - terms.period.start).days + 1
    days = (terms.period.start + timedelta(days=number) for number in range(count))
    return {
        day: (shifts[0].start - _AROUND, shifts[-1].end + _AROUND)
        for day in days
        if (shifts := terms.calendar.shifts_of(day))
    }
