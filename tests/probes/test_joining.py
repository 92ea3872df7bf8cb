"""Addresses are made absolute the short way where that is the same as the long one."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.probes.site.addresses import Base

PAGES = ("https://xa-mau.test/tin/trang.html?q=1", "http://xa-mau.test:18460", "http://h/a/")
PIECES = "a tin-tuc / .. . ? # = & %20 + , ư x.html _".split()  # noqa: SIM905


@given(
    st.sampled_from(PAGES), st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join)
)
def test_every_relative_address_is_joined_as_the_standard_library_joins_it(
    page: str, href: str
) -> None:
    assume("//" not in href)  # a browser keeps both, the library one
    expected = "" if href == "#" else urljoin(page, href)
    assert urlsplit(Base(page).join(href)) == urlsplit(expected)


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("anh/a.png?t=1", "https://xa-mau.test/tin/anh/a.png?t=1"),
        ("anh//a.png", "https://xa-mau.test/tin/anh//a.png"),
        ("a/../b", "https://xa-mau.test/tin/b"),
        ("../b", "https://xa-mau.test/b"),
        ("?p=2", "https://xa-mau.test/tin/trang.html?p=2"),
        ("tel:0228 0000001", "tel:0228 0000001"),
        ("javascript:void(0)", ""),
    ],
)
def test_what_pages_write_leads_where_a_browser_would_go(href: str, url: str) -> None:
    assert Base(PAGES[0]).join(href) == url
