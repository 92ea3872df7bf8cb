"""Working days, shifts and deadlines."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.policy.calendar import read_days, read_hours
from auditor.problems import BadInputError
from auditor.worktime import load_calendar

GOLDEN = Path(__file__).parent / "golden" / "deadlines.csv"
DAYS = st.dates(min_value=date(2016, 1, 1), max_value=date(2034, 12, 31))


def golden() -> list[tuple[date, int, date]]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return [
            (
                date.fromisoformat(row["received"]),
                int(row["working_days"]),
                date.fromisoformat(row["due"]),
            )
            for row in csv.DictReader(file)
        ]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("received", "count", "due"), golden())
def test_a_deadline_falls_on_the_day_the_calendar_says(
    received: date, count: int, due: date
) -> None:
    assert load_calendar().due_date(received, count) == due


def test_there_are_nine_golden_deadlines() -> None:
    assert len(golden()) == 9


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 2), False),
        (date(2026, 1, 10), True),
        (date(2024, 5, 4), True),
        (date(2024, 4, 29), False),
        (date(2025, 4, 26), True),
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2022, 5, 3), False),
        (date(2022, 5, 4), True),
        (date(2026, 1, 17), False),
        (date(2026, 2, 16), False),
    ],
)
def test_swaps_and_holidays_are_known(day: date, works: bool) -> None:
    assert load_calendar().is_working_day(day) is works


@pytest.mark.parametrize(
    ("year", "count"), [(2022, 249), (2023, 249), (2024, 251), (2025, 250), (2026, 249)]
)
def test_a_year_has_as_many_working_days_as_were_counted(year: int, count: int) -> None:
    between = load_calendar().working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
    assert between == count


@pytest.mark.parametrize(("year", "estimated"), [(2022, False), (2026, False), (2027, True)])
def test_years_nobody_has_announced_are_estimates(year: int, estimated: bool) -> None:
    assert load_calendar().is_estimated(year) is estimated


@given(day=DAYS, count=st.integers(min_value=1, max_value=200))
def test_adding_and_counting_working_days_agree(day: date, count: int) -> None:
    calendar = load_calendar()
    due = calendar.add_working_days(day, count)
    assert calendar.is_working_day(due)
    assert calendar.working_days_between(day, due) == count


@given(day=DAYS)
def test_no_days_ahead_is_today_or_the_next_working_day(day: date) -> None:
    calendar = load_calendar()
    found = calendar.add_working_days(day, 0)
    assert found >= day
    assert calendar.working_days_between(day - timedelta(days=1), found) == 1


def test_what_comes_on_a_day_off_counts_from_the_next_working_day_where_asked() -> None:
    saturday = date(2026, 1, 17)
    assert load_calendar().due_date(saturday, 1) == date(2026, 1, 19)
    assert load_calendar().due_date(saturday, 1, roll_receipt=True) == date(2026, 1, 20)


def test_a_term_that_has_run_out_leaves_no_working_days() -> None:
    assert load_calendar().working_days_between(date(2026, 3, 5), date(2026, 3, 2)) == 0


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2036, 1, 1)])
def test_outside_the_calendar_nothing_is_guessed(day: date) -> None:
    with pytest.raises(ValueError, match="no calendar"):
        load_calendar().is_working_day(day)
    with pytest.raises(ValueError, match="no calendar"):
        load_calendar().add_working_days(day, 1)


def test_a_deadline_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="no calendar after 2035"):
        load_calendar().add_working_days(date(2035, 12, 20), 30)
    with pytest.raises(ValueError, match="ahead"):
        load_calendar().add_working_days(date(2026, 3, 2), -1)


def test_a_working_day_has_two_shifts_in_local_time() -> None:
    morning, afternoon = load_calendar().shifts_of(date(2026, 1, 10))
    assert [shift.part for shift in (morning, afternoon)] == ["am", "pm"]
    assert morning.start.isoformat() == "2026-01-10T07:30:00+07:00"
    assert afternoon.end.isoformat() == "2026-01-10T17:30:00+07:00"
    assert load_calendar().shifts_of(date(2026, 1, 2)) == ()


def test_the_hours_that_come_with_it_are_marked_as_assumed() -> None:
    assert read_hours().assumed


OWN = """
days:
  - {date: 2026-09-07, kind: "off", scope: province, code: "37", source: Bão, verified: true}
  - {date: 2026-09-08, kind: off, scope: commune, code: "00001", source: Lũ, verified: true}
  - {date: 2026-09-09, kind: half_day, scope: commune, code: "00001", source: Lũ, verified: true}
  - {date: 2026-09-07, kind: work, scope: commune, code: "00002", source: Trực, verified: true}
