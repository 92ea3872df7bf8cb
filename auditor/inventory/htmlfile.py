"""HTML tables that call themselves .xls, as many a provincial system exports them."""

import unicodedata

from bs4 import BeautifulSoup, Tag

from auditor.inventory.grid import MAX_COLUMNS, MAX_ROWS, Grid, in_sheet
from auditor.problems import BadInputError, Problem
from auditor.words import say

MAX_BYTES = 10_000_000  # BeautifulSoup keeps some fifty times the text in memory


def read_html(file: str, text: str) -> list[Grid]:
    """Return every table of the page, with merged cells spread over what they cover."""
    if len(text) > MAX_BYTES:
        message = say("problem.file.too_large", limit=MAX_BYTES // 1_000_000)
        raise BadInputError([Problem(file=file, message=message)])
    try:
        tables = BeautifulSoup(text, "lxml").find_all("table")
        return [_grid(file, index, table) for index, table in enumerate(tables, 1)]
    except RecursionError:  # tables nested as deep as no export nests them
        message = say("problem.html.deep")
        raise BadInputError([Problem(file=file, message=message)]) from None


def _grid(file: str, index: int, table: Tag) -> Grid:
    title = say("problem.html.table", number=index)
    rows: list[tuple[int, tuple[str, ...]]] = []
    covered: dict[tuple[int, int], str] = {}
    own = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    for number, row in enumerate(own[:MAX_ROWS]):
        cells = _cells(number, row, covered)
        if any(cells):
            rows.append((number, cells))
    return Grid(file=file, title=title, rows=tuple(rows), place=in_sheet(file, title))


def _cells(number: int, row: Tag, covered: dict[tuple[int, int], str]) -> tuple[str, ...]:
    """Return the cells of a row; `covered` carries what hangs down from rows above."""
    found: list[str] = []
    for cell in row.find_all(["td", "th"], recursive=False):
        while (number, len(found)) in covered:
            found.append(covered.pop((number, len(found))))
        text = unicodedata.normalize("NFC", " ".join(cell.get_text(" ").split()))
        for down in range(1, _span(cell, "rowspan")):
            covered[(number + down, len(found))] = text
        found += [text] + [""] * (_span(cell, "colspan") - 1)
        if len(found) > MAX_COLUMNS:
            break
    while (number, len(found)) in covered:
        found.append(covered.pop((number, len(found))))
    return tuple(found[:MAX_COLUMNS])


def _span(cell: Tag, name: str) -> int:
    text = str(cell.get(name, ""))
    return (
        min(int(text[:6]), MAX_COLUMNS) if text.isascii() and text.isdigit() and text != "0" else 1
    )
