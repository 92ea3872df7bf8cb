"""A page read by lexbor: one walk over the tree, nothing fetched, nothing run.

Runs in a worker process only: 400 kB of nested tags hold lexbor for twelve seconds.
"""

import re
from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from auditor.probes.limits import PageBounds
from auditor.probes.site.addresses import Base
from auditor.probes.site.charset import decode
from auditor.probes.site.forms import Forms
from auditor.probes.site.links import Attributes, Links
from auditor.probes.site.place import place_in
from auditor.probes.site.scripted import read_head, see_through
from auditor.probes.site.settle import finish
from auditor.probes.site.sheet import Here, Lines, State, Tables
from auditor.probes.site.tags import (
    BLOCK,
    BLOCKS,
    BREAK,
    ENTER,
    KINDS,
    LANDMARK,
    LEAF,
    LEAVE,
    PLAIN,
    SKIP,
    SKIPPED,
    TEXT,
    kind_of,
)
from auditor.probes.site.view import PageView

__all__ = ["BLOCKS", "SKIPPED", "read"]

_USUAL = PageBounds()
_CONTENT = frozenset({"article", "main"})
_HIDDEN = re.compile(r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden", re.I)


def read(
    body: bytes, url: str, charset: str, *, truncated: bool, bounds: PageBounds = _USUAL
) -> PageView:
    """Return the view of one body."""
    text, encoding = decode(body, charset, cut=truncated)
    view = _Reader(url, bounds).read(LexborHTMLParser(text))
    view.encoding = encoding
    view.cut = view.cut or truncated
    return view


class _Reader:
    """One walk. Collectors do the work; this knows where we are."""

    def __init__(self, url: str, bounds: PageBounds) -> None:
        self._nodes, self._depth = bounds.nodes, bounds.depth
        self._view, self._base, self._here, self._lines = PageView(), Base(url), Here(), Lines()
        self._tables = tables = Tables(self._lines)
        self._links = links = Links(self._view, self._lines, self._base, self._here, bounds.links)
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

        This loop is where the time of a page goes, hence its length: a call a node costs as much
        as all that is done here.
        """
        lines, links, here, state = self._lines, self._links, self._here, self._here.state
        buffer, on_enter, on_leave, known = lines.buffer, self._on_enter, self._on_leave, KINDS
        stack: list[tuple[Any, str, int, State]] = []
        node, nodes, most = top, 0, self._nodes
        while node is not None:
            nodes += 1
            tag = node.tag
            if tag == TEXT:
                text = node.text_content
                if text and (buffer or not text.isspace()):
                    links.just_closed = False
                    if links.open is not None:
                        links.open.parts.append(text)
                    if not state[2]:
                        if not buffer:
                            lines.place = state[0]
                        buffer.append(text)
            elif not (kind := known[tag] if tag in known else kind_of(tag)) & LEAF:
                outer = state
                if kind & BREAK:
                    if buffer:
                        lines.end()
                    links.just_closed = False
                    if links.open is not None:
                        links.open.stand_at(len(lines.rows))
                if not kind & PLAIN:
                    attributes: Attributes = node.attributes
                    if attributes or kind & LANDMARK:
                        state = here.state = settled(tag, kind, attributes, state)
                    if kind & ENTER:
                        on_enter[tag](node, tag, attributes)
                elif tag == "tr":
                    self._tables.row()
                child = None if kind & SKIP else node.first_child
                if child is not None and not self._too_deep(len(stack)):
                    stack.append((node, tag, kind, outer))
                    node = child
                    continue
                if kind & BLOCK and buffer:
                    lines.end()
                if kind & LEAVE:
                    on_leave[tag](tag)
                state = here.state = outer
            if nodes > most:
                self._view.cut = True
                return
            following = None if node is top else node.next
            while following is None and stack:
                node, tag, kind, state = stack.pop()
                if kind & BLOCK and buffer:
                    lines.end()
                if kind & LEAVE:
                    on_leave[tag](tag)
                here.state = state
                following = None if node is top else node.next
            node = following

    def _too_deep(self, depth: int) -> bool:
        if depth < self._depth:
            return False
        self._view.cut = True
        return True

    def _frame(self, _node: Any, _tag: str, attributes: Attributes) -> None:
        address = self._base.join(attributes.get("src"))
        if address and len(self._view.frames) < 100:
            self._view.frames.append((address, attributes.get("name") or ""))


def settled(tag: str, kind: int, attributes: Attributes, outer: State) -> State:
    """Return where we are inside an element, and whether it can be seen."""
    place, inside, hidden = outer
    style = attributes.get("style")
    if "hidden" in attributes or (style and _HIDDEN.search(style)):
        hidden = True
    if kind & BLOCK:
        place = place_in(
            tag if kind & LANDMARK else "", attributes.get("role"),
            attributes.get("id"), attributes.get("class"), place, inside,
        )  # fmt: skip
        inside = inside or tag in _CONTENT
    return (place, inside, hidden)
