"""Masks citizens' numbers in what a judge quotes: identity cards, phones, accounts. Pure.

A page may print anybody's number, and a finding is kept for years. What the judgement itself is
about stays: the number it names, the office numbers of a guidance row, the registered hotline.
Addresses of pages stay as they are: a link must still lead where it was seen.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from auditor.contract import Item, Outcome, Values

MASK = "•••"
"""No digit of the number is left, so that two masked numbers cannot be told apart."""

_JUDGED = frozenset({"number", "registered", "current"})
"""Names of values in which a judge says which number it means."""
_OFFICE_ROW = "_phone"
"""Rows about a phone of the office end so: guidance.part_phone, guidance.frame_phone."""
_SHORTEST = 6
_LONG = 9
"""Digits from which a number alone may be somebody's: an old identity card."""
_CARD_DIGITS = 12
_BLANKS = {0x2013: "-", 0x2011: "-", 0x2010: "-", 0xB7: ".", 0x200B: " ", 0xFEFF: " ", 0xAD: " "}
_GAP = r"[ .\-()]{0,3}"
_BEFORE = r"(?<![\w+])(?<!\w[.\-/_])"
_DIGIT = re.compile(r"\d")
_DATE = re.compile(
    r"(?<![\d.])(?:\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)(?![\d.]*\d)"
)
_WORDS = (
    "cccd", "cmnd", "cmt", "can cuoc", "chung minh", "dinh danh", "ho chieu", "passport", "bhxh",
    "bhyt", "bao hiem", "so tai khoan", "stk", "ma so thue", "mst",
)  # fmt: skip
_NAMED = re.compile(
    rf"(?:{'|'.join(_WORDS)})(?![a-z])[^\d•\n]{{0,25}}?([a-z]{{0,2}}\d(?:{_GAP}\d){{5,18}})(?![\w])"
)
"""A number behind a word that says whose it is; bank accounts and insurance have no other shape."""
_LEADS = (
    "sdt", "dt", "dtdd", "dien thoai", "dd", "di dong", "lh", "lien he", "goi", "so", "zalo", "zalo.me",
    "wa.me", "viber", "tel", "phone", "mobile", "hotline", "fax", "call", "cccd", "ong", "ba", "anh", "chi",
)  # fmt: skip
"""Words that people write against a number without a blank."""
_CALLED = "|".join(re.escape(word) for word in sorted(_LEADS, key=len, reverse=True))
_START = (
    r"(?:(?<![\w+])(?<![A-Za-z][.\-/_])(?<!\d[._])"
    rf"|(?<![a-z0-9])(?:{_CALLED})[.:\-/_]{{0,2}})"
)
_SURE = (
    rf"\(?0(?:{_GAP}[35789])(?:{_GAP}\d){{8}}"
    rf"|\(?0(?:{_GAP}2)(?:{_GAP}\d){{9}}"
    r"|0\d{11}|0\d{9}"
    r"|0\d\d (?:\d{3} ){2}\d{3}"
    r"|(?=0[35789](?:[/_,]?\d){8}(?![/_,]?\d)|02(?:[/_,]?\d){9}(?![/_,]?\d))"
    r"0\d{2,3}(?:[/_,](?!(?:19|20)\d\d[/_,])\d{2,7}){1,4}"
)
"""Telephones and identity cards by their shape, whatever is written behind them."""
_PHONE = re.compile(
    rf"{_START}(?P<number>(?:{_SURE})(?!\d)"
    rf"|(?:(?:\+|00)\(?84\)?{_GAP}(?:\(?0\)?)?(?:{_GAP}\d){{8,10}}"
    rf"|84(?:{_GAP}\d){{9,10}}"
    rf"|\(?0(?:{_GAP}\d){{8,11}})"
    r"(?![\w])(?![.\-/_]*[A-Za-z]))"
)
"""Whatever begins like a Vietnamese number, and every identity card: those begin with 0 too."""
_CARD = re.compile(rf"{_BEFORE}(?:\d{{9}}|\d{{12}}|\d{{3}} \d{{3}} \d{{3}})(?![\w])(?![.\-/_,]\w)")
_BEGIN = re.compile(r"(?<!\d)[+(]?\d")
_RUN = re.compile(r"[+(]{0,2}\d(?:[ .\-()/_,]{0,3}\d)*")
_WIDEST = 40
"""Characters of one number with its blanks."""
_AMOUNT = re.compile(r"\s*(?:dong|vnd|d\b|usd|luot|nguoi|ho so|m2|km|trieu|ty)(?![a-z])")
_COUNTER = re.compile(r"\b(?:truy cap|luot|tong|so tien|gia|phi|le phi|kinh phi)\b[^.;\d]{0,25}$")


