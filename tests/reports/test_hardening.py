"""What a stranger wrote runs nowhere: no page, no table, no workbook, whoever reads it."""

import base64
import csv
import hashlib
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from auditor.contract import Document
from auditor.registry import find_formats
from auditor.results import Results
from tests.reports import sample
from tests.test_audience import PLANTED

EVIL = '\u202e\u2066=cmd|"/C calc"!A0<script>alert(9)</script>\x1b[31m\x07'
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
HOSTILE = replace(
    PLANTED,
    province_name=EVIL,
    communes=tuple(replace(c, name=EVIL, site="javascript:alert(1)") for c in PLANTED.communes),
    run=replace(PLANTED.run, seal=f"12 {EVIL}", profile_title={"vi": EVIL}),
)


def documents(results: Results = HOSTILE, lang: str = "vi") -> list[Document]:
    texts = sample.texts(lang)
    found = {
        document.path: document
        for format_ in find_formats().values()
        for document in format_.render(results, texts)
    }
    return list(found.values())


DOCUMENTS = documents()
PAGES = [document for document in DOCUMENTS if document.path.endswith(".html")]


def test_every_reader_has_a_document() -> None:
    paths = {document.path for document in DOCUMENTS}
    assert {"index.html", "xa/00001.html", "cong-khai/index.html", "an-toan.html"} <= paths
    assert {"results.csv", "ranking.csv", "results.json"} <= paths


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.path)
def test_a_page_runs_nothing_but_its_own_script(document: Document) -> None:
    page = BeautifulSoup(document.body, "lxml")
    policy = str(page.select_one("meta[http-equiv]")["content"])  # type: ignore[index]
    for kind in ("style", "script"):
        allowed = re.search(rf"{kind}-src ([^;]+)", policy)
        assert allowed
        hashes = {_hash(tag.string or "") for tag in page.select(kind)}
        assert hashes == set(allowed[1].split())
    assert policy.startswith("default-src 'none'")
    assert page.select("[src], link, img, iframe, object, embed, form, base, [style]") == []
    assert [a for tag in page.find_all(True) for a in tag.attrs if a.startswith("on")] == []
    schemes = {
        str(a["href"]).split(":")[0] for a in page.select("a[href]") if ":" in str(a["href"])
    }
    assert schemes <= {"http", "https"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.path)
def test_nothing_turns_the_text_or_the_terminal(document: Document) -> None:
    text = document.body.decode("utf-8-sig")
    if document.path.endswith(".json"):
        assert "\x1b" not in text
        assert "\\u001b" not in text
        assert "\u202e" not in text
        assert "\\u202e" not in text
        return
    assert BIDI.findall(text.replace("\r\n", "\n")) == []


def test_no_cell_of_a_table_computes() -> None:
    for document in DOCUMENTS:
        if document.path.endswith(".csv"):
            rows = csv.reader(io.StringIO(document.body.decode("utf-8-sig")), delimiter=";")
            cells = [cell.lstrip() for row in rows for cell in row]
            assert [cell for cell in cells if cell[:1] in "=+-@|" and cell] == []


def test_the_seal_stands_on_every_page_with_the_way_to_check_it() -> None:
    sealed = replace(PLANTED, run=replace(PLANTED.run, seal="7 0123456789abcdef"))
    for document in documents(sealed):
        if document.path.endswith(".html"):
            text = document.body.decode()
            assert "Niêm phong" in text
            assert "7 0123456789abcdef" in text
            assert f"auditor verify {sealed.run.id}" in text
    bare = [document for document in documents(PLANTED) if document.path.endswith(".html")]
    assert not any("Niêm phong" in document.body.decode() for document in bare)


@pytest.mark.parametrize(
    "file", sorted((sample.ROOT / "reports").rglob("*.py")), ids=lambda f: f.name
)
def test_only_our_own_assets_are_called_safe(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"Markup|\|\s*safe\b|autoescape\s*=\s*False", text)
    assert text.count("Own(") <= (4 if file.name == "page.py" else 0)


def _hash(block: str) -> str:
    digest = hashlib.sha256(block.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
