"""Cameras, officers and refused rows read as tables, and the three rooms stand side by side."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser

from auditor.audience import narrowed
from auditor.contract import Audience, Finding, Item, Verdict
from auditor.results import Results
from auditor.texts import LANGUAGES
from reports import csv_table, html, json_results
from reports.families import checked, families
from reports.rows import rows
from tests.reports import sample, whole
from tests.reports.conftest import open_page, write


def pages(lang: str = "vi", results: Results = whole.WHOLE) -> dict[str, BeautifulSoup]:
    texts = sample.texts(lang)
    return {
        document.path: BeautifulSoup(document.body, "lxml")
        for document in html.FORMAT.render(results, texts)
    }


PAGES = pages()
BAD = PAGES["xa/00002.html"]


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def table(page: BeautifulSoup, selector: str) -> list[list[str]]:
    """Return a table as its heads and its rows."""
    found = page.select_one(selector)
    assert found is not None
    lines = [[words(cell) for cell in row.select("th, td")] for row in found.select("tr")]
    assert {len(line) for line in lines} == {len(lines[0])}
    return lines


def test_a_camera_is_a_row_with_place_looks_verdict_and_what_to_do() -> None:
    heads, *cameras = table(BAD, "#CAM-01 table")
    assert heads == ["Camera", "Số lần có hình", "Kết quả", "Nội dung, việc cần làm"]
    assert len(cameras) == 4
    name, looks, verdict, said = cameras[2]
    assert name == "Camera Quầy 3 Quầy 1, Quầy 2 10.1.2.20:554/Streaming/Channels/101"
    assert (looks, verdict) == ("0/6", "Không đạt")
    assert "Việc cần làm: Kiểm tra nguồn điện" in said
    assert sample.sha("contact2")[:12] in said
    assert cameras[3][2] == "Chưa đủ căn cứ đánh giá Bị từ chối truy cập; UBND cấp xã"


def test_channels_that_wait_for_the_same_share_a_row_and_failures_never_do() -> None:
    locked, dark = whole.BAD[0].outcome.items[3], whole.BAD[0].outcome.items[2]
    again = replace(locked, target="Camera kho")
    down = replace(dark, target="Camera Quầy 4")
    finding = replace(
        whole.BAD[0],
        outcome=replace(whole.BAD[0].outcome, items=(locked, again, dark, down)),
    )
    commune = replace(whole.WHOLE.communes[1], findings=(finding,))
    page = pages(results=replace(whole.WHOLE, communes=(commune,)))["xa/00002.html"]
    _, *cameras = table(page, "#CAM-01 table")
    assert [row[2].split(" Bị")[0] for row in cameras] == [
        "Chưa đủ căn cứ đánh giá", "Không đạt", "Không đạt",
    ]  # fmt: skip
    assert "Camera cửa ra vào" in cameras[0][0]
    assert "Camera kho" in cameras[0][0]
    assert words(page.select_one("#CAM-01 caption")) == "Kết quả của 4 camera"


def test_the_interval_of_a_failure_stands_in_its_small_print() -> None:
    row = BAD.select("#CAM-01 tbody tr")[2]
    assert "Khoảng tin cậy 95 %: 0–56 %." in [words(note) for note in row.select(".note")]


def test_looks_out_of_hours_are_shown_as_such() -> None:
    dark = replace(
        whole.BAD[0].outcome.items[3],
        text="online.only_out_of_hours",
        values={"camera": "x", "looks": 0, "up": 0, "outside": 2, "outside_up": 1},
    )
    finding = replace(whole.BAD[0], outcome=replace(whole.BAD[0].outcome, items=(dark,)))
    commune = replace(whole.WHOLE.communes[1], findings=(finding,))
    page = pages(results=replace(whole.WHOLE, communes=(commune,)))["xa/00002.html"]
    assert table(page, "#CAM-01 table")[1][1] == "1/2 (ngoài giờ)"


def test_a_late_shift_is_a_row_of_few_words() -> None:
    heads, *shifts = table(BAD, "#STF-01 table.shifts")
    assert heads == [
        "Ngày", "Buổi", "Mã cán bộ", "Quầy", "Số phút muộn", "Ghi nhận đầu tiên", "Nội dung",
    ]  # fmt: skip
    assert shifts[0] == [
        "05/10/2026", "Sáng 07:30–11:30", "CB-8K3W0Q0Z", "Quầy 1", "12", "07:42",
        "Không đạt: Đi muộn",
    ]  # fmt: skip


def test_an_empty_shift_says_until_when_it_may_be_explained() -> None:
    heads, *shifts = table(BAD, "#STF-02 table.shifts")
    assert "Hạn giải trình" in heads
    assert [shift[1].split()[0] for shift in shifts] == ["Sáng", "Chiều", "Sáng"]
    short = sample.texts().say("staff.row_absent_part.short")
    assert shifts[2][-1] == f"Đạt một phần: {short}"


def test_refused_rows_are_counted_with_their_line_numbers() -> None:
    _, date, repeat = table(BAD, "#STF-01 table.refused")
    assert date[1:3] == ["cham-cong", "12.345"]
    assert date[3] == "attlog-2026-10.csv: dòng 18, 19, 2207"
    used = BAD.select("#STF-01 table.refused tbody tr")[1]
    assert words(used.select_one(".sr")) == "Thông tin thêm:"
    assert repeat[2:] == ["7", "–"]


def test_what_both_questions_left_aside_is_printed_once() -> None:
    assert not BAD.select("#STF-02 table.refused")
    told = words(BAD.select_one("#STF-02"))
    assert "Dòng dữ liệu không sử dụng: như đã nêu tại STF-01" in told
    assert len(BAD.select("#STF-02 a[href='#STF-01']")) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_explains_pseudonyms_where_they_stand(lang: str) -> None:
    page = pages(lang)["xa/00002.html"]
    captions = [words(caption) for caption in page.select("table.shifts caption")]
    assert len(captions) == 2
    assert all("auditor staff" in caption for caption in captions)
    assert "auditor staff" not in words(PAGES["xa/00001.html"].body)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_and_no_hole_is_printed(lang: str) -> None:
    for page in pages(lang).values():
        assert (
            re.findall(r"\b(?:rows|family|part|staff|online|presence)\.\w+|\{", words(page.body))
            == []
        )


def test_a_part_of_the_day_without_a_name_is_shown_as_it_is() -> None:
    odd = whole.shift("CB-1", 5, "staff.row_absent", Verdict.WARN, part="ca3", until="x")
    shown = table(_page_of(odd), "#STF-02 table.shifts")
    assert shown[1][1] == "ca3 07:30–11:30"


def test_rows_keep_their_order_and_none_is_lost() -> None:
    finding = whole.BAD[1]
    parts = rows([finding])["STF-01"]
    assert [part.kind for part in parts] == ["shifts", "list", "refused"]
    assert tuple(item for part in parts for item in part.items) == finding.outcome.items


def test_website_rows_stay_a_list() -> None:
    (part,) = rows([next(f for f in whole.WHOLE.communes[1].findings if f.criterion == "FBK-01")])[
        "FBK-01"
    ]
    assert part.kind == "list"


def test_the_index_shows_the_rooms_side_by_side() -> None:
    heads, *communes = table(PAGES["index.html"], "#families table")
    assert heads == ["Đơn vị", "Camera", "Trang TTĐT, góp ý", "Cán bộ", "Nội dung khác"]
    assert communes[1][:4] == [
        "Xã Mẫu 02",
        "Không đạt: 1",
        "Đạt: 3 Đạt một phần: 1 Không đạt: 1",
        "Không đạt: 2",
    ]
    assert communes[4][1] == "Chưa kiểm tra"


def test_every_finding_is_counted_in_one_room() -> None:
    for commune in whole.WHOLE.communes:
        counted = families(whole.WHOLE.criteria, commune.findings)
        assert sum(sum(one.counts.values()) for one in counted) == len(commune.findings)


def test_one_room_alone_needs_no_overview() -> None:
    only = tuple(c for c in whole.WHOLE_CRITERIA if c.group in "CD")
    assert list(checked(only)) == ["website"]
    communes = tuple(
        replace(c, findings=tuple(f for f in c.findings if f.criterion[:3] in ("WEB", "FBK")))
        for c in sample.COMMUNES
    )
    page = pages(results=replace(sample.RESULTS, criteria=only, communes=communes))["index.html"]
    assert not page.select("#families")


def test_machines_get_every_row_with_its_key_and_values() -> None:
    (document,) = json_results.FORMAT.render(whole.WHOLE, sample.texts())
    read = json.loads(document.body)
    kept = narrowed(whole.WHOLE, Audience.PROVINCE, hidden=sample.texts().say("audience.hidden"))
    for commune, given in zip(read["communes"], kept.communes, strict=True):
        found = {finding["criterion"]: finding["items"] for finding in commune["findings"]}
        for finding in given.findings:
            told = [(one["target"], one["text"], one["values"]) for one in found[finding.criterion]]
            assert told == [(i.target, i.text, dict(i.values)) for i in finding.outcome.items]


def test_a_spreadsheet_gets_a_row_a_finding_with_its_sentence() -> None:
    texts = sample.texts()
    body = next(d.body for d in csv_table.FORMAT.render(whole.WHOLE, texts))
    lines = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))
    said = {(one["Mã đơn vị hành chính"], one["Mã tiêu chí"]): one["Nội dung"] for one in lines}
    assert said["00002", "STF-01"].startswith("Có 6/204 ca đi muộn")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(whole.WHOLE, tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize(
    ("path", "width"), [("index.html", 360), ("xa/00002.html", 360), ("xa/00002.html", 800)]
)
def test_the_tables_fit_a_phone_and_are_accessible(
    chromium: Browser, folder: Path, path: str, width: int
) -> None:
    from tests.reports.test_browser import _axe

    opened = open_page(chromium, folder / path, width)
    sideways = opened.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    cut = opened.page.evaluate(
        "[...document.querySelectorAll('.rows td, .rows th, .side td')]"
        ".filter(cell => cell.scrollWidth > cell.clientWidth + 1 && cell.clientWidth).length"
    )
    found = _axe(opened.page)
    opened.page.close()
    assert (opened.complaints, found, sideways, cut) == ([], [], 0, 0)


def test_the_tables_fit_the_width_of_a4(chromium: Browser, tmp_path: Path) -> None:
    folder = write(whole.LONG, tmp_path)
    opened = open_page(chromium, folder / "xa/00002.html", 624)  # 165 mm between the margins
    opened.page.emulate_media(media="print")
    wide = opened.page.evaluate(
        "[...document.querySelectorAll('table.rows')]"
        ".filter(one => one.scrollWidth > one.parentElement.clientWidth).length"
    )
    shown = opened.page.locator("table.shifts tbody tr").count()
    opened.page.close()
    assert (wide, shown) == (0, 198 + 3)


def _page_of(item: Item) -> BeautifulSoup:
    finding = whole.BAD[2]
    changed: Finding = replace(finding, outcome=replace(finding.outcome, items=(item,)))
    commune = replace(whole.WHOLE.communes[1], findings=(changed,))
    return pages(results=replace(whole.WHOLE, communes=(commune,)))["xa/00002.html"]
