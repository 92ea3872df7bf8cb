"""Files as offices export them: encodings, delimiters, letterheads, workbooks, and what is none."""

import os
import zipfile
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from auditor.contract import Missing, Party, Why
from auditor.facts import Source
from auditor.probes.feeds import FeedColumns
from tests.probes.feeds.build import (
    BY_EVENT,
    HEAD,
    book,
    of_text,
    places,
    plan,
    read,
    refused,
    source,
)

TABLE = "BÁO CÁO ĐĂNG NHẬP;;\n\nTài khoản;Thời gian;Sự kiện\nmau.a;05/03/2026 07:31:00;Đăng nhập\n"
AT = datetime(2026, 3, 5, 0, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.replace(";", ",").encode(),
        TABLE.replace(";", "\t").encode(),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r").encode(),
        b"sep=;\r\n" + TABLE.encode(),
        ("\n" * 3 + TABLE).encode(),
        TABLE.replace("Tài khoản", '"Tài khoản (tên\nđăng nhập)"').encode(),
        (TABLE + "\n;;\nTổng cộng;1;\n").encode(),
        TABLE.replace("\nmau", "\n(1);(2);(3)\nmau").encode(),
        TABLE.replace("Đăng nhập\n", '"Đăng nhập"\n').encode(),
        TABLE.replace("Đăng nhập\n", "Đăng nhập;\n").encode(),
    ],
)
def test_one_log_in_is_found_in_every_shape_of_the_file(data: bytes, tmp_path: Path) -> None:
    found = of_text(tmp_path, data, **BY_EVENT)
    assert (found.missing, found.rows, found.used, found.refused) == (None, 1, 1, ())
    assert found.since == AT


def test_windows_1258_is_recognised(tmp_path: Path) -> None:
    decomposed = TABLE.replace("Tài khoản", "Ta\u0300i khoa\u0309n").replace(
        "Đăng nhập", "Đăng nhâ\u0323p"
    )
    decomposed = decomposed.replace("ĐĂNG NHẬP", "ĐĂNG NHÂ\u0323P").replace(
        "BÁO CÁO", "BA\u0301O CA\u0301O"
    )
    decomposed = decomposed.replace("Thời", "Thơ\u0300i").replace("Sự kiện", "Sư\u0323 kiê\u0323n")
    found = of_text(tmp_path, decomposed.encode("cp1258"), **BY_EVENT)
    assert (found.missing, found.used) == (None, 1)


def test_reports_pasted_below_each_other_bring_their_headers(tmp_path: Path) -> None:
    found = of_text(tmp_path, TABLE + TABLE.replace("05/03", "06/03"), **BY_EVENT)
    assert (found.used, refused(found)) == (2, {"date": 1})  # the letterhead; told, not swallowed
    assert places(found, "date") == ("a.csv:5",)


def test_a_quotation_mark_left_open_swallows_nothing(tmp_path: Path) -> None:
    rows = "\n".join(f"mau.a;{day:02}/03/2026 07:31:00" for day in range(2, 12))
    found = of_text(tmp_path, f'{HEAD}\n"mau.b;01/03/2026 07:31:00\n{rows}\nmau"b;x\n"mau.b"x;y\n')
    assert (found.rows, found.used) == (13, 10)
    assert refused(found) == {"quote": 2, "date": 1}
    assert places(found, "quote") == ("a.csv:2", "a.csv:14")


def test_a_note_of_two_lines_is_one_row(tmp_path: Path) -> None:
    rows = 'mau.a;05/03/2026 07:31:00;"dòng một\ndòng hai"\nmau.b;05/03/2026 07:32:00;\n'
    found = of_text(tmp_path, f"{HEAD};Ghi chú\n{rows}")
    assert (found.rows, found.used) == (2, 2)


