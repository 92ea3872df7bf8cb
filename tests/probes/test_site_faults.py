"""Every way a server can fail, each by a server that does so: the cause, the party, the look."""

import asyncio
import gzip
import socket
import zlib
from dataclasses import replace

import pytest

from auditor.contract import Missing, Party, SiteScope, Why
from auditor.facts import LookState
from auditor.probes.limits import Limits
from auditor.probes.site.probe import SiteVisit
from auditor.probes.workers import Workers
from tests.peers.sites import Reply, Server, drip, hang_up, page, redirect, silence
from tests.probes.lab import QUICK, Lab, commune, site, visit

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
DOWN, VOID, UP = LookState.DOWN, LookState.VOID, LookState.UP
F5 = "<html><head><script>window['bobcmn']='101110';</script></head><body></body></html>"
CAPTCHA = "<html><body><div class='g-recaptcha'></div></body></html>"


@pytest.mark.parametrize(
    ("reply", "why", "text", "state"),
    [
        (silence(), Why.TIMEOUT, "site.no_answer", DOWN),
        (drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"), Why.TIMEOUT, "site.no_answer", DOWN),
        (drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), Why.TIMEOUT, "site.no_answer", DOWN),
        (drip(HEAD + b"\r\n<html>"), Why.TIMEOUT, "site.never_ends", VOID),
        (hang_up(HEAD + b"Content-Length: 900\r\n\r\n<p>"), Why.INCOMPLETE, "site.cut", VOID),
        (
            hang_up(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<html"),
            Why.INCOMPLETE,
            "site.cut",
            VOID,
        ),
        (hang_up(), Why.UNREACHABLE, "site.closed", VOID),
        (hang_up(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), Why.MALFORMED, "site.bad_http", VOID),
        (
            hang_up(b"HTTP/1.1 200 OK\r\nX-Big: " + b"a" * 40_000 + b"\r\n\r\n"),
            Why.MALFORMED,
            "site.bad_http",
            VOID,
        ),
        (page("x", status=500), Why.UNREACHABLE, "site.server_error", DOWN),
        (page("x", status=503), Why.UNREACHABLE, "site.server_error", DOWN),
        (page("x", status=404), Why.UNREACHABLE, "site.home_404", DOWN),
        (page("x", status=401), Why.REFUSED, "site.login_needed", VOID),
        (page("x", status=403), Why.REFUSED, "site.forbidden", VOID),
        (page("x", status=429), Why.REFUSED, "site.rate_limited", VOID),
        (page("x", status=418), Why.MALFORMED, "site.odd_status", VOID),
        (
            page("<title>Access denied · Viettel WAF</title>", status=403),
            Why.REFUSED,
            "site.waf",
            VOID,
        ),
        (page(F5), Why.REFUSED, "site.waf", VOID),
        (page(CAPTCHA), Why.REFUSED, "site.waf", VOID),
        (page("<title>Just a moment...</title>", status=503), Why.REFUSED, "site.waf", VOID),
        (page(""), Why.MALFORMED, "site.empty", VOID),
        (page(b"%PDF-1.7", kind="application/pdf"), Why.UNREADABLE, "site.not_html", VOID),
        (page("plain", Content_Encoding="gzip"), Why.MALFORMED, "site.bad_coding", VOID),
        (page("x", Content_Encoding="br"), Why.MALFORMED, "site.bad_coding", VOID),
        (
            page(gzip.compress(gzip.compress(b"<p>")), Content_Encoding="gzip, gzip"),
            Why.MALFORMED,
            "site.bad_coding",
            VOID,
        ),
        (
            page(gzip.compress(b"<p>" * 900)[:-20], Content_Encoding="gzip"),
            Why.INCOMPLETE,
            "site.cut",
            VOID,
        ),
        (redirect("/"), Why.MALFORMED, "site.redirects", VOID),
        (redirect("http://127.0.0.1:1/"), Why.NOT_CONFIGURED, "site.moved", VOID),
        (redirect("ftp://127.0.0.1/"), Why.NOT_CONFIGURED, "site.moved", VOID),
        (redirect("http://[::bad"), Why.NOT_CONFIGURED, "site.moved", VOID),
    ],
)
def test_a_home_page_that_fails_says_its_true_cause(
    workers: Workers, reply: Reply, why: Why, text: str, state: LookState
) -> None:
    came = visit(workers, Server(pages={"/": reply}))
    assert isinstance(came.site, Missing)
    assert (came.site.why, came.site.text, came.look.state) == (why, text, state)
    assert (came.look.why is None) == (state is UP)
    assert came.site.seen_at is not None


def test_a_closed_port_is_a_site_that_is_down(workers: Workers) -> None:
    async def inside() -> SiteVisit:
        server = await Server().start()
        await server.stop()
        return (await Lab(workers, (server,)).visits(commune(server.url())))[0]

    came = asyncio.run(inside())
    assert isinstance(came.site, Missing)
    assert (came.site.why, came.site.party) == (Why.UNREACHABLE, Party.COMMUNE)
    assert (came.look.state, came.look.text) == (DOWN, "site.connection_refused")


@pytest.mark.parametrize(
    ("error", "why", "party", "text", "state"),
    [
        (socket.EAI_NONAME, Why.UNREACHABLE, Party.COMMUNE, "site.dns_failed", DOWN),
        (socket.EAI_AGAIN, Why.PROBE_OFFLINE, Party.AUDITOR, "site.dns_silent", VOID),
    ],
)
def test_a_name_that_does_not_exist_is_not_a_name_server_that_is_silent(
    workers: Workers, error: int, why: Why, party: Party, text: str, state: LookState
) -> None:
    async def lookup(host: str) -> list[str]:
        raise socket.gaierror(error, host)

    async def inside() -> SiteVisit:
        return (await Lab(workers, (), lookup=lookup).visits(commune("http://xa-mau.test/")))[0]

    came = asyncio.run(inside())
    assert isinstance(came.site, Missing)
    assert (came.site.why, came.site.party, came.site.text) == (why, party, text)
    assert came.look.state is state


def test_a_commune_without_an_address_is_the_inventorys_gap(workers: Workers) -> None:
    for one in (replace(commune("http://x.test/"), site=None), commune("gopher://x.test/")):
        came = asyncio.run(Lab(workers, ()).visits(one))[0]
        assert isinstance(came.site, Missing)
        assert (came.site.why, came.look.state) == (Why.NOT_CONFIGURED, VOID)


def test_bombs_are_read_up_to_the_cap_and_called_cut(workers: Workers) -> None:
    bomb = gzip.compress(b"<p>boom</p>" * 2_000_000)
    server = Server(pages={"/": page(bomb, Content_Encoding="gzip")})
    came = visit(workers, server, limits=Limits(max_body_bytes=100_000, delay_s=0))
    assert site(came).home.cut
    assert not site(came).complete
    assert (came.look.state, came.look.text) == (VOID, "site.too_big")


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(b"<p>whole</p>", mtime=0), "gzip"),
        (gzip.compress(b"<p>who", mtime=0) + gzip.compress(b"le</p>", mtime=0), "x-gzip"),
        (zlib.compress(b"<p>whole</p>"), "deflate"),
        (zlib.compress(b"<p>whole</p>", wbits=-15), "deflate"),
        (b"<p>whole</p>", "identity"),
        (b"<p>whole</p>", ""),
    ],
)
def test_honest_encodings_are_read(workers: Workers, body: bytes, coding: str) -> None:
    came = visit(workers, Server(pages={"/": page(body, Content_Encoding=coding)}))
    assert [line.text for line in site(came).home.lines] == ["whole"]
    assert came.look.state is UP


