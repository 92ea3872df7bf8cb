"""All procedures of the commune's fields are published: compared with the province's list by code.

Since July 2026 a link to this commune's list on the national portal is a way to publish; its
front door is half an answer. Portals are applications: a link is judged by its address, and what it
may lead to is never called absent. Nor is what a script, a file or a further page may hold.
"""

from dataclasses import dataclass

from auditor.contract import (
    Check,
    Ground,
    Item,
    Missing,
    Outcome,
    Party,
    Procedure,
    Terms,
    Values,
    Verdict,
    Why,
)
from auditor.facts import Page, Role, Site
from checks.sites.addresses import (
    bare,
    names_commune,
)
from checks.sites.answers import answer, read_rows, row, unsure
from checks.sites.portals import Way, national, of_province
from checks.sites.procedure_doubts import (
    blanks,
    elsewhere,
    lookups,
    other_names,
    pictures,
    silent_pages,
)
from checks.sites.procedure_lists import by_script, empty_lists, files, further
from checks.sites.published import FieldCount, bare_name, by_field, due, published
from checks.sites.reading import READING_SAYS, unread

_ROLES = (Role.HOME, Role.PROCEDURES)
_SHOWN = 5
"""Missing codes named in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """The site against the list."""

    site: Site
    terms: Terms
    procedures: list[Procedure]
    pages: dict[str, Page]
    fields: list[FieldCount]

    @property
    def values(self) -> Values:
        """Return the counts for the texts."""
        total = len(self.procedures)
        return {"published": len(self.pages), "total": total, "fields": len(self.fields)}

    @property
    def share(self) -> float:
        """Return the published share of the list."""
        return len(self.pages) / len(self.procedures)


def judge(site: Site, terms: Terms) -> Outcome:
    """Pass on the whole list, or on a link to this commune's list on the national portal."""
    if not (procedures := due(terms)):
        text = "procedures.no_list"
        missing = Missing(why=Why.NOT_CONFIGURED, party=Party.PROVINCE, text=text)
        return unsure(site, text, missing)
    pages = dict(published(site, procedures))
    fields = by_field(procedures, pages)
    seen = _Seen(site=site, terms=terms, procedures=procedures, pages=pages, fields=fields)
    if seen.share >= terms.limits.get("pass_from", 1.0):
        return _say(seen, Verdict.PASS, "procedures.complete")
    addressed = [one for one in national(site, terms) if names_commune(one.target, terms)]
    if addressed and _links_count(terms):
        return _linked(seen, addressed)
    return _unreadable(seen) or _partly(seen, addressed) or _absent(seen)


def _links_count(terms: Terms) -> bool:
    """Say whether a link is a way to publish in the period: from a date that the policy gives."""
    day = terms.period.end
    start = terms.limits.get("national_link_from", 20260701)
    return day.year * 10000 + day.month * 100 + day.day >= start


def _linked(seen: _Seen, links: list[Way]) -> Outcome:
    grounds = tuple(
        Ground(key=f"url:{bare(one.target)}", shared_text="procedures.shared") for one in links
    )
    rows = tuple(one.row(Verdict.PASS) for one in links)
    text = "procedures.national_link"
    return answer(seen.site, Verdict.PASS, text, rows, values=seen.values, grounds=grounds)


def _unreadable(seen: _Seen) -> Outcome | None:
    """Answer `unknown` while something that may hold the list was not read."""
    site, terms = seen.site, seen.terms
    if gap := unread(site, _ROLES, terms, words="procedures.lists"):
        in_file = gap.missing.why is Why.UNREADABLE
        text = "procedures.in_files" if in_file else "procedures.not_seen_in_part_read"
        return unsure(site, text, gap.missing, gap.rows, values=seen.values)
    for rows, text, why in (
        (tuple(by_script(site, terms)), "procedures.by_script", Why.NEEDS_BROWSER),
        (
            tuple(further(site, terms, [field.name for field in seen.fields])),
            "procedures.more_pages",
            Why.INCOMPLETE,
        ),
    ):
        if rows:
            missing = Missing(why=why, party=Party.AUDITOR, text=text)
            return unsure(site, text, missing, rows, values=seen.values)
    return None


