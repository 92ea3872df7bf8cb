"""The traces of a commune's officers, in an order of their own, and how far the feeds hear.

A feed that holds no trace of the commune on a day says nothing of that day: the export may be cut,
the accounts may be mapped wrongly, the line may have been down. So it never proves an absence.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from operator import attrgetter

from auditor.facts import Mark, MarkKind, Presence, Source, SourceKind
from checks.staff.judging.slots import Slot

RANKS = tuple(SourceKind)
"""The strongest first."""
LONG_AFTER = timedelta(hours=3)
"""A mark so long after the last shift is nobody going home from work."""


class Hearing(StrEnum):
    """What a feed can say of a shift. All but `heard` are gaps, each with its own cause."""

    HEARD = "heard"
    COMMUNE_SILENT = "commune_silent"
    """The feed holds others' traces of that day, and none of this commune."""
    FEED_SILENT = "feed_silent"
    """The feed holds nobody's traces of that day."""
    SHIFT_SILENT = "shift_silent"
    """The commune was heard that day, but none of its officers in this shift."""
    GROUP_SILENT = "group_silent"
    """Half of the officers, or everybody of one office or counter, left no trace at once."""
    CUT = "cut"
    """Beside a day on which the commune was not heard: the piece of the export ended in mid-shift."""
    OUTSIDE = "outside"
    """The feed begins later or ends earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """The readable feeds and their marks, whatever order they came in."""

    sources: Mapping[str, Source]
    marks: Mapping[str, tuple[Mark, ...]]
    """By officer, by time."""
    known_in: Mapping[str, frozenset[str]]
    """Names of the feeds that hold any mark of an officer."""
    times: tuple[datetime, ...]
    """Of every mark of every officer, ascending."""
    spans: Mapping[tuple[str, date], tuple[datetime, datetime]]
    """First and last mark of the commune by feed and day."""
    days: Mapping[str, frozenset[date]]
    """By officer: the days with a mark."""

    def own(self, officer: str) -> tuple[Source, ...]:
        """Return the feeds that know the officer, the strongest first."""
        names = self.known_in.get(officer, frozenset())
        return tuple(source for source in self.sources.values() if source.name in names)

    def within(self, slot: Slot) -> tuple[Mark, ...]:
        """Return the officer's marks that count for the shift.

        What ends before people begin to come is a session of another day, not an arrival.
        """
        marks = self._between(slot.officer, slot.opens, slot.shift.end)
        night = (mark.kind is MarkKind.OUT and mark.at < slot.usual for mark in marks)
        return tuple(mark for mark, left in zip(marks, night, strict=True) if not left)

    def before(self, slot: Slot) -> Mark | None:
        """Return the officer's last mark of that working day before the shift."""
        marks = self._between(slot.officer, slot.day_opens, slot.opens)
        return next((mark for mark in reversed(marks) if mark.at < slot.opens), None)

    def after(self, slot: Slot) -> Mark | None:
        """Return the officer's first mark of that day after the shift, unless it was long after work."""
        end = slot.shift.end
        marks = self.marks.get(slot.officer, ())
        place = bisect_right(marks, end, key=attrgetter("at"))
        later = marks[place] if place < len(marks) else None
        same_day = later and later.at.astimezone(end.tzinfo).date() == slot.day
        return (
            later if later and same_day and later.at <= slot.shifts[-1].end + LONG_AFTER else None
        )

    def anyone(self, slot: Slot) -> bool:
        """Say whether any officer of the commune left a trace in the shift."""
        place = bisect_left(self.times, slot.opens)
        return place < len(self.times) and self.times[place] <= slot.shift.end

    def kind(self, mark: Mark) -> SourceKind:
        """Return what the mark's feed can prove."""
        return self.sources[mark.source].kind

    def leaves(self, mark: Mark, slot: Slot) -> bool:
        """Say whether a mark of the slot's day tells that the officer went.

        A time clock calls every punch an arrival, or what was pressed at random. There the one
        punch about the end of a shift is taken for somebody going; of two nobody knows whether
        the second came back. Nor does anybody of one punch in the middle of the break.
        """
        if mark.kind is MarkKind.OUT:
            return True
        return self.kind(mark) is SourceKind.TIME_CLOCK and any(
            about <= mark.at < until and self._alone(mark, about, end, until)
            for about, end, until in _ends(slot)
        )

    def _alone(self, mark: Mark, about: datetime, end: datetime, until: datetime) -> bool:
        """Say whether no punch came before one after the end, or after one before it."""
        start, stop = (about, mark.at) if mark.at > end else (mark.at, until)
        near = self._between(mark.staff, start, stop)
        return all(one.at in (mark.at, until) or one.source != mark.source for one in near)

    def _between(self, officer: str, start: datetime, end: datetime) -> tuple[Mark, ...]:
        marks = self.marks.get(officer, ())
        first = bisect_left(marks, start, key=attrgetter("at"))
        return marks[first : bisect_right(marks, end, lo=first, key=attrgetter("at"))]

    def hearing(self, source: Source, slot: Slot) -> Hearing:
        """Say what the feed can say of the shift."""
        if source.since is None or source.until is None:
            return Hearing.OUTSIDE
        if source.since > slot.deadline or source.until < slot.deadline:
            return Hearing.OUTSIDE
        if slot.day in source.heard:
            return Hearing.CUT if self._is_cut(source, slot) else Hearing.HEARD
        return Hearing.COMMUNE_SILENT if slot.day in source.heard_elsewhere else Hearing.FEED_SILENT

    def _is_cut(self, source: Source, slot: Slot) -> bool:
        span = self.spans.get((source.name, slot.day))
        if span is None:
            return False
        ended = slot.following is not None and slot.following not in source.heard
        began = slot.previous is not None and slot.previous not in source.heard
        return (ended and span[1] < slot.shift.end) or (began and span[0] > slot.shift.start)


