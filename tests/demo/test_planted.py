"""Every fault of the manifest is really there, asked from outside."""

import re
import socket
import time
import unicodedata
import urllib.request
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html

from auditor.demo.province import DemoProvince
from tests.demo.asking import ANY, get, page, page_url, whole_site

LIVE = ("00001", "00002", "00003", "00004", "00007", "00008")
PHONE = re.compile(r"0228[ .]?0000[ .]?\d{3}")
DIGITS = re.compile(r"\d(?:[ .()-]?\d){7,}")
EMAIL = re.compile(r"[\w.]+@[\w.]+")
CODE = re.compile(r"[123]\.\d{6}")


def _everything(demo: DemoProvince, code: str) -> str:
    return " ".join(got.text for got in whole_site(demo, code).values())


@pytest.mark.parametrize("code", LIVE)
def test_every_page_is_there_and_says_that_it_is_invented(demo: DemoProvince, code: str) -> None:
    name = next(c.name for c in demo.manifest.communes if c.code == code)
    for slug, got in whole_site(demo, code).items():
        assert got.status == 200, slug
        assert "hư cấu" in got.text, slug
        assert name.lower() in got.text.lower(), slug


@pytest.mark.parametrize("code", LIVE)
def test_every_link_of_a_site_leads_to_a_page(demo: DemoProvince, code: str) -> None:
    for slug, got in whole_site(demo, code).items():
        for link in got.links:
            target = urljoin(page_url(demo, code, slug), link)
            if target.startswith("http") and "da-gui" not in target:
                assert get(target).status == 200, (slug, link)


@pytest.mark.parametrize("code", LIVE)
def test_no_page_leads_out_of_the_demo(demo: DemoProvince, code: str) -> None:
    for got in whole_site(demo, code).values():
        assert {urlsplit(link).netloc for link in got.links} <= {""}


@pytest.mark.parametrize("code", LIVE)
def test_pages_are_html_that_a_strict_reader_accepts(demo: DemoProvince, code: str) -> None:
    known = re.compile(r"Tag (header|nav|main|footer|section|article) invalid")
    for slug, got in whole_site(demo, code).items():
        parser = html.HTMLParser(encoding="utf-8")
        html.fromstring(got.body, parser=parser)
        errors = [e.message for e in parser.error_log if not known.match(e.message)]
        assert errors == [], slug


@pytest.mark.parametrize("code", LIVE)
def test_a_page_that_does_not_exist_is_a_real_404(demo: DemoProvince, code: str) -> None:
    assert get(page_url(demo, code, "khong-co-trang-nay")).status == 404


@pytest.mark.parametrize("code", LIVE)
def test_only_numbers_that_cannot_ring_are_shown(demo: DemoProvince, code: str) -> None:
    known = {phone.replace(" ", "") for phone in demo.manifest.phones}
    shown = {re.sub(r"\D", "", found) for found in DIGITS.findall(_everything(demo, code))}
    counters = {"54354354"}
    assert {number for number in shown if number.startswith("0")} <= known
    assert {n for n in shown if not n.startswith("0") and _is_phone_like(n)} <= counters


def _is_phone_like(digits: str) -> bool:
    return len(digits) >= 8 and not re.fullmatch(r"(\d{2}){2}\d{4}.*|[12]99\d{4}.*", digits)


def test_the_perfect_one_publishes_everything(demo: DemoProvince) -> None:
    assert "Đường dây nóng: 0228 0000 001" in page(demo, "00001").text
    guidance = page(demo, "00001", "huong-dan-phan-anh").text
    for item in (
        "Địa chỉ:",
        "Điện thoại: 0228 0000 001",
        "xamau01@",
        demo.sites["00001"],
        "Cách thức",
    ):
        assert item in guidance


@pytest.mark.parametrize("code", ["00001", "00002", "00003", "00004", "00007"])
def test_the_official_list_is_published_whole(demo: DemoProvince, code: str) -> None:
    official = {procedure.code for procedure in demo.manifest.procedures}
    assert set(CODE.findall(page(demo, code, "thu-tuc-hanh-chinh").text)) == official


