"""Files nobody should be able to hurt us with, for every room that reads files."""

import io
import os
import socket
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"


def zipped(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these members."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", method) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return body.getvalue()


def lying(data: bytes, size: int) -> bytes:
    """Return a zip whose directory gives every member this size."""
    out, at = bytearray(data), 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        struct.pack_into("<I", out, at + 24, size)
        at += 4
    return bytes(out)


def locked(data: bytes) -> bytes:
    """Return a zip whose members call themselves encrypted."""
    out, at = bytearray(data), 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        out[at + 8] |= 1
        at += 4
    out[6] |= 1
    return bytes(out)


def overlapping() -> bytes:
    """Return a zip of many names for one and the same compressed member."""
    data = zipped({SHEET: b"<c/>" * 250_000})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry, count = data[start:end], 2_000
    tail = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, start, 0
    )
    return data[:start] + entry * count + tail


def wide_claims() -> bytes:
    """Return a zip64 entry that claims petabytes."""
    data = zipped({SHEET: b"x"})
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = bytearray(data[at:end])
    extra = struct.pack("<HHQ", 1, 8, 2**50)
    struct.pack_into("<I", entry, 24, 0xFFFFFFFF)
    struct.pack_into("<H", entry, 30, len(extra))
    entry += extra
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), at, 0)
    return data[:at] + bytes(entry) + tail


def nested() -> bytes:
    """Return a zip of zips, ten deep."""
    data = b"\0" * 900_000
    for _ in range(10):
        data = zipped({"xl/workbook.xml": data})
    return data


ZIPS: dict[str, Callable[[], bytes]] = {
    "bomb": lambda: zipped({SHEET: b"\0" * 30_000_000}),
    "lies_small": lambda: lying(zipped({SHEET: b"\0" * 30_000_000}), 10),
    "lies_large": lambda: lying(zipped({SHEET: b"x"}), 0xFFFFFFF0),
    "overlapping": overlapping,
    "zip64": wide_claims,
    "nested": nested,
    "locked": lambda: locked(zipped({SHEET: b"x"})),
    "lzma": lambda: zipped({SHEET: b"x" * 5000}, method=zipfile.ZIP_LZMA),
    "bzip2": lambda: zipped({SHEET: b"x" * 5000}, method=zipfile.ZIP_BZIP2),
    "many": lambda: zipped({f"xl/{n}": b"" for n in range(6_000)}, method=zipfile.ZIP_STORED),
    "no_workbook": lambda: zipped({"a.txt": b"x"}),
    "cut": lambda: zipped({SHEET: b"x" * 5000})[:60],
    "ole": lambda: b"\xd0\xcf\x11\xe0" + b"\xff" * 5000,
    "far_corner": lambda: zipped({SHEET: b'<c r="XFD1048576" s="1"><v>1</v></c>'}),
    "slow_tags": lambda: zipped({SHEET: (b'<c r="A1"' + b' r="A1"' * 9) * 20_000}),
}


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path may have 107 bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _link_to_fifo(path: Path) -> None:
    os.mkfifo(f"{path}.x")
    path.symlink_to(f"{path}.x")


SPECIAL: dict[str, Callable[[Path], None]] = {
    "fifo": os.mkfifo,
    "folder": Path.mkdir,
    "socket": _socket,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "proc": lambda path: path.symlink_to("/proc/self/status"),
    "loop": lambda path: path.symlink_to(path.name),
    "link_to_fifo": _link_to_fifo,
}
NESTED_HTML = b"<table><tr><td>" * 27_000
"""Takes a parser minutes; 400 kB."""
