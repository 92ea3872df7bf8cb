"""What judges of looks share: the spacing, the interval, the hours of an office."""

from datetime import UTC, datetime

import pytest

from checks.looks import Hours, bounds, spaced, ups
from tests.checks.camera.build import ZONE, OfficeHours, looks


@pytest.mark.parametrize(
    ("pattern", "minutes", "left"),
    [
        ("uuu", 10, "uuu"),
        ("uuu", 1, "u"),
        ("dud", 1, "u"),
        ("dddd", 5, "dd"),  # the third is ten minutes from the first, not five from the second
        ("dvvd", 10, "dd"),
        ("vv", 10, ""),
        ("", 10, ""),
    ],
)
def test_looks_of_one_moment_are_one(pattern: str, minutes: float, left: str) -> None:
    kept = spaced(looks(pattern, gap_minutes=minutes), 540)
    assert "".join(one.state[0] for one in kept) == left


def test_what_answered_once_in_a_moment_was_up_then() -> None:
    assert len(ups(spaced(looks("dudd", gap_minutes=1), 540))) == 1


@pytest.mark.parametrize(
    ("good", "of", "low", "high"),
    [(0, 3, 0.0, 0.5615), (3, 3, 0.4385, 1.0), (8, 10, 0.4902, 0.9433), (0, 1, 0.0, 0.7935)],
)
def test_the_interval_is_wilson_s(good: int, of: int, low: float, high: float) -> None:
    assert tuple(round(end, 4) for end in bounds(good, of)) == (low, high)


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (datetime(2026, 11, 20, 7, 30, tzinfo=ZONE), True),
        (datetime(2026, 11, 20, 7, 29, 59, tzinfo=ZONE), False),
        (datetime(2026, 11, 20, 12, 0, tzinfo=ZONE), False),
        (datetime(2026, 11, 20, 17, 0, tzinfo=ZONE), True),
        (datetime(2026, 11, 20, 0, 45, tzinfo=UTC), True),  # 7:45 there
        (datetime(2026, 11, 20, 8, 0, tzinfo=UTC), True),  # 15:00 there
        (datetime(2026, 11, 20, 11, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 21, 2, 0, tzinfo=UTC), False),  # a Saturday
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), False),  # Monday 6:00 there
        (datetime(2026, 11, 23, 0, 30, tzinfo=UTC), True),
    ],
)
def test_hours_are_the_office_s_whatever_zone_a_look_is_in(at: datetime, open_: bool) -> None:
    assert Hours(OfficeHours()).hold(at) is open_
