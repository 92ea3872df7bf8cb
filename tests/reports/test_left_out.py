"""What a run was not asked for is told apart from what this version cannot check."""

import csv
import io
import json
import re

import pytest
from jsonschema import Draft202012Validator

from reports import csv_table, html, json_results
from tests.reports import sample

NOT_ASKED = {"vi": "Không chọn trong đợt này", "en": "Not asked for in this run"}
NO_CHECK = {"vi": "Phiên bản này chưa có phép kiểm tra", "en": "This version has no check"}
LEFT_OUT = [c.id for c in sample.ONE_CHECK.criteria if c.left_out]


def _pages(lang: str) -> dict[str, str]:
    texts = sample.texts(lang)
    return {d.path: d.body.decode() for d in html.FORMAT.render(sample.ONE_CHECK, texts)}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_province_page_lists_them_under_a_heading_of_their_own(lang: str) -> None:
    _, _, section = _pages(lang)["index.html"].partition('id="criteria"')
    no_check, _, not_asked = section.partition(NOT_ASKED[lang])
    assert NO_CHECK[lang] in no_check
    assert [id_ for id_ in LEFT_OUT if f"<b>{id_}</b>" not in not_asked] == []
    assert [id_ for id_ in LEFT_OUT if f"<b>{id_}</b>" in no_check] == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_table_of_the_province_has_no_column_for_them(lang: str) -> None:
    _, _, table = _pages(lang)["index.html"].partition('id="matrix-table"')
    assert re.findall(r'href="#about-([A-Z0-9-]+)"', table) == ["FBK-01"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_communes_page_says_so_and_never_that_nothing_can_check_it(lang: str) -> None:
    page = _pages(lang)["xa/00001.html"]
    told = re.findall(r'<p class="unlooked">.*?<b>(.*?)</b>(.*?)</p>', page, re.DOTALL)
    asked_not = [(head, ids) for head, ids in told if head.startswith(NOT_ASKED[lang])]
    others = " ".join(ids for head, ids in told if not head.startswith(NOT_ASKED[lang]))
    assert [id_ for id_ in LEFT_OUT if not any(id_ in ids for _, ids in asked_not)] == []
    assert [id_ for id_ in LEFT_OUT if id_ in others] == []


def test_a_machine_reads_it_from_the_criterion() -> None:
    (document,) = json_results.FORMAT.render(sample.ONE_CHECK, sample.texts())
    found = json.loads(document.body)
    schema = (sample.ROOT / "config/schemas/results.schema.json").read_text(encoding="utf-8")
    assert list(Draft202012Validator(json.loads(schema)).iter_errors(found)) == []
    assert [c["id"] for c in found["criteria"] if c["left_out"]] == LEFT_OUT
    assert found["run"]["narrowed"] is True


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_spreadsheet_has_a_row_that_says_so(lang: str) -> None:
    table = next(iter(csv_table.FORMAT.render(sample.ONE_CHECK, sample.texts(lang))))
    rows = list(csv.reader(io.StringIO(table.body.decode("utf-8-sig")), delimiter=";"))
    assert {len(row) for row in rows} == {len(rows[0])}
    unasked = [(row[0], row[2]) for row in rows if row[7] == NOT_ASKED[lang]]
    judged = {c.code for c in sample.ONE_CHECK.communes if c.findings}
    assert set(unasked) == {(code, id_) for code in judged for id_ in LEFT_OUT}
