"""CSV, HTML and YAML tables as offices send them."""

import os
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from auditor.inventory import load_inventory
from auditor.problems import BadInputError
from tests.inventory.build import HEADER, complaints, config, load

ROWS = "00001;Xã Mẫu 01\n00002;Phường Đồng Mẫu\n"
TABLE = f"{HEADER}\n{ROWS}"


def as_1258(text: str) -> bytes:
    """Write windows-1258 as Windows does: some letters whole, the tone behind the letter."""
    out = b""
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            base, tone = unicodedata.normalize("NFD", char)[0], ""
            for mark in unicodedata.normalize("NFD", char)[1:]:
                if mark in "\u0300\u0301\u0303\u0309\u0323":
                    tone = mark
                else:
                    base = unicodedata.normalize("NFC", base + mark)
            out += base.encode("cp1258") + tone.encode("cp1258")
    return out


@pytest.mark.parametrize(
    "body",
    [
        TABLE,
        TABLE.replace(";", ","),
        TABLE.replace(";", "\t"),
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\n", "\r"),
        f"sep=;\r\n{TABLE}",
        "sep=,\n" + TABLE.replace(";", ","),
        '"sep=;"\n' + TABLE,
        "sep=\t\n" + TABLE.replace(";", "\t"),
        "\ufeff" + TABLE,
        unicodedata.normalize("NFD", TABLE),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        as_1258(TABLE),
        f"\n\nỦY BAN NHÂN DÂN TỈNH MẪU;\nDanh sách, lập ngày 01/07/2026;\n\n{TABLE}",
        TABLE + "\n;Tổng cộng: 2 đơn vị\n",
        TABLE + "Cộng;2\n",
        TABLE + ";;;\n;;\n",
        TABLE.replace(ROWS, "(1);(2)\n" + ROWS),
        '"Mã đơn vị\nhành chính (*)";"Tên đơn vị hành chính [đầy đủ]"\n' + ROWS,
        "commune code;NAME\n" + ROWS,
        "ma dvhc;ten don vi\n" + ROWS,
        "code;name\n" + ROWS,
        "STT;Mã xã;Tên xã;Ghi chú\n1;00001;Xã Mẫu 01;\n2;00002;Phường Đồng Mẫu;sáp nhập\n",
        f"STT;{HEADER}\n1;00001;Xã Mẫu 01\n2;00002;Phường Đồng Mẫu\n3;;\n4;;\n",
        '"Tên xã","Mã xã"\n"Xã Mẫu 01","00001"\n"Phường Đồng Mẫu","00002"\n',
        f"{HEADER}\n00001 ; Xã  Mẫu\u00a001\n\u200b00002;Phường Đồng Mẫu\u00ad\n",
    ],
)
def test_a_table_reads_the_same_in_every_dress(tmp_path: Path, body: str | bytes) -> None:
    communes = load(tmp_path, "xa.csv", body).communes
    assert [(c.code, c.name) for c in communes] == [
        ("00001", "Xã Mẫu 01"),
        ("00002", "Phường Đồng Mẫu"),
    ]


def test_the_same_content_has_the_same_hash_whatever_the_file(tmp_path: Path) -> None:
    one = load(tmp_path, "a.csv", TABLE)
    other = load(tmp_path, "b.csv", ("x;\n" + TABLE).replace(";", "\t").encode("utf-16"))
    changed = load(tmp_path, "c.csv", TABLE.replace("01", "10"))
    assert one.sha256 == other.sha256 != changed.sha256


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        (
            "Mã xã;Tên xã;Websit\n",
            ['xa.csv:1:3: không có cột "Websit"; có phải là "Trang thông tin'],
        ),
        ("Mã xã;Tên xã;Diện tích\n", ['xa.csv:1:3: không có cột "Diện tích"; xóa cột này hoặc']),
        ("Mã xã;Tên xã;Mã\n", ['xa.csv:1:3: cột "Mã" có hai lần']),
        ("Mã xã;Loại\n00001;xã\n", ['xa.csv:1:1: thiếu cột bắt buộc "Tên đơn vị hành chính"']),
        ("a;b\n1;2\n", ["xa.csv:1:1: không tìm thấy dòng tiêu đề"]),
        ("", ["xa.csv:1:1: không tìm thấy dòng tiêu đề"]),
        (TABLE + "00003;Xã Mẫu; 03\n", ['xa.csv:4:3: ô "03" không nằm dưới cột nào']),
        (TABLE + '00003;"Xã Mẫu 03\n00004;Xã Mẫu 04\n', ["xa.csv:4: dấu ngoặc kép mở ở dòng này"]),
        (TABLE + '00003;"Xã Mẫu" 03\n', ["xa.csv:4: dấu ngoặc kép mở ở dòng này"]),
        (TABLE + '00003;"' + "x" * 140_000 + '"\n', ["xa.csv:4: một ô ở dòng này dài bất thường"]),
        (TABLE + ";" * 201, ["xa.csv:4: bảng quá lớn"]),
        (TABLE + "\n" * 100_000, ["xa.csv:100001: bảng quá lớn"]),
        (TABLE.encode("cp1252", "replace"), ["xa.csv: không nhận ra bảng mã"]),
        ("M· ®¬n vÞ;Tªn x·\n".encode("latin-1"), ["xa.csv: tệp ghi bằng bảng mã TCVN3"]),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ["xa.csv: không nhận ra bảng mã"]),
        ("<?xml version='1.0'?><Workbook/>", ["xa.csv: tệp là XML Spreadsheet 2003"]),
        ("<html><p>Chưa có</p></html>", ["xa.csv: tệp là trang HTML nhưng không có bảng"]),
        (HEADER + "\n", ["xa.csv: chưa có xã nào"]),
        (HEADER + "\n;Tổng cộng\n", ["xa.csv: chưa có xã nào"]),
    ],
)
def test_a_wrong_shape_is_said_where_it_is(
    tmp_path: Path, body: str | bytes, messages: list[str]
) -> None:
    found = complaints(tmp_path, "xa.csv", body)
    assert len(found) == len(messages)
    assert all(said.startswith(message) for said, message in zip(found, messages, strict=True))


