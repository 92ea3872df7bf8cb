"""Links out of the site into service portals."""

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.contract import Item, Terms, Verdict, Why
from auditor.facts import Link, Page, Site
from checks.matching import finder
from checks.sites.addresses import (
    bare,
    is_home,
    is_national_portal,
    is_petition_system,
    of_portal,
    outside,
)
from checks.sites.answers import row


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A link to a portal, with the address that it really leads to."""

    page: Page
    link: Link
    target: str

    @property
    def home(self) -> bool:
        """Say whether it is the portal's front door."""
        return is_home(self.target)

    def row(self, verdict: Verdict, why: Why | None = None) -> Item:
        """Return the row of this link."""
        words = self.link.text or self.link.alt or self.link.title or self.link.image
        return row(
            self.page, verdict, "procedures.seen_link", quote=words, target=self.target, why=why
        )


def ways(site: Site, terms: Terms) -> Iterator[Way]:
    """Yield links out of the site, each target once; inner frames lead there too."""
    forwarded = {bare(away.url): away.to for away in site.away}
    seen: set[str] = set()
    for page in site.all_pages():
        for link in page.links:
            target = forwarded.get(bare(link.url), link.url) if link.url else ""
            if outside(site, target, terms) and bare(target) not in seen:
                seen.add(bare(target))
                yield Way(page=page, link=link, target=target)


def national(site: Site, terms: Terms) -> Iterator[Way]:
    """Yield links to the national portal."""
    return (one for one in ways(site, terms) if is_national_portal(one.target))


def of_province(site: Site, terms: Terms) -> Iterator[Way]:
    """Yield links to the province's service portal, or to a page about procedures on its portal."""
    labels = finder(terms.words("procedures.labels"))
    for one in ways(site, terms):
        link = one.link
        if is_national_portal(one.target) or is_petition_system(one.target):
            continue
        said = labels.has(f"{link.text} {link.alt} {link.title}") or labels.in_name(link.image)
        said = said or "dichvucong" in one.target or labels.in_name(one.target)
        if of_portal(site, one.target, terms) and said:
            yield one
