"""The second reading of a page that hung or crashed the first: BeautifulSoup over lxml.

It is slower on every honest page and steadier on the others: 400 kB of nested tags hold lexbor
for twelve seconds, this for two. It reads the beginning only and gives lines, links and images,
so its view is always marked as cut: what stands there can be credited, nothing called absent.
"""

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from auditor.facts import Place
from auditor.probes.site.addresses import Base, file_name
from auditor.probes.site.charset import decode
from auditor.probes.site.links import MAX_LINKS
from auditor.probes.site.reader import BLOCKS, SKIPPED
from auditor.probes.site.settle import finish
from auditor.probes.site.sheet import Lines, clean
from auditor.probes.site.view import PLACE_INDEX, PageView

MAX_TEXT = 300_000
MAX_NODES = 60_000
_MAIN = PLACE_INDEX[Place.MAIN]


def read(body: bytes, url: str, charset: str) -> PageView:
    """Return what can be seen of a difficult body."""
    text, encoding = decode(body, charset, cut=True)
    soup = BeautifulSoup(text[:MAX_TEXT], "lxml")
    view = PageView(encoding=encoding, cut=True)
    if soup.title is not None:
        view.title = clean(soup.title.get_text())[:500]
    lines = Lines()
    _lines(soup, lines, view, Base(url))
    lines.end()
    view.lines = lines.rows
    return finish(view)


def _lines(soup: BeautifulSoup, lines: Lines, view: PageView, base: Base) -> None:
    """Go over the elements in document order; where a block starts, a line ends."""
    skipped: Tag | None = None
    for count, node in enumerate(soup.descendants):
        if count > MAX_NODES:
            return
        if skipped is not None and skipped in node.parents:
            continue
        skipped = None
        if isinstance(node, Tag):
            if node.name in SKIPPED:
                skipped = node
            _tag(node, lines, view, base)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            if node.parent is not None and node.previous_sibling is not None:
                _after_block(node, lines)
            lines.add(str(node), _MAIN)


def _after_block(node: NavigableString, lines: Lines) -> None:
    before = node.previous_sibling
    if isinstance(before, Tag) and before.name in BLOCKS:
        lines.end()


def _tag(node: Tag, lines: Lines, view: PageView, base: Base) -> None:
    if node.name in BLOCKS or node.name == "br":
        lines.end()
    before = node.previous_sibling
    if isinstance(before, Tag) and before.name in BLOCKS:
        lines.end()
    if node.name == "a" and len(view.links) < MAX_LINKS:
        _link(node, lines, view, base)
    if node.name == "img" and len(view.images) < MAX_LINKS:
        alt = clean(str(node.get("alt") or ""))[:300]
        view.images.append((base.join(str(node.get("src") or ""))[:2000], alt, lines.here, _MAIN))


def _link(node: Tag, lines: Lines, view: PageView, base: Base) -> None:
    href = node.get("href")
    image = node.find("img")
    found = isinstance(image, Tag)
    alt = clean(str(image.get("alt") or ""))[:300] if isinstance(image, Tag) else ""
    src = file_name(str(image.get("src") or "")) if found and isinstance(image, Tag) else ""
    url = base.join(str(href)) if href is not None else ""
    text = clean(node.get_text())[:500]
    title = clean(str(node.get("title") or ""))[:300]
    view.links.append((url, text, lines.here, _MAIN, title, alt, src, not url))
