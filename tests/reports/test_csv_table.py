"""Tables open in a spreadsheet as text and compute nothing."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.results import Results
from reports.csv_table import FORMAT, guarded
from tests.reports import sample


def tables(results: Results = sample.RESULTS, lang: str = "vi") -> dict[str, list[dict[str, str]]]:
    found = {}
    for document in FORMAT.render(results, sample.texts(lang)):
        assert document.body.startswith(b"\xef\xbb\xbf")
        text = io.StringIO(document.body.decode("utf-8-sig"), newline="")
        found[document.path] = list(csv.DictReader(text, delimiter=";"))
    return found


def test_there_is_a_row_a_finding_and_a_row_a_commune() -> None:
    found = tables()
    assert len(found["results.csv"]) == sum(len(c.findings) for c in sample.COMMUNES)
    assert [row["Mã đơn vị hành chính"] for row in found["ranking.csv"]] == [
        "00001", "00006", "00007", "00002", "00003", "00004", "00005", "00008"
    ]  # fmt: skip


def test_a_finding_says_what_a_reader_of_the_page_would_read() -> None:
    row = next(
        row
        for row in tables()["results.csv"]
        if (row["Mã đơn vị hành chính"], row["Mã tiêu chí"]) == ("00003", "WEB-03")
    )
    assert row["Kết quả"] == "Không đạt"
    assert row["Trọng số"] == "6,5"
    assert row["Đơn vị cần xử lý"] == "UBND cấp xã"
    assert row["Thời điểm ghi nhận"] == "02/11/2026 08:30"
    assert row["Văn bản cho phép tạm thời chưa áp dụng"] == "15/CV-MAU"
    assert row["Có giá trị đến hết ngày"] == "31/12/2026"


def test_an_unknown_has_its_cause_and_party() -> None:
    rows = [row for row in tables()["results.csv"] if row["Mã đơn vị hành chính"] == "00005"]
    assert {(r["Nguyên nhân chưa đánh giá được"], r["Đơn vị cần xử lý"]) for r in rows} == {
        ("Quá thời gian chờ", "Nhà mạng (doanh nghiệp viễn thông)")
    }


@pytest.mark.parametrize(
    ("results", "note"),
    [
        (sample.RESULTS, "Chỉ dùng nội bộ, chưa công bố. Dữ liệu trình diễn, không có thật"),
        (sample.CONCLUDED, ""),
    ],
    ids=["draft", "final"],
)
def test_a_ranking_says_whether_it_may_leave_the_house(results: Results, note: str) -> None:
    assert {row["Ghi chú"] for row in tables(results)["ranking.csv"]} == {note}


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+84", "-1", "@SUM(A1)", "|cmd", "\t=1", "\r=1", "＝1+1", "  =1+1", "\u00a0=1", "\u200b=1",
     "\ufeff＝1", "\x00=1", "\x1b\x07 +1", "\u202e=1", "\n=1", "－1", "＠A"],
)  # fmt: skip
def test_a_cell_that_would_compute_is_text(cell: str) -> None:
    assert guarded(cell).startswith("'")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("Xã Mẫu 01", "Xã Mẫu 01"),
        ("https://mau01.invalid/a=1", "https://mau01.invalid/a=1"),
        ("hai\ndòng", "hai dòng"),
        ("chuông\x07", "chuông"),
        ("00001", "00001"),
    ],
)
def test_an_innocent_cell_stays_as_it_is(cell: str, shown: str) -> None:
    assert guarded(cell) == shown


@given(st.text())
def test_no_text_at_all_makes_a_cell_that_computes_or_breaks_the_row(text: str) -> None:
    cell = guarded(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "|", "＝", "＋", "－", "＠", "｜"))
    assert not set(cell) & set("\r\n\t\x00")


def test_the_sample_s_formulas_arrive_disarmed() -> None:
    cells = [cell for table in tables().values() for row in table for cell in row.values()]
    assert any(sample.FORMULA in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
