"""What servers do to HTTP itself: each ends in time, in little memory, and says its true cause."""

import asyncio
import gzip
import resource
import zlib

import pytest

from auditor.contract import Missing, Why
from auditor.facts import LookState
from auditor.probes.workers import Workers
from tests.peers.sites import Handler, Reply, Request, Server, drip, hang_up, page
from tests.probes.lab import visit

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
BODY = b"<main><h1>Xa Mau 01</h1><p>Trang thong tin</p></main>"
TEXT = "".join(f"<p>Thủ tục {n * 7919 % 10007}</p>" for n in range(3_000)).encode()


def flood(head: bytes, drop: bytes) -> Handler:
    """Send `head`, then `drop` as fast as it is taken, for ever."""

    async def handler(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(0)

    return handler


def whole(answer: bytes) -> Handler:
    return hang_up(answer)


CASES: dict[str, tuple[Reply, set[str]]] = {
    "zstd was not asked for": (page(BODY, Content_Encoding="zstd"), {"site.bad_coding"}),
    "brotli was not asked for": (page(BODY, Content_Encoding="br"), {"site.bad_coding"}),
    "a coding nobody knows": (page(BODY, Content_Encoding="aes128gcm"), {"site.bad_coding"}),
    "two codings in two headers": (
        whole(HEAD + b"Content-Encoding: gzip\r\nContent-Encoding: deflate\r\n\r\n" + BODY),
        {"site.bad_coding"},
    ),
    "deflate in gzip": (
        page(gzip.compress(zlib.compress(BODY)), Content_Encoding="deflate, gzip"),
        {"site.bad_coding"},
    ),
    "gzip in gzip, said once": (
        page(gzip.compress(gzip.compress(BODY)), Content_Encoding="gzip"), {"site.bad_coding"},
    ),
    "gzip, not said at all": (page(gzip.compress(BODY)), {"site.bad_coding"}),
    "deflate, not said at all": (page(zlib.compress(TEXT, 9)), {"site.bad_coding"}),
    "raw deflate, not said at all": (
        page(zlib.compress(TEXT, 9, wbits=-15)), {"site.bad_coding"},
    ),
    "gzip as a transfer coding": (
        whole(HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        {"site.bad_http", "site.empty", "site.not_html", "site.cut"},
    ),
    "two lengths that differ": (
        whole(HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n" + BODY), {"site.bad_http"},
    ),
    "a length below zero": (
        whole(HEAD + b"Content-Length: -5\r\n\r\n" + BODY), {"site.bad_http"},
    ),
    "a length that promises more": (
        whole(HEAD + b"Content-Length: 5000\r\n\r\n" + BODY), {"site.cut"},
    ),
    "a chunk of a size that is none": (whole(CHUNKED + b"zz\r\n" + BODY), {"site.cut", "site.bad_http"}),
    "a chunk larger than the world": (
        whole(CHUNKED + b"ffffffffffffffff\r\n" + BODY), {"site.cut", "site.bad_http"},
    ),
    "an extension of a chunk without an end": (
        flood(CHUNKED + b"5;", b"a" * 65_536), {"site.never_ends", "site.cut", "site.bad_http"},
    ),
    "trailers without an end": (
        flood(CHUNKED + b"5\r\n<p>xx\r\n0\r\n", b"X-Mau: xa\r\n" * 5_000),
        {"site.never_ends", "site.cut", "site.bad_http"},
    ),
    "headers without an end": (
        flood(b"HTTP/1.1 200 OK\r\n", b"X-Mau: xa\r\n" * 5_000),
        {"site.bad_http", "site.no_answer"},
    ),
    "one header without an end": (
        flood(b"HTTP/1.1 200 OK\r\nX-Mau: ", b"a" * 65_536), {"site.bad_http", "site.no_answer"},
    ),
    "100 for ever, as fast as can be": (
        flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000), {"site.no_answer", "site.bad_http"},
    ),
    "103 for ever": (
        drip(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x.css>\r\n\r\n"),
        {"site.no_answer", "site.bad_http"},
    ),
    "a header with NUL": (
        whole(b"HTTP/1.1 200 OK\r\nX-Mau: a\x00b\r\n\r\n" + BODY), {"site.bad_http"},
    ),
    "a name of a header with NUL": (
        whole(b"HTTP/1.1 200 OK\r\nX\x00Mau: ab\r\n\r\n" + BODY), {"site.bad_http"},
    ),
    "HTTP 0.9": (whole(BODY), {"site.bad_http", "site.closed"}),
    "HTTP of the future": (whole(b"HTTP/7.0 200 OK\r\n\r\n" + BODY), {"site.bad_http"}),
    "a status that is none": (whole(b"HTTP/1.1 abc OK\r\n\r\n" + BODY), {"site.bad_http"}),
    "another protocol, agreed to": (
        whole(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        {"site.odd_status", "site.bad_http", "site.closed", "site.no_answer"},
    ),
    "a length of nothing and a body": (
        page("", Content_Encoding="gzip"), {"site.empty", "site.bad_coding", "site.cut"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_broken_answer_is_never_a_page(workers: Workers, case: str) -> None:
    reply, texts = CASES[case]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    came = visit(workers, Server(pages={"/": reply}))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert isinstance(came.site, Missing), came.site
    assert came.site.text in texts
    assert came.site.why is not Why.BUG
    assert came.look.state is not LookState.UP or came.site.text in {
        "site.empty", "site.not_html",
    }  # fmt: skip
    assert grown < 64 * 1024 * 1024


@pytest.mark.parametrize("wbits", [31, 15, -15])
def test_a_body_is_never_unpacked_beyond_the_cap(workers: Workers, wbits: int) -> None:
    """100 MB in 100 kB; what is held of it is the cap."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(100)) + packer.flush()
    coding = "gzip" if wbits == 31 else "deflate"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    came = visit(workers, Server(pages={"/": page(packed, Content_Encoding=coding)}))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert came.look.text == "site.too_big"
    assert grown < 64 * 1024 * 1024


def test_robots_txt_and_sitemap_of_a_hostile_size_cost_little(workers: Workers) -> None:
    robots = b"User-agent: *\n" + b"Disallow: /" + b"*a" * 20_000 + b"\n" + b"Allow: /$\n" * 40_000
    sitemap = b"<urlset>" + b"<loc>" * 400_000
    server = Server(
        pages={
            "/": page(BODY), "/robots.txt": page(robots, kind="text/plain"),
            "/sitemap.xml": page(sitemap, kind="application/xml"),
        },
        other=page("không", status=404),
    )  # fmt: skip
    came = visit(workers, server)
    assert came.look.state is LookState.UP
    assert not isinstance(came.site, Missing)
