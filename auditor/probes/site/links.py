"""Links and images of a page, as a walk over it meets them."""

from typing import Any

from auditor.probes.site.addresses import Base, file_name, script_target
from auditor.probes.site.sheet import Here, Lines, clean
from auditor.probes.site.view import LinkRow, PageView

MAX_LINKS = 5_000
_TITLE, _TEXT, _ADDRESS = 300, 500, 2_000

_NOTHING = frozenset({"", "void", "void(0", "void 0", "return false", "0", "undefined"})

Attributes = dict[str, str | None]


class Links:
    """Fills `links` and `images` of a view."""

    def __init__(self, view: PageView, lines: Lines, base: Base, here: Here) -> None:
        self._view, self._lines, self._base, self._here = view, lines, base, here
        self._open: _Link | None = None
        self._just_closed = False

    def text(self, text: str) -> None:
        """Text was met."""
        self._just_closed = False
        if self._open is not None:
            self._open.parts.append(text)

    def block(self) -> None:
        """A new line begins: a link without text so far stands at that one."""
        self._just_closed = False
        if self._open is not None and not self._open.seen:
            self._open.line = self._lines.here

    def start(self, node: Any, tag: str, attributes: Attributes) -> None:
        """Enter a link; an area is over at once."""
        self.end(tag)
        if self._here.hidden and not _listed(node):
            return
        if self._just_closed and not self._here.hidden:
            self._lines.space()  # two links side by side are drawn apart
        url = self._base.join(attributes.get("href"))
        if not url and (target := script_target(attributes.get("onclick") or "")):
            url = self._base.join(target)
        title = clean(attributes.get("title") or attributes.get("aria-label") or "")[:_TITLE]
        self._open = _Link(url, title, self._lines.here, self._here.place)
        self._open.script = not url and _served_by_script(attributes)
        self._open.target = "href" not in attributes and (
            "name" in attributes or "id" in attributes
        )
        if tag == "area":
            self._open.alts.append(clean(attributes.get("alt") or "")[:_TITLE])
            self.end(tag)

    def end(self, _tag: str) -> None:
        """Leave a link. An anchor that others point to is none."""
        link, self._open = self._open, None
        if link is None or (link.target and not link.url):
            return
        self._just_closed = True
        if len(self._view.links) >= MAX_LINKS:
            self._view.cut = True
            return
        self._view.links.append(link.row())

    def image(self, _node: Any, _tag: str, attributes: Attributes) -> None:
        """Meet an image, in a link or not."""
        src = attributes.get("src") or attributes.get("data-src") or ""
        alt = clean(attributes.get("alt") or "")[:_TITLE]
        if self._open is not None:
            self._open.image = self._open.image or file_name(src)
            self._open.alts.append(alt)
        if self._here.hidden:
            return
        self._lines.space()
        if len(self._view.images) < MAX_LINKS:
            where = (self._lines.here, self._here.place)
            self._view.images.append((self._base.join(src)[:_ADDRESS], alt, *where))


class _Link:
    def __init__(self, url: str, title: str, line: int, place: int) -> None:
        self.url, self.title, self.line, self.place = url, title, line, place
        self.parts: list[str] = []
        self.alts: list[str] = []
        self.image = ""
        self.target = False
        self.script = False

    @property
    def seen(self) -> bool:
        return any(not part.isspace() for part in self.parts)

    def row(self) -> LinkRow:
        text = clean("".join(self.parts))[:_TEXT]
        alt = " ".join(filter(None, self.alts))[:_TITLE]
        return (self.url, text, self.line, self.place, self.title, alt, self.image, self.script)


def _served_by_script(attributes: Attributes) -> bool:
    """A handler, or something by which a script finds this very link: it may open a form.

    A class alone does not count: every menu has one.
    """
    if "onclick" in attributes or "id" in attributes or attributes.get("role") == "button":
        return True
    href = (attributes.get("href") or "").strip().lower()
    called = href.removeprefix("javascript:").strip(" ;()")
    return (href.startswith("javascript:") and called not in _NOTHING) or any(
        name.startswith(("data-", "ng-", "v-on", "@")) for name in attributes
    )


def _listed(node: Any) -> bool:
    """Menus that open on touch are hidden in the markup; their links are reached all the same."""
    parent = node.parent
    return parent is not None and parent.tag == "li"
