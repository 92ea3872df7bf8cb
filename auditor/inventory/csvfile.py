"""CSV as offices have it: semicolons, commas or tabs, a `sep=` line, title rows above the header.

`csv.Sniffer` fails on a `sep=` line and guesses from data; the delimiter here is the one that
makes the most known headers.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Sequence
from itertools import islice

from auditor.inventory.grid import MAX_COLUMNS, MAX_ROWS, Grid, Raw, in_lines
from auditor.problems import BadInputError, Problem
from auditor.words import say

DELIMITERS = (";", ",", "\t", "|")
Score = Callable[[Sequence[Raw]], int]
_HEAD = 60  # lines in which the header is looked for


def read_csv(file: str, text: str, score: Score) -> Grid:
    """Read the whole text with the delimiter that its `sep=` line names or its header shows."""
    first = text.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) <= 5:
        delimiter = first[4:] or "\t"  # the tab was stripped
        rows = _rows(file, text, delimiter)[1:]
    else:
        rows = _rows(file, text, _delimiter(text, score))
    filled = tuple(row for row in rows if any(row[1]))
    return Grid(file=file, rows=filled, place=in_lines(file))


def _delimiter(text: str, score: Score) -> str:
    lines = [line.rstrip("\r\n") for line in islice(io.StringIO(text), _HEAD)]

    def best(delimiter: str) -> tuple[int, int]:
        rows = [_split(line, delimiter) for line in lines]
        return max((score(row) for row in rows), default=0), max(map(len, rows), default=0)

    return max(DELIMITERS, key=best)


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


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
