"""Which part of the web is whose."""

from pathlib import Path

import pytest

from auditor.contract import SiteAddress, SiteScope
from tests.inventory.build import HEADER, complaints, load

SITES = f"{HEADER};Trang thông tin điện tử;Phạm vi"


def table(*cells: str) -> str:
    rows = (f"0000{n};Xã Mẫu 0{n};{cell}" for n, cell in enumerate(cells, 1))
    return "\n".join([SITES, *rows])


def placed(folder: Path, *cells: str) -> list[SiteAddress | None]:
    return [commune.site for commune in load(folder, "xa.csv", table(*cells)).communes]


def scopes(folder: Path, *cells: str) -> list[tuple[str, str, dict[str, str]]]:
    sites = [site for site in placed(folder, *cells) if site]
    return [(site.scope.value, site.prefix, dict(site.query)) for site in sites]


def test_a_host_of_ones_own_is_a_host(tmp_path: Path) -> None:
    assert placed(tmp_path, "https://XaMau01.example.vn", "", "http://127.0.0.1:8002/?") == [
        SiteAddress(url="https://xamau01.example.vn/"),
        None,
        SiteAddress(url="http://127.0.0.1:8002/"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "trang-chu",
        "Trang-Chu.html",
        "trang-chu/",
        "index.html",
        "Default.aspx",
        "home",
        "web/trang-chu",
        "web/guest/home",
        "pages/default.aspx",
        "vi",
        "vi/trang-chu",
        "portal",
    ],
)
def test_the_front_page_of_a_host_of_ones_own_is_that_host(tmp_path: Path, path: str) -> None:
    url = f"https://xamau01.example.vn/{path}"
    assert placed(tmp_path, url) == [SiteAddress(url=url)]


@pytest.mark.parametrize(
    "address",
    [
        "xa-mau-08/",
        "xa-mau-08",
        "xa-mau-08/trang-chu.html",
        "vi/xa-mau-08",
        "xa-mau-08.html",
        "web/xa-mau-08",
        "?sid=8",
        "?8",
        "trang-chu?sid=8",
        "Default.aspx?sid=8",
        "/trang-chu",
        "index/index",
    ],
)
@pytest.mark.parametrize("host", ["a.example.vn", "www.a.example.vn:80"])
def test_one_section_of_a_portal_is_never_the_whole_portal_unasked(
    tmp_path: Path, host: str, address: str
) -> None:
    (said,) = complaints(tmp_path, "xa.csv", table(f"http://{host}/{address}"))
    assert said.startswith(f"xa.csv:2:3: địa chỉ http://{host}/{address} là một phần của tên miền")
    assert "host (cả tên miền" in said
    assert "prefix (chỉ thư mục này" in said
    assert "query:TÊN" in said


