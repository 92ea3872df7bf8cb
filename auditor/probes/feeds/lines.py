"""Rows of delimited text, line by line: a quotation mark that is never closed swallows nothing.

csv.reader takes everything up to the next quotation mark for one cell, and a thousand rows are gone
without a word. Here a line that does not parse alone may take the next few with it, when together
they make exactly one row; otherwise that line alone is refused.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence

from auditor.probes.feeds.header import Wanted
from auditor.probes.feeds.sheets import Row, Sheet
from auditor.tabular.decoding import NAMES
from auditor.tabular.delimited import HEAD, best_delimiter, named_delimiter

_MOST_LINES = 4  # of one row: an address or a note typed with Alt+Enter


def text_sheet(file: str, data: bytes, codec: str, head: str, wanted: Wanted) -> Sheet:
    """Return the table of a text; `head` is its beginning, decoded."""
    first = head.split("\n", 1)[0]
    named = named_delimiter(first)
    lines = head.splitlines()[:HEAD]
    delimiter = named or best_delimiter(lines, wanted.score)
    stream = io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline=None)
    rows = TextRows(stream, delimiter, skip=1 if named else 0)
    return Sheet(place=file, rows=rows, encoding=NAMES[codec], delimiter=delimiter)


class TextRows:
    """The rows of a stream of lines."""

    def __init__(self, lines: Iterator[str], delimiter: str, *, skip: int = 0) -> None:
        self.width = 0
        self._lines, self._delimiter, self._skip = lines, delimiter, skip
        self._ahead: deque[str] = deque()
        self._number = 0

    def __iter__(self) -> Iterator[Row]:
        """Yield every row that is not blank."""
        while (line := self._next()) is not None:
            number = self._number
            if number <= self._skip or not line.strip():
                continue
            if '"' in line:
                yield Row(number, self._quoted(line))
            else:
                yield Row(number, line.rstrip("\n").split(self._delimiter))

    def _next(self) -> str | None:
        line = self._ahead.popleft() if self._ahead else next(self._lines, None)
        self._number += line is not None
        return line

    def _quoted(self, line: str) -> Sequence[str] | None:
        if (cells := self._parse([line])) is not None:
            return cells
        while len(self._ahead) < _MOST_LINES - 1 and (more := next(self._lines, None)) is not None:
            self._ahead.append(more)
        joined = [line]
        for more in list(self._ahead)[: _MOST_LINES - 1]:
            if self._stands_alone(more):
                return None
            joined.append(more)
            cells = self._parse(joined)
            if cells is not None and len(cells) == (self.width or len(cells)):
                for _ in joined[1:]:
                    self._next()
                return cells
        return None

    def _stands_alone(self, line: str) -> bool:
        """Say whether a line is a row of its own, so that no row before it may take it."""
        return self.width > 1 and line.count(self._delimiter) >= self.width - 1

    def _parse(self, lines: list[str]) -> list[str] | None:
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        try:
            rows = list(reader)
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 else None
