"""Collectors that a reader of either kind fills: lines, and what stands at them."""

import unicodedata
from typing import Any

from auditor.facts import Place
from auditor.probes.site.view import PLACE_INDEX, LineRow, TableRow

MAX_LINES = 20_000
MAX_LINE = 2_000
MAX_ROWS = 3_000
_INVISIBLE = ("\u200b", "\u2060", "\ufeff")


State = tuple[int, bool, bool]


class Here:
    """Where a walk is. `state` is replaced, never changed, so that it can be come back to."""

    __slots__ = ("state",)

    def __init__(self) -> None:
        self.state: State = (PLACE_INDEX[Place.MAIN], False, False)

    @property
    def place(self) -> int:
        """Index of the place on the page."""
        return self.state[0]

    @property
    def inside(self) -> bool:
        """Inside an article or the main block."""
        return self.state[1]

    @property
    def hidden(self) -> bool:
        """Not drawn."""
        return self.state[2]


class Lines:
    """Text put together into visible lines."""

    def __init__(self) -> None:
        self.rows: list[LineRow] = []
        self.cut = False
        self.buffer: list[str] = []
        """What the line holds so far, in pieces."""
        self.place = 0
        """Where it began."""

    @property
    def here(self) -> int:
        """The index of the line that is being written."""
        return len(self.rows)

    @property
    def pending(self) -> str:
        """What the line holds so far."""
        return " ".join("".join(self.buffer).split())

    def add(self, text: str, place: int) -> None:
        """Go on with the line."""
        if not self.buffer:
            if text.isspace():
                return
            self.place = place
        self.buffer.append(text)

    def space(self) -> None:
        """Separate what is drawn apart though the markup joins it."""
        if self.buffer:
            self.buffer.append(" ")

    def end(self) -> None:
        """End the line, if there is one."""
        if not self.buffer:
            return
        text = clean("".join(self.buffer))
        self.buffer.clear()
        if text and len(text) <= MAX_LINE and len(self.rows) < MAX_LINES:
            self.rows.append((text, self.place))
        elif text:
            self._end_long(text)

    def _end_long(self, text: str) -> None:
        """Very long lines become several, so that no text is lost."""
        while text:
            if len(self.rows) >= MAX_LINES:
                self.cut = True
                return
            head, text = _split(text)
            self.rows.append((head, self.place))


def clean(text: str) -> str:
    """Return text as it is seen: white space folded, NFC, nothing invisible."""
    if text.isprintable() and "  " not in text:  # then a blank is its only white space
        folded = text.strip(" ")
        return folded if folded.isascii() else unicodedata.normalize("NFC", folded)
    folded = " ".join(text.split())
    if folded.isascii():
        return folded
    for mark in _INVISIBLE:
        folded = folded.replace(mark, "")  # the same object where there is none
    return unicodedata.normalize("NFC", folded)


def _split(text: str) -> tuple[str, str]:
    if len(text) <= MAX_LINE:
        return text, ""
    at = text.rfind(" ", MAX_LINE // 2, MAX_LINE)
    at = at if at > 0 else MAX_LINE
    return text[:at], text[at:].lstrip()


class Tables:
    """Data tables; one that holds another is there for the layout and is dropped."""

    def __init__(self, lines: Lines) -> None:
        self.done: list[TableRow] = []
        self.waiting = False
        """A table with headings and no row, as scripts fill them."""
        self._lines = lines
        self._open: list[_Table] = []

    def start(self, *_: Any) -> None:
        """Enter a table."""
        for outer in self._open:
            outer.layout = True
        self._open.append(_Table(self._lines.here))

    def row(self) -> None:
        """Enter a row."""
        if self._open and len(self._open[-1].rows) < MAX_ROWS:
            self._open[-1].rows.append([])

    def cell(self, *_: Any) -> None:
        """Enter a cell."""
        if self._open:
            self._open[-1].cell = self._lines.here

    def cell_end(self, tag: str) -> None:
        """Leave a cell; its lines are its text."""
        if not self._open or not self._open[-1].rows:
            return
        table = self._open[-1]
        text = " ".join([row[0] for row in self._lines.rows[table.cell :]])
        table.rows[-1].append(text[:MAX_LINE])
        table.headings += tag == "th"
        table.filled = table.filled or (tag == "td" and bool(text))

    def end(self, _tag: str) -> None:
        """Leave a table."""
        if not self._open:
            return
        table = self._open.pop()
        if table.layout:
            return
        if table.headings > 1 and not table.filled:
            self.waiting = True
        rows = tuple(tuple(row) for row in table.rows if any(row))
        if rows:
            self.done.append((table.line, rows))


class _Table:
    def __init__(self, line: int) -> None:
        self.line = line
        self.rows: list[list[str]] = []
        self.cell = line
        self.layout = False
        self.filled = False
        self.headings = 0
