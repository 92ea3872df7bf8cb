"""What stands above, between and below the rows of an official's table."""

import re
from collections.abc import Sequence

from auditor.facts.text import fold

HEADER_WITHIN = 40
"""Rows in which the header must stand: letterheads of offices are long."""
_TOTAL = re.compile(r"(tong cong|tong so|cong|tong)( ?[:(]? ?[0-9].*)?")


def header_word(text: str) -> str:
    """Fold a header: no diacritics, no note in brackets, no asterisk for 'required'."""
    without_note = re.sub(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]", " ", fold(text))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", without_note).split())


def is_total_word(text: str) -> bool:
    """Recognise the first word of a total row: "Tổng cộng: 12"."""
    return _TOTAL.fullmatch(fold(text).rstrip(":. ")) is not None


def numbers_columns(words: Sequence[str]) -> bool:
    """Recognise the row (1) (2) (3) that forms carry under the header; `words` has no blanks."""
    numbers = [word.strip("()[] ") for word in words]
    return len(numbers) >= 2 and numbers == [str(n) for n in range(1, len(numbers) + 1)]
