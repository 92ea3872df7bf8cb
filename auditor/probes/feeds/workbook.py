"""Workbooks: looked at from outside first, then read by calamine row by row.

Runs in a worker process only: calamine panics on a workbook that was cut while copied.
"""

import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from auditor.contract import Why
from auditor.probes.feeds.faults import FeedFault
from auditor.probes.feeds.sheets import Cell, Listed, Row, Sheet
from auditor.tabular.zipped import Fault, Rectangle, WorkbookError, look_inside

MOST = Rectangle(rows=1_048_576, columns=200, cells=8_000_000)  # 500,000 cells: 120 MB in all
_MIDNIGHT = datetime(1900, 1, 1)  # noqa: DTZ001 - only its time of day is used
_KEYS = {
    Fault.PASSWORD: "workbook_password",
    Fault.BOMB: "workbook_bomb",
    Fault.BROKEN: "workbook_broken",
    Fault.TOO_LARGE: "workbook_large",
}


def workbook_sheets(file: str, data: bytes, name: str = "") -> Iterator[Sheet]:
    """Yield the sheet of that name, else every sheet."""
    with _told(file):
        look_inside(data, MOST)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    titles = _named(book, name) if name else book.sheet_names
    if not titles:
        raise FeedFault(Why.MALFORMED, "no_sheet", file=file, sheet=name)
    for title in titles:
        number = book.sheet_names.index(title) + 1
        with _told(file):
            sheet = book.get_sheet_by_name(title)
        if sheet.total_height * sheet.total_width > MOST.cells:
            raise FeedFault(Why.UNREADABLE, "workbook_large", file=file)
        rows = Listed(partial(_rows, file, sheet))
        place = f"{file} #{number}"
        yield Sheet(place=place, rows=rows, title=title, encoding="Excel", typed=True)


@contextmanager
def _told(file: str) -> Iterator[None]:
    """Turn what calamine and the look from outside say into the fault of a feed."""
    try:
        yield
    except WorkbookError as error:
        raise FeedFault(Why.UNREADABLE, _KEYS[error.fault], file=file) from None
    except PasswordError:
        raise FeedFault(Why.UNREADABLE, "workbook_password", file=file) from None
    except (CalamineError, OSError, ValueError):
        raise FeedFault(Why.UNREADABLE, "workbook_broken", file=file) from None


def _named(book: CalamineWorkbook, name: str) -> list[str]:
    wanted = unicodedata.normalize("NFC", name).casefold().strip()
    return [
        t for t in book.sheet_names if unicodedata.normalize("NFC", t).casefold().strip() == wanted
    ]


def _rows(file: str, sheet: CalamineSheet) -> Iterator[Row]:
    """Yield the rows with their numbers in the sheet; blank ones in front are not in calamine's."""
    top, left = sheet.start or (0, 0)
    before = [""] * left
    with _told(file):
        for index, cells in enumerate(sheet.iter_rows()):
            if any(cell != "" for cell in cells):
                yield Row(top + index + 1, [*before, *map(_cell, cells)])


def _cell(value: Any) -> Cell:
    if isinstance(value, str | datetime | date | time):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, timedelta) and timedelta(0) <= value < timedelta(days=1):
        return (_MIDNIGHT + value).time()
    return str(value)
