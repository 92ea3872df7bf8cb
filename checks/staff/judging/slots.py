"""Which officers are expected in which shifts: roster, working days, leave register.

A shift counts once it is wholly past, the time for coming late included. Reserves stand in for
others and are never expected; leave always excuses, however late it was registered.
A trace belongs to the first shift of its day from midnight on: who comes at six is no absentee.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TypeVar

from auditor.contract import Leave, Shift, Staff, Terms

EARLY_MINUTES = 60
GRACE_MINUTES = 10

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One officer and one shift in which that officer is expected, or would be but for leave."""

    staff: Staff
    day: date
    shift: Shift
    shifts: tuple[Shift, ...]
    """All shifts of the day."""
    previous: date | None = None
    following: date | None = None
    """The working days of the period before and after."""
    early: timedelta
    """So long before a later shift a trace counts for it; people go so long before an end."""
    grace: timedelta
    """So long after its start a first trace is in time."""
    leave: Leave | None = None

    @property
    def opens(self) -> datetime:
        """Return the moment from which a trace counts: midnight, or the middle of the break at most."""
        number = self.shifts.index(self.shift)
        if number == 0:
            return self.day_opens
        end = self.shifts[number - 1].end
        return min(self.shift.start - self.early, end + (self.shift.start - end) / 2)

    @property
    def usual(self) -> datetime:
        """Return when people begin to come: what ends before it is a session of another day."""
        return self.shift.start - self.early

    @property
    def deadline(self) -> datetime:
        """Return the last minute in which a first trace is in time."""
        return self.shift.start + self.grace

    def in_time(self, at: datetime) -> bool:
        """Compare whole minutes, as clocks show them and rows print them."""
        return at.replace(second=0, microsecond=0) <= self.deadline

    @property
    def day_opens(self) -> datetime:
        """Return the moment from which a trace counts for any shift of the day."""
        return self.shifts[0].start.replace(hour=0, minute=0, second=0, microsecond=0)

    @property
    def officer(self) -> str:
        """Return the officer's pseudonym."""
        return self.staff.pseudonym


def limit(terms: Terms, name: str, usual: float) -> Fraction:
    """Return a limit as it is written: shares are compared as fractions and never rounded."""
    return Fraction(str(terms.limits.get(name, usual)))


def expected(terms: Terms) -> tuple[Slot, ...]:
    """Return every past shift of every officer on the roster, by time, then officer."""
    roster = _grouped((one.pseudonym, one) for one in terms.commune.staff)
    leave = _grouped((one.staff, one) for one in terms.commune.leave)
    worked = [day for day in _days(terms) if terms.calendar.is_working_day(day)]
    around = zip((None, *worked), worked, (*worked[1:], None), strict=False)
    return tuple(
        slot
        for beside in around
        for slot in _of_day(beside, terms, roster, leave)
        if slot.shift.end + slot.grace <= terms.at
    )


def _days(terms: Terms) -> Iterator[date]:
    day = terms.period.start
    last = min(terms.period.end, (terms.at + timedelta(days=1)).date())
    while day <= last:
        yield day
        day += timedelta(days=1)


def _of_day(
    beside: tuple[date | None, date, date | None],
    terms: Terms,
    roster: Mapping[str, Sequence[Staff]],
    leave: Mapping[str, Sequence[Leave]],
) -> Iterator[Slot]:
    """Yield the slots of a working day; `beside` has the one before, it, and the one after."""
    previous, day, following = beside
    shifts = terms.calendar.shifts_of(day)
    early = timedelta(minutes=terms.limits.get("early_window_minutes", EARLY_MINUTES))
    grace = timedelta(minutes=terms.limits.get("grace_minutes", GRACE_MINUTES))
    for shift in shifts:
        for officer, entries in roster.items():
            if staff := next((one for one in entries if _serves(one, day)), None):
                yield Slot(
                    staff=staff,
                    day=day,
                    shift=shift,
                    shifts=shifts,
                    previous=previous,
                    following=following,
                    early=early,
                    grace=grace,
                    leave=_excuse(leave.get(officer, ()), day, shift, shifts),
                )


def _serves(staff: Staff, day: date) -> bool:
    begun = staff.valid_from is None or staff.valid_from <= day
    return begun and (staff.valid_to is None or day <= staff.valid_to) and not staff.reserve


def _excuse(
    register: Sequence[Leave], day: date, shift: Shift, shifts: Sequence[Shift]
) -> Leave | None:
    """Return the leave that covers the shift, the one registered first where several do."""
    covering = [
        leave
        for leave in register
        if leave.start <= day <= leave.end and part_of(leave, shifts) in (None, shift.part)
    ]
    return min(covering, key=lambda leave: leave.registered_on or leave.start, default=None)


def part_of(leave: Leave, shifts: Sequence[Shift]) -> str | None:
    """Return which of the day's parts the leave is of; None for the whole day.

    Morning and afternoon are the first and the second part, whatever the office hours call them.
    A part that is none of that day's excuses the whole day: what the register meant is not for us
    to guess against the officer.
    """
    parts = [one.part for one in shifts]
    if leave.part in parts:
        return leave.part
    number = _ORDER.get(leave.part)
    return parts[number] if number is not None and len(parts) == len(_HALVES) else None


def misnamed(leave: Leave, shifts: Sequence[Shift]) -> bool:
    """Say whether the leave is of a part that the day does not have."""
    return bool(leave.part) and part_of(leave, shifts) is None


_HALVES = (("am", "sang"), ("pm", "chieu"))
_ORDER = {name: number for number, names in enumerate(_HALVES) for name in names}


def _grouped(pairs: Iterable[tuple[str, _Row]]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for officer, row in pairs:
        found.setdefault(officer, []).append(row)
    return {officer: found[officer] for officer in sorted(found)}