def masked_outcome(outcome: Outcome, known: Iterable[str] = ()) -> Outcome:
    """Return the outcome with no citizen's number in it; `known` are numbers the office registered."""
    kept = frozenset(key for key in map(_key, (*known, *_judged(outcome))) if _is_callable(key))
    return replace(
        outcome,
        values=_values(outcome.values, kept),
        items=tuple(_item(item, kept) for item in outcome.items),
    )


def masked(text: str, kept: frozenset[str] = frozenset()) -> str:
    """Return the text with every number masked that may be a person's; `kept` as `key` gives them."""
    while (less := _once(text, kept)) != text:  # a number may stand against one just masked
        text = less
    return text


def _once(text: str, kept: frozenset[str]) -> str:
    if sum(c.isdigit() for c in text) < _SHORTEST:
        return text
    shadow = _shadow(text)
    spans = sorted(_spans(shadow, kept))
    parts, at = [], 0
    for start, end in spans:
        if start >= at:
            parts += [text[at:start], MASK]
        at = max(at, end)
    return "".join((*parts, text[at:]))


def _spans(shadow: str, kept: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield where personal numbers stand; a date or a kept number is none, in whatever context."""
    own = [span for span in _runs(shadow) if _key(shadow[slice(*span)]) in kept] if kept else []
    safe = [*own, *(m.span() for m in _DATE.finditer(shadow))]
    for start, end in _free(shadow, safe):
        piece = " " * start + shadow[start:end]  # what stands before a kept number is its own
        for match in _NAMED.finditer(piece, start):
            yield match.span(1)
        for match in _PHONE.finditer(piece, start):
            yield match.span("number")
        for match in _CARD.finditer(piece, start):
            if not _counts(piece, *match.span()):
                yield match.span()


def _runs(shadow: str) -> Iterator[tuple[int, int]]:
    """Yield every spelling that may be one number: from each group of digits to each end behind it."""
    for begin in _BEGIN.finditer(shadow):
        if match := _RUN.match(shadow, begin.start(), begin.start() + _WIDEST):
            for end in range(match.end(), match.start() + _LONG - 1, -1):
                if shadow[end - 1].isdigit() and not shadow[end : end + 1].isdigit():
                    yield match.start(), end


def _free(shadow: str, safe: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in sorted(safe):
        if start > at:
            yield at, start
        at = max(at, end)
    yield at, len(shadow)


def _counts(shadow: str, start: int, end: int) -> bool:
    """Say whether the digits are an amount or a counter."""
    return bool(_AMOUNT.match(shadow, end) or _COUNTER.search(shadow[max(0, start - 40) : start]))


def _judged(outcome: Outcome) -> Iterator[str]:
    """Yield the numbers that the outcome is about."""
    said: tuple[Values, ...] = (
        outcome.values,
        *(item.values for item in outcome.items),
        *(ground.values for ground in outcome.grounds),
    )
    for values in said:
        for name in _JUDGED & values.keys():
            yield from str(values[name]).split(",")
    for item in outcome.items:
        if item.text.endswith(_OFFICE_ROW):
            shadow = _shadow(item.quote)
            found = (match["number"] for match in _PHONE.finditer(shadow))
            yield from (number for number in found if len(_key(number)) < _CARD_DIGITS)


def _item(item: Item, kept: frozenset[str]) -> Item:
    return replace(item, quote=masked(item.quote, kept), values=_values(item.values, kept))


def _values(values: Values, kept: frozenset[str]) -> Values:
    return {
        name: masked(value, kept) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _is_callable(key: str) -> bool:
    """Say whether it may be a telephone: a judge may name an identity card that stands in its place."""
    return 0 < len(key) < _CARD_DIGITS


def _key(number: str) -> str:
    """Return the digits of a number with its trunk 0; '' for what is too short to be masked."""
    digits = "".join(_DIGIT.findall(_shadow(number)))
    if digits.startswith("0084"):
        digits = digits[2:]
    if digits.startswith("84") and len(digits) > _LONG:
        digits = "0" + digits[2:].removeprefix("0")
    return digits if len(digits) >= _LONG else ""


def _shadow(text: str) -> str:
    """Return the text in plain letters and digits, each character in its own place."""
    if text.isascii():
        return text.lower()
    return "".join(map(_plain, text))


def _plain(char: str) -> str:
    if char.isascii():
        return char.lower()
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if (known := _BLANKS.get(ord(char))) is not None:
        return known
    if char.isspace():
        return " "
    if char in "đĐ":
        return "d"
    plain = unicodedata.normalize("NFKD", char)[0].lower()
    return plain if len(plain) == 1 else char
