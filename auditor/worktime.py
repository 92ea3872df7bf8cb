"""Working days, shifts and deadlines.

The library knows the public holidays and most swaps; `config/calendar/vn.yaml` puts right what it
misses, a file of one's own adds a province's or a commune's days (a flood, a half day). A naive
Monday-to-Friday rule is wrong in every one of the nine deadlines that the tests keep.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from auditor.contract import Shift
from auditor.policy.calendar import DayRule, Hours, read_days, read_hours

FIRST_YEAR = 2015
LAST_YEAR = 2035
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkCalendar:
    """The days and hours that one commune's office works, 2015 to 2035."""

    days: tuple[date, ...]
    """Every working day, ascending; half days count as days."""
    half_days: frozenset[date]
    announced_through: int
    hours: Hours
    zone: ZoneInfo
    known: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        """Say whether the office is open on `day`, make-up Saturdays and half days included."""
        _within(day)
        return day in self.known

    def is_half_day(self, day: date) -> bool:
        """Say whether the office closes at noon on `day`."""
        return day in self.half_days

    @property
    def hours_assumed(self) -> bool:
        """Say whether nobody has entered the local decision on office hours yet."""
        return self.hours.assumed

    def is_estimated(self, year: int) -> bool:
        """Say whether the year's days off are a guess that nobody has announced yet."""
        return year > self.announced_through

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`; 0 is `day`, or the next working day."""
        if count < 0:
            raise ValueError(f"a deadline lies ahead, not {count} days")
        _within(day)
        start = bisect_right(self.days, day if count else day - timedelta(days=1))
        index = start + max(count, 1) - 1
        if index >= len(self.days):
            raise ValueError(f"no calendar after {LAST_YEAR}")
        return self.days[index]

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; 0 when `end` is earlier."""
        _within(start)
        _within(end)
        return max(0, bisect_right(self.days, end) - bisect_right(self.days, start))

    def due_date(self, received: date, count: int, *, roll_receipt: bool = False) -> date:
        """Return the due day of a dossier: the day it came is not counted (BLDS 2015 Đ147.2).

        With `roll_receipt` what comes on a day off counts as received on the next working day;
        no text that says so could be read, so a province has to ask for it.
        """
        return self.add_working_days(
            self.add_working_days(received, 0) if roll_receipt else received, count
        )

    def shifts_of(self, day: date) -> tuple[Shift, ...]:
        """Return the shifts of `day`: none on a day off, the first alone on a half day."""
        if not self.is_working_day(day):
            return ()
        parts = self.hours.parts_on(day)
        return tuple(
            Shift(
                part=part.part,
                start=datetime.combine(day, part.start, self.zone),
                end=datetime.combine(day, part.end, self.zone),
            )
            for part in (parts[:1] if self.is_half_day(day) else parts)
        )


def load_calendar(
    overrides: Path | None = None,
    *,
    province: str = "",
    commune: str = "",
    hours: Path | None = None,
    time_zone: str = "Asia/Ho_Chi_Minh",
) -> WorkCalendar:
    """Return the calendar of a commune; BadInputError tells what is wrong in the files.

    The narrower rule wins: a commune's over its province's over the country's; of two of the same
    width the one in `overrides` wins over the one that came with this version.
    """
    files = [read_days(), *([read_days(overrides)] if overrides else [])]
    chosen: dict[date, DayRule] = {}
    for code in dict.fromkeys(("", province, commune)):
        for file in files:
            chosen.update((rule.day, rule) for rule in file.rules if rule.code == code)
    return _calendar(
        tuple((day, rule.kind) for day, rule in sorted(chosen.items())),
        max(file.announced_through for file in files),
        read_hours(hours),
        time_zone,
    )


@lru_cache(maxsize=256)
def _calendar(
    kinds: tuple[tuple[date, str], ...], announced_through: int, hours: Hours, time_zone: str
) -> WorkCalendar:
    """Communes without days of their own share one calendar."""
    own = dict(kinds)
    days = tuple(day for day, works in _usual().items() if own.get(day, works) in _WORKED)
    return WorkCalendar(
        days=days,
        half_days=frozenset(day for day, kind in kinds if kind == "half_day"),
        announced_through=announced_through,
        hours=hours,
        zone=ZoneInfo(time_zone),
        known=frozenset(days),
    )


_WORKED = ("work", "half_day")


@lru_cache(maxsize=1)
def _usual() -> Mapping[date, str]:
    """The week, the public holidays and the make-up Saturdays that the library knows."""
    from holidays import country_holidays

    off = country_holidays("VN", years=range(FIRST_YEAR, LAST_YEAR + 1))
    day, usual = date(FIRST_YEAR, 1, 1), {}
    while day.year <= LAST_YEAR:
        worked = day in off.weekend_workdays or (day.weekday() < _SATURDAY and day not in off)
        usual[day] = "work" if worked else "off"
        day += timedelta(days=1)
    return usual


def _within(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"no calendar for {day.year}: only {FIRST_YEAR} to {LAST_YEAR}")
