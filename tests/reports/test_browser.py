"""The pages in a real browser: nothing to complain of, usable by anyone, printable."""

import json
import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.reports import sample
from tests.reports.conftest import Scheme, open_page, write

VIEWS = [
    *(
        (path, width, scheme)
        for path in ("index.html", "xa/00004.html")
        for width in (360, 768, 1280)
        for scheme in ("light", "dark")
    ),
    ("xa/00003.html", 360, "dark"),
    ("xa/00005.html", 1280, "light"),
]
A4 = {(595, 842), (842, 595)}


@pytest.mark.parametrize(("path", "width", "scheme"), VIEWS)
def test_a_page_is_accessible_silent_and_never_scrolls_sideways(
    chromium: Browser, site: Path, path: str, width: int, scheme: Scheme
) -> None:
    opened = open_page(chromium, site / path, width, scheme)
    violations = _axe(opened.page)
    sideways = opened.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    opened.page.close()
    assert (opened.complaints, violations, sideways) == ([], [], 0)


def test_an_english_and_an_interrupted_report_are_accessible_too(
    chromium: Browser, tmp_path: Path
) -> None:
    folder = write(sample.INTERRUPTED, tmp_path, "en")
    for path in ("index.html", "xa/00007.html"):
        opened = open_page(chromium, folder / path)
        assert (opened.complaints, _axe(opened.page)) == ([], [])
        opened.page.close()


@pytest.mark.parametrize("region", ["#duties", "#ranking", "#matrix"])
def test_a_commune_is_one_click_from_the_index_and_back(
    chromium: Browser, site: Path, region: str
) -> None:
    opened = open_page(chromium, site / "index.html")
    opened.page.locator(f"{region} a", has_text="Xã Mẫu 02").first.click()
    assert opened.page.url.endswith("xa/00002.html")
    opened.page.locator("p.back a").click()
    assert opened.page.url.endswith("index.html")
    opened.page.close()


def test_a_commune_is_reached_by_keyboard_alone(chromium: Browser, site: Path) -> None:
    opened = open_page(chromium, site / "index.html")
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.className") == "skip"
    opened.page.keyboard.press("Enter")
    for _ in range(200):
        opened.page.keyboard.press("Tab")
        if opened.page.evaluate("document.activeElement.textContent").strip() == "Xã Mẫu 01":
            break
    outline = opened.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url("**/xa/00001.html")
    opened.page.close()
    assert outline == "solid"


def test_the_ranking_sorts_by_a_column_and_says_so(chromium: Browser, site: Path) -> None:
    opened = open_page(chromium, site / "index.html")
    header = opened.page.locator("#ranking-table th", has_text="Điểm").first
    header.locator("button").click()
    header.locator("button").click()
    first = opened.page.locator("#ranking-table tbody tr").first.inner_text()
    order = header.get_attribute("aria-sort")
    opened.page.close()
    assert ("Xã Mẫu 01" in first, order) == (True, "descending")


@pytest.mark.parametrize(("typed", "shown"), [("xa mau 03", 1), ("XÃ MẪU", 8), ("không có", 0)])
def test_a_table_is_filtered_by_name_with_or_without_diacritics(
    chromium: Browser, site: Path, typed: str, shown: int
) -> None:
    opened = open_page(chromium, site / "index.html")
    opened.page.fill("#matrix-filter", typed)
    rows = opened.page.locator("#matrix-table tbody tr:visible").count()
    opened.page.close()
    assert rows == shown


def test_the_matrix_keeps_communes_that_have_a_verdict(chromium: Browser, site: Path) -> None:
    opened = open_page(chromium, site / "index.html")
    opened.page.select_option("#matrix-verdict", "fail")
    names = opened.page.locator("#matrix-table tbody tr:visible th").all_inner_texts()
    opened.page.close()
    assert names == ["Xã Mẫu 02", "Xã Mẫu 03", "Xã Mẫu 04"]


