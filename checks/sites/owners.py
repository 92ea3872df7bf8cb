"""Whose number it is: the words round a label, above it, and in the title of the page."""

import re

from checks.matching import Hit
from checks.sites.numbered import Rows
from checks.sites.phones import Phone

_ENDS = re.compile(r"[.;]\s")
_TITLE = re.compile(r"\s[-|–—»:]\s")
_PLACE_NAME = 20
"""Characters behind an office's name in a heading (xã Mẫu 01); with more it is a headline."""


def is_of_others(rows: Rows) -> bool:
    """Say whether the page's title, its part with the label, is about another office's hotline."""
    parts = _TITLE.split(rows.page.title)
    return any(rows.labels.has(part) and rows.is_foreign(part) for part in parts)


def owner_words(rows: Rows, index: int, number: Phone, hit: Hit, label_at: int | None) -> str:
    """Return the words that say whose number it is: round the label, up to and behind the number."""
    text = rows.texts[index]
    behind = text[number.end :].lstrip()
    tail = behind[:40] if behind.startswith(("(", "-")) and not _digit(behind[:6]) else ""
    if label_at is not None and label_at != index:
        return f"{rows.texts[label_at]} {text[: number.start]} {tail}"
    earlier = [other.end for other in rows.phones[index] if other.end <= hit.start]
    begin = max([0, hit.start - 40, *earlier])
    begin += max((end.end() for end in _ENDS.finditer(text[begin : hit.start])), default=0)
    return f"{owner_line(rows, index)} {text[begin : number.start]} {tail}"


def owner_line(rows: Rows, index: int) -> str:
    """Return the short heading above that opens with an office's name: Công an xã."""
    if index == 0 or rows.page.lines[index - 1].place is not rows.page.lines[index].place:
        return ""
    above = rows.texts[index - 1]
    hits = rows.others.find(above)
    if not hits or hits[0].start > 2 or index - 1 in rows.linked:
        return ""
    if rows.phones[index - 1] or above.rstrip().find(":", 0, -1) >= 0:
        return ""  # a line that is complete in itself heads nothing
    return above if len(above) - hits[0].end <= _PLACE_NAME else ""


def _digit(text: str) -> bool:
    return any(c.isdigit() for c in text)
