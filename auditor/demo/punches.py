"""The traces that the invented officers left: at a time clock or by logging in. Pure.

Minutes come from a hash of who and when, so that the same day always gives the same log.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from auditor.contract import Shift
from auditor.demo.people import CLOCK, Attendance, Days, Workforce, officers_of
from auditor.worktime import WorkCalendar

_EARLY = (2, 20)
_AFTER = (1, 12)
_LATE = (14, 44)
"""Minutes: before the shift, after its end, after its start."""
_IN_TIME_EVERY = 6
"""Even who comes late comes in time on one day of six."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Punch:
    """One trace."""

    at: datetime
    code: str
    officer: int
    account: str
    leaves: bool
    """The officer goes, or logs out."""


def punches(
    one: Attendance, whole: Workforce, planned: Days, calendar: WorkCalendar, feed: str = CLOCK
) -> list[Punch]:
    """Return all traces of a commune's officers in one log, by time."""
    heard = planned.worked[: one.heard_days or None]
    return sorted(
        punch
        for day in (planned.before, *heard)
        for officer, account in officers_of(one, whole).items()
        if not _away(one, officer, day, planned)
        for number, shift in enumerate(calendar.shifts_of(day))
        for punch in _of_shift(one, officer, account, shift, feed, first=number == 0)
    )


def _away(one: Attendance, officer: int, day: date, planned: Days) -> bool:
    absent = officer == one.absent and day in planned.absent
    return absent or (officer == one.leave and day in planned.on_leave)


def _of_shift(
    one: Attendance, officer: int, account: str, shift: Shift, feed: str, *, first: bool
) -> Iterator[Punch]:
    who = f"{feed} {account} {shift.start:%Y-%m-%d} {shift.part}"
    late = first and officer == one.late and shift.start.toordinal() % _IN_TIME_EVERY > 0
    comes = shift.start + (_minutes(who, _LATE) if late else -_minutes(who, _EARLY))
    goes = shift.end + _minutes(f"{who} end", _AFTER)
    for at, leaves in ((comes, False), (goes, True)):
        yield Punch(at=at, code=one.code, officer=officer, account=account, leaves=leaves)


def _minutes(what: str, bounds: tuple[int, int]) -> timedelta:
    low, high = bounds
    return timedelta(seconds=low * 60 + _number(what, (high - low) * 60))


def _number(what: str, below: int) -> int:
    return int.from_bytes(sha256(what.encode()).digest()[:6], "big") % below
