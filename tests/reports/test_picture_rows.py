"""Pictures, counters and zones have tables of their own: what their numbers count differs."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from auditor.contract import Finding, Outcome
from auditor.texts import LANGUAGES
from checks.camera import coverage, picture
from reports import html
from tests.checks.camera.pictured import cameras, drawn, terms
from tests.reports import sample, whole
from tests.reports.test_rows import table, words

VIEWS = {"c1": (drawn("q1", "k1"),), "c2": (drawn("q2"),), "c3": (drawn("k1"),)}


def page(check: str, outcome: Outcome, lang: str = "vi") -> BeautifulSoup:
    """Return the sheet of a commune of which only this was found."""
    finding = Finding(criterion="CAM-01", check=check, outcome=outcome)
    commune = replace(whole.WHOLE.communes[1], findings=(finding,))
    results = replace(whole.WHOLE, communes=(commune,))
    made = {one.path: one.body for one in html.FORMAT.render(results, sample.texts(lang))}
    return BeautifulSoup(made["xa/00002.html"], "lxml")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_looks_at_pictures_are_counted_as_what_they_are(lang: str) -> None:
    outcome = picture.judge(cameras("GGG", "GbbG", "v"), terms(VIEWS))
    heads, *rows = table(page(picture.CHECK.id, outcome, lang), "#CAM-01 table")
    assert heads[1] == {"vi": "Số lần hình tốt", "en": "Looks with nothing odd"}[lang]
    assert [row[1] for row in rows] == ["3/3", "2/4", "–"]
    assert [row[0].split(" 127")[0] for row in rows] == ["Camera c1", "Camera c2", "Camera c3"]


def test_a_failed_picture_says_its_measure_its_limit_and_what_to_do() -> None:
    outcome = picture.judge(cameras("GGG", "ccc"), terms(VIEWS))
    _, _, covered = table(page(picture.CHECK.id, outcome), "#CAM-01 table")
    assert covered[2] == "Không đạt"
    assert "Khác với hình đã duyệt ở 3/3 lần kiểm tra: 5 % phần so được còn khớp" in covered[3]
    assert "Nguyên nhân có thể: camera bị che" in covered[3]
    assert "Việc cần làm: Xem hình trực tiếp của camera này" in covered[3]


def test_counters_and_zones_are_rows_of_their_own() -> None:
    outcome = coverage.judge(cameras("g", "gg", "mmm"), terms(VIEWS, count=3))
    sheet = page(coverage.CHECK.id, outcome)
    heads, *rows = table(sheet, "#CAM-01 table")
    assert heads[:2] == ["Quầy, khu vực", "Số lần thấy trong hình"]
    assert [row[:2] for row in rows] == [
        ["Quầy Hộ tịch", "1/1"], ["Quầy Đất đai", "2/2"], ["Khu vực chờ", "1/1"],
    ]  # fmt: skip
    assert words(sheet.select_one("#CAM-01 caption")) == "Kết quả của 3 quầy, khu vực"
