"""From the home page to the likely pages, and honest about those not read."""

import asyncio

import pytest

from auditor.contract import SiteScope, Why
from auditor.facts import Dead, Page, Role, Site
from auditor.probes.limits import Limits
from auditor.probes.site.candidates import canonical
from auditor.probes.workers import Workers
from tests.peers.sites import Reply, Server, hang_up, page, redirect, serving
from tests.probes.lab import Lab, commune, site, visit

TEXT = "<p>Ủy ban nhân dân xã Mẫu 01</p>"
REAL = "<title>{0}</title><p>Trang {0} của xã Mẫu 01</p><p>Nội dung riêng: {0}</p>"


def walk(
    workers: Workers, home: str, pages: dict[str, Reply] | None = None, **how: object
) -> tuple[Site, Server]:
    server = Server(pages={"/": TEXT + home, **(pages or {})})
    return site(visit(workers, server, **how)), server


def roles(seen: Site) -> dict[str, Role]:
    return {one.url.split("/", 3)[3]: one.role for one in seen.pages}


@pytest.mark.parametrize(
    ("link", "role"),
    [
        ("<a href=/x>Đường dây nóng</a>", Role.HOTLINE),
        ("<a href=/x>ĐƯỜNG DÂY NÓNG</a>", Role.HOTLINE),
        ("<a href=/x><img src=/i/hotlinet2.png alt=''></a>", Role.HOTLINE),
        ("<a href=/x><img src=a.png alt='Đường dây nóng'></a>", Role.HOTLINE),
        ("<a href=/duong-day-nong.html><img src=a.png></a>", Role.HOTLINE),
        ("<a href=/uong-day-nong><img src=a.png></a>", Role.HOTLINE),
        ("<a href=/pages/DuongDayNong.aspx><img src=a.png></a>", Role.HOTLINE),
        ("<a href=/x>Góp ý</a>", Role.FEEDBACK),
        ("<a href=/hoi-ap><img src=a.png></a>", Role.FEEDBACK),
        ("<a href=/x title='Hòm thư góp ý'><i></i></a>", Role.FEEDBACK),
        ("<a href=/x>Phản ánh, kiến nghị</a>", Role.FEEDBACK),
        ("<a href=/x>Hướng dẫn phản ánh, kiến nghị</a>", Role.GUIDANCE),
        ("<a href=/x>Thủ tục hành chính</a>", Role.PROCEDURES),
        ("<a href=/x>TTHC</a>", Role.PROCEDURES),
        ("<a href=/x><img src=tthc357X50.jpg></a>", Role.PROCEDURES),
        ("<a href='/x?trang=dich-vu-cong'><img src=a.png></a>", Role.PROCEDURES),
        ("<a href=/x>Liên hệ</a>", Role.CONTACT),
        ("<a href=/lien-he><img src=a.png></a>", Role.CONTACT),
        ("<div onclick=''><area href=/x alt='Liên hệ'></div>", Role.CONTACT),
    ],
)
def test_a_likely_page_is_known_by_any_of_its_names(
    workers: Workers, link: str, role: Role
) -> None:
    server = Server(pages={"/": TEXT + link, "/robots.txt": page("", status=404)})
    server.other = REAL.format("mẫu")
    server.pages["/sitemap.xml"] = page("", status=404)
    seen = site(visit(workers, server))
    found: list[Page | Dead] = [*seen.pages, *seen.dead]
    assert [one.role for one in found] == [role]


@pytest.mark.parametrize(
    "link",
    [
        "<a href=/x>Tin tức</a>",
        "<a href=/x>Giới thiệu</a>",
        "<a href=http://127.0.0.1:1/gop-y>Góp ý</a>",
        "<a href=/in/print>Góp ý</a>",
        "<a href='tel:02280000001'>Đường dây nóng</a>",
        "<a href='#'>Góp ý</a>",
        "<a href='/'>Góp ý</a>",
        "<a href='/#gop-y'>Góp ý</a>",
    ],
)
def test_what_is_not_likely_or_not_ours_is_not_asked(workers: Workers, link: str) -> None:
    menu = "".join(f"<a href=/tin-{n}>Tin số {n}</a>" for n in range(7))  # no splash page
    _, server = walk(workers, link + menu)
    assert set(server.paths) <= {"/robots.txt", "/", "/sitemap.xml"}


def test_roles_get_their_share_though_one_has_many_links(workers: Workers) -> None:
    home = "".join(f"<li><a href=/tthc-{n}>Thủ tục hành chính {n}</a>" for n in range(20))
    home += "<a href=/ddn>Đường dây nóng</a><a href=/gop-y>Góp ý</a><a href=/lien-he>Liên hệ</a>"
    pages: dict[str, Reply] = {f"/tthc-{n}": REAL.format(f"tthc {n}") for n in range(20)}
    pages |= {f"/{name}": REAL.format(name) for name in ("ddn", "gop-y", "lien-he")}
    seen, _ = walk(workers, home, pages)
    assert len(seen.pages) == 12
    assert list(roles(seen))[:4] == ["ddn", "gop-y", "tthc-0", "lien-he"]
    assert {one.missing.text for one in seen.unread} == {"site.page_cap"}
    assert len(seen.unread) == 11
    assert not seen.complete


