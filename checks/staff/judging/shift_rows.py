"""Rows below a verdict on shifts: officers under pseudonyms, days that nobody heard, refused rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from auditor.contract import Item, Party, Terms, Values, Verdict, Why
from auditor.facts import Presence, Source
from checks.staff.judging.readings import Reading, State
from checks.staff.judging.slots import Slot
from checks.staff.judging.traces import Hearing

MOST = 200
"""Rows of officers and shifts; one more row says how many there are beyond."""
DAY = "%d/%m/%Y"
CLOCK = "%H:%M"

_GAPS = {
    Hearing.COMMUNE_SILENT: "staff.row_gap_commune",
    Hearing.FEED_SILENT: "staff.row_gap_feed",
    Hearing.SHIFT_SILENT: "staff.row_gap_shift",
    Hearing.GROUP_SILENT: "staff.row_gap_group",
    Hearing.CUT: "staff.row_gap_cut",
    Hearing.OUTSIDE: "staff.row_gap_outside",
}


def where(slot: Slot, terms: Terms) -> dict[str, str | int | float]:
    """Return what every row of an officer and a shift shows."""
    names = {counter.id: counter.name for counter in terms.commune.counters}
    shift = slot.shift
    return {
        "date": slot.day.strftime(DAY),
        "part": shift.part,
        "hours": f"{shift.start.strftime(CLOCK)}–{shift.end.strftime(CLOCK)}",
        "counter": names.get(slot.staff.counter, slot.staff.counter),
    }


def capped(rows: Sequence[Item]) -> tuple[Item, ...]:
    """Return the first rows and, where there are more, how many."""
    if len(rows) <= MOST:
        return tuple(rows)
    more = Item(
        target="",
        verdict=rows[MOST].verdict,
        text="staff.row_more",
        values={"count": len(rows) - MOST},
        why=rows[MOST].why,
    )
    return (*rows[:MOST], more)


def officers(readings: Iterable[Reading], text: str, *, why: Why, party: Party) -> Iterator[Item]:
    """Return one row an officer with the number of shifts of which nothing can be said."""
    counted = Counter(one.slot.officer for one in readings)
    for officer in sorted(counted):
        yield _unknown(officer, text, {"count": counted[officer]}, why, party)


def gaps(readings: Sequence[Reading]) -> Iterator[Item]:
    """Return how much was not heard, then one row for every stretch of such days of a feed."""
    days = sorted({one.slot.day for one in readings})
    order = {day: number for number, day in enumerate(days)}
    found: dict[tuple[str, Hearing], set[date]] = {}
    sources: dict[str, Source] = {}
    silent = [one for one in readings if one.state is State.GAP and one.source is not None]
    for one in silent:
        if one.source is not None:
            sources[one.source.name] = one.source
            found.setdefault((one.source.name, one.gap), set()).add(one.slot.day)
    if silent:
        parties = Counter(gap_party(one.gap, one.source) for one in silent if one.source)
        values: Values = {"gaps": len(silent), "gap_days": len({one.slot.day for one in silent})}
        yield _unknown("", "staff.row_gaps", values, Why.FEED_GAP, parties.most_common(1)[0][0])
    for (name, gap), missed in sorted(found.items()):
        for first, last, count in _stretches(sorted(missed), order):
            yield _gap(sources[name], gap, first, last, count)


def _gap(source: Source, gap: Hearing, first: date, last: date, count: int) -> Item:
    values: Values = {
        "range": _range(first, last),
        "from": first.strftime(DAY),
        "to": last.strftime(DAY),
        "days": count,
        "feed": source.name,
    }
    return _unknown(source.name, _GAPS[gap], values, Why.FEED_GAP, gap_party(gap, source))


def _range(first: date, last: date) -> str:
    days = dict.fromkeys((first.strftime(DAY), last.strftime(DAY)))
    return "–".join(days)


def gap_party(gap: Hearing, source: Source) -> Party:
    """Say who can close a gap: whoever keeps the feed, or whoever fetched too short a piece of it."""
    if gap is Hearing.OUTSIDE:
        return Party.PROVINCE
    everybodys = gap is Hearing.FEED_SILENT and source.heard_elsewhere
    return Party.PROVINCE if everybodys else Party.COMMUNE


_DECLARED = frozenset(
    f"presence.refused.{reason}"
    for reason in ("commune_unknown", "event_unknown", "date", "date_swapped", "no_zone")
)
"""Faults of what was declared for the feed: units, event words, form of dates. The rest the data has."""


def fault_party(text: str) -> Party:
    """Say who can put a refused row right."""
    return Party.PROVINCE if text in _DECLARED else Party.COMMUNE


def refused(presence: Presence) -> Iterator[Item]:
    """Return one row for every reason for which rows of a feed were left aside, and where they are."""
    for source in sorted(presence.sources, key=lambda one: one.name):
        for one in source.refused:
            yield Item(
                target=source.name,
                verdict=Verdict.UNKNOWN if one.unusable else Verdict.NOT_APPLICABLE,
                text=one.text,
                values={"count": one.count, "places": ", ".join(one.places), "feed": source.name},
                why=Why.MALFORMED if one.unusable else None,
                party=fault_party(one.text) if one.unusable else None,
            )


def remarks(terms: Terms) -> Iterator[Item]:
    """Return what the calendar rests on that nobody has decided yet."""
    years = range(terms.period.start.year, terms.period.end.year + 1)
    if terms.calendar.hours_assumed:
        yield _remark("calendar.hours", "staff.row_hours_assumed", {})
    for year in filter(terms.calendar.is_estimated, years):
        yield _remark(str(year), "staff.row_calendar_estimated", {"year": year})


def _remark(target: str, text: str, values: Values) -> Item:
    return Item(target=target, verdict=Verdict.NOT_APPLICABLE, text=text, values=values)


def _stretches(days: Sequence[date], order: dict[date, int]) -> Iterator[tuple[date, date, int]]:
    """Days on which nobody was expected do not part a stretch."""
    first, last, count = days[0], days[0], 0
    for day in days:
        if order[day] - order[last] > 1:
            yield first, last, count
            first, count = day, 0
        last, count = day, count + 1
    yield first, last, count


def _unknown(target: str, text: str, values: Values, why: Why, party: Party) -> Item:
    return Item(
        target=target, verdict=Verdict.UNKNOWN, text=text, values=values, why=why, party=party
    )
