"""Websites that break the protocol: slow, endless, swollen, lying, leading elsewhere."""

import asyncio
import gzip
import zlib
from collections.abc import Callable

from tests.hostile.case import Case, Site, outcomes
from tests.hostile.trap import Trap
from tests.peers.sites import Reply, Request, Server, certificate, drip, hang_up, page, redirect

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
NOT_THERE = frozenset({"FBK-01", "FBK-02", "FBK-03"})
"""What is in none of these pages; where a page was read whole, that may be said."""
SLOW = "unknown:timeout:commune"
CUT = "unknown:incomplete:commune"
BAD = "unknown:malformed:commune"
MOVED = "unknown:not_configured:province"
UNSEEN = "unknown:unconfirmed:auditor"


def flood(head: bytes, piece: bytes) -> Reply:
    """Send the head, then pieces as fast as they are taken, for ever."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    return handler


def bomb(members: int = 64) -> bytes:
    """Return a gzip file of a gibibyte in few bytes."""
    return gzip.compress(b"<p>a</p>" * 2_097_152, 9) * members


def raw_deflate() -> bytes:
    """Return 64 MiB without the header that says what it is."""
    made = zlib.compressobj(9, wbits=-15)
    piece = b"a" * 1_048_576
    return b"".join([*(made.compress(piece) for _ in range(64)), made.flush()])


def home(name: str, reply: Reply, *allowed: str) -> Case:
    """Return a site whose home page is this."""
    seen = NOT_THERE if "warn" in allowed else frozenset()
    return Case(
        name=name,
        serve=lambda _: Site(server=Server(pages={"/": reply})),
        allowed=outcomes("WEB-01", *allowed),
        may_fail=seen,
    )


def swollen(name: str, coding: str, make: Callable[[], bytes]) -> Case:
    """Return a site whose home page is small on the wire and huge when unpacked."""
    return Case(
        name=name,
        serve=lambda _: Site(server=Server(pages={"/": page(make(), Content_Encoding=coding)})),
        allowed=outcomes("WEB-01", CUT),
    )


def sent_to(name: str, template: str, *allowed: str) -> Case:
    """Return a site that redirects to the trap."""

    def serve(trap: Trap) -> Site:
        to = template.format(pair=trap.pair, number=trap.number, port=trap.port, host=trap.host)
        return Site(server=Server(pages={"/": redirect(to)}))

    return Case(name=name, serve=serve, allowed=outcomes("WEB-01", *allowed))


def secure(name: str, cert: str, *allowed: str) -> Case:
    """Return a site with a certificate."""

    def serve(trap: Trap) -> Site:
        server = Server(pages={"/": "<p>Xã Mẫu</p>"}, tls=certificate(cert) if cert else None)
        return Site(server=server, scheme="https")

    seen = NOT_THERE if "warn" in allowed else frozenset()
    return Case(name=name, serve=serve, allowed=outcomes("WEB-01", *allowed), may_fail=seen)


TWICE = gzip.compress(gzip.compress(b"<p>a</p>"))

CASES = (
    home("body-a-byte-each-half-second", drip(HEAD + b"\r\n<html>", b"a", 0.5), SLOW),
    home("header-a-byte-each-half-second", drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a", 0.5), UNSEEN),
    home("headers-without-end", flood(b"HTTP/1.1 200 OK\r\n", b"X-More: aaaaaaaaaaaa\r\n"), BAD),
    home("a-header-without-end", flood(b"HTTP/1.1 200 OK\r\nX-More: ", b"a" * 4096), BAD),
    home("continue-without-end", drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05), UNSEEN),
    home("continue-flood", flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50), UNSEEN),
    home("early-hints-without-end", drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.05), UNSEEN),
    swollen("gzip-bomb", "gzip", bomb),
    swollen("deflate-bomb", "deflate", raw_deflate),
    home("brotli", page(b"\x1b\xff\xff\x7f" * 40, Content_Encoding="br"), BAD),
    home("gzip-in-gzip", page(TWICE, Content_Encoding="gzip, gzip"), BAD),
    home("gzip-in-gzip-told-once", page(TWICE, Content_Encoding="gzip"), BAD),
    home("no-gzip-at-all", page("plain", Content_Encoding="gzip"), BAD),
    home("length-too-long", hang_up(HEAD + b"Content-Length: 900\r\n\r\n<p>a"), CUT),
    home("length-too-short", hang_up(HEAD + b"Content-Length: 5\r\n\r\n<p>Hello</p>"), "pass", "warn", BAD),
    home("length-negative", hang_up(HEAD + b"Content-Length: -1\r\n\r\n<p>a"), BAD),
    home("length-twice", hang_up(HEAD + b"Content-Length: 4\r\nContent-Length: 9\r\n\r\n<p>a"), BAD),
    home("length-of-exabytes", hang_up(HEAD + b"Content-Length: 9" + b"9" * 17 + b"\r\n\r\n<p>"), CUT),
    home("chunks-of-rubbish", hang_up(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<p>"), BAD, CUT),
    home("a-chunk-without-end", flood(HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffff\r\n", b"a" * 9999), CUT),
    home("chunk-extension-without-end", flood(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5;", b"a" * 4096), BAD, SLOW),
    home("body-without-end", flood(HEAD + b"\r\n", b"<p>a</p>" * 999), CUT),
    home("http-0.9", hang_up(b"<html><p>Hello</p></html>"), BAD),
    home("nul-in-header", hang_up(HEAD + b"X-\0: a\0b\r\nContent-Length: 3\r\n\r\n<p>"), BAD),
    home("cr-in-header", hang_up(HEAD + b"X: a\rb: c\rSet-Cookie: x\r\nContent-Length: 3\r\n\r\n<p>"), BAD),
    home("a-huge-cookie", hang_up(HEAD + b"Set-Cookie: a=" + b"b" * 30_000 + b"\r\nContent-Length: 9\r\n\r\n<p>a</p>\n"), BAD, "pass", "warn"),
    home("status-of-ten-digits", hang_up(b"HTTP/1.1 2000000000 OK\r\n\r\n"), BAD),
    home("two-answers-at-once", hang_up((HEAD + b"Content-Length: 8\r\n\r\n<p>a</p>") * 2), "pass", "warn", BAD),
    home("redirects-in-a-ring", redirect("/"), BAD),
    sent_to("redirect-absolute", "http://{pair}/", MOVED),
    sent_to("redirect-without-scheme", "//{pair}/", MOVED),
    sent_to("redirect-with-a-login", "http://127.77.0.1@{pair}/", MOVED),
    sent_to("redirect-decimal", "http://{number}:{port}/", MOVED),
    sent_to("redirect-ipv6-mapped", "http://[::ffff:{host}]:{port}/", MOVED),
    sent_to("redirect-to-a-file", "file:///etc/passwd", MOVED),
    sent_to("redirect-to-script", "javascript:fetch('http://{pair}')", MOVED),
    sent_to("redirect-with-line-breaks", "http://{pair}/%0d%0aX: y", MOVED),
    sent_to("redirect-backslash", "http:\\\\{pair}\\", MOVED, UNSEEN),
    secure("tls-that-hangs", "", UNSEEN),
    secure("tls-expired", "expired", "warn"),
    secure("tls-of-somebody-else", "other_host", "warn"),
)  # fmt: skip
