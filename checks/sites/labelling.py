"""A number that stands with a label: what is known of it, wherever on the page it was found."""

import re
from dataclasses import dataclass

from auditor.facts import Page, Place
from checks.matching import Hit
from checks.sites.numbered import Rows
from checks.sites.owners import is_of_others, owner_words
from checks.sites.phones import Phone, PhoneKind, is_counter

NEAR = 60
"""Characters that may stand between a label and its number in running text."""
LETTERS = re.compile(r"[a-z]")


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


def labelled_at(
    rows: Rows,
    index: int,
    number: Phone,
    hit: Hit,
    label_at: int | None = None,
    *,
    foreign: bool = False,
) -> Labelled:
    """Return the number on a line with its label, and whether the words leave it the commune's own."""
    words = owner_words(rows, index, number, hit, label_at)
    mine = not foreign and not rows.is_foreign(words)
    if rows.page.lines[index].place is Place.MAIN and is_of_others(rows):
        mine = mine and rows.own.has(words)
    return Labelled(page=rows.page, index=index, phone=number, mine=mine)


def countable(number: Phone, *, first: bool = False) -> bool:
    """Say whether a run of digits may be meant as a hotline; odd ones only right at the label."""
    if number.kind is not PhoneKind.INVALID:
        return True
    return first and not (is_counter(number.written) and len(number.key) > 9)
