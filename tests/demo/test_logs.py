"""The exported logs: the same on the same day, right on any day of the year, and as officials
export them.
"""

import csv
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from auditor.contract import CommuneKind
from auditor.demo.exports import UNREADABLE, Log, entries, write_clock, write_logins
from auditor.demo.manifest import manifest
from auditor.demo.people import EXPLAIN_DAYS, Attendance, Days, days, workforce
from auditor.demo.province import DemoProvince
from auditor.demo.punches import Punch, punches
from auditor.policy.load import load_policy
from auditor.worktime import load_calendar

CALENDAR = load_calendar(province="00")
TODAYS = (
    date(2026, 11, 23),
    date(2026, 1, 2),  # behind the new year, on a day that was swapped
    date(2026, 2, 18),  # the second day of Tết
    date(2026, 2, 23),  # the first day of work after it
    date(2024, 2, 15),  # the fewest working days in four weeks of any year known
    date(2026, 3, 1),
    date(2026, 5, 3),
    date(2027, 1, 1),
    date(2028, 2, 29),
)
AM = time(7, 30)


def attendance(code: str) -> Attendance:
    return next(one for one in workforce().communes if one.code == code)


def traces(code: str, today: date) -> list[Punch]:
    return punches(attendance(code), workforce(), days(today, CALENDAR), CALENDAR)


def of_period(code: str, today: date) -> list[Punch]:
    start = days(today, CALENDAR).period.start
    return [one for one in traces(code, today) if one.at.date() >= start]


def shifts(today: date) -> int:
    """Every officer's shifts of the days that the log is of."""
    planned = days(today, CALENDAR)
    return workforce().officers * sum(len(CALENDAR.shifts_of(day)) for day in planned.worked)


@pytest.mark.parametrize("today", TODAYS)
def test_the_period_ends_today_and_the_log_yesterday(today: date) -> None:
    planned = days(today, CALENDAR)
    assert (planned.period.start, planned.period.end) == (today - timedelta(days=27), today)
    assert planned.before < planned.period.start <= planned.worked[0]
    assert planned.worked[-1] < today


@pytest.mark.parametrize("today", TODAYS)
def test_nobody_worked_on_a_day_off(today: date) -> None:
    for one in workforce().communes:
        worked = {
            punch.at.date() for punch in punches(one, workforce(), days(today, CALENDAR), CALENDAR)
        }
        assert all(CALENDAR.is_working_day(day) for day in worked)


@pytest.mark.parametrize("today", TODAYS)
def test_the_punctual_come_before_each_shift_and_go_after_it(today: date) -> None:
    found = of_period("00001", today)
    assert len(found) == 2 * shifts(today)
    starts = [p.at.time() for p in found if not p.leaves]
    assert all(time(7, 10) <= at <= AM or time(13, 10) <= at <= time(13, 30) for at in starts)


@pytest.mark.parametrize("today", TODAYS)
@pytest.mark.parametrize("code", ["00002", "00006"])
def test_more_than_a_tenth_of_the_shifts_begin_late_where_one_comes_late(
    code: str, today: date
) -> None:
    late = [p for p in of_period(code, today) if not p.leaves and _minutes_late(p) > 10]
    assert {p.officer for p in late} == {attendance(code).late}
    assert len(late) / shifts(today) > 0.115


def _minutes_late(punch: Punch) -> float:
    shift = next(s for s in CALENDAR.shifts_of(punch.at.date()) if punch.at < s.end)
    return (punch.at - shift.start).total_seconds() / 60


@pytest.mark.parametrize("today", TODAYS)
def test_the_absent_one_left_no_trace_on_days_of_one_month_that_nobody_can_explain_any_more(
    today: date,
) -> None:
    planned = days(today, CALENDAR)
    assert len(planned.absent) == 2
    assert len({(day.year, day.month) for day in planned.absent}) == 1
    assert all(CALENDAR.add_working_days(day, EXPLAIN_DAYS) < today for day in planned.absent)
    assert _without_trace("00003", today) == {(2, day) for day in planned.absent}


def test_the_window_to_explain_is_the_policys() -> None:
    limits = load_policy("full").criterion("STF-02").limits
    assert limits["explain_days"] == EXPLAIN_DAYS


@pytest.mark.parametrize("today", TODAYS)
def test_whoever_is_on_leave_left_no_trace_and_stands_in_the_register(
    today: date, tmp_path: Path
) -> None:
    planned = days(today, CALENDAR)
    assert len(planned.on_leave) == 3
    assert _without_trace("00004", today) == {(3, day) for day in planned.on_leave}


