"""Numbers that stand with a label: beside it, below it, in the next cell, behind a tel: link.

Communes write it in every way there is, so the page is read as lines. In running text the label
must be near its number; a heading reaches down a few lines; on a page of its own it reaches on.
"""

from collections.abc import Iterator

from auditor.contract import Terms
from auditor.facts import Page, Place, Role, Site, Table
from checks.matching import Finder, plain
from checks.sites.labelled_lines import by_lines
from checks.sites.labelling import LETTERS, NEAR, Labelled, countable
from checks.sites.numbered import Rows
from checks.sites.owners import is_of_others, owner_line
from checks.sites.phones import Phone, phones

_PAGE = 25
"""Lines below the heading of a hotline page that belong to it."""


def labelled(site: Site, page: Page, terms: Terms) -> list[Labelled]:
    """Return the numbers of a page that carry a hotline label, each once."""
    rows = Rows(site, page, terms)
    found = [*by_lines(rows), *_by_links(rows), *_by_pictures(rows), *_by_tables(rows, terms)]
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


def _by_links(rows: Rows) -> Iterator[Labelled]:
    """Yield tel: links whose own words are the label."""
    for link, number in rows.calls:
        own = plain(f"{link.text} {link.title} {link.alt}")
        if rows.labels.has(own) and countable(number):
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
            if numbers and len(LETTERS.findall(rows.texts[index][: numbers[0].start])) <= 3:
                mine = not rows.is_foreign(words)
                yield from (
                    Labelled(page=rows.page, index=index, phone=n, mine=mine)
                    for n in numbers
                    if countable(n)
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
                    if countable(number):
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
        if countable(number):
            yield Labelled(page=rows.page, index=index, phone=number, mine=mine)


def _is_heading(labels: Finder, text: str) -> bool:
    return any(len(text) <= hit.end - hit.start + NEAR for hit in labels.find(text))
