"""The officers of the demo province and the days that something is planted on.

Everything follows from the day on which the demo is started, so that it is right on any day of
any year: whoever starts it in the week of Tết gets fewer working days and the same verdicts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from auditor.contract import Period
from auditor.demo.manifest import HERE
from auditor.worktime import WorkCalendar

DAYS = 28
"""Length of the demo's period, today included."""
CLOCK, LOGINS = "cham-cong", "dang-nhap"
EXPLAIN_DAYS = 5
"""Working days within which leave may still be entered, as config/criteria.yaml has it."""
_BEFORE = timedelta(days=21)
_ABSENT, _ON_LEAVE = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """How one commune's officers attend; presence.yaml says what each field means."""

    code: str
    planted: str
    """Key of the text that says what is special here."""
    feeds: tuple[str, ...] = ()
    late: int = 0
    absent: int = 0
    leave: int = 0
    heard_days: int = 0
    spoiled: int = 0
    repeated: bool = False
    roster: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Workforce:
    """All communes' officers."""

    officers: int
    """In each commune with a roster."""
    time_record: str
    """The document that names the time clock the record of working time."""
    communes: tuple[Attendance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The working days that the logs are written for, and those with something planted."""

    period: Period
    worked: tuple[date, ...]
    """Of the period, until yesterday: an export holds days that are over."""
    before: date
    """The last working day before the period: a log begins before what is audited."""
    absent: tuple[date, ...]
    on_leave: tuple[date, ...]


@cache
def workforce() -> Workforce:
    """Return the officers that ship with the package."""
    import yaml

    raw: dict[str, Any] = yaml.safe_load((HERE / "presence.yaml").read_text(encoding="utf-8"))
    return Workforce(**{**raw, "communes": tuple(map(_attendance, raw["communes"]))})


def _attendance(entry: Mapping[str, Any]) -> Attendance:
    fields = {name: value for name, value in entry.items() if name != "expected"}
    return Attendance(**{**fields, "feeds": tuple(fields.get("feeds", ()))})


def account(code: str, number: int) -> str:
    """Return the account of an officer."""
    return f"canbo{number:02}@xamau{code[-2:]}"


def name(number: int) -> str:
    """Return the invented name of an officer."""
    return f"Cán bộ Mẫu {number:02}"


def id_(number: int) -> str:
    """Return the number of an officer in the roster."""
    return f"CB{number:02}"


def days(today: date, calendar: WorkCalendar) -> Days:
    """Return the days of a demo that is started on `today`."""
    period = Period(start=today - timedelta(days=DAYS - 1), end=today)
    worked = _worked(calendar, period.start, today - timedelta(days=1))
    middle = len(worked) // 2
    return Days(
        period=period,
        worked=worked,
        before=_worked(calendar, period.start - _BEFORE, period.start - timedelta(days=1))[-1],
        absent=tuple(_settled(worked, today, calendar)[-_ABSENT:]),
        on_leave=worked[middle - 1 : middle - 1 + _ON_LEAVE],
    )


def _worked(calendar: WorkCalendar, start: date, end: date) -> tuple[date, ...]:
    span = (start + timedelta(days=number) for number in range((end - start).days + 1))
    return tuple(day for day in span if calendar.is_working_day(day))


def _settled(worked: Sequence[date], today: date, calendar: WorkCalendar) -> Sequence[date]:
    """Return the days of one month for which nobody can enter leave any more."""
    months: dict[tuple[int, int], list[date]] = {}
    for day in worked:
        if calendar.add_working_days(day, EXPLAIN_DAYS) < today:
            months.setdefault((day.year, day.month), []).append(day)
    return max(months.values(), key=len, default=[])


def officers_of(one: Attendance, whole: Workforce) -> Mapping[int, str]:
    """Return the accounts of a commune's officers by number."""
    return {number: account(one.code, number) for number in range(1, whole.officers + 1)}
