"""Bytes that people give us, decoded without guessing.

Vietnamese arrives in UTF-8, UTF-16 (Excel's "Unicode text") and windows-1258; bytes that become
Vietnamese in none of them are refused, never shown as mojibake.
"""

import re
import unicodedata

_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"  # what Vietnamese puts on its letters
_PUNCTUATION = frozenset("–—‘’“”„…•‹›«»°§©®™€₫·\u00a0\u00ad")
NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1258": "windows-1258",
}
"""What people call each codec that is recognised here."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and its encoding's name; both empty when no encoding makes it Vietnamese."""
    text, codec = recognise(data)
    return text, NAMES.get(codec, "")


def recognise(data: bytes) -> tuple[str, str]:
    """Return the text and the codec that made it; both empty when none does."""
    if name := _utf16(data):
        text, name = _decoded(data, name)
        return text.removeprefix("\ufeff"), name
    if b"\0" in data:
        return "", ""
    text, name = _decoded(data, "utf-8-sig")
    if name:
        return text, name
    if legacy(data):  # VNI's marks are letters of windows-1258
        return "", ""
    text, name = _decoded(data, "cp1258")
    text = unicodedata.normalize("NFC", text)
    return (text, name) if name and _looks_vietnamese(text) else ("", "")


def is_vietnamese_letter(char: str) -> bool:
    """Say whether `char` (NFC) is a letter that names in Vietnam are written with."""
    parts = unicodedata.normalize("NFD", char)
    plain = parts[0].isascii() and parts[0].isalpha()
    return char in "đĐ" or (plain and all(mark in _MARKS for mark in parts[1:]))


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


_LEGACY = {
    "TCVN3 (ABC, .VnTime)": frozenset(
        {
            "tµi", "kho¶n", "thêi", "x·", "m·", "tªn", "ngµy", "®¬n", "vþ", "hä", "sè", "®þa",
            "®¨ng", "nhëp",
        }
    ),
    "VNI-Windows": frozenset(
        {
            "taøi", "khoaûn", "thôøi", "xaõ", "maõ", "teân", "ngaøy", "ñôn", "vò", "hoï", "soá",
            "ñòa", "ñaêng", "nhaäp",
        }
    ),
}  # fmt: skip
"""Words of headers in lower case, as their bytes look in latin-1."""
_HEAD = 100_000


def legacy(data: bytes) -> str:
    """Name the font encoding that no codec of Python's reads, '' where two of its words are absent.

    Such files look right only in fonts of the last century; what they hold cannot be told apart
    from other text by its bytes alone, so they are named and refused, never converted.
    """
    words = set(re.split(r"[\s;,\t|\"():/0-9]+", data[:_HEAD].decode("latin-1").lower()))
    return next((name for name, known in _LEGACY.items() if len(known & words) > 1), "")
