"""Which officers are expected in which shifts: roster, working days, leave register.

A shift counts once it is wholly past, the time for coming late included. Reserves stand in for
others and are never expected; leave always excuses, however late it was registered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    early: timedelta
    """So long before a shift a trace counts for it."""
    grace: timedelta
    """So long after its start a first trace is in time."""
    leave: Leave | None = None

    @property
    def opens(self) -> datetime:
        """Return the moment from which a trace counts for this shift."""
        return self.shift.start - self.early

    @property
    def deadline(self) -> datetime:
        """Return the moment until which a first trace is in time."""
        return self.shift.start + self.grace

    @property
    def day_opens(self) -> datetime:
        """Return the moment from which a trace counts for any shift of the day."""
        return self.shifts[0].start - self.early

    @property
    def officer(self) -> str:
        """Return the officer's pseudonym."""
        return self.staff.pseudonym


def expected(terms: Terms) -> tuple[Slot, ...]:
    """Return every past shift of every officer on the roster, by time, then officer."""
    roster = _grouped((one.pseudonym, one) for one in terms.commune.staff)
    leave = _grouped((one.staff, one) for one in terms.commune.leave)
    return tuple(
        slot
        for day in _days(terms)
        for slot in _of_day(day, terms, roster, leave)
        if slot.shift.end + slot.grace <= terms.at
    )


def _days(terms: Terms) -> Iterator[date]:
    day = terms.period.start
    last = min(terms.period.end, (terms.at + timedelta(days=1)).date())
    while day <= last:
        yield day
        day += timedelta(days=1)


def _of_day(
    day: date,
    terms: Terms,
    roster: Mapping[str, Sequence[Staff]],
    leave: Mapping[str, Sequence[Leave]],
) -> Iterator[Slot]:
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
    """Return the leave that covers the shift, the one registered first where several do.

    A part that is none of that day's parts excuses the whole day: what the register meant is not
    for us to guess against the officer.
    """
    parts = {one.part for one in shifts}
    covering = [
        leave
        for leave in register
        if leave.start <= day <= leave.end and (leave.part == shift.part or leave.part not in parts)
    ]
    return min(covering, key=lambda leave: leave.registered_on or leave.start, default=None)


def _grouped(pairs: Iterable[tuple[str, _Row]]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for officer, row in pairs:
        found.setdefault(officer, []).append(row)
    return {officer: found[officer] for officer in sorted(found)}
