"""Bytes to text, as Vietnamese pages of twenty years are: what is declared is often wrong."""

import codecs
import re
import unicodedata

from auditor.probes.site.tcvn3 import convert, is_tcvn3

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_-]{2,40})", re.I
)
# Declared by default by web servers and editors. No Vietnamese text fits into them, so that they
# say nothing: pages of windows-1258 declare them too.
_WEAK = frozenset({"iso8859-1", "cp1252", "ascii", "latin_1"})
_WEB = re.compile(
    r"utf-8|utf-8-sig|utf-16(?:-[lb]e)?|ascii|iso8859-\d{1,2}|cp125\d|cp874|tis-620|koi8-[ru]|"
    r"gb2312|gbk|gb18030|big5|euc_jp|euc_kr|shift_jis|mac-roman"
)
# UTF-8 taken for Latin, and of each pair the letter that real text seldom has.
_DOUBLE = (("á»", "»"), ("áº", "º"), ("Ä\x91", "Ä"), ("Ä‘", "Ä"), ("Æ°", "Æ"))
_MANY = 5
_CARELESS = 0.01  # more broken characters than this and UTF-8 was not meant


def decode(body: bytes, declared: str, *, cut: bool = False) -> tuple[str, str]:
    """Return the text and the encoding that was used. `cut` allows half a character at the end."""
    text, name = _decode(body, declared, cut=cut)
    return (convert(text), f"{name}, tcvn3") if is_tcvn3(text) else (text, name)


def _decode(body: bytes, declared: str, *, cut: bool) -> tuple[str, str]:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _undouble(body[len(bom) :].decode(name, "replace")), name
    for name in _guesses(body, declared):
        text = _strict(body, name, cut=cut)
        if text is not None:
            return _undouble(_composed(text)), name
    return _lenient(body)


def _guesses(body: bytes, declared: str) -> list[str]:
    meta = _META.search(body[:4096])
    said = [_name(declared), _name(meta.group(1).decode("ascii") if meta else "")]
    names = [name for name in said if name and name not in _WEAK]
    if said[0] in _WEAK:
        names.insert(0, "utf-8")
    if body[:400].count(0) > len(body[:400]) // 4:
        names.insert(0, "utf-16-be" if body[:1] == b"\0" else "utf-16-le")
    return [*names, "utf-8"]


def _name(label: str) -> str:
    """Return Python's name of an encoding of text that the web knows; Python knows stranger ones,
    some of which unpack."""
    try:
        name = codecs.lookup(label.strip()).name if label.strip() else ""
    except (LookupError, ValueError):
        return ""
    return name if _WEB.fullmatch(name) else ""


def _strict(body: bytes, name: str, *, cut: bool) -> str | None:
    try:
        return str(codecs.getincrementaldecoder(name)().decode(body, final=not cut))
    except (UnicodeError, LookupError, TypeError):
        return None


def _lenient(body: bytes) -> tuple[str, str]:
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    letters = len(text) - len(text.encode("ascii", "ignore")) - broken
    if broken <= min(_CARELESS * max(len(text), 1), letters):
        return _undouble(_composed(text)), "utf-8"
    if is_tcvn3(latin := body.decode("latin-1")):
        return latin, "latin-1"
    old = _strict(body, "cp1258", cut=False)
    if old is not None:
        return _composed(old), "cp1258"
    return body.decode("cp1252", "replace"), "cp1252"


def _composed(text: str) -> str:
    """NFC, line by line: one decomposed letter costs all of the text that it is in the slow way."""
    lines = text.split("\n")  # nothing composes across a line's end
    return "\n".join(
        [line if line.isascii() else unicodedata.normalize("NFC", line) for line in lines]
    )


def _undouble(text: str) -> str:
    """Repair UTF-8 that was taken for Latin and encoded once more."""
    if sum(text.count(mark) for mark, rare in _DOUBLE if rare in text) < _MANY:
        return text
    from ftfy import fix_encoding

    return _composed(fix_encoding(text))
