"""Links out of the site that by their words lead to the thing asked for: nobody read what is there.

The first law again: the walk stays on the commune's site, so what such a link leads to was not
seen, and it may be the very thing. Every judge asks here before it answers `fail`.
"""

from collections.abc import Callable, Collection, Iterator

from auditor.contract import Item, Terms, Verdict, Why
from auditor.facts import Link, Role, Site
from checks.sites.addresses import bare, is_home, is_petition_system, outside
from checks.sites.answers import row

SHORT = 90
"""Characters of a link that names what it leads to; longer ones are running text."""


def outward(
    site: Site,
    terms: Terms,
    text: str,
    speaks: Callable[[str, Link], bool],
    roles: Collection[Role],
) -> Iterator[Item]:
    """Yield one row (`text`) for each address outside that a link about the thing leads to.

    `speaks` is given the link's words and the link; a link that the walk followed for one of
    `roles` and that the site sent out of itself needs no words. The front door of a petition
    system is left out: it is the same for the whole country and gives nothing of this commune.
    """
    forwarded = {bare(away.url): away.to for away in site.away}
    sent = {bare(away.url) for away in site.away if away.role in roles}
    seen: set[str] = set()
    for page in site.all_pages():
        for link in page.links:
            said = f"{link.text} {link.title} {link.alt}".strip()
            target = forwarded.get(bare(link.url), link.url) if link.url else ""
            about = bare(link.url) in sent or (len(said) <= SHORT and speaks(said, link))
            if not about or bare(target) in seen or not outside(site, target, terms):
                continue
            if not (is_petition_system(target) and is_home(target)):
                seen.add(bare(target))
                yield row(
                    page,
                    Verdict.UNKNOWN,
                    text,
                    quote=said or link.image,
                    target=target,
                    why=Why.INCOMPLETE,
                )