def _partly(seen: _Seen, addressed: list[Way]) -> Outcome | None:
    """Answer `warn` or `unknown` where the list nearly is, or may be somewhere else."""
    site, terms = seen.site, seen.terms
    complete = all(field.published for field in seen.fields)
    if complete and seen.share >= terms.limits.get("warn_from", 0.95):
        return _say(seen, Verdict.WARN, "procedures.nearly")
    elsewhere = list(of_province(site, terms))
    deep = tuple(one.row(Verdict.UNKNOWN, Why.INCOMPLETE) for one in elsewhere if not one.home)
    silent = silent_pages(site, terms, {page.url for page in seen.pages.values()})
    for rows, text, why in (
        (tuple(files(site, terms)), "procedures.in_files", Why.UNREADABLE),
        (tuple(pictures(site, terms, silent)), "procedures.in_images", Why.UNREADABLE),
        (tuple(lookups(site, terms, silent)), "procedures.by_lookup", Why.INCOMPLETE),
        (_differing(seen), "procedures.names_differ", Why.UNCONFIRMED),
        (_called(seen, silent), "procedures.elsewhere_unread", Why.INCOMPLETE),
        (deep, "procedures.province_list_unread", Why.INCOMPLETE),
        (tuple(blanks(site, silent)), "procedures.page_blank", Why.NEEDS_BROWSER),
    ):
        if rows:
            missing = Missing(why=why, party=Party.AUDITOR, text=text)
            return unsure(site, text, missing, rows, values=seen.values)
    for links, text in (
        (addressed, "procedures.only_national_link"),
        (list(national(site, terms)), "procedures.only_portal_home"),
        (elsewhere, "procedures.only_province_portal"),
    ):
        if links:
            text = "procedures.partial_and_portal" if seen.pages else text
            return _say(seen, Verdict.WARN, text, tuple(one.row(Verdict.WARN) for one in links))
    return None


def _called(seen: _Seen, silent: list[Page]) -> tuple[Item, ...]:
    """Return links that are called the list; portals have answers of their own."""
    site, terms = seen.site, seen.terms
    portals = {one.target for find in (national, of_province) for one in find(site, terms)}
    return tuple(one for one in elsewhere(site, terms, silent) if one.target not in portals)


def _differing(seen: _Seen) -> tuple[Item, ...]:
    """Return names that are worded otherwise, if they are enough to be what seems missing."""
    listed = {bare_name(one.name) for one in seen.procedures}
    others = other_names(seen.site, seen.terms, listed)
    most = (len(seen.pages) + len(others)) / len(seen.procedures)
    if not others or most < seen.terms.limits.get("warn_from", 0.95):
        return ()
    return tuple(
        row(page, Verdict.UNKNOWN, "procedures.seen_name", quote=text, why=Why.UNCONFIRMED)
        for page, text in others[:_SHOWN]
    )


def _absent(seen: _Seen) -> Outcome:
    if seen.pages:
        return _say(seen, Verdict.FAIL, "procedures.partial")
    if rows := tuple(empty_lists(seen.site, seen.terms)):
        return _say(seen, Verdict.FAIL, "procedures.empty_list", rows)
    return _say(seen, Verdict.FAIL, "procedures.none", read_rows(seen.site, Verdict.FAIL))


def _say(seen: _Seen, verdict: Verdict, text: str, rows: tuple[Item, ...] = ()) -> Outcome:
    items = (*rows, *(_field_row(seen, field, verdict) for field in seen.fields))
    return answer(seen.site, verdict, text, items, values=seen.values)


def _field_row(seen: _Seen, field: FieldCount, verdict: Verdict) -> Item:
    """Return the row of a field, with the page that most of it stands on."""
    codes = [p.code for p in seen.procedures if p.field == field.name and p.code in seen.pages]
    page = seen.pages[codes[0]] if codes else _list_page(seen.site)
    values: dict[str, str | int] = {
        "field": field.name,
        "published": field.published,
        "total": field.total,
    }
    if not field.missing:
        return row(page, Verdict.PASS, "procedures.field", values=values, target=field.name)
    values["missing"] = ", ".join(field.missing[:_SHOWN])
    return row(page, verdict, "procedures.field_lacks", values=values, target=field.name)


def _list_page(site: Site) -> Page:
    return next((page for page in site.pages if page.role is Role.PROCEDURES), site.home)


CHECK = Check(
    id="website.procedures",
    needs=(Site,),
    judge=judge,
    says=(
        "procedures.complete",
        "procedures.national_link",
        "procedures.shared",
        "procedures.no_list",
        "procedures.not_seen_in_part_read",
        "procedures.by_script",
        "procedures.more_pages",
        "procedures.nearly",
        "procedures.in_files",
        "procedures.in_images",
        "procedures.by_lookup",
        "procedures.names_differ",
        "procedures.elsewhere_unread",
        "procedures.page_blank",
        "procedures.province_list_unread",
        "procedures.only_national_link",
        "procedures.only_portal_home",
        "procedures.only_province_portal",
        "procedures.partial_and_portal",
        "procedures.partial",
        "procedures.empty_list",
        "procedures.none",
        "procedures.field",
        "procedures.field_lacks",
        "procedures.seen_link",
        "procedures.seen_script",
        "procedures.seen_further",
        "procedures.seen_file",
        "procedures.seen_image",
        "procedures.seen_lookup",
        "procedures.seen_name",
        "procedures.seen_blank",
        "procedures.seen_empty",
        *READING_SAYS,
    ),
)