def test_half_a_file_says_where_it_ends(tmp_path: Path) -> None:
    whole = HEAD + "\n" + "mau.a;05/03/2026 07:31:00\n" * 3
    found = of_text(tmp_path, whole[:-9])
    assert (found.rows, refused(found)) == (3, {"date": 1, "repeat": 1})
    assert places(found, "date") == ("a.csv:4",)


@pytest.mark.parametrize(
    ("written", "format_"),
    [
        ("05/03/2026 07:31:00 SA", "dd/mm/yyyy hh:mm:ss SA/CH"),
        ("5/3/2026 7:31 AM", "dd/mm/yyyy hh:mm:ss SA/CH"),
        ("05/03/2026 7:31", "d/m/yyyy H:MM"),
        ("2026-03-05 07:31", "yyyy-mm-dd HH:MM"),
        ("03/05/2026 07:31:00", "mm/dd/yyyy HH:MM:SS"),
    ],
)
def test_a_date_is_read_as_declared(written: str, format_: str, tmp_path: Path) -> None:
    found = of_text(tmp_path, f"{HEAD}\nmau.a;{written}\n", time_format=format_)
    assert found.since == AT


def test_a_workbook_is_read_with_its_own_dates_and_with_text(tmp_path: Path) -> None:
    data = book(
        ["ỦY BAN NHÂN DÂN XÃ MẪU"],
        [],
        ["STT", "Tài khoản", "Thời gian"],
        [1, "mau.a", datetime(2026, 3, 15, 7, 31)],  # noqa: DTZ001 - a cell
        [2, "mau.b", "05/03/2026 07:31:00"],
        [3, "mau.b", date(2026, 3, 6)],
        [4, "mau.b", 46087.31],
        ["Tổng cộng", 4],
    )
    found = of_text(tmp_path, data, "a.xlsx")
    assert (found.rows, found.used, refused(found)) == (4, 2, {"date": 2})
    assert places(found, "date") == ("a.xlsx #1:6", "a.xlsx #1:7")


def test_a_workbook_with_date_and_time_apart(tmp_path: Path) -> None:
    columns = FeedColumns(account="Mã", date="Ngày", time="Giờ")
    data = book(
        ["Mã", "Ngày", "Giờ"],
        ["mau.a", date(2026, 3, 5), time(7, 31)],
        ["mau.a", datetime(2026, 3, 6), "07:31"],  # noqa: DTZ001 - a cell
        ["mau.a", "07/03/2026", time(7, 31)],
        ["mau.a", "07:31", time(7, 31)],
    )
    found = of_text(tmp_path, data, "a.xlsx", columns=columns)
    assert (found.used, refused(found), found.since) == (3, {"date": 1}, AT)


def test_a_workbook_in_which_excel_took_the_day_for_the_month_is_not_believed(
    tmp_path: Path,
) -> None:
    """05/03 typed as text became the third of May; 25/03 stayed text."""
    data = book(
        ["Tài khoản", "Thời gian"],
        ["mau.a", datetime(2026, 5, 3, 7, 31)],  # noqa: DTZ001 - a cell
        ["mau.a", "25/03/2026 07:31:00"],
    )
    found = of_text(tmp_path, data, "a.xlsx")
    assert (found.used, refused(found)) == (1, {"date_swapped": 1})


def test_every_sheet_with_the_headers_is_read_unless_one_is_named(tmp_path: Path) -> None:
    head, row = ["Tài khoản", "Thời gian"], ["mau.a", "05/03/2026 07:31:00"]
    other = ["mau.a", "06/03/2026 07:31:00"]
    data = book(head, row, title="T3", more={"T4": [head, other], "Ghi chú": [["Lưu ý"]]})
    assert of_text(tmp_path, data, "a.xlsx").used == 2
    assert of_text(tmp_path, data, "a.xlsx", sheet="t4").heard == (date(2026, 3, 6),)
    assert _missing(of_text(tmp_path, data, "a.xlsx", sheet="T5")).text == "presence.no_sheet"


