"""Lists of procedures that hold nothing yet, or hold it where nobody read: script, file, next page."""

from collections.abc import Iterable, Iterator

from auditor.contract import Item, Terms, Verdict, Why
from auditor.facts import Link, Page, Place, Role, Site
from checks.matching import finder, words_of
from checks.sites.addresses import bare, is_file, outside
from checks.sites.answers import row
from checks.sites.pages import own_lines


def list_pages(site: Site, terms: Terms) -> list[Page]:
    """Return the pages that are there for the list of procedures."""
    labels = finder(terms.words("procedures.lists"))
    return [page for page in site.pages if page.role is Role.PROCEDURES or labels.has(page.title)]


def by_script(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield lists that a script fills, and pagers that only a script can turn."""
    loading = finder(terms.words("procedures.loading"))
    for page in list_pages(site, terms):
        linked = {link.line for link in page.links}
        lines = [
            line.text
            for index, line in own_lines(site, page)
            if loading.has(line.text) or (index not in linked and _turns(line.text, terms))
        ]
        pagers = [link.text for link in page.links if not link.url and _is_pager(link, terms)]
        for quote in [*lines, *pagers][:1]:
            yield row(
                page, Verdict.UNKNOWN, "procedures.seen_script", quote=quote, why=Why.NEEDS_BROWSER
            )


def further(site: Site, terms: Terms, names: Iterable[str]) -> Iterator[Item]:
    """Yield further pages of a list, and pages of fields, that were not read."""
    known = {bare(page.url) for page in site.all_pages()}
    known |= {bare(dead.url) for dead in site.dead} | {bare(away.url) for away in site.away}
    fields = {words_of(name) for name in names}
    for page in list_pages(site, terms):
        for link in page.links:
            if not link.url or outside(site, link.url, terms) or is_file(link.url):
                continue
            leads_on = _is_pager(link, terms) or words_of(link.text) in fields
            if leads_on and bare(link.url) not in known:
                known.add(bare(link.url))
                yield row(
                    page,
                    Verdict.UNKNOWN,
                    "procedures.seen_further",
                    quote=link.text,
                    target=link.url,
                    why=Why.INCOMPLETE,
                )


def _is_pager(link: Link, terms: Terms) -> bool:
    """Say whether a link turns the page of a list: 2, 3, trang sau, », in the main block."""
    text = link.text.strip()
    if link.place is not Place.MAIN or len(text) > 20:
        return False
    digits = text.isdecimal() and 1 < int(text) < 1000
    return digits or text in ("»", "›", ">", ">>") or _turns(text, terms)


def _turns(text: str, terms: Terms) -> bool:
    """Say whether a short text is what a button for the rest of a list says."""
    return len(text) <= 20 and finder(terms.words("procedures.next_page")).has(text)


def files(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield documents to download that may be the list: on its page, or called so."""
    labels = finder(terms.words("procedures.lists"))
    pages = {id(page) for page in list_pages(site, terms)}
    seen: set[str] = set()
    for page in site.all_pages():
        for link in page.links:
            about = id(page) in pages and link.place is Place.MAIN
            if not is_file(link.url) or bare(link.url) in seen:
                continue
            if about or labels.has(f"{link.text} {link.title}"):
                seen.add(bare(link.url))
                yield row(
                    page,
                    Verdict.UNKNOWN,
                    "procedures.seen_file",
                    quote=link.text,
                    target=link.url,
                    why=Why.UNREADABLE,
                )


def empty_lists(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield lists that say of themselves that they hold nothing."""
    empty = finder(terms.words("procedures.empty"))
    for page in list_pages(site, terms):
        for _, line in own_lines(site, page):
            if empty.has(line.text):
                yield row(page, Verdict.FAIL, "procedures.seen_empty", quote=line.text)
                break
