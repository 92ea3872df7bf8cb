"""A page read by lexbor: one walk over the tree, nothing fetched, nothing run.

Runs in a worker process only: 400 kB of nested tags hold lexbor for twelve seconds.
"""

import re
from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from auditor.probes.site.addresses import Base
from auditor.probes.site.charset import decode
from auditor.probes.site.forms import Forms
from auditor.probes.site.links import Attributes, Links
from auditor.probes.site.place import place_of
from auditor.probes.site.scripted import read_head, see_through
from auditor.probes.site.settle import finish
from auditor.probes.site.sheet import Here, Lines, State, Tables
from auditor.probes.site.view import PLACE_INDEX, PLACES, PageView

MAX_NODES = 200_000
MAX_DEPTH = 800

# Tags by name, as words: what is not shown; what ends a line; what changes nothing but the type.
SKIPPED = frozenset(
    "script style noscript template svg math textarea select datalist object audio video "  # noqa: SIM905
    "canvas title head".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt "  # noqa: SIM905
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main marquee "
    "menu nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_PLAIN = frozenset("b strong i em u font br sup sub small tbody thead tfoot wbr tr".split())  # noqa: SIM905
_CONTENT = frozenset({"article", "main"})
_LEFT = BLOCKS | {"a", "label"}
_LANDMARKS = frozenset({"header", "nav", "aside", "footer", "main", "article"})
_HIDDEN = re.compile(r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden", re.I)


def read(body: bytes, url: str, charset: str, *, truncated: bool) -> PageView:
    """Return the view of one body."""
    text, encoding = decode(body, charset, cut=truncated)
    view = _Reader(url).read(LexborHTMLParser(text))
    view.encoding = encoding
    view.cut = view.cut or truncated
    return view


class _Reader:
    """One walk. Collectors do the work; this knows where we are."""

    def __init__(self, url: str) -> None:
        self._view, self._base, self._here, self._lines = PageView(), Base(url), Here(), Lines()
        self._tables = tables = Tables(self._lines)
        self._links = links = Links(self._view, self._lines, self._base, self._here)
        self._forms = forms = Forms(self._view, self._lines, self._base, url, self._here)
        self._on_enter: dict[str, Callable[[Any, str, Attributes], None]] = {
            "a": links.start, "area": links.start, "img": links.image,
            "form": forms.start, "label": forms.label, "fieldset": forms.fieldset,
            "input": forms.field, "textarea": forms.field, "select": forms.field,
            "button": forms.field, "table": tables.start, "td": tables.cell, "th": tables.cell,
            "iframe": self._frame, "frame": self._frame,
        }  # fmt: skip
        self._on_leave: dict[str, Callable[[str], None]] = {
            "a": links.end, "form": forms.end, "label": forms.end_label,
            "fieldset": forms.end_fieldset, "table": tables.end,
            "td": tables.cell_end, "th": tables.cell_end,
        }  # fmt: skip

    def read(self, parser: LexborHTMLParser) -> PageView:
        view = self._view
        read_head(parser, view, self._base)
        self._walk(parser.body if parser.body is not None else parser.root)
        self._lines.end()
        self._forms.finish()
        view.lines, view.tables = self._lines.rows, self._tables.done
        view.cut = view.cut or self._lines.cut
        see_through(parser, view, self._base, waiting=self._tables.waiting)
        return finish(view)

    def _walk(self, top: Any) -> None:
        """Go over the tree without recursion: depth is the page's choice, not ours.

        This loop is where the time of a page goes; hence the local names and the early ways out.
        """
        stack: list[tuple[Any, str, State]] = []
        node, nodes, lines, here = top, 0, self._lines, self._here
        while node is not None:
            nodes += 1
            tag = node.tag
            if tag == "-text":
                text = node.text_content
                if text and not (lines.empty and text.isspace()):
                    self._text(text)
            elif tag is not None and tag[0] not in "-!":
                state = here.state
                self._enter(node, tag)
                child = None if tag in SKIPPED else node.first_child
                if child is not None and not self._too_deep(len(stack)):
                    stack.append((node, tag, state))
                    node = child
                    continue
                if tag in _LEFT:
                    self._leave(tag)
                here.state = state
            if nodes > MAX_NODES:
                self._view.cut = True
                return
            following = None if node is top else node.next
            while following is None and stack:
                node, tag, state = stack.pop()
                if tag in _LEFT:
                    self._leave(tag)
                here.state = state
                following = None if node is top else node.next
            node = following

    def _too_deep(self, depth: int) -> bool:
        self._view.cut = self._view.cut or depth >= MAX_DEPTH
        return depth >= MAX_DEPTH

    def _text(self, text: str) -> None:
        self._links.text(text)
        if not self._here.hidden:
            self._lines.add(text, self._here.place)

    def _enter(self, node: Any, tag: str) -> None:
        if tag in BLOCKS or tag == "br":
            self._lines.end()
            self._links.block()
        if tag in _PLAIN:
            if tag == "tr":
                self._tables.row()
            return
        attributes: Attributes = node.attributes
        if attributes or tag in _LANDMARKS:
            self._settle(tag, attributes)
        handler = self._on_enter.get(tag)
        if handler is not None:
            handler(node, tag, attributes)

    def _settle(self, tag: str, attributes: Attributes) -> None:
        """Note where we are now, and whether it can be seen."""
        place, inside, hidden = self._here.state
        style = attributes.get("style")
        if "hidden" in attributes or (style and _HIDDEN.search(style)):
            hidden = True
        if tag in BLOCKS:
            found = place_of(tag, attributes, PLACES[place], inside=inside)
            place, inside = PLACE_INDEX[found], inside or tag in _CONTENT
        self._here.state = (place, inside, hidden)

    def _leave(self, tag: str) -> None:
        if tag in BLOCKS:
            self._lines.end()
        handler = self._on_leave.get(tag)
        if handler is not None:
            handler(tag)

    def _frame(self, _node: Any, _tag: str, attributes: Attributes) -> None:
        address = self._base.join(attributes.get("src"))
        if address and len(self._view.frames) < 100:
            self._view.frames.append((address, attributes.get("name") or ""))
