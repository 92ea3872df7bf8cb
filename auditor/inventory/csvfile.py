"""CSV as offices have it: semicolons, commas or tabs, a `sep=` line, title rows above the header."""

import csv
import io
import unicodedata
from collections.abc import Callable, Sequence
from itertools import islice

from auditor.inventory.grid import MAX_COLUMNS, MAX_ROWS, Grid, Raw, in_lines
from auditor.problems import BadInputError, Problem
from auditor.tabular.delimited import HEAD, MAX_LINE, best_delimiter, long_line, named_delimiter
from auditor.words import say

Score = Callable[[Sequence[Raw]], int]


def read_csv(file: str, text: str, score: Score) -> Grid:
    """Read the whole text with the delimiter that its `sep=` line names or its header shows."""
    if too_long := long_line(text):
        raise _refusal(file, too_long - 1, "csv.long_line", limit=MAX_LINE)
    if delimiter := named_delimiter(text.split("\n", 1)[0]):
        rows = _rows(file, text, delimiter)[1:]
    else:
        head = islice(io.StringIO(text), HEAD)
        rows = _rows(file, text, best_delimiter(head, score))
    filled = tuple(row for row in rows if any(row[1]))
    return Grid(file=file, rows=filled, place=in_lines(file))


def _rows(file: str, text: str, delimiter: str) -> list[tuple[int, tuple[str, ...]]]:
    """Return the records with the line each begins on, counted from 0."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    line = 0
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS or len(rows) >= MAX_ROWS:
                raise _refusal(file, line, "table.too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
            rows.append((line, tuple(unicodedata.normalize("NFC", cell.strip()) for cell in cells)))
            line = reader.line_num
    except csv.Error as error:
        long = "field larger" in str(error)
        raise _refusal(file, line, "csv.long_cell" if long else "csv.quote") from None
    return rows


def _refusal(file: str, line: int, text: str, **values: int) -> BadInputError:
    message = say(f"problem.{text}", **values)
    return BadInputError([Problem(file=file, line=line + 1, message=message)])
