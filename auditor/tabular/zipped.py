"""Workbooks looked at from outside, before any reader unpacks them.

calamine unpacks a sheet as a full rectangle in memory: one cell in the last corner, or a sheet that
unpacks a thousandfold, would take the machine with it.
"""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum

MAX_UNPACKED = 200_000_000
MAX_RATIO = 200
MAX_MEMBERS = 5_000
"""A workbook of a hundred sheets has a few hundred."""
_LOCKED = 1
_SMALL = 1_000_000  # below this a high ratio hurts nobody: blank styled cells pack very well
_CELL = re.compile(rb"<c\s([^<>]{1,200})>")  # a mark inside ends it, so every byte is read once
_NAME = re.compile(rb'(?:^|\s)r="([A-Z]{1,3})([0-9]{1,7})"')
_OVERLAP = 200
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream that holds a locked .xlsx


class Fault(StrEnum):
    """What is the matter with a workbook."""

    PASSWORD = "password"  # noqa: S105 - a kind of fault
    BOMB = "bomb"
    BROKEN = "broken"
    TOO_LARGE = "too_large"


class WorkbookError(Exception):
    """A workbook that must not be unpacked."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle:
    """How far a sheet may reach."""

    rows: int
    columns: int
    cells: int


def look_inside(data: bytes, most: Rectangle) -> None:
    """Refuse a bomb by what its directory declares, then by what it really unpacks to."""
    if _ENCRYPTED in data:
        raise WorkbookError(Fault.PASSWORD)
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            declared = sum(member.file_size for member in members)
            ratio = declared / max(1, sum(member.compress_size for member in members))
            if declared > MAX_UNPACKED or (ratio > MAX_RATIO and declared > _SMALL):
                raise WorkbookError(Fault.BOMB)
            _refuse_strange(members)
            left = MAX_UNPACKED
            for member in members:
                left = _unpack(archive, member, left, most)
    except (
        zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
        OSError, ValueError, OverflowError,
    ):  # fmt: skip
        raise WorkbookError(Fault.BROKEN) from None


def _refuse_strange(members: list[zipfile.ZipInfo]) -> None:
    """Refuse what no program writes: LZMA alone may ask for gigabytes before its first byte."""
    if len(members) > MAX_MEMBERS:
        raise WorkbookError(Fault.BOMB)
    if any(member.flag_bits & _LOCKED for member in members):
        raise WorkbookError(Fault.PASSWORD)
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in members):
        raise WorkbookError(Fault.BROKEN)


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, most: Rectangle) -> int:
    """Unpack piece by piece within `left` bytes; the directory's own size may be a lie."""
    declared, member.file_size = member.file_size, MAX_UNPACKED + 1
    seen, rows, columns, tail = 0, 0, 0, b""
    with archive.open(member) as stream:
        while piece := stream.read(1 << 18):
            seen += len(piece)
            if seen > min(left, declared):
                raise WorkbookError(Fault.BOMB)
            if "worksheets/" in member.filename:
                for cell in _CELL.findall(tail + piece):
                    named = None if cell.endswith(b"/") else _NAME.search(cell)
                    if named:
                        columns, rows = max(columns, _column(named[1])), max(rows, int(named[2]))
                tail = piece[-_OVERLAP:]
    if rows > most.rows or columns > most.columns or rows * columns > most.cells:
        raise WorkbookError(Fault.TOO_LARGE)
    return left - seen


def _column(name: bytes) -> int:
    number = 0
    for char in name:
        number = number * 26 + char - ord("A") + 1
    return number
