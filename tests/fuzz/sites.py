"""Parsers of what websites send: bodies, encodings, pages, robots.txt, sitemaps, addresses."""

import asyncio
import contextlib
import gzip
import ipaddress
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from auditor.contract import SiteAddress, SiteScope
from auditor.facts import Link, Page, Role, Tls
from auditor.probes import robots
from auditor.probes.addresses import allowed
from auditor.probes.answers import Answer
from auditor.probes.body import CodingError, CutError, read_body
from auditor.probes.outbound import _target
from auditor.probes.robots import Rules
from auditor.probes.scope import Scope, scope_of
from auditor.probes.site.addresses import Base, file_name, script_target
from auditor.probes.site.candidates import Candidates, canonical
from auditor.probes.site.charset import decode
from auditor.probes.site.reader import read
from auditor.probes.site.second_reader import read as read_again
from auditor.probes.site.view import PageView, Received, page_of
from auditor.probes.site.walk import Walk
from auditor.probes.site.words import slug, walk_words
from checks.sites import addresses as judged
from tests.checks.build import page, terms, words
from tests.fuzz.target import Target, clean, joined, keep, parts, text

HERE = "http://xa-mau-01.test/a"
AT = datetime(2026, 3, 5, 7, 31, tzinfo=UTC)
CHARSETS = ("", "utf-8", "windows-1258", "utf-16", "bz2", "no-such", "\udcff", "gb18030", "utf-7")
SCOPE = scope_of(SiteAddress(url="http://xa-mau-01.test/"))
WORDS = walk_words(words())
TERMS = terms()
RECEIVED = Received(
    url=HERE, role=Role.HOME, status=200, evidence="0" * 64, seen_at=AT, elapsed_ms=1
)
ANSWER = Answer(
    url=HERE, status=200, headers=CIMultiDictProxy(CIMultiDict()), body=b"", truncated=False,
    charset="", elapsed_ms=1, tls=Tls.NONE, seen_at=AT,
)  # fmt: skip
CAP = 5_000


def feed_page(data: bytes) -> None:
    """Both readers return a view that can be kept. First byte: charset, and whether it is cut."""
    for view in views(data):
        see(view)


def views(data: bytes) -> tuple[PageView, PageView]:
    """Return what both readers make of a page."""
    mode = data[0] if data else 0
    charset = CHARSETS[mode % len(CHARSETS)]
    body = data[1:]
    return read(body, HERE, charset, truncated=mode > 127), read_again(body, HERE, charset)


def see(view: PageView) -> Page:
    """Every line number of a view is one of a line; every address can be taken apart."""
    made = page_of(view, RECEIVED)
    keep(Page, made)
    for url in (*(row[0] for row in view.links), *(row[0] for row in view.images), view.splash):
        canonical(url)
    last = max(len(view.lines) - 1, 0)
    assert all(
        0 <= at <= last for at in (*(r[2] for r in view.links), *(r[2] for r in view.images))
    )
    assert all(0 <= form[3] <= form[4] <= last for form in view.forms)
    assert all(0 <= line <= last and rows for line, rows in view.tables)
    assert all(line.text == " ".join(line.text.split()) for line in made.lines)
    return made


def feed_charset(data: bytes) -> None:
    """Any bytes become text; the encoding is named. First byte: what was declared, and the cut."""
    mode, body = (data[0], data[1:]) if data else (0, b"")
    found, name = decode(body, CHARSETS[mode % len(CHARSETS)], cut=mode > 127)
    assert name
    assert len(found) <= 4 * len(body)
    declared, _, body = body.partition(b"\x1f")
    decode(body, clean(declared))


def feed_body(data: bytes) -> None:
    """A body is unpacked under the cap, or refused. First bytes: coding, size of a chunk."""
    coding = ("gzip", "deflate", "", "identity", "x-gzip", "br", "gzip, gzip", "gzip,identity")
    mode, step = (data[0], data[1] + 1) if len(data) > 1 else (0, 1)
    chunks = [data[at : at + step] for at in range(2, len(data), step)]
    with contextlib.suppress(CodingError, CutError):
        found = asyncio.run(read_body(_each(chunks), coding[mode % len(coding)], CAP))
        assert len(found.data) <= CAP
        assert found.truncated or mode % len(coding) != 2 or found.data == data[2:]