def test_a_section_is_asked_about_also_where_the_list_has_no_column_for_it(tmp_path: Path) -> None:
    body = f"{HEADER};Trang thông tin điện tử\n00008;Xã Mẫu 08;https://a.example.vn/xa-mau-08/\n"
    (said,) = complaints(tmp_path, "xa.csv", body)
    assert said.startswith("xa.csv:2:3: địa chỉ https://a.example.vn/xa-mau-08/ là một phần")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("host", ("host", "/", {})),
        ("prefix", ("prefix", "/xa-mau-08/", {})),
        ("query:sid", ("query", "/", {"sid": "8"})),
    ],
)
def test_what_the_officer_says_of_a_section_counts(
    tmp_path: Path, scope: str, expected: tuple[str, str, dict[str, str]]
) -> None:
    assert scopes(tmp_path, f"https://a.example.vn/xa-mau-08/?sid=8;{scope}") == [expected]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            ["https://a.example.vn/xa-01/", "https://a.example.vn/xa-02"],
            [("prefix", "/xa-01/", {}), ("prefix", "/xa-02/", {})],
        ),
        (
            ["https://a.example.vn/xa-01/trang-chu.aspx", "https://a.example.vn/x/xa-02/?l=vi"],
            [("prefix", "/xa-01/", {}), ("prefix", "/x/xa-02/", {})],
        ),
        (
            ["https://a.example.vn/D.aspx?sid=1&l=vi", "https://a.example.vn/D.aspx?l=vi&sid=2"],
            [("query", "/", {"sid": "1"}), ("query", "/", {"sid": "2"})],
        ),
        (
            ["http://a.example.vn/?sid=1&p=3", "https://a.example.vn/?sid=2&p=4"],
            [("query", "/", {"sid": "1", "p": "3"}), ("query", "/", {"sid": "2", "p": "4"})],
        ),
        (
            [f"https://a.example.vn/D.aspx?sid={n}" for n in (1, 2)] + ["https://a.example.vn/x/"],
            [("query", "/", {"sid": "1"}), ("query", "/", {"sid": "2"}), ("prefix", "/x/", {})],
        ),
        (
            ["http://127.0.0.1:8001/", "http://127.0.0.1:8002/"],
            [("host", "/", {}), ("host", "/", {})],
        ),
        (
            ["https://www.a.example.vn/xa-01/", "http://a.example.vn:80/xa-02/"],
            [("prefix", "/xa-01/", {}), ("prefix", "/xa-02/", {})],
        ),
        (["https://www.cong.example.vn/xa-01/"], [("prefix", "/xa-01/", {})]),
        (["https://cong.example.vn/xa-01/"], [("prefix", "/xa-01/", {})]),
        (["https://cong.example.vn/;host"], [("host", "/", {})]),
        (["https://cong.example.vn/D.aspx?sid=1;query:sid"], [("query", "/", {"sid": "1"})]),
        (["https://b.example.vn/xa/tin.html;prefix"], [("prefix", "/xa/", {})]),
        (["https://b.example.vn/?a=1&b=2&c=;Query:a, c"], [("query", "/", {"a": "1", "c": ""})]),
        (
            ["https://a.example.vn/;host", "https://a.example.vn/xa-02/;"],
            [("host", "/", {}), ("prefix", "/xa-02/", {})],
        ),
    ],
)
def test_a_shared_host_is_divided(
    tmp_path: Path, cells: list[str], expected: list[tuple[str, str, dict[str, str]]]
) -> None:
    assert scopes(tmp_path, *cells) == expected


