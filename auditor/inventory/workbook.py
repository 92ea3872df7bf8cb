"""Workbooks: looked at from outside first, then read by calamine in a process of its own."""

import json
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from auditor.inventory.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Grid, Number, Raw, in_sheet
from auditor.problems import BadInputError, Problem
from auditor.tabular.zipped import (
    MAX_RATIO,
    MAX_UNPACKED,
    Fault,
    Rectangle,
    WorkbookError,
    look_inside,
)
from auditor.words import say

_UNPACK = Path(__file__).with_name("unpack.py")
_SECONDS = 120
_MOST = Rectangle(rows=MAX_ROWS, columns=MAX_COLUMNS, cells=MAX_CELLS)


def read_workbook(file: str, data: bytes) -> list[Grid]:
    """Return every sheet of the workbook."""
    try:
        look_inside(data, _MOST)
    except WorkbookError as unsafe:
        raise _unsafe(file, unsafe.fault) from None
    answer = _calamine(file, data)
    if error := answer.get("error"):
        raise _refused(file, error)
    return [_grid(file, name, rows) for name, rows in answer["sheets"]]


def _calamine(file: str, data: bytes) -> dict[str, Any]:
    command = [sys.executable, "-I", str(_UNPACK), str(MAX_ROWS), str(MAX_COLUMNS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no argument from outside
            command, input=data, capture_output=True, check=True, timeout=_SECONDS
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise _refusal(file, "workbook.crashed") from None
    return answer


def _refused(file: str, error: str) -> BadInputError:
    if error == "too_large":
        return _refusal(file, "table.too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    if error == "password":
        return _refusal(file, "workbook.password")
    return _refusal(file, "workbook.broken")


def _grid(file: str, name: str, rows: list[tuple[int, list[Any]]]) -> Grid:
    cells = tuple((index, tuple(_raw(cell) for cell in row)) for index, row in rows)
    return Grid(file=file, title=name, rows=cells, place=in_sheet(file, name))


def _raw(cell: Any) -> Raw:
    if isinstance(cell, list):
        kind, text = cell
        return Number(text) if kind == "number" else date.fromisoformat(text)
    raw: Raw = cell
    return unicodedata.normalize("NFC", raw.strip()) if isinstance(raw, str) else raw


def _unsafe(file: str, fault: Fault) -> BadInputError:
    if fault is Fault.BOMB:
        limits = {"limit": MAX_UNPACKED // 1_000_000, "ratio": MAX_RATIO}
        return _refusal(file, "workbook.bomb", **limits)
    return _refused(file, fault)


def _refusal(file: str, text: str, **values: str | int) -> BadInputError:
    return BadInputError([Problem(file=file, message=say(f"problem.{text}", **values))])
