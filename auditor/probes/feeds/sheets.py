"""What every kind of file comes to: rows of cells, each with the line a person would look at."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

Cell = str | datetime | date | time
"""Numbers are text already; a workbook's own dates are kept as such."""


@dataclass(slots=True)
class Row:
    """One row. No cells: a quotation mark makes it unreadable."""

    line: int
    cells: Sequence[Cell] | None


class Rows(Protocol):
    """The rows of a sheet, once; `width` is set as soon as the header is known."""

    width: int

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a file."""

    place: str
    """File, with the sheet's number where there may be several: its name may be an officer's."""
    rows: Rows
    title: str = ""
    """For the screen alone."""
    encoding: str = ""
    delimiter: str = ""
    typed: bool = False
    """Cells may be dates already; such rows can be gone over twice."""
    event_at: int = -1
    """The position that must be declared as the event, where rows are of many kinds."""
    notes: tuple[str, ...] = ()
    """What else a person should know of it: `feed.check.note.<note>`."""


@dataclass(slots=True)
class Listed:
    """Rows that are in memory already, as often as they are wanted."""

    rows: Callable[[], Iterator[Row]]
    width: int = 0

    def __iter__(self) -> Iterator[Row]:
        return self.rows()
