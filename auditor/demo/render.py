"""The pages of the demo province, rendered once at start: path on the host to answer."""

import mimetypes
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import groupby

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from auditor.contract import Procedure
from auditor.demo.manifest import HERE, DemoCommune, Manifest
from auditor.demo.web import Answer, Request

PAGES = HERE / "pages"
SENT = "da-gui"
"""Slug of the page behind the forms. Nobody may ever come there by POST."""

_TEXT = "text/plain; charset=utf-8"
_XML = "application/xml; charset=utf-8"


def commune_pages(commune: DemoCommune, manifest: Manifest, origin: str) -> dict[str, Answer]:
    """Return the pages of one commune, and the answer behind its form."""
    environment = _environment(commune.templates)
    shared = _context(commune, manifest, origin)
    pages = {
        commune.path(slug): _page(environment, slug, shared, _rewriter(commune, slug))
        for slug in (*commune.pages, SENT)
    }
    if commune.served == "endless":
        return {path: _without_end(page) for path, page in pages.items()}
    return pages


def host_pages(
    communes: Iterable[DemoCommune], manifest: Manifest, origin: str
) -> dict[str, Answer]:
    """Return all that one host serves: its communes, what belongs to the host, style and images."""
    here = tuple(communes)
    pages: dict[str, Answer] = dict(_files(here))
    for commune in here:
        pages.update(commune_pages(commune, manifest, origin))
    if "/" not in pages:
        pages["/"] = _portal(here, manifest, origin)
    if here[0].served != "endless":
        pages["/robots.txt"] = Answer(body=_robots(origin).encode(), kind=_TEXT)
        pages["/sitemap.xml"] = Answer(body=_sitemap(here, origin).encode(), kind=_XML)
    return pages


def responder(pages: Mapping[str, Answer], not_found: Answer) -> Callable[[Request], Answer]:
    """Return what a server asks for every request; the query of an address changes nothing."""
    return lambda request: pages.get(request.target.partition("?")[0], not_found)


def not_found(communes: Iterable[DemoCommune], manifest: Manifest, origin: str) -> Answer:
    """Return the host's real 404, in the clothes of its first commune."""
    commune = next(iter(communes))
    context = {**_context(commune, manifest, origin), "slug": ""}
    body = _environment(commune.templates).get_template("404.html").render(context)
    return Answer(status=404, body=body.encode())


def _environment(folders: Iterable[str]) -> Environment:
    places = [FileSystemLoader(PAGES / folder) for folder in (*folders, "common")]
    return Environment(loader=ChoiceLoader(places), autoescape=True, undefined=StrictUndefined)


def _context(commune: DemoCommune, manifest: Manifest, origin: str) -> dict[str, object]:
    return {
        "commune": commune,
        "province": manifest,
        "labels": manifest.labels,
        "url": origin + commune.base,
        "fields": _by_field(manifest.procedures),
        "sent": commune.path(SENT),
    }


def _by_field(procedures: Iterable[Procedure]) -> list[tuple[str, list[Procedure]]]:
    return [(name, list(rows)) for name, rows in groupby(procedures, lambda row: row.field)]


def _page(
    environment: Environment,
    slug: str,
    context: Mapping[str, object],
    rewrite: Callable[[str], bytes],
) -> Answer:
    html = environment.get_template(f"{slug}.html").render({**context, "slug": slug})
    return Answer(body=rewrite(html))


def _rewriter(commune: DemoCommune, slug: str) -> Callable[[str], bytes]:
    ways = commune.rewrite or {}
    match ways.get(slug, ways.get("*")):
        case "nfd":
            return lambda html: unicodedata.normalize("NFD", html).encode()
        case "entities":
            return partial(str.encode, encoding="ascii", errors="xmlcharrefreplace")
        case _:
            return str.encode


def _without_end(page: Answer) -> Answer:
    return Answer(body=page.body, endless=True)


def _portal(communes: tuple[DemoCommune, ...], manifest: Manifest, origin: str) -> Answer:
    context = {**_context(communes[0], manifest, origin), "communes": communes, "slug": "portal"}
    return Answer(body=_environment(["portal"]).get_template("root.html").render(context).encode())


def _files(communes: tuple[DemoCommune, ...]) -> Iterable[tuple[str, Answer]]:
    for folder in ("common", *communes[0].templates):
        for path in sorted((PAGES / folder).glob("static/*")):
            kind = mimetypes.types_map.get(path.suffix, "application/octet-stream")
            yield f"/static/{path.name}", Answer(body=path.read_bytes(), kind=kind)


def _robots(origin: str) -> str:
    return f"User-agent: *\nDisallow: /quan-tri/\nSitemap: {origin}/sitemap.xml\n"


def _sitemap(communes: tuple[DemoCommune, ...], origin: str) -> str:
    paths = [commune.path(slug) for commune in communes for slug in commune.pages]
    rows = "".join(f"<url><loc>{origin}{path}</loc></url>" for path in paths)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