def test_a_sheet_named_after_an_officer_leaves_no_name_in_the_facts(tmp_path: Path) -> None:
    rows = [["Tài khoản", "Thời gian"], ["mau.a", "05/03/2026 07:31:00"], ["mau.a", "x"]]
    (tmp_path / "a.xlsx").write_bytes(book([], more={"Cán bộ Mẫu A": rows}))
    found = read(plan(tmp_path / "a.xlsx"))
    assert places(found["00001"].sources[0], "date") == ("a.xlsx #2:3",)
    assert "Mẫu A" not in repr(found)


def test_an_html_table_named_xls_is_read(tmp_path: Path) -> None:
    html = (
        "<html><body><table><tr><th>Tài khoản</th><th>Thời gian</th></tr>"
        "<tr><td>mau.a</td><td>05/03/2026 07:31:00</td></tr></table></body></html>"
    )
    assert of_text(tmp_path, html, "a.xls").since == AT


def _zip(**files: bytes) -> bytes:
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return body.getvalue()


@pytest.mark.parametrize(
    ("data", "why", "text"),
    [
        ("ghi chú".encode() + b"\0\0\0", Why.UNREADABLE, "encoding"),
        ("Tµi kho¶n;Thêi gian\n".encode("latin-1"), Why.UNREADABLE, "encoding_legacy"),
        (b"", Why.MALFORMED, "empty_file"),
        ("Tài khoản;Ngày\n".encode(), Why.MALFORMED, "no_header"),
        ("Tài khoản;Thời gian;Thời gian\n".encode(), Why.MALFORMED, "column_twice"),
        (b"PK\x03\x04 cut", Why.UNREADABLE, "workbook_broken"),
        (_zip(a=b"x"), Why.UNREADABLE, "workbook_broken"),
        (_zip(a=b"\0" * 30_000_000), Why.UNREADABLE, "workbook_bomb"),
        (b"\xd0\xcf\x11\xe0 cut", Why.UNREADABLE, "workbook_broken"),
        (b'<?xml version="1.0"?><Workbook/>', Why.UNREADABLE, "workbook_xml"),
    ],
)
def test_a_file_that_cannot_be_read_is_unknown_with_its_cause(
    data: bytes, why: Why, text: str, tmp_path: Path
) -> None:
    missing = _missing(of_text(tmp_path, data, "a.xls"))
    assert (missing.why, missing.text) == (why, f"presence.{text}")
    assert missing.party is Party.COMMUNE


def test_missing_columns_are_named(tmp_path: Path) -> None:
    missing = _missing(of_text(tmp_path, "Tài khoản;Ngày\n"))
    assert missing.values["columns"] == "Thời gian"


@pytest.mark.parametrize(
    ("make", "text", "party"),
    [
        (lambda path: None, "no_file", Party.COMMUNE),
        (lambda path: path.mkdir(), "not_a_file", Party.AUDITOR),
        (os.mkfifo, "not_a_file", Party.AUDITOR),
    ],
)
def test_what_is_no_file_is_told_and_never_waited_for(
    make: Any, text: str, party: Party, tmp_path: Path
) -> None:
    make(tmp_path / "a.csv")
    missing = _missing(source(plan(tmp_path / "a.csv")))
    assert (missing.text, missing.party) == (f"presence.{text}", party)


def test_a_file_that_is_missing_among_others_leaves_the_whole_feed_unknown(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    found = read(plan(tmp_path / "a.csv", tmp_path / "b.csv", commune="", **BY_EVENT))
    for code in ("00001", "00002"):
        missing = _missing(found[code].sources[0])
        assert (missing.why, missing.party) == (Why.NOT_CONFIGURED, Party.PROVINCE)
        assert found[code].marks == ()


def test_a_feed_without_files_was_not_handed_over() -> None:
    missing = _missing(source(plan()))
    assert (missing.why, missing.text) == (Why.NOT_CONFIGURED, "presence.no_files")


def _missing(found: Source) -> Missing:
    assert found.missing is not None
    return found.missing