def test_what_stands_behind_a_likely_page_is_followed(workers: Workers) -> None:
    seen, _ = walk(
        workers,
        "<a href=/tthc>Thủ tục hành chính</a>",
        {
            "/tthc": REAL.format("danh mục")
            + "<main><a href=/tthc/ho-tich>Lĩnh vực hộ tịch</a><a href='/tthc?trang=2'>2</a></main>",
            "/tthc/ho-tich": REAL.format("hộ tịch"),
            "/tthc?trang=2": REAL.format("hai") + "<a href='/tthc?trang=3'>Trang sau</a>",
            "/tthc?trang=3": REAL.format("ba"),
        },
    )
    assert set(roles(seen)) == {"tthc", "tthc/ho-tich", "tthc?trang=2", "tthc?trang=3"}
    assert seen.complete


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (page("x", status=500), Why.UNREACHABLE),
        (page("x", status=403), Why.REFUSED),
        (page(b"%PDF", kind="application/pdf"), Why.UNREADABLE),
        (page(""), Why.MALFORMED),
        (hang_up(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<p>"), Why.INCOMPLETE),
    ],
)
def test_a_likely_page_that_cannot_be_read_is_said(
    workers: Workers, reply: Reply, why: Why
) -> None:
    seen, _ = walk(workers, "<a href=/gop-y>Góp ý</a>", {"/gop-y": reply})
    (one,) = seen.unread
    assert (one.role, one.text, one.missing.why) == (Role.FEEDBACK, "Góp ý", why)
    assert not seen.complete


def test_a_document_is_named_and_not_fetched(workers: Workers) -> None:
    seen, server = walk(workers, "<a href=/huong-dan.pdf>Hướng dẫn phản ánh, kiến nghị</a>")
    (one,) = seen.unread
    assert (one.role, one.missing.why, one.missing.text) == (
        Role.GUIDANCE,
        Why.UNREADABLE,
        "site.document",
    )
    assert "/huong-dan.pdf" not in server.paths


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_link_is_dead(workers: Workers, status: int) -> None:
    seen, _ = walk(workers, "<a href=/gop-y>Góp ý</a>", {"/gop-y": page("x", status=status)})
    (one,) = seen.dead
    assert (one.role, one.text, one.status) == (Role.FEEDBACK, "Góp ý", status)
    assert seen.complete


NOTHING = "<title>Xã Mẫu 01</title><p>Rất tiếc, không có gì ở đây.</p><p>Về trang chủ</p>"


def test_a_page_that_the_server_shows_for_anything_is_dead(workers: Workers) -> None:
    server = Server(pages={"/": TEXT + "<a href=/gop-y>Góp ý</a><a href=/lien-he>Liên hệ</a>"})
    server.pages["/lien-he"] = REAL.format("liên hệ")
    server.other = NOTHING
    seen = site(visit(workers, server))
    assert [one.text for one in seen.dead] == ["Góp ý"]
    assert list(roles(seen)) == ["lien-he"]


def test_a_site_that_shows_its_home_page_for_anything(workers: Workers) -> None:
    home = "<title>Xã Mẫu 01</title>" + TEXT + "<a href=/gop-y>Góp ý</a>"
    seen = site(visit(workers, Server(other=home)))
    assert [one.text for one in seen.dead] == ["Góp ý"]


def test_a_page_that_says_it_does_not_exist_is_dead(workers: Workers) -> None:
    said = "<title>Lỗi</title><p>Trang bạn yêu cầu không tồn tại.</p>"
    seen, _ = walk(workers, "<a href=/gop-y>Góp ý</a>", {"/gop-y": said})
    assert [one.url.rpartition("/")[2] for one in seen.dead] == ["gop-y"]


def test_a_likely_page_that_leads_out_is_away(workers: Workers) -> None:
    to = "https://dichvucong.example.invalid/"
    seen, _ = walk(workers, "<a href=/dvc>Dịch vụ công</a>", {"/dvc": redirect(to)})
    (one,) = seen.away
    assert (one.to, one.role) == (to, Role.PROCEDURES)
    assert seen.complete


def test_a_redirect_inside_is_followed_and_read_once(workers: Workers) -> None:
    seen, _ = walk(
        workers,
        "<a href=/a>Góp ý</a><a href=/b>Hòm thư góp ý</a>",
        {"/a": redirect("/c"), "/b": redirect("/c"), "/c": REAL.format("góp ý")},
    )
    assert list(roles(seen)) == ["c"]
    assert {url.rsplit("/", 1)[-1] for url in seen.pages[0].asked} == {"a", "b"}


