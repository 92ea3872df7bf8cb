"""Which procedures of the official list stand on the site: by code first, then by exact name.

A similar name is not enough: thirty pairs of different procedures differ in one word. A name
that several procedures share counts as often as it stands on a page, not more.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.contract import Procedure, Terms
from auditor.facts import Page, Site
from checks.matching import words_of

_CODE = 8
"""Characters of the base code n.nnnnnn; what follows names a province's edition."""
_LEAD = re.compile(r"^(\d+ )*(thu tuc )?(hanh chinh )?")
_LOCAL = timedelta(hours=7)
"""Asia/Ho_Chi_Minh, without summer time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCount:
    """What of one field (lĩnh vực) is published."""

    name: str
    published: int
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        """Return how many procedures the field has in the official list."""
        return self.published + len(self.missing)


def due(terms: Terms) -> list[Procedure]:
    """Return the procedures in force that were announced long enough ago to be on the site."""
    today = (terms.at + _LOCAL).date()
    days = int(terms.limits.get("days_to_publish", 10))
    by_then: dict[date, bool] = {}
    for procedure in terms.references.procedures:
        start = procedure.valid_from
        if start not in by_then:
            by_then[start] = terms.calendar.add_working_days(start, days) <= today
    return [
        procedure
        for procedure in terms.references.procedures
        if by_then[procedure.valid_from]
        and (procedure.valid_to is None or procedure.valid_to >= today)
    ]


def published(site: Site, procedures: Iterable[Procedure]) -> Mapping[str, Page]:
    """Return the codes found, each with the page it was first seen on."""
    found: dict[str, Page] = {}
    for page in site.all_pages():
        for code in page.codes:
            found.setdefault(code[:_CODE], page)
    wanted = list(procedures)
    seen = {p.code: found[p.code[:_CODE]] for p in wanted if p.code[:_CODE] in found}
    return seen | _bybare_name(site, [p for p in wanted if p.code not in seen])


def by_field(procedures: Iterable[Procedure], seen: Mapping[str, Page]) -> list[FieldCount]:
    """Return the count of each field, in the order of the list."""
    fields: dict[str, list[Procedure]] = {}
    for procedure in procedures:
        fields.setdefault(procedure.field, []).append(procedure)
    return [
        FieldCount(
            name=name,
            published=sum(p.code in seen for p in members),
            missing=tuple(p.code for p in members if p.code not in seen),
        )
        for name, members in fields.items()
    ]


def _bybare_name(site: Site, procedures: list[Procedure]) -> dict[str, Page]:
    on_pages = [(page, _names(page)) for page in site.all_pages()]
    used: Counter[str] = Counter()
    seen: dict[str, Page] = {}
    for procedure in procedures:
        name = bare_name(procedure.name)
        for page, names in on_pages:
            if name and names[name] > used[name]:
                used[name] += 1
                seen[procedure.code] = page
                break
    return seen


def _names(page: Page) -> Counter[str]:
    """Count names on a page; a line, its link and its cell are one occurrence."""
    lines = Counter(bare_name(line.text) for line in page.lines)
    links = Counter(bare_name(link.text) for link in page.links)
    cells = Counter(bare_name(cell) for table in page.tables for row in table.rows for cell in row)
    return lines | links | cells


def bare_name(text: str) -> str:
    """Return a name for comparing: no numbering, no leading "thủ tục hành chính"."""
    return _LEAD.sub("", words_of(text))