@pytest.mark.parametrize(
    ("cells", "messages"),
    [
        (
            ["https://a.example.vn/x/", "https://a.example.vn/x"],
            ["xa.csv:3:3: địa chỉ https://a.example.vn/x trùng với địa chỉ của 00001 (xa.csv:2)"],
        ),
        (
            ["https://a.example.vn/D?b=1&a=2", "http://A.example.vn:80/D?a=2&b=1"],
            ["xa.csv:3:3: địa chỉ http://a.example.vn:80/D?a=2&b=1 trùng với"],
        ),
        (
            ["https://a.example.vn/", "https://a.example.vn/xa-02/"],
            ["xa.csv:2:3: địa chỉ https://a.example.vn/ bao gồm cả trang của 00002 (xa.csv:3)"],
        ),
        (
            ["https://a.example.vn/p/", "https://a.example.vn/p/xa-02/"],
            ["xa.csv:2:3: địa chỉ https://a.example.vn/p/ bao gồm cả trang của 00002"],
        ),
        (
            ["https://a.example.vn/p/xa1.html", "https://a.example.vn/p/xa2.html"],
            ["xa.csv:2:3: địa chỉ", "xa.csv:3:3: địa chỉ"],
        ),
        (
            ["https://a.example.vn/D.aspx", "https://a.example.vn/D.aspx?sid=2"],
            ["xa.csv:2:3: địa chỉ https://a.example.vn/D.aspx bao gồm cả trang của 00002"],
        ),
        (
            ["https://a.example.vn/D?sid=1", "https://a.example.vn/D?sid=1&x=2"],
            ["xa.csv:2:3: địa chỉ https://a.example.vn/D?sid=1 bao gồm cả trang của 00002"],
        ),
        (
            ["https://a.example.vn/Xa/", "https://a.example.vn/x%61/02/"],
            ["xa.csv:2:3: địa chỉ https://a.example.vn/Xa/ bao gồm cả trang của 00002"],
        ),
        (
            ["https://xã.example.vn/", "https://www.xn--x-yfa.example.vn/"],
            ["xa.csv:3:3: địa chỉ https://www.xn--x-yfa.example.vn/ trùng với"],
        ),
        (["https://cong.example.vn/"], ["xa.csv:2:3: địa chỉ https://cong.example.vn/ là cả cổng"]),
        (["https://cong.example.vn/vi"], ["xa.csv:2:3: địa chỉ https://cong.example.vn/vi là cả"]),
        (
            ["https://a.example.vn/trang-chu", "https://a.example.vn/xa-02/"],
            ["xa.csv:2:3: địa chỉ https://a.example.vn/trang-chu là cả cổng"],
        ),
        (
            ["http://127.0.0.1:8001/a/", "http://127.0.0.1:8002/a/"],
            ["xa.csv:2:3: địa chỉ http://127.0.0.1:8001/a/", "xa.csv:3:3: địa chỉ"],
        ),
        (["https://b.example.vn/xa-08.html;prefix"], ["xa.csv:2:4: phạm vi ghi prefix nhưng"]),
        (["https://b.example.vn/;prefix"], ["xa.csv:2:4: phạm vi ghi prefix nhưng địa chỉ"]),
        (
            ["https://cong.example.vn/?sid=1"],
            ["xa.csv:2:3: địa chỉ https://cong.example.vn/?sid=1"],
        ),
        (["https://b.example.vn/;thư"], ['xa.csv:2:4: không có phạm vi "thư"']),
        (["https://b.example.vn/;query"], ['xa.csv:2:4: không có phạm vi "query"']),
        (["https://b.example.vn/;host:a"], ['xa.csv:2:4: không có phạm vi "host:a"']),
        (
            ["https://b.example.vn/?a=1;query:sid"],
            ["xa.csv:2:4: địa chỉ https://b.example.vn/?a=1"],
        ),
    ],
)
def test_addresses_that_tell_no_one_apart_are_asked_about(
    tmp_path: Path, cells: list[str], messages: list[str]
) -> None:
    found = [
        said.replace(f"{tmp_path}/", "") for said in complaints(tmp_path, "xa.csv", table(*cells))
    ]
    assert len(found) == len(messages), found
    assert all(said.startswith(message) for said, message in zip(found, messages, strict=True))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            "xamau01.example.vn",
            "phải bắt đầu bằng https:// hoặc http://; viết https://xamau01.example.vn",
        ),
        ("//xamau01.example.vn", "viết https://xamau01.example.vn"),
        ("htps://xamau01.example.vn/a", "viết https://xamau01.example.vn/a"),
        ("ftp://xamau01.example.vn", "viết https://xamau01.example.vn"),
        ("javascript:alert(1)", "phải bắt đầu bằng https://"),
        ("đang xây dựng", "có dấu cách hoặc nhiều địa chỉ"),
        ("https://a.example.vn/a b", "có dấu cách"),
        ("https://a.example.vn,https://b.example.vn", "có dấu cách hoặc nhiều địa chỉ"),
        ("https://a:b@a.example.vn/", "không được chứa tên đăng nhập hoặc mật khẩu"),
        ("https://a.example.vn@b.example.vn/", "không được chứa tên đăng nhập"),
        ("https://a.example.vn/#/xa", "viết https://a.example.vn/"),
        ("https://", "không phải địa chỉ trang web"),
        ("https://localhost", "không phải địa chỉ trang web"),
        ("https://a.example.vn:99999/", "không phải địa chỉ trang web"),
        ("https://a.example.vn:abc/", "không phải địa chỉ trang web"),
        ("https://[::1/", "không phải địa chỉ trang web"),
        ("https://a..example.vn/", "không phải địa chỉ trang web"),
        ("https://a.example.vn\\b", "không phải địa chỉ trang web"),
    ],
)
def test_what_is_no_address_is_told_how_to_be_one(tmp_path: Path, url: str, message: str) -> None:
    (said,) = complaints(tmp_path, "xa.csv", table(url))
    assert said.startswith("xa.csv:2:3: ")
    assert message in said
    assert "a:b@" not in said


def test_a_vietnamese_host_name_is_an_address(tmp_path: Path) -> None:
    (site,) = placed(tmp_path, "https://xãmẫu.example.vn/")
    assert site is not None
    assert site.scope is SiteScope.HOST