def is_whole(source: Source, slot: Slot) -> bool:
    """Say whether the feed reaches over all of the shift, from when people begin to come."""
    if source.since is None or source.until is None:
        return False
    return source.since <= slot.usual and slot.shift.end <= source.until


def traces(presence: Presence, zone: tzinfo) -> Traces:
    """Return the feeds that could be read, by rank, and their marks in order."""
    read = sorted(
        (source for source in presence.sources if source.missing is None),
        key=lambda source: (RANKS.index(source.kind), source.name),
    )
    sources = {source.name: source for source in read}
    known = sorted(
        (mark for mark in presence.marks if mark.source in sources),
        # Of marks of one moment the arrival comes first: it never makes anybody late or absent.
        key=lambda mark: (
            mark.at,
            _KINDS.index(mark.kind),
            RANKS.index(sources[mark.source].kind),
            mark.source,
        ),
    )
    by_officer: dict[str, list[Mark]] = {}
    for mark in known:
        by_officer.setdefault(mark.staff, []).append(mark)
    return Traces(
        sources=sources,
        marks={officer: tuple(marks) for officer, marks in by_officer.items()},
        known_in={
            officer: frozenset(mark.source for mark in marks)
            for officer, marks in by_officer.items()
        },
        times=tuple(mark.at for mark in known),
        spans=_spans(known, zone),
        days={
            officer: frozenset(mark.at.astimezone(zone).date() for mark in marks)
            for officer, marks in by_officer.items()
        },
    )


def _spans(
    marks: Sequence[Mark], zone: tzinfo
) -> dict[tuple[str, date], tuple[datetime, datetime]]:
    spans: dict[tuple[str, date], tuple[datetime, datetime]] = {}
    for mark in marks:
        key = (mark.source, mark.at.astimezone(zone).date())
        spans[key] = (spans.get(key, (mark.at, mark.at))[0], mark.at)
    return spans


def _ends(slot: Slot) -> Iterator[tuple[datetime, datetime, datetime]]:
    """Yield of each shift when going may begin, when it ends, and until when a punch is of going."""
    for shift, later in zip(slot.shifts, slot.shifts[1:], strict=False):
        yield shift.end - slot.early, shift.end, shift.end + (later.start - shift.end) / 4
    last = slot.shifts[-1].end
    yield last - slot.early, last, slot.day_opens + timedelta(days=1)


_KINDS = (MarkKind.IN, MarkKind.ACTIVITY, MarkKind.OUT)
