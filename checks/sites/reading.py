"""What stands in the way of calling something absent.

The first law: nothing is absent while something that could hold it was not read. `unread` finds
what was refused, cut, left for the page limit, built by script, framed in, or passed over by the
walk; every judge asks it before it answers `fail`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.contract import Item, Missing, Party, Terms, Verdict, Why
from auditor.facts import Link, Page, Role, Site, Unread
from checks.matching import finder
from checks.sites.addresses import bare, is_file, outside
from checks.sites.answers import row

READING_SAYS = (
    "page.read", "page.shell", "page.cut", "page.frame", "page.unfollowed", "page.script_link",
)  # fmt: skip
"""Keys of rows about reading; every check that shows them says them."""

_CAP, _DOCUMENT = "site.page_cap", "site.document"
_ORDER = {Why.NEEDS_BROWSER: 0, Why.UNREADABLE: 2}
"""A script shell is named first, a document last: whoever reads the report opens it by hand."""
_LABEL = 40
"""Characters of a link that is a label; longer ones are headlines of articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What was not read: the cause that counts, and one row a page or part."""

    missing: Missing
    rows: tuple[Item, ...]


def unread(
    site: Site,
    roles: Iterable[Role],
    terms: Terms,
    *,
    words: str = "",
    unless: str = "",
    documents: bool = True,
) -> Gap | None:
    """Return why absence may not be concluded for pages of these roles, or None if it may.

    `words` is the term list by which links speak of the thing, `unless` one of its false friends;
    `documents` says whether a file could hold it.
    """
    wanted = frozenset(roles)
    rows = [*_half_read(site), *_left(site, wanted, documents=documents), *_frames(site, terms)]
    rows += _passed_over(site, terms, words, unless) if words else ()
    if not rows:
        return None
    first = min(rows, key=lambda one: _ORDER.get(one.why or Why.INCOMPLETE, 1))
    missing = Missing(
        why=first.why or Why.INCOMPLETE,
        party=first.party or Party.AUDITOR,
        text=first.text,
        values=first.values,
    )
    return Gap(missing=missing, rows=tuple(rows))


def _half_read(site: Site) -> Iterator[Item]:
    for page in site.all_pages():
        if page.shell:
            yield row(page, Verdict.UNKNOWN, "page.shell", why=Why.NEEDS_BROWSER)
        if page.cut:
            yield row(page, Verdict.UNKNOWN, "page.cut", why=Why.INCOMPLETE)


def _left(site: Site, wanted: frozenset[Role], *, documents: bool) -> Iterator[Item]:
    for one in site.unread:
        if _blocks(one, wanted) and (documents or one.missing.text != _DOCUMENT):
            yield Item(
                target=one.url,
                verdict=Verdict.UNKNOWN,
                text=one.missing.text,
                values=one.missing.values,
                why=one.missing.why,
                party=one.missing.party,
                url=one.url,
                quote=one.text,
                evidence=one.missing.evidence,
                seen_at=one.missing.seen_at or site.home.seen_at,
            )


def _blocks(one: Unread, wanted: frozenset[Role]) -> bool:
    """A page that failed may hold anything; one left out, or a file, only what it was chosen for."""
    return one.missing.text not in (_CAP, _DOCUMENT) or one.role in wanted


def _frames(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield inner frames that nobody read and that are no map, film or social network."""
    read = _known(site)
    harmless = terms.words("reading.harmless_frames")
    for page in site.all_pages():
        for url in page.frames:
            if bare(url) not in read and not any(part in url for part in harmless):
                values = {"frame": url}
                yield row(page, Verdict.UNKNOWN, "page.frame", why=Why.INCOMPLETE, values=values)


def _passed_over(site: Site, terms: Terms, words: str, unless: str) -> Iterator[Item]:
    """Yield links that by their words lead to the thing and that the walk did not follow."""
    known = _known(site)
    labels = finder(terms.words(words))
    friends = finder(terms.words(unless) if unless else ())
    for page in site.all_pages():
        for link in page.links:
            said = f"{link.text} {link.title} {link.alt}".strip()
            if len(said) > _LABEL:
                continue
            if link.script and labels.has(said) and not friends.has(said):
                yield _by_script(page, link, said)
            leads = bool(link.url) and bare(link.url) not in known
            if leads and labels.has(said) and not friends.has(said) and _is_page(site, link, terms):
                known.add(bare(link.url))
                yield _not_followed(page, link, said)


def _is_page(site: Site, link: Link, terms: Terms) -> bool:
    web = link.url.startswith(("http://", "https://"))
    return web and not outside(site, link.url, terms) and not is_file(link.url)


def _not_followed(page: Page, link: Link, said: str) -> Item:
    return row(
        page,
        Verdict.UNKNOWN,
        "page.unfollowed",
        quote=said,
        target=link.url,
        why=Why.INCOMPLETE,
    )


def _by_script(page: Page, link: Link, said: str) -> Item:
    return row(
        page,
        Verdict.UNKNOWN,
        "page.script_link",
        quote=said,
        why=Why.NEEDS_BROWSER,
    )


def _known(site: Site) -> set[str]:
    """Return every address whose fate is known."""
    known = {bare(page.url) for page in site.all_pages()} | {bare(site.url)}
    known |= {bare(url) for page in site.all_pages() for url in page.asked}
    known |= {bare(left.url) for left in site.unread} | {bare(dead.url) for dead in site.dead}
    return known | {bare(away.url) for away in site.away}
