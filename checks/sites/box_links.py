"""Links for feedback, where they lead, and what of a feedback box could not be seen."""

from collections.abc import Iterator

from auditor.contract import Item, Terms, Verdict, Why
from auditor.facts import Link, Page, Role, Site
from checks.matching import finder
from checks.sites.addresses import bare, host, is_petition_system, of_portal, outside
from checks.sites.answers import row
from checks.sites.box_mails import is_about_feedback, is_box_page
from checks.sites.forms import is_off, is_partly_seen, may_be_for_feedback
from checks.sites.pages import own_lines, own_pictures

_SHORT = 90
"""Characters of a link or heading; longer is an article's headline or running text."""
_LABEL = 40
"""Characters of a link that is a label."""


def feedback_links(site: Site, terms: Terms) -> Iterator[tuple[Page, Link]]:
    """Yield links that by their words, picture or address are for feedback, headlines left out."""
    labels = finder(terms.words("feedback.labels"))
    for page in site.all_pages():
        for link in page.links:
            words = f"{link.text} {link.title} {link.alt}".strip()
            if link.url.startswith(("tel:", "mailto:")) or len(words) > _SHORT:
                continue
            if is_about_feedback(words, terms) or (not words and labels.in_name(link.image)):
                yield page, link


def systems(site: Site, terms: Terms) -> Iterator[tuple[Page, Link, str]]:
    """Yield links into petition systems, those that the site forwards to included."""
    forwarded = {bare(away.url): away.to for away in site.away}
    about = {(id(page), id(link)) for page, link in feedback_links(site, terms)}
    for page in site.all_pages():
        for link in page.links:
            target = forwarded.get(bare(link.url), link.url) if link.url else ""
            named = (id(page), id(link)) in about and of_portal(site, target, terms)
            if outside(site, target, terms) and (is_petition_system(target) or named):
                yield page, link, target


def elsewhere(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield feedback links to other sites: what they lead to was not read, so it may work."""
    known = {bare(target) for _, _, target in systems(site, terms)}
    forwarded = {bare(away.url): away.to for away in site.away}
    for page, link in feedback_links(site, terms):
        target = forwarded.get(bare(link.url), link.url) if link.url else ""
        likely = len(link.text) <= _LABEL or _is_form_host(target, terms)
        if likely and outside(site, target, terms) and bare(target) not in known:
            yield row(
                page,
                Verdict.UNKNOWN,
                "box.seen_elsewhere",
                quote=link.text,
                target=target,
                why=Why.INCOMPLETE,
            )


def _is_form_host(url: str, terms: Terms) -> bool:
    """Say whether the address is one where other people's forms and chats live."""
    return any(host(url).endswith(name) for name in terms.words("feedback.form_hosts"))


def pictured(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield pictures that may hold a way to give feedback: a code to scan, a poster."""
    labels = finder(terms.words("feedback.labels"))
    for page in site.all_pages():
        linked = {link.image for link in page.links if link.url and link.image}
        own = set(own_pictures(site, page, terms)) if is_box_page(page, terms) else set()
        for image in page.images:
            name = image.src.rsplit("/", 1)[-1]
            said = is_about_feedback(image.alt, terms) or labels.in_name(name)
            if image.src in own or (said and name not in linked):
                quote = image.alt or image.src
                yield row(page, Verdict.UNKNOWN, "box.seen_image", quote=quote, why=Why.UNREADABLE)


def behind_login(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield feedback pages that ask to log in first: what opens then was not seen."""
    asks = finder(terms.words("feedback.login"))
    friends = finder(terms.words("feedback.false_friends"))
    for page in site.pages:
        if page.role is not Role.FEEDBACK or friends.has(page.title):
            continue
        said = [line.text for _, line in own_lines(site, page) if asks.has(line.text)]
        for quote in said[:1]:
            yield row(page, Verdict.UNKNOWN, "box.seen_login", quote=quote, why=Why.UNREADABLE)


def by_script(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield feedback forms without a button or a field for the letter: a script may add them."""
    for page in site.all_pages():
        for form in page.forms:
            if is_off(form) or not is_partly_seen(form):
                continue
            if may_be_for_feedback(form, page, site.home, terms):
                names = ", ".join(f.label or f.name for f in form.fields if f.label or f.name)
                yield row(
                    page, Verdict.UNKNOWN, "box.seen_script", quote=names, why=Why.NEEDS_BROWSER
                )
