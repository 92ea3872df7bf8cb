from dataclasses import replace

import pytest

from auditor.contract import SiteAddress, SiteScope, Terms
from checks.feedback.box import judge
from checks.sites.addresses import is_home, is_national_portal, names_commune, of_portal, outside
from tests.checks.build import HOME, link, page, site, terms

PORTAL = "https://cong.tinhmau.invalid"


def in_section(**more: object) -> Terms:
    address = SiteAddress(url=PORTAL, **more)  # type: ignore[arg-type]
    base = terms()
    return replace(base, commune=replace(base.commune, site=address))


PREFIX = in_section(scope=SiteScope.PREFIX, prefix="/xa-mau-01/")
QUERY = in_section(scope=SiteScope.QUERY, query=(("donvi", "7"),))


@pytest.mark.parametrize(
    ("where", "url", "out"),
    [
        (PREFIX, PORTAL + "/xa-mau-01/gop-y", False),
        (PREFIX, PORTAL + "/gop-y", True),
        (PREFIX, "https://khac.invalid/xa-mau-01/", True),
        (QUERY, PORTAL + "/?donvi=7&p=2", False),
        (QUERY, PORTAL + "/?donvi=8", True),
        (PREFIX, "mailto:a@b.invalid", False),
    ],
)
def test_a_section_of_a_portal_ends_where_the_next_begins(
    where: Terms, url: str, out: bool
) -> None:
    seen = replace(site(page(["x"], url=PORTAL + "/xa-mau-01/")), section=True)
    assert outside(seen, url, where) is out
    assert of_portal(seen, url, where) is url.startswith(PORTAL)


def test_the_portal_s_own_feedback_page_is_not_the_commune_s() -> None:
    home = page(["x"], url=PORTAL + "/xa-mau-01/", links=[link("Góp ý", PORTAL + "/gop-y")])
    seen = replace(site(home), url=PORTAL + "/xa-mau-01/", section=True)
    assert judge(seen, PREFIX).text == "box.only_portal"


@pytest.mark.parametrize(
    ("url", "national"),
    [
        ("https://dichvucong.gov.vn", True),
        ("https://thutuc.dichvucong.gov.vn/p/1", True),
        ("https://pakn.dichvucong.gov.vn", False),
        ("https://dichvucong.tinhmau.invalid", False),
        ("https://dichvucong.gov.vn.khac.invalid", False),
    ],
)
def test_the_national_portal_is_known_by_its_host(url: str, national: bool) -> None:
    assert is_national_portal(url) is national


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://dichvucong.gov.vn", True),
        ("https://dichvucong.gov.vn/#/", True),
        ("https://dichvucong.gov.vn/p/home/dvc-trang-chu.html", True),
        ("https://dichvucong.gov.vn/index.aspx", True),
        ("https://dichvucong.gov.vn/?x=1", False),
        ("https://dichvucong.gov.vn/co-quan", False),
    ],
)
def test_a_front_door_says_nothing_more(url: str, home: bool) -> None:
    assert is_home(url) is home


@pytest.mark.parametrize(
    ("url", "named"),
    [
        (HOME + "?agency=12", True),
        (HOME + "?ma_thu_tuc=1.900001", False),
        (HOME + "?agency=", False),
        (HOME + "tthc/00001", True),
        (HOME + "tthc/100001", False),
        (HOME + "xa-mau-01", True),
        (HOME + "#/tra-cuu?coquan=5", True),
        (HOME, False),
    ],
)
def test_an_address_names_the_commune_by_unit_code_or_name(url: str, named: bool) -> None:
    assert names_commune(url, terms()) is named
