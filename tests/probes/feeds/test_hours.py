"""A clock, a zone or a format that is mistaken shows in the hours of the day and nowhere else."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from auditor.probes.feeds.hours import Doubt
from auditor.probes.feeds.read import FeedRead, read_feed
from tests.probes.feeds.build import COMMUNES, HEAD, Roster, plan, span

DAYS = (2, 3, 4, 5, 6)
WORKING = ("07:25", "11:32", "13:20", "17:04")
TWELVE = ("07:25", "11:32", "01:20", "05:04")


def log(folder: Path, clocks: Sequence[str], **more: str) -> FeedRead:
    path = folder / "a.csv"
    rows = [f"mau.a;{day:02}/03/2026 {clock}" for day in DAYS for clock in clocks]
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return read_feed(plan(path, **more), Roster(), COMMUNES, span())


@pytest.mark.parametrize(
    ("clocks", "more", "doubts"),
    [
        (WORKING, {}, []),
        (WORKING, {"zone": "UTC"}, [Doubt.OFF]),
        (WORKING[:1] * 2, {"zone": "UTC"}, [Doubt.HALF_CLOCK]),
        (("07:25", "07:35"), {"zone": "UTC"}, [Doubt.HALF_CLOCK, Doubt.AFTERNOONS]),
        (("12:31", "13:35"), {}, [Doubt.AFTERNOONS]),
        (TWELVE, {}, [Doubt.OFF, Doubt.HALF_CLOCK]),
        ((*TWELVE, "12:10"), {}, [Doubt.HALF_CLOCK]),
        (("07:25 SA", "07:35 SA"), {"time_format": "dd/mm/yyyy hh:mm SA/CH"}, [Doubt.MORNINGS]),
        (("07:25 SA", "01:35 CH"), {"time_format": "dd/mm/yyyy hh:mm SA/CH"}, []),
        (("07:25", "19:30", "21:00"), {}, [Doubt.OFF]),
        (("07:25", "11:30", "13:20", "17:00", "21:00"), {}, []),  # overtime, one trace in five
    ],
)
def test_hours_at_which_nobody_works_are_doubted(
    clocks: Sequence[str], more: dict[str, str], doubts: list[Doubt], tmp_path: Path
) -> None:
    assert list(log(tmp_path, clocks, **more).hours.doubts()) == doubts


def test_traces_are_counted_by_the_hour_of_the_local_day(tmp_path: Path) -> None:
    hours = log(tmp_path, WORKING).hours
    assert {hour: n for hour, n in enumerate(hours.by_hour) if n} == {7: 5, 11: 5, 13: 5, 17: 5}
    assert (hours.used, hours.outside, hours.days) == (20, 0, 5)


def test_a_few_rows_prove_nothing_against_a_clock(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\nmau.a;05/03/2026 23:10:00\n", encoding="utf-8")
    assert read_feed(plan(path), Roster(), COMMUNES, span()).hours.doubts() == ()