def test_a_commune_called_like_a_total_is_still_a_commune(tmp_path: Path) -> None:
    body = "Tên xã;Mã xã\nXã Cộng;00001\nXã Tổng Cộng;00002\n"
    assert len(load(tmp_path, "xa.csv", body).communes) == 2
    found = complaints(tmp_path, "xa.csv", "Tên xã;Mã xã\nCộng Mẫu;\n")
    assert any("thiếu" in said for said in found)


def test_the_line_of_a_row_counts_lines_inside_quotes(tmp_path: Path) -> None:
    body = f'{HEADER}\n00001;"Xã\nMẫu 01"\nabc;Xã Mẫu 02\n'
    assert complaints(tmp_path, "xa.csv", body)[0].startswith('xa.csv:4:1: mã "abc"')


def test_a_missing_table_and_a_bad_one_are_told_together(tmp_path: Path) -> None:
    found = complaints(tmp_path, "xa.csv", HEADER + "\n4;Xã Mẫu 04\n", procedures="khong-co.csv")
    assert [said.split(":")[0] for said in found] == ["khong-co.csv", "xa.csv"]


@pytest.mark.parametrize(
    ("there", "message"),
    [
        ([], "không tìm thấy tệp này, ghi ở khóa inventory.communes của auditor.yaml; đặt tệp"),
        (
            ["anh.png"],
            "không tìm thấy tệp này, ghi ở khóa inventory.communes của auditor.yaml; đặt",
        ),
        (["xa_phuong.xlsx", "khac.csv"], "không tìm thấy tệp này, ghi ở khóa inventory.communes"),
    ],
)
def test_a_missing_table_says_which_key_named_it(
    tmp_path: Path, there: list[str], message: str
) -> None:
    for name in there:
        (tmp_path / name).touch()
    with pytest.raises(BadInputError) as caught:
        load_inventory(config(tmp_path, communes="xa-phuong.xlsx"))
    (problem,) = caught.value.problems
    assert problem.file == str(tmp_path / "xa-phuong.xlsx")
    assert problem.message.startswith(message)
    assert "auditor init" not in problem.message
    assert ("có xa_phuong.xlsx, nếu đúng tệp đó" in problem.message) == (len(there) == 2)


def test_a_missing_workbook_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"khóa inventory\.workbook") as caught:
        load_inventory(config(tmp_path, workbook="danh-muc.xlsx"))
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "{code: 1, name: Xã Mẫu 01}",
            '1 chưa đặt trong ngoặc kép nên có thể mất số 0; viết "00001"',
        ),
        (
            '{code: "00001", name: Xã Mẫu 01, province_code: 0}',
            '0 chưa đặt trong ngoặc kép nên có thể mất số 0; viết "00"',
        ),
        ('{code: "00001", name: Xã Mẫu 01, diện tích: 3}', 'không có cột "diện tích"; xóa cột này'),
        ('{code: "00001", nam: Xã Mẫu 01}', 'không có cột "nam"; có phải là "name"?'),
    ],
)
def test_a_row_of_yaml_is_told_what_to_write(tmp_path: Path, row: str, message: str) -> None:
    assert any(message in said for said in complaints(tmp_path, "xa.yaml", f"- {row}\n"))


def test_a_fifo_never_blocks(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "xa.csv")
    with pytest.raises(BadInputError, match="đây không phải tệp thông thường"):
        load_inventory(config(tmp_path))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("05/03/2026", date(2026, 3, 5)),
        ("5/3/2026", date(2026, 3, 5)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_days_come_before_months(tmp_path: Path, written: str, day: date) -> None:
    body = f"{HEADER};Có hiệu lực từ\n00001;Xã Mẫu 01;{written}\n"
    assert load(tmp_path, "xa.csv", body).communes[0].valid_from == day


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("03/25/2026", "ghi tháng trước ngày"),
        ("05/03/26", "năm của"),
        ("29/02/2026", "không có ngày"),
        ("2026-3-5", "không phải ngày"),
        ("05-03-2026", "không phải ngày"),
        ("tháng 3 năm 2026", "không phải ngày"),
        ("46086", "không phải ngày"),
        ("32/01/2026", "không có ngày"),
        ("00/01/2026", "không có ngày"),
    ],
)
def test_a_day_that_could_be_another_is_refused(tmp_path: Path, written: str, message: str) -> None:
    (said,) = complaints(
        tmp_path, "xa.csv", f"{HEADER};Có hiệu lực từ\n00001;Xã Mẫu 01;{written}\n"
    )
    assert said.startswith("xa.csv:2:3: ")
    assert message in said