async def _each(chunks: list[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def feed_robots(data: bytes) -> None:
    """Rules answer for any address, and never ask for a pause that does not end."""
    body, _, url = data.partition(b"\x1f")
    rules = Rules(parsed=robots._parse(body), user_agent="CommuneAuditor/1.0 (+mau)")
    for address in (HERE, f"http://xa-mau-01.test/{clean(url)}"):
        assert rules.allow(address) in {True, False}
    assert 0 <= rules.delay_s <= robots.MAX_DELAY_S
    assert all(isinstance(SCOPE.holds(one), bool) for one in rules.sitemaps)


def feed_sitemap(data: bytes) -> None:
    """A sitemap gives addresses of the site, and none of another's."""
    walk = Walk(_Served(data), WORDS, page(url=HERE), HERE)  # type: ignore[arg-type]
    asyncio.run(walk.go(0, Rules()))
    for left in walk.unread:
        assert SCOPE.holds(left.url)
        keep(str, left.url)


class _Served:
    """A site on which every file is the sitemap."""

    scope = SCOPE

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def raw(self, url: str) -> Answer:
        return replace(ANSWER, url=url, body=self._body)


def feed_link(data: bytes) -> None:
    """An address of a page is made absolute, sound and without anybody's name, or is none."""
    href, base, code = (clean(one) for one in parts(data, 3))
    _sent_on(text(data))
    joiner = Base(HERE)
    joiner.rebase(base)
    for found in (joiner.join(href), joiner.join(script_target(code))):
        found = joiner.join(found)
        if found.startswith(("http://", "https://")):
            split = urlsplit(found)
            assert split.hostname
            assert split.port is None or 0 <= split.port <= 65535
            assert "@" not in split.netloc
        for asked in (found, href):
            _judged(asked)
        canonical(found)
        candidates = Candidates(SCOPE, WORDS)
        candidates.add(Link(url=found, text=code, line=0))
        assert all(SCOPE.holds(one.url) for one in candidates.left())
    file_name(href)
    slug(href)


def _sent_on(location: str) -> None:
    """A redirect leads somewhere that can be kept, or nowhere."""
    headers = CIMultiDictProxy(CIMultiDict({"Location": location}))
    target = _target(replace(ANSWER, status=302, headers=headers))
    if target is not None:
        keep(str, target)
        if SCOPE.holds(target):
            canonical(target)


def _judged(url: str) -> None:
    """Ask what judges ask of an address."""
    form = judged.bare(url)
    assert judged.bare(f"http://{form}") or not form
    assert not judged.host(url).startswith("www.www.www.www.") or url
    judged.is_home(url)
    judged.is_file(url)
    judged.is_national_portal(url)
    judged.is_province_portal(url, TERMS)
    judged.names_commune(url, TERMS)


def feed_scope(data: bytes) -> None:
    """A scope holds what is on its host, whatever is written before or behind it."""
    url, inside, kind = (text(one) for one in parts(data, 3))
    with contextlib.suppress(ValueError):
        scope = scope_of(SiteAddress(url=url, prefix=inside, scope=SiteScope.PREFIX))
        _held(scope, inside)
        _held(scope.whole_host(), kind)
    for one in (url, inside, kind):
        _held(SCOPE, one)


def _held(scope: Scope, url: str) -> None:
    if scope.holds(url):
        assert (URL(url).host or "").lower().rstrip(".").removeprefix("www.") == scope.host
        assert URL(url).scheme in {"http", "https"}


def feed_internet(data: bytes) -> None:
    """No spelling of an inner address is a public one. Four bytes are an address too."""
    said = text(data)
    if len(data) == 4:
        said = str(ipaddress.IPv4Address(data))
    elif len(data) == 16:
        said = str(ipaddress.IPv6Address(data))
    if allowed(said):
        found = ipaddress.ip_address(said)
        assert found.is_global
        assert not found.is_multicast
        assert not found.is_loopback
        assert not found.is_link_local
        assert allowed(said, internal=True)
        _inner(found)
    elif allowed(said, internal=True):
        assert ipaddress.ip_address(said).is_private


def _inner(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    """What carries an IPv4 address inside is judged by that."""
    if isinstance(found, ipaddress.IPv6Address):
        carried: list[Any] = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        assert all(one is None or one.is_global for one in carried)
        for start in ("64:ff9b::", "::", "::ffff:0:0"):
            if found in ipaddress.IPv6Network(f"{start}/96"):
                assert ipaddress.IPv4Address(int(found) & 0xFFFFFFFF).is_global


_PAGE = (
    "\1<html><head><title>Xã Mẫu 01</title><base href='/'></head><body><div id=menu><a href='/thu-tuc'>Thủ tục"
    "</a></div><p>Đường dây nóng: 0228.0000001</p><form action=gui method=post><label for=a>Họ tên</label>"
    "<input id=a name=ten><textarea name=nd></textarea></form><table><tr><td>1.000001</td><td>Tên</td></tr>"
    "</table><footer>UBND Xã Mẫu 01</footer></body></html>"
)
_XML = "<urlset><url><loc>http://xa-mau-01.test/thu-tuc-hanh-chinh</loc></url></urlset>"
_ROBOTS = "User-agent: *\nCrawl-delay: 2\nDisallow: /tim-kiem\nAllow: /\nSitemap: http://xa-mau-01.test/s.xml\n\x1fa"

TARGETS = (
    Target(
        name="page",
        feed=feed_page,
        seeds=joined(_PAGE, b"\x03" + _PAGE.encode("utf-16"), b"\x82<frameset><frame src=x></frameset>"),
        pieces=(
            b"<a href=", b"<a href='http://[", b"<base href='//[x'>", b"<form>", b"</form>", b"<table><tr>",
            b"<td>", b"</table>", b"<label for=x>", b"<frameset><frame src=x>", b"<svg><a>", b"<template>",
            b"</body>", b"<body class=menu>", b"<input type=>", b"<textarea>", b"<area href='//['>", b"\xff",
            b"<meta http-equiv=refresh content='0;url=http://[x'>", b"&#0;&#xD800;&#99999999;", b"\x00",
            b"<!--", b"-->", b"<![CDATA[", b"<math><mi>", b"<p>", b"1.000001", b"'", b">", b"\xe1\xbb",
            b"<fieldset disabled>", b"<iframe src='http://a:b@c:d'>", b"<li style='display:none'>",
            b"<script>location.href='http://['</script>", b"<meta charset=", b"bz2", b" x=", b"<br>",
            b"<select><option>", b"rowspan=99999", b"colspan=0", b"<tbody>", b"<div>" * 300, b"&nbsp;", b"\x0c",
            b"<plaintext>", b"<noscript>", b"</p></p>", b"<b><i></b></i>", b"hidden", b"<dialog open>", b"<caption>",
        ),
    ),
    Target(
        name="charset",
        feed=feed_charset,
        seeds=joined(
            "\1Đường dây nóng", b"\2" + "Xã".encode("utf-16"), b"\0\xa7\xad\xeang d\xa9y n\xa3ng T\xb4c v\xf4",
            "\1" + "Đường dây".encode().decode("latin-1") * 6, b"\4<meta charset=utf-7>+ADw-",
        ),
        pieces=joined(
            b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\0", b"\xff", b"\xc3", b"\xe1\xbb", b"\xed\xa0\x80", "á»",
            "áº", "Ä‘", "ắ", "ă\u0301", "<meta charset=", "utf-8", "windows-1258", "x-user-defined", "idna", "\x1f",
            "utf-16be", "iso-2022-jp", "hz", "punycode", "unicode_escape", b"\x1b$B", b"\xa7\xad", b"\xb8\xb5\xb6",
        ),
    ),
    Target(
        name="body",
        feed=feed_body,
        seeds=(
            b"\0\x09" + gzip.compress(b"mau" * 40, mtime=0), b"\0\xff" + gzip.compress(bytes(9_000), mtime=0) * 2,
            b"\1\x05" + zlib.compress(b"mau" * 40), b"\1\x01" + zlib.compress(b"mau")[2:-4], b"\2\x02mau",
        ),
        pieces=joined(b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"\x78\x9c", b"\x78\xbb", b"\0" * 9, b"\xff", b"\x03\0", bytes(300)),
    ),
    Target(
        name="robots",
        feed=feed_robots,
        seeds=joined(_ROBOTS, "User-agent: CommuneAuditor\nRequest-rate: 1/10s 0700-0900\nVisit-time: 0600-0845\n"),
        pieces=joined(
            "User-agent:", "*", "Disallow:", "Allow:", "/", "Crawl-delay:", "nan", "inf", "-1", "1e400", "9" * 400,
            "Sitemap:", "http://[", "Request-rate:", "1/0s", "1/10", "Visit-time:", "2500-9999", "\n", "\r", "#", "$",
            "**", "%", "%zz", b"\xff", "\ufeff", "\x00", "\x1f", "a" * 50, "*a" * 12, "٣",
        ),
    ),
    Target(
        name="sitemap",
        feed=feed_sitemap,
        seeds=joined(_XML, _XML.replace("loc", "LOC"), "<loc><![CDATA[http://xa-mau-01.test/s.xml?a]]></loc>"),
        pieces=joined(
            "<loc>", "</loc>", "<![CDATA[", "]]>", "http://xa-mau-01.test/", "https://www.xa-mau-01.test:443/",
            "http://[", "thu-tuc", "hotline", "duong-day-nong", "&amp;", "&", "%", "?", "#", ".xml", b"\xff", " " * 25,
            "a:b@", ":99999", "\\", "gop-y", "\x00", "é",
        ),
    ),
    Target(
        name="link",
        feed=feed_link,
        seeds=joined(
            "/thu-tuc?x=1#y\x1fhttp://xa-mau-01.test/b/\x1flocation.href='/trang-chu'", "tel:02280000001\x1f\x1f",
            "http://dichvucong.gov.vn/p/home?ma_tthc=1\x1f//x\x1fwindow.open('a')",
        ),
        pieces=joined(
            "\x1f", "http://", "https://", "//", "/", "..", "/../", "?", "#", "@", ":", "[", "]", "[::1]", "%", "%2F",
            "\\", " ", "\t", "\n", "\x00", b"\xff", "²", "99999", ":0", "javascript:", "data:", "mailto:", "tel:",
            "xa-mau-01.test", "location.href='", "'", "é", "\u2028", "ℂ", "。", "xn--", "a" * 250, ";", "=", "&", "00001",
        ),
    ),
    Target(
        name="scope",
        feed=feed_scope,
        seeds=joined(
            "http://www.xa-mau-01.test./a\x1fhttp://xa-mau-01.test/a/b\x1fhttps://XA-MAU-01.test", "http://a/\x1f/x\x1f"
        ),
        pieces=joined(
            "\x1f", "http://", "https://", "xa-mau-01.test", "www.", ".", "@", ":", ":80", ":443", ":8080", "\\", "/", "?",
            "#", "[", "]", "%2e", "%00", "。", "\t", " ", "é", b"\xff", "a", "evil.test", "²", "xn--a", "ß", "İ",
        ),
    ),
    Target(
        name="internet",
        feed=feed_internet,
        seeds=joined(
            "203.0.113.7", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::169.254.169.254", "2002:7f00:1::", "2001:0:7f00:1::1",
            "::127.0.0.1", "fd00:ec2::254", "fe80::1%eth0", "1.1.1.1", "2606:4700::1111", "168.63.129.16",
        ),
        pieces=joined(
            "::", ":", ".", "127", "0", "1", "10", "169.254", "ffff", "2002:", "2001:", "64:ff9b:", "fe80:", "%", "%25",
            "/8", " ", "0x7f", "017", b"\xff", "٣", "fd00:", "ff02:", "[", "]", "255", "3fff:", "5f00:", "100::",
        ),
    ),
)  # fmt: skip
