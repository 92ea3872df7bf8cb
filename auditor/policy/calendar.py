"""Reads the files that say which days and hours offices work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.policy.folder import config_folder
from auditor.policy.source import Source
from auditor.problems import BadInputError, Problem
from auditor.words import say

if TYPE_CHECKING:
    from auditor.policy.schema import CalendarEntry, CalendarFile, HoursFile

_CODE_LENGTH = {"national": 0, "province": 2, "commune": 5}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRule:
    """One day that differs from the usual week and the public holidays."""

    day: date
    kind: str
    """off | work | half_day"""
    code: str = ""
    """Province (2 digits) or commune (5); empty for the whole country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRules:
    """One file of such days. Nothing after `announced_through` has been announced by anybody."""

    rules: tuple[DayRule, ...]
    announced_through: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the day, as the clock on the wall shows it."""

    part: str
    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Office hours by season. `assumed`: nobody has given the local decision yet."""

    seasons: tuple[tuple[tuple[int, int], tuple[Part, ...]], ...]
    """(month, day) from which the parts hold, ascending."""
    assumed: bool

    def parts_on(self, day: date) -> tuple[Part, ...]:
        """Return the parts of a whole working day; before the first season the last still holds."""
        current = self.seasons[-1][1]
        for start, parts in self.seasons:
            if start <= (day.month, day.day):
                current = parts
        return current


def read_days(path: Path | None = None) -> DayRules:
    """Return the days of a file, by default those that come with this version."""
    return _read_days(*_version(path or config_folder() / "calendar" / "vn.yaml"))


def read_hours(path: Path | None = None) -> Hours:
    """Return the office hours of a file, by default the assumed ones."""
    return _read_hours(*_version(path or config_folder() / "calendar" / "hours.yaml"))


def _version(path: Path) -> tuple[Path, int]:
    """A changed file is read again; a missing one is for the reader to refuse."""
    return path, path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=16)
def _read_days(path: Path, _version: int) -> DayRules:
    from auditor.policy.reading import read_model
    from auditor.policy.schema import CalendarFile

    file, source = read_model(path, CalendarFile)
    if problems := tuple(_day_problems(file, source)):
        raise BadInputError(problems)
    rules = tuple(DayRule(day=d.day, kind=d.kind, code=d.code or "") for d in file.days)
    return DayRules(rules=rules, announced_through=file.announced_through or 0)


def _day_problems(file: "CalendarFile", source: Source) -> Iterator[Problem]:
    seen: set[tuple[date, str]] = set()
    for index, entry in enumerate(file.days):
        where = ("days", index)
        key = (entry.day, entry.code or "")
        if key in seen:
            yield source.problem(where, say("problem.policy.day_twice", day=_iso(entry.day)))
        seen.add(key)
        if len(entry.code or "") != _CODE_LENGTH[entry.scope]:
            yield source.problem((*where, "code"), say("problem.policy.scope_code"))
        if entry.swap_with and not _swapped(entry, file.days):
            message = say("problem.policy.swap", day=_iso(entry.day), other=_iso(entry.swap_with))
            yield source.problem((*where, "swap_with"), message)


def _swapped(entry: "CalendarEntry", days: "list[CalendarEntry]") -> bool:
    """A swap is written on both of its days, one off and one worked."""
    return any(
        other.day == entry.swap_with
        and other.swap_with == entry.day
        and other.code == entry.code
        and {other.kind, entry.kind} == {"off", "work"}
        for other in days
    )


@lru_cache(maxsize=16)
def _read_hours(path: Path, _version: int) -> Hours:
    from auditor.policy.reading import read_model
    from auditor.policy.schema import HoursFile

    file, source = read_model(path, HoursFile)
    if problems := tuple(_hour_problems(file, source)):
        raise BadInputError(problems)
    seasons = tuple(
        (
            _month_day(entry.from_day),
            tuple(
                Part(part=s.part, start=time.fromisoformat(s.start), end=time.fromisoformat(s.end))
                for s in entry.shifts
            ),
        )
        for entry in file.hours
    )
    return Hours(seasons=seasons, assumed=file.assumed)


def _hour_problems(file: "HoursFile", source: Source) -> Iterator[Problem]:
    starts = [_month_day(entry.from_day) for entry in file.hours]
    if starts != sorted(set(starts)):
        yield source.problem(("hours",), say("problem.policy.seasons"))
    for index, entry in enumerate(file.hours):
        clock = [moment for shift in entry.shifts for moment in (shift.start, shift.end)]
        if clock != sorted(set(clock)):
            yield source.problem(("hours", index, "shifts"), say("problem.policy.shifts"))


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _iso(day: date) -> str:
    return day.strftime("%d/%m/%Y")
