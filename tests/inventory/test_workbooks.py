"""Workbooks as Excel and LibreOffice write them, and those that nobody should open."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from auditor.inventory import load_inventory
from auditor.problems import BadInputError
from tests.inventory.build import complaints, config, load

FILES = Path(__file__).parent / "files"
XLS = FILES / "mau.xls"
HEAD = ["Mã xã", "Tên xã", "Có hiệu lực từ", "Đường dây nóng", "Trang nội bộ"]


def book(*rows: list[Any], title: str = "Sheet1") -> bytes:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    body = io.BytesIO()
    made.save(body)
    return body.getvalue()


def remade(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    body = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(data))
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return body.getvalue()


GOOD = book(
    ["ỦY BAN NHÂN DÂN TỈNH MẪU"],
    [],
    HEAD,
    ["00001", "Xã Mẫu 01", datetime(2025, 7, 1), "0228 0000 001", True],  # noqa: DTZ001 - a cell
    ["00002", "Xã Mẫu 02", date(2025, 7, 2), None, "có"],
    ["00003", "Xã Mẫu 03", "03/07/2025", "", None],
    ["Tổng cộng", 3],
)


def test_a_sheet_is_read_below_its_letterhead(tmp_path: Path) -> None:
    communes = load(tmp_path, "xa.xlsx", GOOD).communes
    assert [c.code for c in communes] == ["00001", "00002", "00003"]
    assert [c.valid_from for c in communes] == [date(2025, 7, n) for n in (1, 2, 3)]


def test_a_workbook_of_the_old_format_is_read(tmp_path: Path) -> None:
    communes = load(tmp_path, "xa.xls", XLS.read_bytes()).communes
    assert [(c.code, c.name) for c in communes] == [(f"0000{n}", f"Xã Mẫu 0{n}") for n in (1, 2, 3)]
    assert communes[2].valid_from == date(2025, 7, 3)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([13744, "Xã Mẫu"], "xa.xlsx 'Sheet1'!A2: ô chứa số 13744, không phải văn bản nên có thể"),
        ([4.0, "Xã Mẫu"], "xa.xlsx 'Sheet1'!A2: ô chứa số 4, không phải văn bản"),
        (["4", "Xã Mẫu"], "xa.xlsx 'Sheet1'!A2: mã \"4\" chỉ có 1 chữ số"),
        (
            [date(2025, 1, 1), "Xã Mẫu"],
            "xa.xlsx 'Sheet1'!A2: ô chứa 2025-01-01, không phải văn bản",
        ),
        (["00001", True], "xa.xlsx 'Sheet1'!B2: ô chứa true, không phải văn bản"),
        (["00001", "Xã Mẫu", 45839], "xa.xlsx 'Sheet1'!C2: ô ngày chứa 45839"),
        (["00001", "Xã Mẫu", None, 2280000001], "xa.xlsx 'Sheet1'!D2: ô chứa số 2280000001"),
        (["00001", "Xã Mẫu", None, None, 2], "xa.xlsx 'Sheet1'!E2: \"2\" không đúng"),
        (["00001", "Xã Mẫu", *[None] * 22, "x"], "xa.xlsx 'Sheet1'!Y2: ô \"x\" không nằm dưới cột"),
    ],
)
def test_a_bad_cell_is_named_as_excel_names_it(
    tmp_path: Path, row: list[Any], message: str
) -> None:
    (said,) = complaints(tmp_path, "xa.xlsx", book(HEAD, row))
    assert said.startswith(message)


def test_the_table_is_found_among_other_sheets(tmp_path: Path) -> None:
    made = Workbook()
    made.worksheets[0].append(["Ghi chú chung"])
    made.create_sheet("Dữ liệu").append(["Mã xã", "Tên xã"])
    made.worksheets[1].append(["00001", "Xã Mẫu 01"])
    made.save(tmp_path / "xa.xlsx")
    assert len(load(tmp_path, "xa.xlsx", (tmp_path / "xa.xlsx").read_bytes()).communes) == 1


def test_a_workbook_without_the_sheet_says_which_it_has(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(GOOD)
    with pytest.raises(BadInputError, match=r'không có trang tính "Xã phường"; sổ đang có: Sheet1'):
        load_inventory(config(tmp_path, workbook="a.xlsx"))


def test_a_workbook_may_do_without_procedures(tmp_path: Path) -> None:
    rows = [["Mã xã", "Tên xã"], ["00001", "Xã Mẫu 01"]]
    (tmp_path / "a.xlsx").write_bytes(book(*rows, title="XÃ, PHƯỜNG"))
    assert load_inventory(config(tmp_path, workbook="a.xlsx")).procedures == ()


def _far_corner(name: str, body: bytes) -> bytes:
    cell = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    return body.replace(b"</sheetData>", cell + b"</sheetData>") if "sheet1" in name else body


def _packed_too_well(name: str, body: bytes) -> bytes:
    return body + b" " * 3_000_000 if "sheet1" in name else body


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_far_corner, "xa.xlsx: bảng quá lớn"),
        (_packed_too_well, "xa.xlsx: sổ Excel khi giải nén vượt 200 MB hoặc gấp hơn 200 lần"),
        (
            lambda name, body: b"<a" if "sheet1" in name else body,
            "xa.xlsx: không đọc được sổ Excel",
        ),
    ],
)
def test_a_workbook_that_would_hurt_is_not_opened(
    tmp_path: Path, change: Callable[[str, bytes], bytes], message: str
) -> None:
    (said,) = complaints(tmp_path, "xa.xlsx", remade(GOOD, change))
    assert said.startswith(message)


@pytest.mark.parametrize("declared", [1000, 250_000_000])
def test_a_workbook_is_judged_by_what_it_declares_and_by_what_it_is(
    tmp_path: Path, declared: int
) -> None:
    swollen = remade(GOOD, _packed_too_well)
    with zipfile.ZipFile(io.BytesIO(swollen)) as archive:
        size = next(i.file_size for i in archive.infolist() if "sheet1" in i.filename)
    lie = swollen.replace(size.to_bytes(4, "little"), declared.to_bytes(4, "little"))
    assert lie != swollen
    (said,) = complaints(tmp_path, "xa.xlsx", lie)
    assert said.startswith("xa.xlsx: sổ Excel khi giải nén vượt 200 MB")


def test_cells_with_nothing_but_a_style_do_not_count(tmp_path: Path) -> None:
    def styled(name: str, body: bytes) -> bytes:
        cell = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'
        return body.replace(b"</sheetData>", cell + b"</sheetData>") if "sheet1" in name else body

    assert len(load(tmp_path, "xa.xlsx", remade(GOOD, styled)).communes) == 3


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + b"\0" * 100,
        GOOD[:2000],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        XLS.read_bytes()[:3000],  # calamine panics
        XLS.read_bytes()[:513],
        XLS.read_bytes()[:1980] + b"\x97" + XLS.read_bytes()[1981:],  # calamine aborts
    ],
)
def test_a_broken_workbook_gets_one_message(tmp_path: Path, data: bytes) -> None:
    (said,) = complaints(tmp_path, "xa.xlsx", data)
    assert said.startswith("xa.xlsx: ")
    assert not re.search(r"\b(file|format|zip file|error|invalid|Cannot)\b", said)


def _zip(*names: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    return body.getvalue()


@pytest.mark.parametrize("data", [_zip("word/document.xml"), _zip("anh.png"), b"PK\x03\x04cut"])
def test_another_kind_of_file_renamed_names_the_likely_causes(tmp_path: Path, data: bytes) -> None:
    (said,) = complaints(tmp_path, "xa.xlsx", data)
    assert "tệp bị hỏng hoặc sao chép dở dang, có mật khẩu, hoặc là loại tệp khác" in said


def test_a_workbook_with_a_password_says_so(tmp_path: Path) -> None:
    (said,) = complaints(tmp_path, "xa.xlsx", (FILES / "mat-khau.xlsx").read_bytes())
    assert said.startswith("xa.xlsx: sổ Excel có mật khẩu")


def test_a_workbook_with_the_wrong_ending_is_still_a_workbook(tmp_path: Path) -> None:
    assert len(load(tmp_path, "xa.csv", GOOD).communes) == 3


def test_problems_follow_the_rows_of_the_sheet(tmp_path: Path) -> None:
    rows = [[str(n), "Xã Mẫu", None, "không rõ"] for n in range(1, 11)]
    found = complaints(tmp_path, "xa.xlsx", book(HEAD, *rows))
    cells = [said.split("!")[1].split(":")[0] for said in found]
    assert cells == [f"{column}{row}" for row in range(2, 12) for column in "AD"]