def test_without_scripts_everything_is_there_and_no_dead_control(
    chromium: Browser, site: Path
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    counted = (
        page.locator("#matrix-table tbody tr:visible").count(),
        page.locator("button:visible, input:visible, select:visible").count(),
    )
    context.close()
    assert counted == (8, 0)


@pytest.mark.parametrize(
    ("path", "signers"),
    [
        ("index.html", ["NGƯỜI LẬP", "THỦ TRƯỞNG ĐƠN VỊ KIỂM TRA, ĐÁNH GIÁ"]),
        (
            "xa/00004.html",
            ["NGƯỜI LẬP", "ĐẠI DIỆN UBND XÃ", "THỦ TRƯỞNG ĐƠN VỊ KIỂM TRA, ĐÁNH GIÁ"],
        ),
        (
            "xa/00008.html",
            ["NGƯỜI LẬP", "ĐẠI DIỆN UBND PHƯỜNG", "THỦ TRƯỞNG ĐƠN VỊ KIỂM TRA, ĐÁNH GIÁ"],
        ),
    ],
)
def test_a_draft_prints_on_a4_to_be_signed_with_its_mark_on_every_sheet(
    chromium: Browser, site: Path, tmp_path: Path, path: str, signers: list[str]
) -> None:
    sheets, sizes = _print(chromium, site / path, tmp_path)
    assert all(_letters("DỰ THẢO") in _letters(sheet) for sheet in sheets)
    assert all(_is_watermarked(sheet) for sheet in sheets)
    assert all(_letters("DỮ LIỆU TRÌNH DIỄN") in _letters(sheet) for sheet in sheets)
    assert sizes <= A4
    last = _letters(sheets[-1])
    assert [signer for signer in signers if _letters(signer) not in last] == []
    assert _letters("Ký, ghi rõ họ tên") in last


def test_a_conclusion_prints_without_the_draft_mark(chromium: Browser, tmp_path: Path) -> None:
    folder = write(sample.CONCLUDED, tmp_path)
    sheets, _ = _print(chromium, folder / "xa/00002.html", tmp_path)
    assert not any(_letters("DỰ THẢO") in _letters(sheet) for sheet in sheets)
    assert not any(_is_watermarked(sheet) for sheet in sheets)


def test_a_dark_screen_prints_on_white(chromium: Browser, site: Path) -> None:
    opened = open_page(chromium, site / "index.html", scheme="dark")
    opened.page.emulate_media(media="print", color_scheme="dark")
    colour = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    ink = opened.page.evaluate("getComputedStyle(document.body).color")
    opened.page.close()
    assert (colour, ink) == ("rgb(255, 255, 255)", "rgb(27, 36, 48)")


def _axe(page: Page) -> list[str]:
    """Return what axe finds. It is evaluated, not added to the page: the page's policy stays in force."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((result) => result.violations)")
    return [
        json.dumps([v["id"], [node["html"][:120] for node in v["nodes"][:3]]], ensure_ascii=False)
        for v in found
    ]


def _print(browser: Browser, path: Path, folder: Path) -> tuple[list[str], set[tuple[int, int]]]:
    opened = open_page(browser, path)
    pdf = folder / "printed.pdf"
    opened.page.pdf(path=pdf, prefer_css_page_size=True)
    opened.page.close()
    text = _run("pdftotext", str(pdf), "-")
    info = _run("pdfinfo", "-f", "1", "-l", "99", str(pdf))
    sizes = re.findall(r"size:\s+([\d.]+) x ([\d.]+)", info)
    return text.split("\f")[:-1], {(round(float(w)), round(float(h))) for w, h in sizes}


def _is_watermarked(sheet: str) -> bool:
    """A slanted word comes out of the PDF letter by letter, each on a line of its own."""
    return {"Ự", "Ả"} <= {line.strip() for line in sheet.splitlines()}


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text).upper()


def _run(*command: str) -> str:
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError:
        pytest.skip("apt-get install -y poppler-utils")
    return done.stdout
