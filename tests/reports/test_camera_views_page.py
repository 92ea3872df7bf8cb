"""The page of the cameras' views in a real browser: drawn on by mouse and by keyboard, and printed."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from auditor.cli.camera_reference_page import About, page
from auditor.cli.camera_reference_regions import read_regions
from auditor.contract import Camera, Commune, CommuneKind, Counter, Device, Region, Zone
from auditor.facts import Light
from auditor.inventory.viewfile import ViewFile
from auditor.inventory.views import kept
from auditor.words import set_language
from tests.inventory.view_files import APPROVED, REGION, features, put, times, view
from tests.reports.conftest import Opened, Scheme, open_page

DEVICE = Device(host="192.0.2.1")
COMMUNE = Commune(
    code="00001",
    name="Xã <Mẫu> 01",
    kind=CommuneKind.XA,
    province_code="00",
    counters=(
        Counter(id="q1", name="Quầy 1", office="vp"),
        Counter(id="q2", name='Quầy "2" & <b>', office="vp"),
        Counter(id="q9", name="Quầy của điểm khác", office="khac"),
    ),
    zones=(Zone(id="cho", name="Chỗ ngồi chờ", office="vp"),),
    cameras=(
        Camera(id="cam-1", name="Camera 1", office="vp", counters=("q2",), device=DEVICE, path="/hinh"),
        Camera(id="cam-2", name="Camera 2", office="vp", device=DEVICE, path="/hai"),
        Camera(id="cam-3", name="Camera 3", office="khac", device=DEVICE, path="/ba"),
    ),
)  # fmt: skip
VIEWS = (
    view(),
    view(light=Light.IR, learnt=times(5)),
    view(camera="cam-2", address="192.0.2.1:554/hai", approved=APPROVED, features=features(30)),
)


def written(folder: Path, views: tuple[ViewFile, ...] = VIEWS, lang: str = "vi") -> Path:
    """Write the files and their page."""
    for one in views:
        put(folder, one)
    about = About(
        province="Tỉnh Mẫu", lang=lang, zone=ZoneInfo("Asia/Ho_Chi_Minh"),
        at=datetime(2026, 7, 6, 2, tzinfo=UTC), config="xa.yaml",
    )  # fmt: skip
    set_language(lang)
    try:
        body = page(COMMUNE, kept(folder, COMMUNE), about)
    finally:
        set_language("vi")
    (folder / "duyet.html").write_bytes(body)
    return folder / "duyet.html"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("trang"))


@pytest.fixture
def opened(chromium: Browser, path: Path) -> Iterator[Opened]:
    one = open_page(chromium, path)
    yield one
    assert one.complaints == []
    one.page.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_page_is_accessible_silent_and_never_scrolls_sideways(
    chromium: Browser, path: Path, width: int, scheme: Scheme
) -> None:
    one = open_page(chromium, path, width, scheme)
    sideways = one.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = (one.complaints, _axe(one.page), sideways)
    one.page.close()
    assert found == ([], [], 0)


def test_an_english_page_and_an_empty_one_are_accessible_too(
    chromium: Browser, tmp_path: Path
) -> None:
    for name, views, lang in (("en", VIEWS, "en"), ("trong", (), "vi")):
        (tmp_path / name).mkdir()
        one = open_page(chromium, written(tmp_path / name, views, lang))
        assert (one.complaints, _axe(one.page)) == ([], [])
        assert not re.search(r"views_page|\{\w", one.page.inner_text("body"))
        one.page.close()


def test_each_view_says_what_it_is_worth(opened: Opened) -> None:
    shown = [text.split("\n") for text in opened.page.locator("figcaption").all_inner_texts()]
    assert [lines[0] for lines in shown] == [
        "ban ngày Chờ duyệt",
        "hồng ngoại Chờ duyệt",
        "ban ngày Đã duyệt",
    ]
    assert any("08:00 06/07/2026 đến 08:10" in line for line in shown[0])
    assert "Học trong dưới 10 phút: chỉ để thử." in shown[1]
    assert any("12/BB-UBND, người duyệt: Chủ tịch UBND xã" in line for line in shown[2])
    assert any("Chỉ 30/144 ô dùng được, cần ít nhất 50" in line for line in shown[2])
    assert "Chưa học hình của: Camera 3 (cam-3)." in opened.page.inner_text("main")
    unused = opened.page.locator("path.unused").all()
    assert len(re.findall("M", unused[0].get_attribute("d") or "")) == 44


def test_the_places_are_those_of_the_office_the_needed_ones_first(opened: Opened) -> None:
    rows = opened.page.locator(".camera").first.locator("tbody tr")
    assert [row.get_attribute("data-place") for row in rows.all()] == ["q2", "q1", "cho"]
    assert "camera phải quan sát" in rows.first.inner_text()
    assert "Chưa khoanh nơi camera phải quan sát" in opened.page.inner_text("#open")


def test_a_region_drawn_by_mouse_is_read_by_the_command(opened: Opened, tmp_path: Path) -> None:
    camera = opened.page.locator(".camera").first
    camera.locator("tr[data-place=q2] [data-act=draw]").click()
    picture = camera.locator("svg.view").first
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    left, top = box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.75
    opened.page.mouse.move(left, top)
    opened.page.mouse.down()
    opened.page.mouse.move(left - 50, top - 20)
    opened.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.25)
    opened.page.mouse.up()
    assert camera.locator("rect.region").count() == 4  # two regions on each of two pictures
    drawn = {one.place: one for one in regions(opened.page, tmp_path)["cam-1"]}
    assert (drawn["q2"].left, drawn["q2"].top) == pytest.approx((0.5, 0.25), abs=0.01)
    assert (drawn["q2"].width, drawn["q2"].height) == pytest.approx((0.4, 0.5), abs=0.01)
    assert drawn["q1"] == REGION
    assert opened.page.inner_text("#open") == ""


def test_a_region_is_typed_mended_and_cleared_by_keyboard(opened: Opened, tmp_path: Path) -> None:
    row = opened.page.locator(".camera").nth(1).locator("tr[data-place=cho]")
    row.locator("input").first.focus()
    for value in ("60", "10", "50", "20"):
        opened.page.keyboard.type(value)
        opened.page.keyboard.press("Tab")
    assert "không quá 100" in row.inner_text()
    assert row.locator("[aria-invalid=true]").count() == 4
    assert "cho" not in {one.place for one in regions(opened.page, tmp_path)["cam-2"]}
    row.locator("input").nth(2).fill("40")
    assert row.locator(".fault").inner_text() == ""
    found = {one.place: one for one in regions(opened.page, tmp_path)["cam-2"]}
    assert found["cho"] == Region(place="cho", left=0.6, top=0.1, width=0.4, height=0.2)
    row.locator("[data-act=clear]").focus()
    opened.page.keyboard.press("Enter")
    assert {one.place for one in regions(opened.page, tmp_path)["cam-2"]} == {"q1"}


def test_the_file_is_saved_as_it_stands(opened: Opened) -> None:
    with opened.page.expect_download() as waited:
        opened.page.click("#save")
    assert waited.value.suggested_filename == "vung.yaml"
    saved = Path(waited.value.path()).read_text(encoding="utf-8")
    assert saved == opened.page.input_value("#text")
    assert "camera reference 00001 --config xa.yaml --approve" in saved


def test_it_prints_as_a_paper_to_sign(opened: Opened) -> None:
    opened.page.emulate_media(media="print", color_scheme="dark")
    assert opened.page.locator("button:visible, textarea:visible").count() == 0
    assert opened.page.locator("svg.view:visible").count() == 3
    assert "NGƯỜI DUYỆT" in opened.page.inner_text(".signers")
    assert (
        opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
        == "rgb(255, 255, 255)"
    )


def test_without_scripts_the_pictures_and_what_was_drawn_are_there(
    chromium: Browser, path: Path
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    one = context.new_page()
    one.goto(path.as_uri())
    counted = one.locator("image").count(), one.locator("rect.region.counter").count()
    told = "hãy viết tệp vung.yaml bằng tay" in one.inner_text("main")
    context.close()
    assert (counted, told) == ((3, 4), True)  # one of them in the legend


def test_what_was_drawn_on_one_light_is_shown_on_both(tmp_path: Path) -> None:
    body = written(tmp_path, (view(regions=()), view(light=Light.IR))).read_text(encoding="utf-8")
    camera = body.partition('data-camera="cam-1"')[2]
    assert camera.partition("<table")[0].count('class="region counter"') == 2


def test_a_name_of_a_place_is_never_markup(path: Path) -> None:
    body = path.read_text(encoding="utf-8")
    assert "<b>" not in re.sub(r"<b>(camera phải quan sát)</b>", "", body)
    assert "Xã &lt;Mẫu&gt; 01" in body


def regions(opened: Page, folder: Path) -> dict[str, tuple[Region, ...]]:
    """Return what the command reads from the text on the page."""
    path = folder / "vung.yaml"
    path.write_text(opened.input_value("#text"), encoding="utf-8")
    return dict(read_regions(path, COMMUNE))


def _axe(page: Page) -> list[str]:
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((result) => result.violations)")
    return [
        json.dumps([v["id"], [node["html"][:120] for node in v["nodes"][:3]]], ensure_ascii=False)
        for v in found
    ]
