"""Run as a program of its own: a workbook on stdin, its cells as JSON on stdout.

calamine panics on a workbook that was cut while copied, and ends the whole process when a damaged
size makes it ask for all memory. Here that ends a child; the parent says that the file is broken.
It runs by path and imports nothing of ours, so that it starts in a moment.
"""

import io
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime

MEMORY = 2_000_000_000  # address space; the largest sheet accepted needs a quarter of it


def main() -> None:
    """Write {"sheets": [[name, rows]]}, or {"error": kind} when calamine refuses the file."""
    _limit_memory()
    rows, columns = int(sys.argv[1]), int(sys.argv[2])
    answer = json.dumps(_unpack(sys.stdin.buffer.read(), rows, columns), ensure_ascii=False)
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))


def _unpack(data: bytes, max_rows: int, max_columns: int) -> dict[str, object]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    sheets: list[object] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > max_rows or sheet.total_width > max_columns:
                return {"error": "too_large"}
            sheets.append([name, list(_rows(sheet.to_python(skip_empty_area=False)))])
    except PasswordError:
        return {"error": "password"}
    except (CalamineError, OSError, ValueError):
        return {"error": "broken"}
    return {"sheets": sheets}


def _rows(sheet: Sequence[Sequence[object]]) -> Iterator[list[object]]:
    for index, cells in enumerate(sheet):
        if any(cell not in (None, "") for cell in cells):
            yield [index, [_cell(cell) for cell in cells]]


def _cell(value: object) -> object:
    """Return what JSON can hold: numbers and days as a pair of kind and text."""
    if isinstance(value, str | bool) or value is None:
        return value
    if isinstance(value, float | int):
        return ["number", str(int(value)) if value == int(value) else repr(value)]
    if isinstance(value, datetime):
        return ["day", value.date().isoformat()]
    return ["day", value.isoformat()] if isinstance(value, date) else str(value)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
