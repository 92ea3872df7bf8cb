"""HTML tables that call themselves .xls, as many a provincial system exports them."""

import unicodedata
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

MAX_CHARS = 10_000_000  # BeautifulSoup keeps some fifty times the text in memory
Rows = list[tuple[int, tuple[str, ...]]]


def html_tables(text: str, max_rows: int, max_columns: int) -> Iterator[Rows]:
    """Yield every table's filled rows with their numbers, merged cells spread over what they cover.

    RecursionError when tables are nested as deep as no export nests them.
    """
    for table in BeautifulSoup(text, "lxml").find_all("table"):
        yield _rows(table, max_rows, max_columns)


def _rows(table: Tag, max_rows: int, max_columns: int) -> Rows:
    rows: Rows = []
    covered: dict[tuple[int, int], str] = {}
    own = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    for number, row in enumerate(own[:max_rows]):
        cells = _cells(number, row, covered, max_columns)
        if any(cells):
            rows.append((number, cells))
    return rows


def _cells(
    number: int, row: Tag, covered: dict[tuple[int, int], str], most: int
) -> tuple[str, ...]:
    """Return the cells of a row; `covered` carries what hangs down from rows above."""
    found: list[str] = []
    for cell in row.find_all(["td", "th"], recursive=False):
        while (number, len(found)) in covered:
            found.append(covered.pop((number, len(found))))
        text = unicodedata.normalize("NFC", " ".join(cell.get_text(" ").split()))
        for down in range(1, _span(cell, "rowspan", most)):
            covered[(number + down, len(found))] = text
        found += [text] + [""] * (_span(cell, "colspan", most) - 1)
        if len(found) > most:
            break
    while (number, len(found)) in covered:
        found.append(covered.pop((number, len(found))))
    return tuple(found[:most])


def _span(cell: Tag, name: str, most: int) -> int:
    text = str(cell.get(name, ""))
    return min(int(text[:6]), most) if text.isascii() and text.isdigit() and text != "0" else 1
