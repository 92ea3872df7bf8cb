"""Workbooks: looked at from outside first, then read by calamine in a process of its own.

calamine unpacks a sheet as a full rectangle in memory: one cell in the last corner, or a sheet that
unpacks a thousandfold, would take the machine with it.
"""

import io
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from datetime import date
from pathlib import Path
from typing import Any

from auditor.inventory.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Grid, Number, Raw, in_sheet
from auditor.problems import BadInputError, Problem
from auditor.words import say

_UNPACK = Path(__file__).with_name("unpack.py")
_SECONDS = 120
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream that holds a locked .xlsx
MAX_UNPACKED = 200_000_000
MAX_RATIO = 200
_SMALL = 1_000_000  # below this a high ratio hurts nobody: blank styled cells pack very well
_CELL = re.compile(rb'<c\b[^<>]{0,80}?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]{0,80}[^/<>]>')
_OVERLAP = 200


def read_workbook(file: str, data: bytes) -> list[Grid]:
    """Return every sheet of the workbook."""
    if _ENCRYPTED in data:
        raise _refusal(file, "workbook.password")
    if data.startswith(b"PK"):
        _look_inside(file, data)
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


def _look_inside(file: str, data: bytes) -> None:
    """Refuse a bomb by what its directory declares, then by what it really unpacks to."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            declared = sum(member.file_size for member in members)
            ratio = declared / max(1, sum(member.compress_size for member in members))
            if declared > MAX_UNPACKED or (ratio > MAX_RATIO and declared > _SMALL):
                raise _bomb(file)
            left = MAX_UNPACKED
            for member in members:
                left = _unpack(file, archive, member, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise _refusal(file, "workbook.broken") from None


def _unpack(file: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """Unpack piece by piece within `left` bytes; the directory's own size may be a lie."""
    declared, member.file_size = member.file_size, MAX_UNPACKED + 1
    seen, rows, columns, tail = 0, 0, 0, b""
    with archive.open(member) as stream:
        while piece := stream.read(1 << 18):
            seen += len(piece)
            if seen > min(left, declared):
                raise _bomb(file)
            if "worksheets/" in member.filename:
                for name, number in _CELL.findall(tail + piece):
                    columns, rows = max(columns, _column(name)), max(rows, int(number))
                tail = piece[-_OVERLAP:]
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise _refusal(file, "table.too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    return left - seen


def _column(name: bytes) -> int:
    number = 0
    for char in name:
        number = number * 26 + char - ord("A") + 1
    return number


def _bomb(file: str) -> BadInputError:
    limits = {"limit": MAX_UNPACKED // 1_000_000, "ratio": MAX_RATIO}
    return _refusal(file, "workbook.bomb", **limits)


def _refusal(file: str, text: str, **values: str | int) -> BadInputError:
    return BadInputError([Problem(file=file, message=say(f"problem.{text}", **values))])