def test_a_likely_link_that_leads_back_home_is_known_to(workers: Workers) -> None:
    seen, _ = walk(workers, "<a href=/gop-y>Góp ý</a>", {"/gop-y": redirect("/")})
    assert seen.pages == ()
    assert [url.rsplit("/", 1)[-1] for url in seen.home.asked] == ["gop-y"]


@pytest.mark.parametrize(
    "splash",
    [
        "<meta http-equiv=refresh content='0;url=/vi/'>",
        "<script>location.href='/vi/'</script>",
        "<frameset><frame src=/menu name=menu><frame src=/vi/ name=main></frameset>",
    ],
)
def test_a_splash_page_is_passed_once(workers: Workers, splash: str) -> None:
    pages: dict[str, Reply] = {"/": splash, "/vi/": TEXT + "<a href=/lien-he>Liên hệ</a>"}
    pages["/lien-he"] = REAL.format("liên hệ")
    seen = site(visit(workers, Server(pages=pages)))
    assert seen.home.url.endswith("/vi/")
    assert list(roles(seen)) == ["lien-he"]


def test_a_sitemap_helps_a_home_page_without_links(workers: Workers) -> None:
    server = Server(pages={"/": "<div id=root></div><script src=/a.js></script>"})

    async def sitemap(request: object, writer: object) -> None:
        loc = f"<urlset><url><loc>{server.url('/duong-day-nong')}</loc></url></urlset>"
        writer.write(page(loc, kind="application/xml"))  # type: ignore[attr-defined]

    server.pages["/sitemap.xml"] = sitemap
    server.pages["/duong-day-nong"] = REAL.format("đường dây nóng")
    seen = site(visit(workers, server))
    assert seen.home.shell
    assert roles(seen) == {"duong-day-nong": Role.HOTLINE}


@pytest.mark.parametrize(
    ("how", "path", "mine", "other"),
    [
        (
            {"scope": SiteScope.PREFIX, "prefix": "/xa-mau-01"},
            "/xa-mau-01/",
            "/xa-mau-01/gop-y",
            "/xa-mau-02/gop-y",
        ),
        (
            {"scope": SiteScope.QUERY, "query": (("sid", "1"),)},
            "/Default.aspx?sid=1",
            "/Default.aspx?sid=1&page=gop-y",
            "/Default.aspx?sid=2&page=gop-y",
        ),
    ],
)
def test_a_section_of_a_portal_stays_in_its_section(
    workers: Workers, how: dict[str, object], path: str, mine: str, other: str
) -> None:
    links = f"<a href='{mine}'>Góp ý</a><a href='{other}'>Hòm thư góp ý</a><a href=/>Góp ý</a>"
    server = Server(pages={path: TEXT + links, mine: REAL.format("góp ý")}, other=None)
    seen = site(visit(workers, server, path=path, **how))
    assert [one.url for one in seen.pages] == [server.url(mine)]
    assert seen.section
    assert other not in server.paths


def test_every_body_read_is_kept_as_evidence(workers: Workers) -> None:
    async def inside() -> tuple[list[str], set[str]]:
        server = Server(pages={"/": TEXT + "<a href=/gop-y>Góp ý</a>"})
        server.pages["/gop-y"] = page("no", status=403)
        async with serving(server):
            lab = Lab(workers, (server,))
            seen = site((await lab.visits(commune(server.url())))[0])
            assert seen.home.evidence
            assert seen.unread[0].missing.evidence
            return [url for url, _ in lab.kept], {kind for _, kind in lab.kept}

    urls, kinds = asyncio.run(inside())
    assert [url.rpartition("/")[2] for url in urls] == ["", "gop-y"]
    assert kinds == {"page"}


def test_the_page_cap_is_the_configurations(workers: Workers) -> None:
    home = "".join(f"<li><a href=/gop-y-{n}>Góp ý</a>" for n in range(5))
    pages: dict[str, Reply] = {f"/gop-y-{n}": REAL.format(str(n)) for n in range(5)}
    seen, _ = walk(workers, home, pages, limits=Limits(max_pages=2, delay_s=0))
    assert (len(seen.pages), len(seen.unread)) == (2, 3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://xa.test", "https://www.xa.test/"),
        ("http://xa.test/a/", "http://xa.test:80/a#x"),
        ("http://xa.test/?b=2&a=1", "http://xa.test/?a=1&b=2"),
    ],
)
def test_spellings_of_one_address_are_one(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_a_loading_line_means_that_a_browser_is_needed(workers: Workers) -> None:
    seen, _ = walk(workers, "<main><p>Đang tải dữ liệu...</p></main>")
    assert seen.home.shell


def test_a_feedback_form_with_a_captcha_is_no_firewall(workers: Workers) -> None:
    form = "<form><textarea name=a></textarea><div class=g-recaptcha></div></form>"
    seen, _ = walk(workers, "<a href=/gop-y>Góp ý</a>", {"/gop-y": REAL.format("góp ý") + form})
    assert len(seen.pages[0].forms) == 1
