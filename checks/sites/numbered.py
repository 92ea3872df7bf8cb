"""The lines of a page with the numbers that stand on them."""

import re

from auditor.contract import Terms
from auditor.facts import Link, Page, Site
from checks.matching import finder, plain
from checks.sites.pages import repeated
from checks.sites.phones import Phone, PhoneKind, phone, phones

_AREA = re.compile(r"\(?0\d{1,4}\)?[ .-]*")
_REST = re.compile(r"[ .-]*\d{3,8}[\d .-]*")
_CELLS = 2
"""Cells behind the area code over which a number is split."""


class Rows:
    """The lines of one page with the numbers on them, tel: links included."""

    def __init__(self, site: Site, page: Page, terms: Terms) -> None:
        self.page = page
        self.terms = terms
        self.frame = repeated(site, page)
        self.labels = finder(terms.words("hotline.labels"))
        self.others = finder(terms.words("hotline.others"))
        self.own = finder(terms.words("hotline.own"))
        self.placeholders = finder(terms.words("hotline.placeholders"))
        self.words = finder(terms.words("phones.words"))
        self.texts = [plain(line.text) for line in page.lines]
        self.phones = [list(phones(line.text, terms)) for line in page.lines]
        self._join_cells()
        self.linked = {
            link.line for link in page.links if link.url and not link.url.startswith("tel:")
        }
        self.menu = {link.line for link in page.links if self._is_menu(link)}
        self.calls: list[tuple[Link, Phone]] = []
        for link in page.links:
            if link.url.startswith("tel:") and (number := phone(link.url, terms)):
                self._add_call(link, number)

    def _join_cells(self) -> None:
        """Read a number whose area code stands in a cell of its own: 0228 | 0000001."""
        for index, text in enumerate(self.texts):
            if not _AREA.fullmatch(text) or self.phones[index]:
                continue
            parts = [text]
            for rest in self.texts[index + 1 : index + 1 + _CELLS]:
                if not _REST.fullmatch(rest):
                    break
                parts.append(rest)
            whole = phones(" ".join(parts), self.terms)
            if len(whole) == 1 and whole[0].kind is PhoneKind.CALLABLE:
                self.phones[index] = list(whole)

    def is_foreign(self, text: str) -> bool:
        """Say whether the words name another office and not the commune's as well."""
        return self.others.has(text) and not self.own.has(text)

    def _is_menu(self, link: Link) -> bool:
        return bool(link.url) and not link.url.startswith("tel:") and self.labels.has(link.text)

    def _add_call(self, link: Link, number: Phone) -> None:
        self.calls.append((link, number))
        if link.line >= len(self.texts):
            return
        if all(other.key != number.key for other in self.phones[link.line]):
            end = len(self.texts[link.line])
            self.phones[link.line].append(
                Phone(start=end, end=end, written=number.written, key=number.key, kind=number.kind)
            )
