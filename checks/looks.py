"""Looks as a judge counts them: what says nothing is left out, what lies close together is one.

The interval is Wilson's: three looks that found nothing leave room for an availability of 56 %.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from math import sqrt

from auditor.contract import Calendar, Shift
from auditor.facts import Look, LookState

_Z = 1.959964
"""The 95 % quantile of the normal distribution."""


def spaced(looks: Iterable[Look], gap_s: float) -> list[Look]:
    """Take looks of one moment as one: what answered any of them was up then. Oldest first."""
    groups: list[list[Look]] = []
    for look in (one for one in looks if one.state is not LookState.VOID):
        if groups and (look.at - groups[-1][0].at).total_seconds() < gap_s:
            groups[-1].append(look)
        else:
            groups.append([look])
    return [
        next((one for one in reversed(group) if one.state is LookState.UP), group[-1])
        for group in groups
    ]


def ups(looks: Iterable[Look]) -> list[Look]:
    """Return the looks that were good."""
    return [look for look in looks if look.state is LookState.UP]


def bounds(good: int, of: int) -> tuple[float, float]:
    """Return both ends of the 95 % Wilson interval of a share."""
    share, square = good / of, _Z * _Z
    middle = share + square / (2 * of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - half) / (1 + square / of)), (middle + half) / (1 + square / of)


def upper_bound(good: int, of: int) -> float:
    """Return the upper end of the 95 % Wilson interval of a share."""
    return bounds(good, of)[1]


class Hours:
    """The hours of an office, asked look by look; a day's shifts are made once."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._shifts: dict[date, tuple[Shift, ...]] = {}

    def hold(self, at: datetime) -> bool:
        """Say whether the office was open. `at` may be UTC: the shifts carry their own zone."""
        near = (at.date() + timedelta(days=days) for days in (-1, 0, 1))
        return any(shift.start <= at <= shift.end for day in near for shift in self._of(day))

    def _of(self, day: date) -> tuple[Shift, ...]:
        if day not in self._shifts:
            self._shifts[day] = self._calendar.shifts_of(day)
        return self._shifts[day]