def _without_trace(code: str, today: date) -> set[tuple[int, date]]:
    planned = days(today, CALENDAR)
    seen = {(p.officer, p.at.date()) for p in traces(code, today)}
    return {(n, day) for n in (1, 2, 3) for day in planned.worked} - seen


@pytest.mark.parametrize("today", TODAYS)
def test_one_commune_is_silent_for_more_than_half_of_the_shifts(today: date) -> None:
    heard = of_period("00005", today)
    assert 0 < len(heard) / 2 < shifts(today) / 2


@pytest.mark.parametrize("today", TODAYS)
def test_rows_without_a_date_are_few_in_one_commune_and_too_many_in_another(today: date) -> None:
    assert 0 < _unreadable("00006", today) < 0.05 < 0.1 < _unreadable("00007", today)
    assert _unreadable("00001", today) == 0


def _unreadable(code: str, today: date) -> float:
    found = list(entries(attendance(code), traces(code, today), days(today, CALENDAR)))
    return sum(entry.at is None for entry in found) / len(found)


def test_one_day_was_exported_twice() -> None:
    today = TODAYS[0]
    found = entries(attendance("00001"), traces("00001", today), days(today, CALENDAR))
    often = Counter(entry.punch for entry in found)
    assert {p.at.date() for p, count in often.items() if count > 1} == {date(2026, 11, 9)}


def log(code: str, planned: Days, today: date) -> Log:
    communes = {one.code: one for one in manifest().communes}
    found = tuple(entries(attendance(code), traces(code, today), planned))
    return Log(title="MẪU", communes=communes, entries=found)


def test_the_time_clocks_export_is_excels(tmp_path: Path) -> None:
    today = TODAYS[0]
    path = tmp_path / "cham-cong.csv"
    write_clock(path, log("00007", days(today, CALENDAR), today))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    title, _, blank, header, *body = path.read_text(encoding="utf-8-sig").splitlines()
    assert title == "UBND TỈNH MẪU (HƯ CẤU)"
    assert blank == ""
    read = list(csv.DictReader([header, *body], delimiter=";"))
    assert read[0]["Đơn vị"] == "Xã Mẫu 07"
    assert {row["Mã nhân viên"] for row in read} == {f"canbo0{n}@xamau07" for n in (1, 2, 3)}
    good = [row for row in read if row["Thời gian"] != UNREADABLE]
    assert len(good) == len(traces("00007", today))
    assert {_read(row["Thời gian"]) for row in good} == {
        p.at.replace(tzinfo=None) for p in traces("00007", today)
    }
    assert {row["Vào/Ra"] for row in read} == {"Vào", "Ra"}


def _read(text: str) -> datetime:
    at = datetime.strptime(text[:-3], "%d/%m/%Y %I:%M:%S")  # noqa: DTZ007 - the clock has no zone
    return at + timedelta(hours=12 * (text.endswith(" CH") and at.hour < 12))


def test_the_workbook_of_log_ins_holds_real_dates_and_some_that_are_none(tmp_path: Path) -> None:
    today = TODAYS[0]
    path = tmp_path / "dang-nhap.xlsx"
    write_logins(path, log("00006", days(today, CALENDAR), today))
    cells = list(load_workbook(path)["Nhật ký đăng nhập"].iter_rows(values_only=True))
    assert cells[3] == ("STT", "Đơn vị", "Tài khoản", "Thời gian", "Sự kiện", "Kết quả")
    at = [row[3] for row in cells[4:]]
    assert sum(isinstance(one, datetime) for one in at) == len(traces("00006", today))
    assert {one for one in at if not isinstance(one, datetime)} == {UNREADABLE}


def test_the_same_day_gives_the_same_files(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        with DemoProvince(tmp_path / name, today=TODAYS[2]) as demo:
            named = ("nhat-ky/cham-cong.csv", "danh-muc/can-bo.csv", "danh-muc/nghi-phep.csv")
            made.append([(demo.folder / one).read_bytes() for one in named])
    assert made[0] == made[1]


def test_the_roster_is_visibly_invented_and_one_commune_gave_none(demo: DemoProvince) -> None:
    with (demo.folder / "danh-muc" / "can-bo.csv").open(encoding="utf-8", newline="") as file:
        staff = list(csv.DictReader(file))
    assert {row["name"] for row in staff} == {f"Cán bộ Mẫu 0{n}" for n in (1, 2, 3)}
    assert {row["code"] for row in staff} == {f"0000{n}" for n in range(1, 8)}
    assert all(row["accounts"].endswith(f"@xamau{row['code'][-2:]}") for row in staff)
    assert {one.kind for one in manifest().communes} == {CommuneKind.XA, CommuneKind.PHUONG}