"""


@pytest.mark.parametrize(
    ("commune", "day", "works"),
    [
        ("00001", date(2026, 9, 7), False),
        ("00001", date(2026, 9, 8), False),
        ("00001", date(2026, 9, 9), True),
        ("00002", date(2026, 9, 7), True),
        ("00002", date(2026, 9, 8), True),
        ("00003", date(2026, 9, 7), False),
    ],
)
def test_the_narrower_day_wins(tmp_path: Path, commune: str, day: date, works: bool) -> None:
    own = write(tmp_path / "own.yaml", OWN)
    calendar = load_calendar(own, province="37", commune=commune)
    assert calendar.is_working_day(day) is works


def test_another_province_keeps_its_own_days(tmp_path: Path) -> None:
    own = write(tmp_path / "own.yaml", OWN)
    assert load_calendar(own, province="36").is_working_day(date(2026, 9, 7))


def test_a_half_day_has_the_first_shift_alone(tmp_path: Path) -> None:
    own = write(tmp_path / "own.yaml", OWN)
    calendar = load_calendar(own, province="37", commune="00001")
    assert [shift.part for shift in calendar.shifts_of(date(2026, 9, 9))] == ["am"]
    assert calendar.is_half_day(date(2026, 9, 9))


def test_a_later_announcement_ends_the_estimate(tmp_path: Path) -> None:
    own = write(tmp_path / "own.yaml", "announced_through: 2027\ndays: []\n")
    assert not load_calendar(own).is_estimated(2027)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    own = write(tmp_path / "own.yaml", "days: []\n")
    assert load_calendar(own).is_working_day(date(2026, 9, 7))
    text = 'days: [{date: 2026-09-07, kind: "off", source: Bão, verified: true}]\n'
    own.unlink()
    write(tmp_path / "other.yaml", text).rename(own)
    assert not load_calendar(own).is_working_day(date(2026, 9, 7))


def test_communes_without_days_of_their_own_share_one_calendar() -> None:
    assert load_calendar(province="37", commune="00001") is load_calendar()


@pytest.mark.parametrize(
    ("days", "place", "says"),
    [
        ("[{date: 2026-13-01, kind: work, source: x, verified: true}]", "1:8", "2026-01-31"),
        ("[{date: 2026-01-01, kind: closed, source: x, verified: true}]", "1:8", "'half_day'"),
        ("[{date: 2026-01-01, kind: work, verified: true}]", "1:8", "source"),
        ("[{date: 2026-01-01, kind: work, source: x, verified: có}]", "1:8", "true"),
        (
            "[{date: 2026-01-01, kind: work, scope: commune, source: x, verified: true}]",
            "1:8",
            "5 chữ số",
        ),
        (
            "[{date: 2026-01-01, kind: work, scope: commune, code: 10001, source: x, verified: true}]",
            "1:8",
            "nháy kép",
        ),
        (
            "[{date: 2026-09-07, kind: 'off', swap_with: 2026-09-12, source: x, verified: true}]",
            "1:8",
            "12/09/2026",
        ),
    ],
)
def test_a_wrong_day_is_refused_where_it_stands(
    tmp_path: Path, days: str, place: str, says: str
) -> None:
    path = write(tmp_path / "own.yaml", f"days: {days}\n")
    with pytest.raises(BadInputError) as caught:
        read_days(path)
    (problem,) = caught.value.problems
    assert f"own.yaml:{problem.line}:" in str(problem)
    assert problem.line == int(place.split(":")[0])
    assert says in problem.message


def test_the_same_day_twice_in_one_scope_is_refused(tmp_path: Path) -> None:
    line = '  - {date: 2026-09-07, kind: "off", source: Bão, verified: true}\n'
    with pytest.raises(BadInputError, match=r"own\.yaml:3:5: .*07/09/2026"):
        read_days(write(tmp_path / "own.yaml", "days:\n" + line * 2))


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ('[{from_day: "01-01", shifts: [{part: am, start: "07:30", end: "07:00"}]}]', "thứ tự"),
        ('[{from_day: "01-01", shifts: [{part: am, start: 7h30, end: "11:30"}]}]', "7h30"),
        (
            '[{from_day: "06-01", shifts: [{part: am, start: "07:00", end: "11:00"}]}, '
            '{from_day: "01-01", shifts: [{part: am, start: "07:30", end: "11:30"}]}]',
            "mùa",
        ),
    ],
)
def test_wrong_hours_are_refused(tmp_path: Path, hours: str, says: str) -> None:
    text = f"assumed: false\nsource: Quyết định mẫu\nhours: {hours}\n"
    with pytest.raises(BadInputError, match=says):
        read_hours(write(tmp_path / "hours.yaml", text))


def test_hours_change_with_the_season(tmp_path: Path) -> None:
    text = """
assumed: false
source: Quyết định mẫu
hours:
  - from_day: "04-16"
    shifts: [{part: am, start: "07:00", end: "11:30"}]
  - from_day: "10-16"
    shifts: [{part: am, start: "07:30", end: "12:00"}]
"""
    calendar = load_calendar(hours=write(tmp_path / "hours.yaml", text))
    starts = [
        calendar.shifts_of(day)[0].start.strftime("%H:%M")
        for day in (date(2026, 1, 5), date(2026, 4, 16), date(2026, 10, 15), date(2026, 10, 16))
    ]
    assert starts == ["07:30", "07:00", "07:00", "07:30"]