HTML = """<html><head><meta charset="utf-8"></head><body>
<table><tr><td>Tỉnh Mẫu</td></tr></table>
<table border=1><tr><td colspan=4>DANH SÁCH</td></tr>
<tr><th>STT</th><th>Mã xã</th><th>Tên xã</th><th>Mã huyện</th></tr>
<tr><td>1</td><td>00001</td><td>Xã Mẫu&nbsp;01</td><td rowspan=2>001</td></tr>
<tr><td>2</td><td>00002</td><td>Xã <b>Mẫu 02</b></td></tr>
<tr><td colspan=2>Tổng cộng</td><td>2</td></tr></table></body></html>"""


def test_a_page_called_xls_is_read_as_its_table(tmp_path: Path) -> None:
    communes = load(tmp_path, "xa.xls", HTML).communes
    assert [(c.code, c.name, c.district_code) for c in communes] == [
        ("00001", "Xã Mẫu 01", "001"),
        ("00002", "Xã Mẫu 02", "001"),
    ]
    (said,) = complaints(tmp_path, "xa.xls", HTML.replace("00002", "2"))
    assert said.startswith("xa.xls 'bảng 2'!B4: mã \"2\" chỉ có 1 chữ số")


@pytest.mark.parametrize("span", ["0", "x", "-1", "9" * 5000, "²"])
def test_a_span_that_means_nothing_spans_one_cell(tmp_path: Path, span: str) -> None:
    page = HTML.replace("<td>00001</td>", f'<td colspan="{span}">00001</td>')
    if span.startswith("9"):
        assert complaints(tmp_path, "xa.xls", page)
    else:
        assert len(load(tmp_path, "xa.xls", page).communes) == 2


def test_text_called_xls_is_read_as_text(tmp_path: Path) -> None:
    assert len(load(tmp_path, "xa.xls", TABLE.replace(";", "\t").encode("utf-16")).communes) == 2


YAML = """\
communes:
  - code: "00001"
    name: Xã Mẫu 01
    valid_from: 2025-07-01
    internal: có
    site: https://127.0.0.1:8443/
  - {Mã xã: "00002", Tên xã: Thị trấn Mẫu 02, successors: ["00001", "00003"], internal: no}
"""


def test_yaml_holds_the_same_table(tmp_path: Path) -> None:
    first, second = load(tmp_path, "xa.yaml", YAML).communes
    assert (first.code, first.valid_from) == ("00001", date(2025, 7, 1))
    assert first.site is not None
    assert first.site.internal
    assert second.successors == ("00001", "00003")
    bare = "\n".join(line[2:] for line in YAML.splitlines()[1:])
    assert load(tmp_path, "b.yaml", bare).communes == (first, second)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('code: "00001"', "code: 00001", "xa.yaml:2:11: 00001 chưa đặt trong ngoặc kép nên có thể"),
        ('code: "00001"', "code: 13744", "xa.yaml:2:11: 13744 chưa đặt trong ngoặc kép"),
        ('code: "00001"', 'cod: "00001"', 'xa.yaml:2:5: không có cột "cod"; có phải là "code"?'),
        ("name: Xã Mẫu 01", "xyzxyz: a", 'xa.yaml:3:5: không có cột "xyzxyz"; xóa cột này'),
        ("name: Xã Mẫu 01", "name:", 'xa.yaml:3:10: thiếu "Tên đơn vị hành chính"'),
        ("name: Xã Mẫu 01", "name: [[a: 1]]", "xa.yaml:3:13: ở đây chỉ ghi một giá trị"),
        ("internal: có", "internal: mở", 'xa.yaml:5:15: "mở" không đúng; chỉ ghi có hoặc không'),
        ("communes:", "xa: 1\nxxx:", "xa.yaml:2:1: khóa không dùng ở đây"),
        ("communes:", "communes: 1\nx:", "xa.yaml:2:1: khóa không dùng ở đây"),
        ('["00001", "00003"]', '["00001", 3]', "xa.yaml:7:59: 3 chưa đặt trong ngoặc kép"),
        ("  - {", "  - x\n  - {", "xa.yaml:7:5: mỗi mục của danh sách communes phải gồm"),
    ],
)
def test_yaml_is_told_off_by_line_and_column(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    found = complaints(tmp_path, "xa.yaml", YAML.replace(old, new))
    assert any(said.startswith(message) for said in found), found
