"""Who can watch, as a commune's sheet prints it: cameras in the table, who is in charge below it."""

import pytest

from auditor.facts import Side
from checks.camera.connected import CHECK, judge
from tests.checks.camera.test_connected import NOT, paper, seen, terms
from tests.reports.test_picture_rows import page
from tests.reports.test_rows import table, words


def test_cameras_stand_in_the_table_and_who_is_in_charge_in_a_list() -> None:
    outcome = judge((seen(Side.PROVINCE), seen(id_="c2")), terms(count=2, keeper=""))
    sheet = page(CHECK.id, outcome)
    _, *rows = table(sheet, "#CAM-01 table")
    assert [row[0].split(" 127")[0] for row in rows] == ["Camera c1", "Camera c2"]
    assert rows[0][-1].startswith("Xem được hình từ phía tỉnh lúc 09:00 20/11/2026.")
    (office,) = sheet.select("#CAM-01 .items li")
    assert "Một cửa: danh mục chưa ghi người phụ trách camera." in words(office)


def test_a_paper_that_fails_a_camera_is_named_with_its_days() -> None:
    outcome = judge((seen(),), terms(paper(NOT)))
    _, row = table(page(CHECK.id, outcome), "#CAM-01 table")
    assert row[-2] == "Không đạt"
    assert "văn bản số 12/UBND ký ngày 02/11/2026 (hiệu lực đến hết ngày 31/12/2026)" in row[-1]


@pytest.mark.parametrize("keeper", ["cb-1", ""])
def test_no_sheet_shows_the_pseudonym_of_who_is_in_charge(keeper: str) -> None:
    outcome = judge((seen(Side.PROVINCE),), terms(keeper=keeper))
    assert "cb-1" not in str(page(CHECK.id, outcome))


def test_what_is_to_be_done_stands_once_among_the_tasks() -> None:
    outcome = judge((seen(Side.PROVINCE),), terms(keeper=""))
    assert words(page(CHECK.id, outcome).select_one(".tasks")).count("UBND cấp xã phân công") == 1