def test_a_firewall_is_asked_nothing_more(workers: Workers) -> None:
    blocked = page("<title>Access denied</title>", status=403)
    links = "".join(f"<a href='/gop-y-{n}'>Góp ý</a>" for n in range(9))
    server = Server(pages={"/": f"<p>Xã Mẫu 01</p>{links}"}, other=blocked)
    came = visit(workers, server)
    unread = site(came).unread
    assert {one.missing.text for one in unread} == {"site.waf"}
    assert len(unread) == 9
    assert len(server.asked) == 3  # robots.txt, the home page, the page that must not exist


def test_a_shared_portal_is_the_provinces_to_repair(workers: Workers) -> None:
    server = Server(other=page("x", status=500))
    came = visit(workers, server, path="/xa-mau-01/", scope=SiteScope.PREFIX, prefix="/xa-mau-01")
    assert isinstance(came.site, Missing)
    assert came.site.party is Party.PROVINCE


def test_the_time_of_a_site_is_bounded(workers: Workers) -> None:
    links = "".join(f"<a href='/gop-y-{n}'>Góp ý</a>" for n in range(9))
    server = Server(pages={"/": f"<p>Xã Mẫu 01</p>{links}"}, other=silence())
    server.pages["/robots.txt"] = page("", status=404)
    limits = Limits(request_timeout_s=0.4, site_timeout_s=1.0, delay_s=0)
    unread = site(visit(workers, server, limits=limits)).unread
    assert len(unread) == 9
    assert {one.missing.why for one in unread} == {Why.TIMEOUT, Why.INCOMPLETE}
    assert QUICK.site_timeout_s > limits.site_timeout_s


def test_an_address_of_the_inventory_that_leads_nowhere_is_no_site_that_is_down(
    workers: Workers,
) -> None:
    server = Server(pages={"/": "<p>Trang chủ mới</p>"}, other=page("không có", status=404))
    came = visit(workers, server, path="/trang-chu-cu.html")
    assert isinstance(came.site, Missing)
    assert (came.site.why, came.site.party) == (Why.NOT_CONFIGURED, Party.PROVINCE)
    assert came.look.state is LookState.VOID


@pytest.mark.parametrize("how", [{}, {"scope": SiteScope.PREFIX, "prefix": "/xa"}])
def test_that_we_could_start_no_reader_is_ours_to_mend(
    monkeypatch: pytest.MonkeyPatch, how: dict[str, object]
) -> None:
    """As with a full /dev/shm: no semaphore, no pool."""

    def none(_self: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pebble.pool.process.WorkerManager.create_channels", none)
    with Workers(1) as unable:
        came = visit(unable, Server(other="<p>Xã Mẫu 01</p>"), path="/xa/", **how)
    assert isinstance(came.site, Missing)
    assert (came.site.text, came.site.party) == ("site.no_reader", Party.AUDITOR)
