"""Numbers that stand with a label: beside it, below it, in the next cell, behind a tel: link.

Communes write it in every way there is, so the page is read as lines. In running text the label
must be near its number; a heading reaches down a few lines; on a page of its own it reaches on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.contract import Terms
from auditor.facts import Page, Place, Role, Site, Table
from checks.matching import Finder, Hit, plain
from checks.sites.numbered import Rows
from checks.sites.owners import is_of_others, owner_line, owner_words
from checks.sites.phones import Phone, PhoneKind, is_counter, phones

_NEAR = 60
_BROKEN = 40
"""Characters of a line on which a label may break off: ĐƯỜNG / DÂY NÓNG."""
_NEAR_WITH_COLON = 140
_BELOW = 3
_PAGE = 25
"""Lines below the heading of a hotline page that belong to it."""
_LETTERS = re.compile(r"[a-z]")
_SENTENCE = re.compile(r"[.;!?]\s+[a-z]")
_INTRODUCES = re.compile(r"(:|\bso|\bsdt|\bdt)\W*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A number with its label. `mine` is false when the words name another office."""

    page: Page
    index: int
    phone: Phone
    mine: bool = True

    @property
    def quote(self) -> str:
        """Return the line that the number stands on."""
        return self.page.lines[self.index].text if self.index < len(self.page.lines) else ""


def labelled(site: Site, page: Page, terms: Terms) -> list[Labelled]:
    """Return the numbers of a page that carry a hotline label, each once."""
    rows = Rows(site, page, terms)
    found = [*_by_lines(rows), *_by_links(rows), *_by_pictures(rows), *_by_tables(rows, terms)]
    if page is not site.home and (page.role is Role.HOTLINE or rows.labels.has(page.title)):
        found += _by_page(rows)
    return _each_once(found)


def _each_once(found: list[Labelled]) -> list[Labelled]:
    """Keep each number once; words that make it the commune's own win."""
    kept: dict[str, Labelled] = {}
    for one in found:
        if one.phone.key not in kept or (one.mine and not kept[one.phone.key].mine):
            kept[one.phone.key] = one
    return list(kept.values())


def _by_lines(rows: Rows) -> Iterator[Labelled]:
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
        if _countable(number, first=reached == hit.end):
            yield _labelled(rows, index, number, hit)
        reached = number.end
    if reached == hit.end:
        yield from _before(rows, index, hit)


def _before(rows: Rows, index: int, hit: Hit) -> Iterator[Labelled]:
    """Yield a number that its label follows: 0228… (đường dây nóng)."""
    text = rows.texts[index]
    earlier = [number for number in rows.phones[index] if number.end <= hit.start]
    if not earlier or len(gap := text[earlier[-1].end : hit.start]) > 4:
        return
    bare = not _LETTERS.search(text[: earlier[-1].start])
    if not _LETTERS.search(gap) and ("(" in gap or bare):
        yield _labelled(rows, index, earlier[-1], hit)


def _too_far(gap: str) -> bool:
    if len(gap) > _NEAR:
        return len(gap) > _NEAR_WITH_COLON or not _INTRODUCES.search(gap)
    return len(gap) > 25 and bool(_SENTENCE.search(gap))


def _below(rows: Rows, index: int, hit: Hit) -> Iterator[Labelled]:
    rest = rows.texts[index][hit.end :]
    if len(rest) > _NEAR or rows.placeholders.has(rest):
        return
    menu = index in rows.menu or rows.page.lines[index].place is Place.NAV
    pair, foreign = rest.strip() == ":", False
    for below in range(index + 1, min(index + 1 + _BELOW, len(rows.texts))):
        if _ends_block(rows, index, below) or rows.page.lines[below] in rows.frame:
            return
        numbers = rows.phones[below]
        if numbers and _belongs(rows, below, numbers[0], menu=menu, pair=pair):
            for number in filter(_countable, numbers):
                yield _labelled(rows, below, number, hit, index, foreign=foreign)
        elif numbers or menu or (pair and rows.words.find(rows.texts[below])):
            return
        foreign = foreign or (not numbers and rows.is_foreign(rows.texts[below]))


def _ends_block(rows: Rows, index: int, below: int) -> bool:
    same_place = rows.page.lines[below].place is rows.page.lines[index].place
    return not same_place or rows.labels.has(rows.texts[below])


def _belongs(rows: Rows, below: int, number: Phone, *, menu: bool, pair: bool) -> bool:
    """Say whether the number on a lower line answers the label: a menu entry needs it alone."""
    before = rows.texts[below][: number.start]
    if len(_LETTERS.findall(before)) <= 3:
        return True
    if menu or len(before) > _NEAR:
        return False
    opening = rows.words.find(before)
    return not (pair and opening and opening[0].start <= 3)


