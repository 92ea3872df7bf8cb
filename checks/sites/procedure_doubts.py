"""Signs that a list of procedures is there though nothing of it could be read.

A poster, a look-up form, a page that shows only its heading, a link to a document store, names
worded otherwise than in the official list: none of them is the list, and none says that there is
no list. Where a page says of itself that it is empty, or shows procedures, these signs do not count.
"""

import re
from collections.abc import Collection, Iterator

from auditor.contract import Item, Terms, Verdict, Why
from auditor.facts import Form, Page, Place, Site
from checks.matching import finder, words_of
from checks.sites.addresses import bare, is_petition_system
from checks.sites.answers import row
from checks.sites.pages import own_lines, own_pictures
from checks.sites.portals import ways
from checks.sites.procedure_lists import list_pages
from checks.sites.published import bare_name

_HEADING = 60
"""Characters of a line that may be a heading; a longer one is text that the page does show."""
_LINES = 6
_LABEL = 40
"""Characters of a link that is a label; longer ones are headlines of articles."""
_WORDS = 3
"""Words of the shortest name."""
_NUMBER = re.compile(r"^(\d+ )+")


def silent_pages(site: Site, terms: Terms, told: Collection[str]) -> list[Page]:
    """Return list pages that show no procedure and do not say that there is none."""
    empty = finder(terms.words("procedures.empty"))
    return [
        page
        for page in list_pages(site, terms)
        if not page.codes
        and page.url not in told
        and not any(empty.has(line.text) for _, line in own_lines(site, page))
    ]


def pictures(site: Site, terms: Terms, pages: list[Page]) -> Iterator[Item]:
    """Yield pictures that may be the posted list: on its page, or called so."""
    labels = finder(terms.words("procedures.lists"))
    for page in pages:
        for src in own_pictures(site, page, terms):
            yield row(page, Verdict.UNKNOWN, "procedures.seen_image", quote=src, why=Why.UNREADABLE)
    linked = {bare(link.image) for link in site.home.links if link.url}
    for image in site.home.images:
        named = bare(image.src.rsplit("/", 1)[-1]) in linked
        if image.place is Place.MAIN and labels.has(image.alt) and not named:
            yield row(
                site.home,
                Verdict.UNKNOWN,
                "procedures.seen_image",
                quote=image.alt,
                why=Why.UNREADABLE,
            )


def lookups(site: Site, terms: Terms, pages: list[Page]) -> Iterator[Item]:
    """Yield forms that would show the list to whoever asks; nothing is ever sent."""
    words = finder(terms.words("procedures.lookup"))
    known = {field.name for form in site.home.forms for field in form.fields}
    for page in pages:
        for form in page.forms:
            said = " ".join(f"{field.label} {field.name}" for field in form.fields)
            inside = " ".join(line.text for line in page.lines[form.line : form.end + 1])
            if _asks(form, known) and words.has(f"{said} {inside}"):
                yield row(
                    page,
                    Verdict.UNKNOWN,
                    "procedures.seen_lookup",
                    quote=said.strip(),
                    why=Why.INCOMPLETE,
                )


def _asks(form: Form, known: set[str]) -> bool:
    kinds = {field.kind for field in form.fields if field.name not in known}
    return bool(kinds & {"select", "text", "search", ""}) and "textarea" not in kinds


def blanks(site: Site, pages: list[Page]) -> Iterator[Item]:
    """Yield list pages that show a heading and nothing under it."""
    for page in pages:
        own = [line.text for _, line in own_lines(site, page)]
        if len(own) <= _LINES and all(len(text) <= _HEADING for text in own):
            quote = own[0] if own else page.title
            yield row(
                page, Verdict.UNKNOWN, "procedures.seen_blank", quote=quote, why=Why.NEEDS_BROWSER
            )


def elsewhere(site: Site, terms: Terms, pages: list[Page]) -> Iterator[Item]:
    """Yield links out of the site that are called the list or its portal, or lead from its page to a document."""
    labels = finder((*terms.words("procedures.lists"), *terms.words("procedures.labels")))
    stores = terms.words("procedures.stores")
    silent = {page.url for page in pages}
    for one in ways(site, terms):
        words = f"{one.link.text} {one.link.title} {one.link.alt}".strip()
        called = len(words) <= _LABEL and labels.has(words)
        stored = one.page.url in silent and any(name in one.target for name in stores)
        if (called or stored) and not is_petition_system(one.target):
            yield one.row(Verdict.UNKNOWN, Why.INCOMPLETE)


def other_names(site: Site, terms: Terms, listed: Collection[str]) -> list[tuple[Page, str]]:
    """Return lines of list pages that read like names of procedures and are not in the list.

    A page's codes stand for as many of its lines: those were compared by code.
    """
    found: dict[str, tuple[Page, str]] = {}
    for page in list_pages(site, terms):
        names = [
            (name, line.text)
            for _, line in own_lines(site, page)
            if (name := _name_like(line.text, terms)) and name not in listed
        ]
        for name, text in names[len(page.codes) :]:
            found.setdefault(name, (page, text))
    return list(found.values())


def _name_like(text: str, terms: Terms) -> str:
    """Return the bare name in a line that opens as names of procedures do, or ""."""
    words = _NUMBER.sub("", words_of(text))
    hits = finder(terms.words("procedures.openings")).find(words)
    heading = finder(terms.words("procedures.lists")).find(words)
    if not hits or hits[0].start > 0 or (heading and heading[0].start == 0):
        return ""
    name = bare_name(text)
    return name if len(name.split()) >= _WORDS else ""
