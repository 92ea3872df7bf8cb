"""What a row of a log comes to: a mark of somebody, or a reason with the line it stands on."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from auditor.facts import Lost, Mark, MarkKind, SourceKind
from auditor.probes.feeds import FeedColumns, read_feeds
from auditor.probes.feeds.faults import Reason
from auditor.probes.feeds.read import read_feed
from tests.probes.feeds.build import (
    BY_EVENT,
    BY_UNIT,
    COMMUNES,
    HEAD,
    Roster,
    of_text,
    places,
    plan,
    read,
    refused,
    source,
    span,
)

GOOD = "mau.a;05/03/2026 07:31:00"


def test_a_log_in_is_a_mark_under_a_pseudonym(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\nMAU.A ;05/03/2026 07:31:00\n", encoding="utf-8")
    found = read(plan(path))
    mark = Mark(
        staff="cb-a",
        at=datetime(2026, 3, 5, 0, 31, tzinfo=UTC),
        kind=MarkKind.IN,
        source="dang-nhap",
    )
    assert found["00001"].marks == (mark,)
    assert found["00002"].sources == ()
    assert "mau.a" not in repr(found).casefold()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("mau.a;31/13/2026 07:31:00", "date"),
        ("mau.a;2026-03-05 07:31:00", "date"),
        ("mau.a;05/03/2026", "date"),
        ("mau.a;46086.31", "date"),
        ("mau.a;05/03/26 07:31:00", "date"),
        ("mau.a;05/03/2026 07:31:00 CH", "date"),
        ("mau.a;", "date"),
        ("mau.a;01/01/0001 00:00:00", "date"),
        ("mau.a;05/03/2063 07:31:00", "future"),
        ("mau.a;01/01/2000 00:00:07", "too_old"),
        ("mau.a;05/02/2026 07:31:00", "other_period"),
        (";05/03/2026 07:31:00", "account_blank"),
        ("mau.x;05/03/2026 07:31:00", "account_unknown"),
        ("MAY01$;05/03/2026 07:31:00", "machine"),
        ("NT AUTHORITY\\SYSTEM;không đọc được", "machine"),
        ("mau.a;05/03/2026 07:31:00;thừa", "shape"),
        ("mau.a", "shape"),
        ('"mau.a;05/03/2026 07:31:00', "quote"),
        ("Người lập biểu;", "date"),
        ("cong;", "date"),
        ("Tổng cộng;17", ""),
        (" ; ", ""),
        ("Tổng cộng;", ""),
        ("Tài khoản;Thời gian", ""),
    ],
)
def test_a_row_that_is_no_mark_is_counted_with_its_line(
    row: str, reason: str, tmp_path: Path
) -> None:
    found = of_text(tmp_path, f"{HEAD}\n{GOOD}\n{row}\n")
    assert refused(found) == ({reason: 1} if reason else {})
    assert found.used == 1
    assert found.rows == 1 + bool(reason)
    assert not reason or places(found, reason) == ("a.csv:3",)


def test_a_row_with_neither_account_nor_time_is_counted_and_does_no_harm(tmp_path: Path) -> None:
    found = of_text(tmp_path, f"{HEAD};Ghi chú\n{GOOD};\n;;Người lập biểu\n")
    assert [(r.text, r.count, r.unusable) for r in found.refused] == [
        ("presence.refused.blank", 1, False)
    ]


def test_reasons_that_lose_nobody_are_not_unusable(tmp_path: Path) -> None:
    known = f"{HEAD}\n{GOOD}\n{GOOD}\nmau.a;05/02/2026 07:31:00\nmau.a;x\n"
    found = of_text(tmp_path, f"{known}MAY$;x\nmau.x;05/03/2026 07:31:00\n")
    usable = {r.text.rpartition(".")[2] for r in found.refused if not r.unusable}
    assert usable == {"repeat", "machine", "account_unknown", "other_period"}
    assert [r.text for r in found.refused if r.unusable] == ["presence.refused.date"]


def test_only_the_first_twenty_places_are_kept(tmp_path: Path) -> None:
    found = of_text(tmp_path, HEAD + "\n" + "mau.a;x\n" * 30)
    assert refused(found) == {"date": 30}
    assert places(found, "date") == tuple(f"a.csv:{n}" for n in range(2, 22))


def test_an_account_of_the_commune_that_the_roster_lacks_shows_that_the_office_is_alive(
    tmp_path: Path,
) -> None:
    found = of_text(tmp_path, f"{HEAD}\nmau.x;06/03/2026 07:31:00\n")
    assert found.heard == (date(2026, 3, 6),)
    assert found.used == 0


@pytest.mark.parametrize("row", ["MAY$;06/03/2026 07:31:00", "mau.a;06/02/2026 07:31:00"])
def test_machines_and_other_periods_show_no_life(row: str, tmp_path: Path) -> None:
    assert of_text(tmp_path, f"{HEAD}\n{row}\n").heard == ()


def test_a_day_heard_is_a_local_day(tmp_path: Path) -> None:
    found = of_text(tmp_path, f"{HEAD}\nmau.a;06/03/2026 00:10:00\nmau.a;06/03/2026 23:50:00\n")
    assert found.heard == (date(2026, 3, 6),)
    assert found.since == datetime(2026, 3, 5, 17, 10, tzinfo=UTC)
    assert found.until == datetime(2026, 3, 6, 16, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "kind"), [("Đăng nhập", MarkKind.IN), (" ĐĂNG XUẤT", MarkKind.OUT)]
)
def test_what_an_event_means_is_declared(word: str, kind: MarkKind, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD};Sự kiện\n{GOOD};{word}\n", encoding="utf-8")
    assert [mark.kind for mark in read(plan(path, **BY_EVENT))["00001"].marks] == [kind]


@pytest.mark.parametrize(
    ("word", "reason"),
    [("Đăng nhập thất bại", "event_aside"), ("Khóa máy", "event_unknown"), ("", "event_unknown")],
)
def test_an_event_that_proves_nothing_is_no_mark_and_no_sign_of_life(
    word: str, reason: str, tmp_path: Path
) -> None:
    found = of_text(tmp_path, f"{HEAD};Sự kiện\n{GOOD};{word}\n", **BY_EVENT)
    assert (refused(found), found.heard) == ({reason: 1}, ())


def test_every_punch_of_a_time_clock_says_that_somebody_came(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD};Sự kiện\n{GOOD};Đăng xuất\n", encoding="utf-8")
    clock = plan(path, **BY_EVENT, kind=SourceKind.TIME_CLOCK)
    assert [mark.kind for mark in read(clock)["00001"].marks] == [MarkKind.IN]


def test_punches_within_a_minute_are_one(tmp_path: Path) -> None:
    times = ["07:31:00", "07:31:02", "07:31:59", "07:32:00"]
    rows = "\n".join(f"mau.a;05/03/2026 {time}" for time in times)
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\n{rows}\n", encoding="utf-8")
    found = read(plan(path))["00001"]
    assert [f"{mark.at:%M:%S}" for mark in found.marks] == ["31:00", "32:00"]
    assert (found.sources[0].used, found.sources[0].refused) == (4, ())


def test_the_may_export_inside_the_june_export_counts_once(tmp_path: Path) -> None:
    (tmp_path / "thang-3.csv").write_text(f"{HEAD}\n{GOOD}\n", encoding="utf-8")
    (tmp_path / "thang-4.csv").write_text(
        f"{HEAD}\nmau.b;06/03/2026 07:31:00\n{GOOD}\n", encoding="utf-8"
    )
    files = [tmp_path / "thang-3.csv", tmp_path / "thang-4.csv"]
    found = read(plan(*files))["00001"]
    assert [mark.staff for mark in found.marks] == ["cb-a", "cb-b"]
    assert places(found.sources[0], "repeat") == ("thang-4.csv:3",)
    assert read(plan(*reversed(files)))["00001"] == found


def test_a_clock_known_to_be_two_hours_fast_is_set_back(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\nmau.a;05/03/2026 09:31:00\n", encoding="utf-8")
    marks = read(plan(path, offset_s=-7200))["00001"].marks
    assert [mark.at for mark in marks] == [datetime(2026, 3, 5, 0, 31, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("zone", "time", "reason"),
    [
        ("Europe/Berlin", "29/03/2026 02:30:00", "no_zone"),  # skipped
        ("Europe/Berlin", "25/10/2025 12:00:00", "other_period"),
        ("Europe/Berlin", "29/03/2026 03:30:00", ""),
        ("America/New_York", "08/03/2026 02:30:00", "no_zone"),
    ],
)
def test_a_time_that_no_clock_showed_is_refused(
    zone: str, time: str, reason: str, tmp_path: Path
) -> None:
    found = of_text(tmp_path, f"{HEAD}\nmau.a;{time}\n", zone=zone)
    assert refused(found) == ({reason: 1} if reason else {})


def test_a_zone_that_the_format_promises_must_be_in_every_row(tmp_path: Path) -> None:
    rows = f"{HEAD}\nmau.a;2026-03-05T07:31:00+07:00\nmau.a;2026-03-05T08:31:00\n"
    found = of_text(tmp_path, rows, time_format="ISO", zone="")
    assert (found.used, refused(found)) == (1, {"no_zone": 1})
    assert found.since == datetime(2026, 3, 5, 0, 31, tzinfo=UTC)


UNIT_HEAD = f"{HEAD};Đơn vị"


@pytest.mark.parametrize(
    ("unit", "first", "second"),
    [
        ("UBND xã Trực Hưng", "used", ""),
        ("ubnd  XÃ TRỰC HÙNG", "", "account_unknown"),
        ("UBND xã Truc Hung", "commune_unknown", "commune_unknown"),
        ("00001", "used", ""),
        ("1", "commune_unknown", "commune_unknown"),
        ("99999", "", ""),
        ("Sở Mẫu", "", ""),
        ("", "used", ""),
    ],
)
def test_a_unit_is_found_by_its_confirmed_name_with_diacritics_or_by_its_code(
    unit: str, first: str, second: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{UNIT_HEAD}\n{GOOD};{unit}\n", encoding="utf-8")
    found = read(plan(path, **BY_UNIT))
    told = []
    for code in ("00001", "00002"):
        seen = found[code].sources[0]
        told.append("used" if seen.used else next(iter(refused(seen)), ""))
        assert seen.rows == seen.used + sum(r.count for r in seen.refused)
    assert told == [first, second]


@pytest.mark.parametrize(
    ("account", "first", "second"),
    [
        ("mau.a", "used", ""),
        ("mau.c", "", "used"),
        ("chung", "account_shared", "account_shared"),
        ("mau.x", "", ""),
    ],
)
def test_where_the_log_names_no_unit_the_account_must_tell(
    account: str, first: str, second: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\n{account};05/03/2026 07:31:00\n", encoding="utf-8")
    found = read(plan(path, commune=""))
    told = [
        "used" if seen.used else next(iter(refused(seen)), "")
        for seen in (found[code].sources[0] for code in ("00001", "00002"))
    ]
    assert told == [first, second]


@pytest.mark.parametrize("covered", [("00001", "00002"), ("00001",), ("00002",)])
def test_whose_a_row_is_does_not_depend_on_what_the_run_is_narrowed_to(
    covered: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\nchung;05/03/2026 07:31:00\n", encoding="utf-8")
    found = read_feeds([plan(path, commune="")], Roster(), covered, span())
    for presence in found.values():
        assert presence.marks == ()
        assert refused(presence.sources[0]) == {"account_shared": 1}


def test_a_feed_of_one_commune_knows_whose_a_shared_account_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\nchung;05/03/2026 07:31:00\n", encoding="utf-8")
    found = read(plan(path, commune="", communes=("00002",)))
    assert [mark.staff for mark in found["00002"].marks] == ["cb-e"]


def test_a_province_of_strangers_neither_blinds_a_commune_nor_hides_what_it_lost(
    tmp_path: Path,
) -> None:
    strangers = [f"la{n}@so.example;05/03/2026 07:31:00" for n in range(20)]
    rows = [HEAD, GOOD, "mau.a;hôm qua", *strangers, "la@so.example;hôm qua", "MAY$;x"]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    feed = read_feed(plan(path, commune=""), Roster(), COMMUNES, span())
    own, other = (feed.sources[code] for code in COMMUNES)
    assert (own.rows, own.used, refused(own)) == (2, 1, {"date": 1})
    assert (other.rows, other.refused, other.lost) == (0, (), ())
    assert (feed.rows, feed.count_of(Reason.ACCOUNT_NOBODY)) == (24, 20)


@pytest.mark.parametrize("commune", ["00001", ""])
def test_an_account_in_another_domain_may_be_an_officers(commune: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\nXAMAU\\canbo;05/03/2026 07:31:00\n", encoding="utf-8")
    roster = Roster({("00001", "canbo@x"): "cb-z"})
    feed = read_feed(plan(path, commune=commune), roster, COMMUNES, span())
    assert feed.count_of(Reason.ACCOUNT_ALIKE) == 1
    assert feed.sources["00001"].lost == (Lost(staff="cb-z", day=date(2026, 3, 5)),)
    assert "canbo" not in repr(feed.sources)


def test_units_that_nobody_mapped_are_listed_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{GOOD};Xã Mới", f"{GOOD};Xã Lạ", f"{GOOD};Xã Mới", f"{GOOD};00001"]
    path.write_text("\n".join([UNIT_HEAD, *rows]), encoding="utf-8")
    feed = read_feed(plan(path, **BY_UNIT), Roster(), COMMUNES, span())
    assert feed.unknown_units == (("Xã Mới", 2), ("Xã Lạ", 1))


def test_a_person_is_shown_rows_of_the_period_and_of_every_kind(tmp_path: Path) -> None:
    old = ["mau.a;05/02/2026 07:31:00"] * 30
    new = [GOOD, "mau.b;05/03/2026 07:40:00", "mau.x;05/03/2026 07:31:00", "mau.a;x"]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([HEAD, *old, *new]), encoding="utf-8")
    feed = read_feed(plan(path), Roster(), COMMUNES, span(), samples=5)
    assert [(one.place, one.says) for one in feed.samples] == [
        ("a.csv:2", "other_period"),
        ("a.csv:32", "in"),
        ("a.csv:33", "in"),
        ("a.csv:34", "account_unknown"),
        ("a.csv:35", "date"),
    ]


@pytest.mark.parametrize(
    ("rows", "formats"),
    [
        (["2026-03-25 07:31:00", "2026-03-05 07:31"], ("yyyy-mm-dd HH:MM:SS",)),
        (["03/25/2026 07:31:00", "03/05/2026 07:31"], ("mm/dd/yyyy HH:MM:SS",)),
        (
            ["05/03/2026 07:31:00 SA", "06/03/2026 01:31:00 CH"],
            ("dd/mm/yyyy hh:mm:ss SA/CH", "mm/dd/yyyy hh:mm:ss SA/CH"),
        ),
        (["2026-03-25T07:31:00+07:00", "2026-03-25T07:31:00Z"], ("ISO",)),
        (["hôm qua", "hôm kia"], None),
        (["25/03/2026 07:31:00", "25/03/2026 07:31:00", "2026-03-25 07:31:00"], None),
    ],
)
def test_another_format_is_suggested_and_never_used(
    rows: list[str], formats: tuple[str, ...] | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([HEAD, *(f"mau.x;{at}" for at in rows)]), encoding="utf-8")
    form = "HH:MM dd/mm/yyyy" if formats else "dd/mm/yyyy HH:MM:SS"
    feed = read_feed(plan(path, time_format=form), Roster(), COMMUNES, span(), samples=1)
    found = feed.suggestion
    assert (found.formats if found else None) == formats
    assert not found or (found.read, found.tried, feed.used) == (2, 2, 0)


def test_a_silent_commune_knows_that_others_were_heard(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "mau.c;05/03/2026 07:31:00;00002\nmau.q;06/03/2026 07:31:00;Sở Mẫu\n"
    path.write_text(f"{UNIT_HEAD}\n{rows}", encoding="utf-8")
    found = read(plan(path, **BY_UNIT))
    silent, loud = (found[code].sources[0] for code in ("00001", "00002"))
    assert (silent.heard, silent.rows) == ((), 0)
    assert silent.heard_elsewhere == (date(2026, 3, 5), date(2026, 3, 6))
    assert loud.heard == (date(2026, 3, 5),)
    assert loud.heard_elsewhere == (date(2026, 3, 6),)


def test_a_feed_of_some_communes_says_nothing_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{UNIT_HEAD}\n{GOOD};00001\n", encoding="utf-8")
    found = read(plan(path, **{**BY_UNIT, "communes": ("00001",)}))
    assert (len(found["00001"].sources), found["00002"].sources) == (1, ())


def test_what_may_be_anyones_in_another_period_is_nobodys_loss(tmp_path: Path) -> None:
    found = of_text(tmp_path, f"{HEAD}\nchung;05/02/2026 07:31:00\n", commune="")
    assert [(r.text, r.unusable) for r in found.refused] == [
        ("presence.refused.other_period", False)
    ]


@pytest.mark.parametrize("account", ["'0012", "0012", " 0012 ", "0012\u200b"])
def test_an_account_is_read_without_what_nobody_sees(account: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\n{account};'05/03/2026 07:31\n", encoding="utf-8")
    roster = Roster({("00001", "0012"): "cb-z"})
    assert [mark.staff for mark in read(plan(path), roster)["00001"].marks] == ["cb-z"]


def test_date_and_time_may_stand_apart(tmp_path: Path) -> None:
    columns = FeedColumns(account="Tài khoản", date="Ngày", time="Giờ")
    found = of_text(
        tmp_path,
        "Tài khoản;Ngày;Giờ\nmau.a;05/03/2026;07:31\nmau.a;05/03/2026;\nmau.a;;07:31\n",
        columns=columns,
    )
    assert (found.used, refused(found)) == (1, {"date": 2})


def test_a_time_clock_without_headers_is_read_by_position(tmp_path: Path) -> None:
    rows = (
        "        1\t2026-03-05 07:31:02\t1\t0\t1\t0\n       22\t2026-03-05 07:40:00\t1\t0\t1\t0\n"
    )
    clock: dict[str, Any] = {
        "columns": FeedColumns(account=1, time=2),
        "time_format": "yyyy-mm-dd HH:MM:SS",
        "kind": SourceKind.TIME_CLOCK,
    }
    path = tmp_path / "1_attlog.dat"
    path.write_text(rows, encoding="ascii")
    roster = Roster({("00001", "1"): "cb-z"})
    found = read(plan(path, **clock), roster)["00001"]
    assert [mark.staff for mark in found.marks] == ["cb-z"]
    assert places(found.sources[0], "account_unknown") == ("1_attlog.dat:2",)


def test_a_document_that_makes_the_feed_the_record_of_working_time_stays_with_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\n{GOOD}\n", encoding="utf-8")
    assert source(plan(path, time_record="01/QĐ-MẪU")).time_record == "01/QĐ-MẪU"
