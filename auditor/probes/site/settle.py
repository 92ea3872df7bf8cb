"""What a reader can only say at the end of a page."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from auditor.probes.site.view import LineRow, PageView, TableRow

MAX_DIGITS = 100_000
"""On one page: a list of 3,000 procedures has 60,000. To tell whether digits are a phone number
takes 30 µs each, so three megabytes of them would hold a judge for a minute and a half.
"""
T = TypeVar("T")
_CODE = re.compile(r"[123]\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2})?(?:\.H\d{2})?(?!\d)")
_NUMERIC = frozenset("0123456789.")  # before a code: then it is part of a longer number
_BASE = 8  # characters of a code that name the procedure; the rest is the province's


def finish(view: PageView) -> PageView:
    """Settle what needs the whole page."""
    _count_digits(view)
    _clamp(view)
    view.codes = _codes(view)
    return view


def _count_digits(view: PageView) -> None:
    """Leave off what stands behind more digits than a page of an office has: it is a cut one."""
    lines, tables = len(view.lines), len(view.tables)
    if sum(len(text) for text, _ in view.lines) > MAX_DIGITS:
        view.lines = list(_until_too_many(view.lines, _digits_of_line))
    if sum(len(cell) for _, rows in view.tables for row in rows for cell in row) > MAX_DIGITS:
        view.tables = list(_until_too_many(view.tables, _digits_of_table))
    view.cut = view.cut or (lines, tables) != (len(view.lines), len(view.tables))


def _until_too_many(rows: Iterable[T], digits: Callable[[T], int]) -> Iterator[T]:
    left = MAX_DIGITS
    for row in rows:
        left -= digits(row)
        if left < 0:
            return
        yield row


def _digits_of_line(line: LineRow) -> int:
    return sum(map(str.isdigit, line[0]))


def _digits_of_table(table: TableRow) -> int:
    return sum(sum(map(str.isdigit, cell)) for row in table[1] for cell in row)


def _clamp(view: PageView) -> None:
    """Let everything stand at a line that exists."""
    last = max(len(view.lines) - 1, 0)
    view.links = [row if row[2] <= last else (*row[:2], last, *row[3:]) for row in view.links]
    view.images = [row if row[2] <= last else (*row[:2], last, row[3]) for row in view.images]
    view.forms = [(*row[:3], min(row[3], last), min(row[4], last), row[5]) for row in view.forms]
    view.tables = [(min(line, last), rows) for line, rows in view.tables]


def _codes(view: PageView) -> list[str]:
    text = "\n".join([row[0] for row in view.lines])
    hrefs = "\n".join([row[0] for row in view.links])
    found = [
        match[0][:_BASE]
        for source in (text, hrefs)
        for match in _CODE.finditer(source)
        if source[match.start() - 1 : match.start()] not in _NUMERIC
    ]
    return list(dict.fromkeys(found))
