"""Where the declared columns stand in a sheet, and which of its rows are none of the data."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.contract import Why
from auditor.probes.feeds.faults import FeedFault
from auditor.probes.feeds.plan import Column, FeedColumns
from auditor.probes.feeds.sheets import Cell
from auditor.tabular.headers import header_word, is_total_word, numbers_columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The columns of one sheet: positions from 0; -1 for one that is not declared."""

    line: int
    """0 where the export has no header."""
    width: int
    account: int
    time: int
    date: int = -1
    commune: int = -1
    event: int = -1
    least: int = 0
    """Cells that a row must have for the declared columns to be there."""
    words: tuple[tuple[int, str], ...] = ()
    """Position and text of the declared headers as they stand in the file."""

    def repeats(self, cells: Sequence[Cell]) -> bool:
        """Recognise the header again: reports pasted below each other bring theirs along."""
        for at, word in self.words:
            if at >= len(cells) or cells[at] != word:
                return False
        return bool(self.words)


class Wanted:
    """The declared columns, looked for by their headers or taken by their positions."""

    def __init__(self, columns: FeedColumns) -> None:
        self._columns = columns.named()
        numbers = [column for column in self._columns.values() if isinstance(column, int)]
        self.by_position = len(numbers) == len(self._columns)
        self.least = max(numbers, default=0)

    def score(self, cells: Sequence[str]) -> int:
        """Count the declared columns that a row names."""
        if self.by_position:
            return int(len(cells) >= self.least)
        return len(self._columns) - len(self.missing(cells))

    def missing(self, cells: Sequence[Cell]) -> list[str]:
        """Return the declared headers that a row lacks."""
        return [str(column) for column in self._columns.values() if not _places(cells, column)]

    def header(self, line: int, cells: Sequence[Cell], file: str) -> Header | None:
        """Return the columns when this row is the header; FeedFault when it names one twice."""
        found: dict[str, int] = {}
        for role, column in self._columns.items():
            places = _places(cells, column)
            if not places:
                return None
            if len(places) > 1:
                raise FeedFault(Why.MALFORMED, "column_twice", file=file, line=line, column=column)
            found[role] = places[0]
        words = tuple((at, str(cells[at])) for at in found.values())
        width = len(stripped(cells))
        return _header(found, line=line, width=width, least=max(found.values()) + 1, words=words)

    def without_header(self, width: int) -> Header:
        """Return the columns of an export that has no header."""
        found = {role: int(column) - 1 for role, column in self._columns.items()}
        return _header(found, line=0, width=width, least=self.least, words=())


def _header(
    found: Mapping[str, int],
    *,
    line: int,
    width: int,
    least: int,
    words: tuple[tuple[int, str], ...],
) -> Header:
    return Header(
        line=line,
        width=width,
        least=least,
        words=words,
        account=found["account"],
        time=found["time"],
        date=found.get("date", -1),
        commune=found.get("commune", -1),
        event=found.get("event", -1),
    )


def stripped(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Return the cells without the blank ones behind the last that is filled."""
    last = len(cells)
    while last and (cells[last - 1] == "" or str(cells[last - 1]).isspace()):
        last -= 1
    return cells[:last]


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Recognise the row (1) (2) (3) under a header."""
    return numbers_columns([str(cell).strip() for cell in cells if str(cell).strip()])


def is_total(cells: Sequence[Cell]) -> bool:
    """Recognise the row of totals by its first word; plain `cong` may be somebody's account."""
    first = next((cell for cell in cells if str(cell).strip()), "")
    if not isinstance(first, str) or (first.isascii() and " " not in first.strip()):
        return False
    return is_total_word(first)


def _places(cells: Sequence[Cell], column: Column) -> list[int]:
    """Return where a header stands: as it is written, else without diacritics and notes."""
    wanted = _same(str(column))
    exact = [at for at, cell in enumerate(cells) if isinstance(cell, str) and _same(cell) == wanted]
    if exact:
        return exact
    word = header_word(str(column))
    folded = [at for at, cell in enumerate(cells) if isinstance(cell, str) and cell]
    return [at for at in folded if header_word(str(cells[at])) == word]


def _same(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