@pytest.mark.parametrize("code", ["00002", "00003"])
def test_no_number_stands_in_any_text(demo: DemoProvince, code: str) -> None:
    for got in whole_site(demo, code).values():
        assert not PHONE.search(got.source)
        assert "tel:" not in got.source


def test_a_hotline_is_only_an_image(demo: DemoProvince) -> None:
    for got in whole_site(demo, "00003").values():
        images = got.soup("img")
        assert {image["src"] for image in images} == {"/static/hotline-xa.png"}
        assert {image["alt"] for image in images} == {""}
    picture = get(demo.sites["00003"] + "static/hotline-xa.png")
    assert picture.kind == "image/png"
    assert picture.body.startswith(b"\x89PNG\r\n\x1a\n")


def test_a_form_stands_there_but_is_not_finished_and_no_other_box_is(demo: DemoProvince) -> None:
    got = page(demo, "00004", "gop-y")
    assert "Chức năng đang được hoàn thiện. Quý khách vui lòng quay lại sau !" in got.text
    assert "<textarea" in got.source
    assert not EMAIL.search(_everything(demo, "00004"))


def test_one_site_writes_numeric_entities_and_one_decomposed_letters(demo: DemoProvince) -> None:
    entities = page(demo, "00004").body
    assert entities.isascii()
    assert b"&#7" in entities
    decomposed = page(demo, "00002", "gioi-thieu").body.decode("utf-8")
    assert decomposed != unicodedata.normalize("NFC", decomposed)


def test_nothing_listens_where_the_site_is_down(demo: DemoProvince) -> None:
    address = urlsplit(demo.sites["00005"])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=5)


def test_one_site_never_stops_sending(demo: DemoProvince) -> None:
    with urllib.request.urlopen(demo.sites["00006"], timeout=5, context=ANY) as answer:  # noqa: S310 - loopback
        assert answer.status == 200
        until, later = time.monotonic() + 2, 0
        while time.monotonic() < until:
            assert answer.read(1), "the answer ended"
            later += 1
    assert later > 0


def test_one_that_never_stops_still_answers_for_robots_and_missing_pages(
    demo: DemoProvince,
) -> None:
    assert get(demo.sites["00006"] + "robots.txt").status == 404
    assert get(demo.sites["00006"] + "sitemap.xml").status == 404


def test_two_communes_share_a_portal_and_its_labelled_contacts(demo: DemoProvince) -> None:
    first, second = (urlsplit(demo.sites[code]) for code in ("00007", "00008"))
    assert first.netloc == second.netloc
    for code in ("00007", "00008"):
        for got in whole_site(demo, code).values():
            assert "Đường dây nóng: 0228 0000 000" in got.text
            assert "Hòm thư góp ý: gopy@tinhmau.invalid" in got.text


def test_one_section_has_contacts_of_its_own(demo: DemoProvince) -> None:
    assert "Đường dây nóng: 0228 0000 007" in page(demo, "00007", "duong-day-nong").text
    assert 'action="/xa-mau-07/da-gui.html"' in page(demo, "00007", "gop-y").source
    assert "xamau07@tinhmau.invalid" in page(demo, "00007", "huong-dan-phan-anh").text


def test_the_other_section_has_an_empty_list_and_only_the_portals_contacts(
    demo: DemoProvince,
) -> None:
    everything = _everything(demo, "00008")
    assert "Không có dữ liệu" in page(demo, "00008", "thu-tuc-hanh-chinh").text
    assert not CODE.search(everything)
    assert set(PHONE.findall(everything)) == {"0228 0000 000"}
    assert set(EMAIL.findall(everything)) == {"gopy@tinhmau.invalid"}


@pytest.mark.parametrize("code", ["00001", "00007"])
def test_robots_and_sitemap_are_real(demo: DemoProvince, code: str) -> None:
    address = urlsplit(demo.sites[code])
    root = f"{address.scheme}://{address.netloc}"
    robots = get(f"{root}/robots.txt")
    assert f"Sitemap: {root}/sitemap.xml" in robots.body.decode()
    assert demo.sites[code].encode() in get(f"{root}/sitemap.xml").body