def _by_links(rows: Rows) -> Iterator[Labelled]:
    """Yield tel: links whose own words are the label."""
    for link, number in rows.calls:
        own = plain(f"{link.text} {link.title} {link.alt}")
        if rows.labels.has(own) and _countable(number):
            yield Labelled(
                page=rows.page, index=link.line, phone=number, mine=not rows.is_foreign(own)
            )


def _by_pictures(rows: Rows) -> Iterator[Labelled]:
    """Yield numbers beside a picture whose alternative text or title is the label."""
    marks = [(image.line, image.alt) for image in rows.page.images]
    marks += [(link.line, f"{link.alt} {link.title}") for link in rows.page.links]
    for line, words in marks:
        if not rows.labels.has(words):
            continue
        for index in range(line, min(line + 2, len(rows.texts))):
            numbers = rows.phones[index]
            if numbers and len(_LETTERS.findall(rows.texts[index][: numbers[0].start])) <= 3:
                mine = not rows.is_foreign(words)
                yield from (
                    Labelled(page=rows.page, index=index, phone=n, mine=mine)
                    for n in numbers
                    if _countable(n)
                )
                break


def _by_tables(rows: Rows, terms: Terms) -> Iterator[Labelled]:
    """Yield numbers in the cells right of a label, or in the column that it heads."""
    for table in rows.page.tables:
        heads = table.rows[0] if table.rows and len(table.rows[0]) > 1 else ()
        headed = _heads_table(rows, table)
        columns = {i for i, cell in enumerate(heads) if rows.labels.has(cell)}
        for cells in table.rows:
            marked = {i for i, cell in enumerate(cells) if rows.labels.has(cell)}
            under = {i for i in columns if i < len(cells)}
            right = set(range(min(marked) + 1, len(cells))) if marked else set()
            mine = not rows.is_foreign(" ".join(cells))
            for i in range(len(cells)) if headed else sorted(under | right):
                for number in phones(cells[i], terms):
                    if _countable(number):
                        index = _line_of(rows, number, table.line)
                        yield Labelled(page=rows.page, index=index, phone=number, mine=mine)


def _heads_table(rows: Rows, table: Table) -> bool:
    """Say whether the line right above a table is a heading that is the label."""
    above = table.line - 1
    if not 0 <= above < len(rows.texts) - 1 or len(table.rows) > _PAGE:
        return False
    same = rows.page.lines[above].place is rows.page.lines[table.line].place
    return same and above not in rows.menu and _is_heading(rows.labels, rows.texts[above])


def _line_of(rows: Rows, number: Phone, start: int) -> int:
    """Return the line that a cell's number stands on."""
    for index in range(start, len(rows.phones)):
        if any(other.key == number.key for other in rows.phones[index]):
            return index
    return start


def _by_page(rows: Rows) -> Iterator[Labelled]:
    """Yield the numbers under the heading of a page that is about the hotline.

    The heading repeats the menu of the home page; a number that stands there too is of the frame.
    Where the main block has no heading, the page's title is it.
    """
    headed = any(
        line.place is Place.MAIN and _is_heading(rows.labels, text)
        for line, text in zip(rows.page.lines, rows.texts, strict=True)
    )
    left = 0 if headed else _PAGE
    foreign = is_of_others(rows)
    for index, line in enumerate(rows.page.lines):
        if line.place is not Place.MAIN:
            continue
        if _is_heading(rows.labels, rows.texts[index]):
            left = _PAGE
        elif left:
            left -= 1
            if line not in rows.frame:
                yield from _under_heading(rows, index, foreign=foreign)


def _under_heading(rows: Rows, index: int, *, foreign: bool) -> Iterator[Labelled]:
    owner = f"{owner_line(rows, index)} {rows.texts[index]}"
    mine = not rows.is_foreign(owner) and (not foreign or rows.own.has(owner))
    for number in rows.phones[index]:
        if _countable(number):
            yield Labelled(page=rows.page, index=index, phone=number, mine=mine)


def _is_heading(labels: Finder, text: str) -> bool:
    return any(len(text) <= hit.end - hit.start + _NEAR for hit in labels.find(text))


def _labelled(
    rows: Rows,
    index: int,
    number: Phone,
    hit: Hit,
    label_at: int | None = None,
    *,
    foreign: bool = False,
) -> Labelled:
    words = owner_words(rows, index, number, hit, label_at)
    mine = not foreign and not rows.is_foreign(words)
    if rows.page.lines[index].place is Place.MAIN and is_of_others(rows):
        mine = mine and rows.own.has(words)
    return Labelled(page=rows.page, index=index, phone=number, mine=mine)


def _countable(number: Phone, *, first: bool = False) -> bool:
    """Say whether a run of digits may be meant as a hotline; odd ones only right at the label."""
    if number.kind is not PhoneKind.INVALID:
        return True
    return first and not (is_counter(number.written) and len(number.key) > 9)
