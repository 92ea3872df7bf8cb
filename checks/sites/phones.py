"""Phone numbers as pages print them: which can be called, and which only look like numbers.

The library knows today's numbering plan; what it does not know is added here: 1022 and its
provincial forms, government codes, numbers of the old plan, fill-ins, visitor counters.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import phonenumbers

from auditor.contract import Terms
from checks.matching import finder, plain
from checks.sites.numbering import current_form

_REGION = "VN"
_RUN = re.compile(r"(?<![\w.,@])(?>\+?\(?\d+\)?(?:[ .-]?\(?\d+\)?)*)(?![\w@])")
_DIGIT = re.compile(r"\d")
_COUNTER = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
_DATE = re.compile(
    r"\d{1,2}[.-]\d{1,2}[.-](19|20)\d\d|(19|20)\d\d-\d\d-\d\d|(19|20)\d\d[ -]+(19|20)\d\d"
)
_SHORT = re.compile(r"(0?2\d{1,2})?1022")
_GOVERNMENT = re.compile(r"080\d{5}")
_FILL_IN = re.compile(r"0+|0?123456789?0?|0?987654321?0?")
_LISTS = ("accepted", "words", "not_phones", "counters")
_SHORTEST = 4
_SHORTEST_VALID = 8
"""Digits of the shortest numbers: 1022, and 1900 with four more."""
_NEAR = 30
"""Characters before a number in which "fax" or "mã số thuế" says that it is not a phone."""


class PhoneKind(StrEnum):
    """What a run of digits is."""

    CALLABLE = "callable"
    OLD = "old"
    INVALID = "invalid"
    FILL_IN = "fill_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A number as written, where it stands in the plain line, and its one form for comparing."""

    start: int
    end: int
    written: str
    key: str
    kind: PhoneKind
    current: str = ""
    """Today's form of a number of the old plan."""


def phones(text: str, terms: Terms) -> tuple[Phone, ...]:
    """Return the numbers of a line, first to last; fax, tax codes and counters are left out."""
    line = plain(text)
    if len(_DIGIT.findall(line)) < _SHORTEST:
        return ()
    return _phones(line, *(terms.words(f"phones.{name}") for name in _LISTS))


@lru_cache(maxsize=16384)
def _phones(
    line: str,
    accepted: tuple[str, ...],
    words: tuple[str, ...],
    not_phones: tuple[str, ...],
    counters: tuple[str, ...],
) -> tuple[Phone, ...]:
    """Read a line once: headers and footers come back on every page of a site."""
    runs = _runs(line, accepted)
    found = [one for one in runs if one.kind is not PhoneKind.INVALID]
    found += [one for one in _valid(line) if not _overlaps(one, found)]
    found += [one for one in runs if not _overlaps(one, found)]
    found.sort(key=lambda one: one.start)
    kept = []
    for index, one in enumerate(found):
        begin = max([0, one.start - _NEAR, *(other.end for other in found[:index])])
        before, after = line[begin : one.start], line[one.end : one.end + 20]
        counted = one.written[:1] not in ("0", "(", "+") and _counts(after, counters)
        if not _is_denied(before, words, not_phones) and not counted:
            kept.append(one)
    return tuple(kept)


def phone(text: str, terms: Terms) -> Phone | None:
    """Return the one number of `text` (a tel: address, a registered number), if it is one."""
    found = phones(text.removeprefix("tel:").replace("%20", " ").replace("//", ""), terms)
    return found[0] if found else None


def key_of(digits: str) -> str:
    """Return the one form of a number: +84… for what has a trunk 0, the digits otherwise."""
    if digits.startswith("84") and len(digits) > 9:
        return "+" + digits
    return "+84" + digits[1:] if digits.startswith("0") else digits


def _valid(line: str) -> list[Phone]:
    found = []
    if len(_DIGIT.findall(line)) < _SHORTEST_VALID:
        return []
    for match in phonenumbers.PhoneNumberMatcher(line, _REGION):
        number = match.number
        digits = phonenumbers.national_significant_number(number)
        trunk = digits if digits.startswith(("1800", "1900")) else "0" + digits
        if number.country_code != 84 or _DATE.fullmatch(match.raw_string):
            continue
        current = current_form(trunk, match.raw_string, valid=True)
        found.append(_phone(match.start, match.raw_string, trunk, current=current))
    return found


def _runs(line: str, accepted: tuple[str, ...]) -> list[Phone]:
    found = []
    for match in _RUN.finditer(line):
        written = match.group().strip(" .-")
        kind, current = _kind(written, accepted)
        if kind is None:
            continue
        found.append(_phone(match.start(), written, _digits(written), kind, current))
    return found


def _kind(written: str, accepted: tuple[str, ...]) -> tuple[PhoneKind | None, str]:
    digits = _digits(written)
    if any(_accepts(pattern, digits) for pattern in accepted):
        return PhoneKind.CALLABLE, ""
    if _DATE.fullmatch(written):
        return None, ""
    if _SHORT.fullmatch(digits) or _GOVERNMENT.fullmatch(digits):
        return PhoneKind.CALLABLE, ""
    if len(digits) >= 7 and _FILL_IN.fullmatch(digits):
        return PhoneKind.FILL_IN, ""
    if _is_valid(digits):
        return None, ""
    if current := current_form(digits, written, valid=False):
        return PhoneKind.OLD, current
    if not 7 <= len(digits) <= 12:
        return None, ""
    return PhoneKind.INVALID, ""


def _is_valid(digits: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, _REGION))
    except phonenumbers.NumberParseException:
        return False


def _accepts(pattern: str, digits: str) -> bool:
    if pattern.endswith("*"):
        return digits.startswith(pattern[:-1])
    return digits == pattern


def _digits(written: str) -> str:
    digits = "".join(c for c in written if c.isdigit())
    if written.startswith("+84") and len(digits) > 9:
        return "0" + digits[2:].removeprefix("0")
    return digits


def _phone(
    start: int, written: str, digits: str, kind: PhoneKind = PhoneKind.CALLABLE, current: str = ""
) -> Phone:
    if current:
        kind = PhoneKind.OLD
    end = start + len(written)
    key, written = key_of(digits), _closed(written)
    return Phone(start=start, end=end, written=written, key=key, kind=kind, current=current)


def _closed(written: str) -> str:
    """Return the number without a bracket that is not its own: (02283 000 000."""
    return written if ("(" in written) == (")" in written) else written.strip("()")


def _overlaps(one: Phone, others: list[Phone]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _is_denied(before: str, words: tuple[str, ...], not_phones: tuple[str, ...]) -> bool:
    """Say whether the words before are of something else; "điện thoại/fax" is of a phone."""
    return finder(not_phones).has(before) and not finder(words).has(before)


def _counts(after: str, counters: tuple[str, ...]) -> bool:
    """Say whether the word right behind a number is of something counted."""
    return any(not after[: hit.start].strip() for hit in finder(counters).find(after))


def is_counter(written: str) -> bool:
    """Say whether the digits are grouped like a visitor counter: 54.354.354."""
    return bool(_COUNTER.fullmatch(written))
