"""A table as it stands in its file: rows of raw cells, each with the place a person would look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from auditor.problems import Problem
from auditor.words import say

MAX_BYTES = 50_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELLS = 4_000_000  # a workbook is unpacked as a full rectangle


@dataclass(frozen=True, slots=True)
class Number:
    """A cell that the file holds as a number, so that leading zeros are lost already."""

    text: str


Raw = str | Number | bool | date | None
Place = Callable[[int, int], tuple[str, int, int]]
"""(row, column) of a cell, both from 0 → (file, line, column) to print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet or file. `rows` holds (row number from 0, cells); blank rows may be left out."""

    file: str
    rows: tuple[tuple[int, tuple[Raw, ...]], ...]
    place: Place
    title: str = ""
    number_hint: str = "cell.number_in_workbook"
    """The text that says how to keep a number as text in this kind of file."""

    def problem(self, row: int, column: int, text: str, **values: str | int) -> Problem:
        """Return the problem `text` at a cell."""
        file, line, at = self.place(row, column)
        return Problem(file=file, line=line, column=at, message=say(f"problem.{text}", **values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a table, by column key. What is absent was blank."""

    cells: Mapping[str, Raw]
    number_hint: str
    locate: Callable[[str], tuple[str, int, int]] = field(repr=False)
    """Column key ('' for the row) → (file, line, column)."""

    def problem(self, key: str, text: str, **values: str | int) -> Problem:
        """Return the problem `text` at the cell of the column `key`."""
        file, line, column = self.locate(key)
        return Problem(
            file=file, line=line, column=column, message=say(f"problem.{text}", **values)
        )

    @property
    def where(self) -> str:
        """The row in few words, for a message about another row."""
        file, line, _ = self.locate("")
        return f"{file}:{line}" if line else file


def letter(column: int) -> str:
    """Return Excel's name of a column counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def in_lines(file: str) -> Place:
    """Place cells of a text file: line and number of the cell in it."""
    return lambda row, column: (file, row + 1, column + 1)


def in_sheet(file: str, sheet: str) -> Place:
    """Place cells of a sheet: 'Xã phường'!B7."""
    return lambda row, column: (f"{file} '{sheet}'!{letter(column)}{row + 1}", 0, 0)
