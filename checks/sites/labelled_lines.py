"""A label in the lines of a page, and the number that it is for: beside it, before it, or below."""

import re
from collections.abc import Iterator

from auditor.facts import Place
from checks.matching import Hit
from checks.sites.labelling import LETTERS, NEAR, Labelled, countable, labelled_at
from checks.sites.numbered import Rows
from checks.sites.phones import Phone

_BROKEN = 40
"""Characters of a line on which a label may break off: ĐƯỜNG / DÂY NÓNG."""
_NEAR_WITH_COLON = 140
_BELOW = 3
_SENTENCE = re.compile(r"[.;!?]\s+[a-z]")
_INTRODUCES = re.compile(r"(:|\bso|\bsdt|\bdt)\W*$")


def by_lines(rows: Rows) -> Iterator[Labelled]:
    """Yield the numbers beside or below a label in the lines of a page."""
    for index in range(len(rows.texts)):
        for hit in _hits(rows, index):
            here = list(_beside(rows, index, hit))
            yield from here or _below(rows, index, hit)


def _hits(rows: Rows, index: int) -> list[Hit]:
    """Return the labels on a line; one that is broken over two lines ends on the second."""
    text = rows.texts[index]
    hits = rows.labels.find(text)
    if hits or not index or len(text) > _BROKEN or len(above := rows.texts[index - 1]) > _BROKEN:
        return hits
    if rows.page.lines[index - 1].place is not rows.page.lines[index].place:
        return []
    first = len(above) + 1
    return [
        Hit(phrase=hit.phrase, start=0, end=hit.end - first)
        for hit in rows.labels.find(f"{above} {text}")
        if hit.start < first < hit.end
    ]


def _beside(rows: Rows, index: int, hit: Hit) -> Iterator[Labelled]:
    text, reached = rows.texts[index], hit.end
    for number in rows.phones[index]:
        if number.start < hit.end:
            continue
        gap = text[reached : number.start]
        if _too_far(gap) or rows.placeholders.has(gap):
            return
        if reached != hit.end and rows.words.has(gap) and not rows.labels.has(gap):
            return
        if countable(number, first=reached == hit.end):
            yield labelled_at(rows, index, number, hit)
        reached = number.end
    if reached == hit.end:
        yield from _before(rows, index, hit)


def _before(rows: Rows, index: int, hit: Hit) -> Iterator[Labelled]:
    """Yield a number that its label follows: 0228… (đường dây nóng)."""
    text = rows.texts[index]
    earlier = [number for number in rows.phones[index] if number.end <= hit.start]
    if not earlier or len(gap := text[earlier[-1].end : hit.start]) > 4:
        return
    bare = not LETTERS.search(text[: earlier[-1].start])
    if not LETTERS.search(gap) and ("(" in gap or bare):
        yield labelled_at(rows, index, earlier[-1], hit)


def _too_far(gap: str) -> bool:
    if len(gap) > NEAR:
        return len(gap) > _NEAR_WITH_COLON or not _INTRODUCES.search(gap)
    return len(gap) > 25 and bool(_SENTENCE.search(gap))


def _below(rows: Rows, index: int, hit: Hit) -> Iterator[Labelled]:
    rest = rows.texts[index][hit.end :]
    if len(rest) > NEAR or rows.placeholders.has(rest):
        return
    menu = index in rows.menu or rows.page.lines[index].place is Place.NAV
    pair, foreign = rest.strip() == ":", False
    for below in range(index + 1, min(index + 1 + _BELOW, len(rows.texts))):
        if _ends_block(rows, index, below) or rows.page.lines[below] in rows.frame:
            return
        numbers = rows.phones[below]
        if numbers and _belongs(rows, below, numbers[0], menu=menu, pair=pair):
            for number in filter(countable, numbers):
                yield labelled_at(rows, below, number, hit, index, foreign=foreign)
        elif numbers or menu or (pair and rows.words.find(rows.texts[below])):
            return
        foreign = foreign or (not numbers and rows.is_foreign(rows.texts[below]))


def _ends_block(rows: Rows, index: int, below: int) -> bool:
    same_place = rows.page.lines[below].place is rows.page.lines[index].place
    return not same_place or rows.labels.has(rows.texts[below])


def _belongs(rows: Rows, below: int, number: Phone, *, menu: bool, pair: bool) -> bool:
    """Say whether the number on a lower line answers the label: a menu entry needs it alone."""
    before = rows.texts[below][: number.start]
    if len(LETTERS.findall(before)) <= 3:
        return True
    if menu or len(before) > NEAR:
        return False
    opening = rows.words.find(before)
    return not (pair and opening and opening[0].start <= 3)
