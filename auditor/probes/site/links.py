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

    def __init__(
        self, view: PageView, lines: Lines, base: Base, here: Here, most: int = MAX_LINKS
    ) -> None:
        self._most = most
        self._view, self._lines, self._base, self._here = view, lines, base, here
        self.open: _Link | None = None
        """The link we are in."""
        self.just_closed = False
        """Nothing was met since a link ended."""

    def start(self, node: Any, tag: str, attributes: Attributes) -> None:
        """Enter a link; an area is over at once."""
        if self.open is not None:
            self.end(tag)
        place, _, hidden = self._here.state
        if hidden and not _listed(node):
            return
        if self.just_closed and not hidden:
            self._lines.space()  # two links side by side are drawn apart
        names = attributes.get("title") or attributes.get("aria-label")
        url = self._base.join(attributes.get("href"))
        if not url and (target := script_target(attributes.get("onclick") or "")):
            url = self._base.join(target)
        self.open = link = _Link(
            url, clean(names)[:_TITLE] if names else "", self._lines.here, place
        )
        if not url:
            link.script = _served_by_script(attributes)
            link.target = "href" not in attributes and ("name" in attributes or "id" in attributes)
        if tag == "area":
            link.alts.append(clean(attributes.get("alt") or "")[:_TITLE])
            self.end(tag)

    def end(self, _tag: str) -> None:
        """Leave a link. An anchor that others point to is none."""
        link, self.open = self.open, None
        if link is None or link.target:
            return
        self.just_closed = True
        if len(self._view.links) >= self._most:
            self._view.cut = True
            return
        self._view.links.append(link.row())

    def image(self, _node: Any, _tag: str, attributes: Attributes) -> None:
        """Meet an image, in a link or not."""
        src = attributes.get("src") or attributes.get("data-src") or ""
        alt = attributes.get("alt") or ""
        alt = clean(alt)[:_TITLE] if alt else ""
        if self.open is not None:
            self.open.image = self.open.image or file_name(src)
            if alt:
                self.open.alts.append(alt)
        place, _, hidden = self._here.state
        if hidden:
            return
        self._lines.space()
        if len(self._view.images) >= self._most:
            self._view.cut = True
            return
        where = (self._lines.here, place)
        self._view.images.append((self._base.join(src)[:_ADDRESS], alt, *where))


class _Link:
    __slots__ = ("alts", "image", "line", "parts", "place", "script", "target", "title", "url")

    def __init__(self, url: str, title: str, line: int, place: int) -> None:
        self.url, self.title, self.line, self.place = url, title, line, place
        self.parts: list[str] = []
        self.alts: list[str] = []
        self.image = ""
        self.script = self.target = False
        """Served by a script; only there for others to point to. Both said of links to nowhere."""

    def stand_at(self, line: int) -> None:
        """Stand at a line that begins, unless there was text before it."""
        if all(map(str.isspace, self.parts)):
            self.line = line

    def row(self) -> LinkRow:
        text = clean("".join(self.parts))[:_TEXT] if self.parts else ""
        alt = " ".join(filter(None, self.alts))[:_TITLE] if self.alts else ""
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
