"""Pages, pictures and files that speak of the hotline without being its number."""

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.contract import Item, Terms, Verdict, Why
from auditor.facts import Link, Page, Place, Role, Site
from checks.matching import finder
from checks.sites.addresses import bare, is_file
from checks.sites.answers import row
from checks.sites.outward import outward
from checks.sites.pages import own_lines, own_pictures
from checks.sites.phones import PhoneKind, phones

_LABEL = 40
"""Characters of a link that is a label; longer ones that say "contact" are headlines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    """A picture that says hotline, and the page it leads to, if any."""

    page: Page
    target: str
    quote: str


def in_pictures(site: Site, terms: Terms) -> tuple[Item, ...]:
    """Return pictures in which the number may stand: a sign that says so, a page of one poster."""
    rows = [
        row(
            sign.page,
            Verdict.UNKNOWN,
            "hotline.seen_image",
            quote=sign.quote,
            target=sign.target or sign.page.url,
            why=Why.UNREADABLE,
        )
        for sign in _signs(site, terms)
    ]
    for page in hotline_pages(site, terms):
        rows += [
            row(page, Verdict.UNKNOWN, "hotline.seen_image", quote=src, why=Why.UNREADABLE)
            for src in own_pictures(site, page, terms)
        ]
    return tuple(rows)


def _signs(site: Site, terms: Terms) -> list[_Sign]:
    """Return pictures whose file name, words or link say hotline, each picture once."""
    labels = finder(terms.words("hotline.labels"))
    signs: dict[str, _Sign] = {}
    for page in site.all_pages():
        for image in page.images:
            if labels.in_name(_file(image.src)) or labels.has(image.alt):
                signs.setdefault(
                    _file(image.src),
                    _Sign(page=page, target=image.src, quote=image.alt or image.src),
                )
        for link in page.links:
            pictured = link.image and not link.text
            if pictured and labels.in_name(
                f"{link.image} {link.title} {link.alt} {_path(link.url)}"
            ):
                signs.setdefault(
                    _file(link.image), _Sign(page=page, target=link.url, quote=link.image)
                )
    return list(signs.values())


def _file(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def _path(url: str) -> str:
    return url.split("://", 1)[-1].partition("/")[2]


def hotline_pages(site: Site, terms: Terms) -> list[Page]:
    """Return the pages that are there for the hotline, by their title, heading or address."""
    labels = finder(terms.words("hotline.labels"))
    named = {
        bare(link.url)
        for page in site.all_pages()
        for link in page.links
        if link.url and (labels.has(f"{link.text} {link.title} {link.alt}") and len(link.text) < 60)
    }
    return [
        page
        for page in site.pages
        if page.role is Role.HOTLINE
        and (
            labels.has(page.title)
            or labels.in_name(_path(page.url))
            or bare(page.url) in named
            or any(labels.has(line.text) for _, line in own_lines(site, page))
        )
    ]


def empty_pages(site: Site, terms: Terms) -> tuple[Item, ...]:
    """Return hotline pages whose main block has no number at all, not even the switchboard's."""
    return tuple(
        row(page, Verdict.FAIL, "hotline.seen_page", quote=page.title)
        for page in hotline_pages(site, terms)
        if not any(
            number.kind is PhoneKind.CALLABLE
            for line in page.lines
            if line.place is Place.MAIN
            for number in phones(line.text, terms)
        )
    )


def files(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield documents that may give the number: called so, or attached to the hotline page."""
    labels = finder(terms.words("hotline.labels"))
    pages = {id(page) for page in hotline_pages(site, terms)}
    for page in site.all_pages():
        for link in page.links:
            about = id(page) in pages and link.place is Place.MAIN
            if is_file(link.url) and (about or labels.has(f"{link.text} {link.title}")):
                yield row(
                    page,
                    Verdict.UNKNOWN,
                    "hotline.seen_file",
                    quote=link.text,
                    target=link.url,
                    why=Why.UNREADABLE,
                )


def elsewhere(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield links to other sites where the number may stand: hotline, contact, petition guidance.

    A guidance page and a contact page of the site itself would have been read for the number too.
    """
    others = finder(terms.words("hotline.others"))
    labels = finder((*terms.words("hotline.labels"), *terms.words("guidance.labels")))
    contact = finder(terms.words("feedback.contact"))

    def speaks(said: str, _link: Link) -> bool:
        called = labels.has(said) or (len(said) <= _LABEL and contact.has(said))
        return called and not others.has(said)

    roles = {Role.HOTLINE, Role.CONTACT, Role.GUIDANCE}
    return outward(site, terms, "hotline.seen_elsewhere", speaks, roles)
