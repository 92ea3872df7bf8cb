"""Rows that may have been somebody's trace are remembered by officer and day, never by account."""

from datetime import date
from pathlib import Path

import pytest

from auditor.facts import Lost
from tests.probes.feeds.build import BY_EVENT, BY_UNIT, HEAD, of_text, plan, read

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        (["mau.a;02/03/2026 07:20:00"], []),
        (["mau.a;hôm qua"], [Lost(staff="cb-a", day=None)]),
        (["mau.a;hôm qua", "mau.a;hôm kia"], [Lost(staff="cb-a", day=None, count=2)]),
        ([";02/03/2026 07:20:00"], [Lost(staff="", day=None)]),
        (["la;hôm qua"], [Lost(staff="", day=None)]),
        (["mau.a;02/01/2026 07:20:00"], []),  # another month is no loss of this one
    ],
)
def test_an_unusable_row_is_lost_to_whom_it_may_have_been(
    tmp_path: Path, rows: list[str], lost: list[Lost]
) -> None:
    assert list(of_text(tmp_path, "\n".join([HEAD, *rows])).lost) == lost


@pytest.mark.parametrize("event", ["Đăng nhập thất bại", "Khởi động"])
def test_an_event_that_proves_nothing_still_shows_that_somebody_was_there(
    tmp_path: Path, event: str
) -> None:
    rows = [f"{HEAD};Sự kiện", f"mau.a;02/03/2026 07:20:00;{event}"]
    assert of_text(tmp_path, "\n".join(rows), **BY_EVENT).lost == (Lost(staff="cb-a", day=DAY),)


def test_an_officer_seen_under_another_unit_was_somewhere(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [
        f"{HEAD};Đơn vị",
        "mau.a;02/03/2026 07:20:00;UBND xã Trực Hùng",
        "mau.b;02/03/2026 07:20:00;Sở Mẫu",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    found = read(plan(path, **BY_UNIT))["00001"].sources[0]
    assert found.elsewhere == (Lost(staff="cb-a", day=DAY), Lost(staff="cb-b", day=DAY))
    assert found.lost == ()


def test_accounts_that_no_officer_holds_leave_their_days_and_no_name(tmp_path: Path) -> None:
    rows = [
        HEAD,
        "moi.a;02/03/2026 07:20:00",
        "MOI.A;03/03/2026 07:20:00",
        "moi.b;02/03/2026 07:25:00",
        "la;02/01/2026 07:20:00",
    ]
    found = of_text(tmp_path, "\n".join(rows))
    assert found.strangers == ((DAY,), (DAY, date(2026, 3, 3)))
    assert "moi" not in repr(found)


def test_a_log_that_mixes_the_order_of_day_and_month_loses_the_days_it_may_mean(
    tmp_path: Path,
) -> None:
    others = [f"{one};03/05/2026 07:20:00" for one in ("mau.b", "la", "la2")]
    told = [*others, "mau.a;04/03/2026 07:20:00", "mau.a;03/05/2026 07:20:00"]
    proof = "mau.b;03/13/2026 07:20:00"  # no thirteenth month: somebody wrote the month first
    assert of_text(tmp_path, "\n".join([HEAD, *told])).lost == ()
    mixed = of_text(tmp_path, "\n".join([HEAD, *told, proof])).lost
    assert Lost(staff="cb-a", day=date(2026, 3, 5)) in mixed
    assert Lost(staff="cb-b", day=None) in mixed


def test_whose_a_lost_row_is_does_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    rows = ["mau.a;x", ";02/03/2026 07:20:00", "mau.b;y", "mau.a;02/03/2026 07:20:00"]
    one = of_text(tmp_path, "\n".join([HEAD, *rows]), "a.csv")
    other = of_text(tmp_path, "\n".join([HEAD, *reversed(rows)]), "b.csv")
    assert (one.lost, one.strangers) == (other.lost, other.strangers)


def _month(account: str, *days: str) -> list[str]:
    return [f"{account};{day}/2026 07:20:00" for day in days]


def test_rows_of_one_officer_alone_outside_the_period_may_be_of_it_the_other_way_round(
    tmp_path: Path,
) -> None:
    others = [row for one in ("mau.b", "la", "la2") for row in _month(one, "04/03", "05/03")]
    found = of_text(tmp_path, "\n".join([HEAD, *others, *_month("mau.a", "03/04", "03/05")]))
    assert found.lost == (
        Lost(staff="cb-a", day=date(2026, 3, 4)),
        Lost(staff="cb-a", day=date(2026, 3, 5)),
    )


def test_a_log_that_really_holds_another_month_loses_nothing_of_this_one(tmp_path: Path) -> None:
    everyone = [row for one in ("mau.a", "mau.b", "la") for row in _month(one, "04/03", "03/04")]
    assert of_text(tmp_path, "\n".join([HEAD, *everyone])).lost == ()
