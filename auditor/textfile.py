"""Files that people give us, opened with care and decoded without guessing.

A FIFO would block `open()` for ever. Vietnamese arrives in UTF-8, UTF-16 (Excel's "Unicode text")
and windows-1258; bytes that become Vietnamese in none of them are refused, never shown as mojibake.
"""

import errno
import os
import re
import stat
import unicodedata
from pathlib import Path

from auditor.problems import BadInputError, Problem
from auditor.words import say

_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"  # what Vietnamese puts on its letters
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_PUNCTUATION = frozenset("–—‘’“”„…•‹›«»°§©®™€₫·\u00a0\u00ad")


def shown(path: Path) -> str:
    """Return `path` as a person at the prompt would write it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def refusal(path: Path, key: str, **values: str | int) -> BadInputError:
    """Return the error of one problem with the whole file."""
    return BadInputError([Problem(file=shown(path), message=say(f"problem.{key}", **values))])


def absent(path: Path) -> bool:
    """Say whether nothing is there. What cannot be looked at is left to whoever opens it."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):  # no access on the way, a name too long, a NUL in it
        return False
    return False


def os_reason(error: OSError) -> str:
    """Return why the system refused, in the language of the moment; its own words are English."""
    name = errno.errorcode.get(error.errno or 0, "")
    key = f"os.{name.lower()}"
    said = say(key)
    return say("os.other", code=name or type(error).__name__) if said == key else said


def read_bytes(path: Path, limit: int) -> bytes:
    """Return what a regular file of at most `limit` bytes holds."""
    handle = _open(path)
    with os.fdopen(handle, "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise refusal(path, "file.too_large", limit=limit // 1_000_000)
    return data


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and its encoding's name; both empty when no encoding makes it Vietnamese."""
    if name := _utf16(data):
        text, name = _decoded(data, name)
        return text.removeprefix("\ufeff"), name and "UTF-16"
    if b"\0" in data:
        return "", ""
    text, name = _decoded(data, "utf-8-sig")
    if name:
        return text, "UTF-8"
    text, name = _decoded(data, "cp1258")
    text = unicodedata.normalize("NFC", text)
    return (text, "windows-1258") if name and _looks_vietnamese(text) else ("", "")


def is_vietnamese_letter(char: str) -> bool:
    """Say whether `char` (NFC) is a letter that names in Vietnam are written with."""
    parts = unicodedata.normalize("NFD", char)
    plain = parts[0].isascii() and parts[0].isalpha()
    return char in "đĐ" or (plain and all(mark in _MARKS for mark in parts[1:]))


def _open(path: Path) -> int:
    try:
        handle = os.open(path, _FLAGS)
    except FileNotFoundError:
        raise refusal(path, "file.missing") from None
    except PermissionError:
        raise refusal(path, "file.denied") from None
    except OSError as error:  # a name too long, a loop of links
        raise refusal(path, "file.unreadable", detail=os_reason(error)) from None
    except ValueError:  # a NUL in the name
        raise refusal(path, "file.unreadable", detail=say("os.einval")) from None
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise refusal(path, "file.folder" if stat.S_ISDIR(mode) else "file.special")
    return handle


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    try:
        return data.decode(name), name
    except UnicodeDecodeError:
        return "", ""


def _utf16(data: bytes) -> str:
    """Name the kind of UTF-16, also where the byte order mark was lost."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(data) % 2 or max(even, odd) <= len(head) // 4:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _looks_vietnamese(text: str) -> bool:
    """Tell windows-1258 from its twins: the 'ã' of windows-1252 has the code of 'ă' here."""
    strange = any(
        not (c.isascii() or is_vietnamese_letter(c) or c in _PUNCTUATION) for c in set(text)
    )
    return not strange and not re.search(r"[ăĂ](?![^\W\d_])", text)  # no word ends in ă
