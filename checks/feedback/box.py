"""The site has a feedback box (hòm thư góp ý): a form, a labelled address, or a way that leads there.

A form that could be sent, an e-mail address given for feedback, or a link into the petition
system that is about this commune. A form under "being built", a link to nowhere, the portal's
front door and a general contact page are each said by name. Nothing is ever sent.
"""

import re
from collections.abc import Iterator

from auditor.contract import (
    Check,
    Ground,
    Item,
    Missing,
    Outcome,
    Party,
    Terms,
    Verdict,
    Why,
)
from auditor.facts import Form, Link, Page, Place, Role, Site
from checks.addresses import (
    bare,
    is_petition_system,
    leads_home,
    names_commune,
    of_portal,
    outside,
)
from checks.answers import answer, read_rows, row, unsure
from checks.forms import is_being_built, is_for_feedback, is_for_other, is_off, takes_text
from checks.matching import finder, plain, words_of
from checks.pages import own_lines
from checks.reading import READING_SAYS, unread

_ROLES = (Role.HOME, Role.FEEDBACK, Role.CONTACT, Role.GUIDANCE)
_MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.(?:[a-z0-9-]+|[A-Z0-9-]+))+")
"""Parts of a host are of one case: in "a@b.gov.vnSố máy" the address ends before Số."""
_SHORT = 90
"""Characters of a link or heading; longer is an article's headline or running text."""
_LABEL = 40
"""Characters of a link that is a label."""
_MAIL_BELOW = 2


def judge(site: Site, terms: Terms) -> Outcome:
    """Pass on one way that works; say which half-ways there are otherwise."""
    ways = ((_forms, "box.form"), (_mails, "box.mail"), (_ways, "box.petition_link"))
    found = [(text, item, ground) for find, text in ways for item, ground in find(site, terms)]
    if not found:
        return _without(site, terms)
    # Every way is a ground: what other communes share must be known from those with a better one.
    grounds = tuple({ground.key: ground for _, _, ground in found}.values())
    items = tuple(item for _, item, _ in found)
    text, first, _ = found[0]
    return answer(site, Verdict.PASS, text, items, values=first.values, grounds=grounds)


def _without(site: Site, terms: Terms) -> Outcome:
    gap = unread(
        site,
        _ROLES,
        terms,
        words="feedback.labels",
        unless="feedback.false_friends",
        documents=False,
    )
    if gap:
        return unsure(site, "box.not_seen_in_part_read", gap.missing, gap.rows)
    if rows := tuple(_elsewhere(site, terms)):
        text = "box.elsewhere_unread"
        missing = Missing(why=Why.INCOMPLETE, party=Party.AUDITOR, text=text)
        return unsure(site, text, missing, rows)
    if rows := tuple(_portals(site, terms)):
        return answer(site, Verdict.WARN, "box.only_portal", rows, party=Party.PROVINCE)
    if rows := tuple(_disabled(site, terms)):
        return answer(site, Verdict.FAIL, "box.disabled", rows)
    if rows := tuple(_dead(site, terms)):
        return answer(site, Verdict.FAIL, "box.dead_link", rows)
    if rows := tuple(_contacts(site, terms)):
        return answer(site, Verdict.WARN, "box.contact_only", rows)
    return answer(site, Verdict.FAIL, "box.none", read_rows(site, Verdict.FAIL))


def _candidates(site: Site, terms: Terms) -> Iterator[tuple[Page, Form]]:
    for page in site.all_pages():
        for form in page.forms:
            if takes_text(form) and is_for_feedback(form, page, terms):
                yield page, form


def _forms(site: Site, terms: Terms) -> Iterator[tuple[Item, Ground]]:
    for page, form in _candidates(site, terms):
        if not is_off(form) and not is_being_built(form, page, terms):
            names = ", ".join(f.label or f.name for f in form.fields if f.label or f.name)
            yield row(page, Verdict.PASS, "box.seen_form", quote=names), _form_ground(page, form)


def _form_ground(page: Page, form: Form) -> Ground:
    """Name the form: in the main block it is the page's own, elsewhere it is where it is sent."""
    key = page.url if form.place is Place.MAIN else form.action or page.url
    return Ground(key=f"form:{bare(key)}", shared_text="box.shared")


def _mails(site: Site, terms: Terms) -> Iterator[tuple[Item, Ground]]:
    """Yield addresses given for feedback: by the words beside or above, or by their own name."""
    boxes = {words_of(name).replace(" ", "") for name in terms.words("feedback.mailboxes")}
    seen: set[str] = set()
    for page in site.all_pages():
        for index, address in _addresses(page):
            said = any(name in re.sub(r"[^a-z]", "", address.split("@")[0]) for name in boxes)
            if address not in seen and (said or _is_labelled(page, index, terms)):
                seen.add(address)
                quote = page.lines[index].text if index < len(page.lines) else address
                item = row(
                    page, Verdict.PASS, "box.seen_mail", quote=quote, values={"mail": address}
                )
                yield item, Ground(key=f"email:{address}", shared_text="box.shared")


def _addresses(page: Page) -> Iterator[tuple[int, str]]:
    for index, line in enumerate(page.lines):
        for match in _MAIL.finditer(line.text):
            yield index, match.group().lower()
    for link in page.links:
        if link.url.startswith("mailto:") and (address := _MAIL.search(link.url)):
            yield link.line, address.group().lower()


def _is_labelled(page: Page, index: int, terms: Terms) -> bool:
    if index >= len(page.lines):
        return False
    place = page.lines[index].place
    near = [
        line.text
        for line in page.lines[max(0, index - _MAIL_BELOW) : index + 1]
        if line.place is place
    ]
    return any(_is_about_feedback(text, terms) for text in near if len(text) <= 2 * _SHORT)


def _is_about_feedback(text: str, terms: Terms) -> bool:
    if finder(terms.words("feedback.false_friends")).has(text):
        return False
    return finder(terms.words("feedback.labels")).has(text)


def _feedback_links(site: Site, terms: Terms) -> Iterator[tuple[Page, Link]]:
    """Yield links that by their words, picture or address are for feedback, headlines left out."""
    labels = finder(terms.words("feedback.labels"))
    for page in site.all_pages():
        for link in page.links:
            words = f"{link.text} {link.title} {link.alt}".strip()
            if link.url.startswith(("tel:", "mailto:")) or len(words) > _SHORT:
                continue
            if _is_about_feedback(words, terms) or (not words and labels.in_name(link.image)):
                yield page, link


def _systems(site: Site, terms: Terms) -> Iterator[tuple[Page, Link, str]]:
    """Yield links into petition systems, those that the site forwards to included."""
    forwarded = {bare(away.url): away.to for away in site.away}
    about = {(id(page), id(link)) for page, link in _feedback_links(site, terms)}
    for page in site.all_pages():
        for link in page.links:
            target = forwarded.get(bare(link.url), link.url) if link.url else ""
            named = (id(page), id(link)) in about and of_portal(site, target, terms)
            if outside(site, target, terms) and (is_petition_system(target) or named):
                yield page, link, target


def _elsewhere(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield feedback links to other sites: what they lead to was not read, so it may work."""
    systems = {bare(target) for _, _, target in _systems(site, terms)}
    forwarded = {bare(away.url): away.to for away in site.away}
    for page, link in _feedback_links(site, terms):
        target = forwarded.get(bare(link.url), link.url) if link.url else ""
        short = len(link.text) <= _LABEL
        if short and outside(site, target, terms) and bare(target) not in systems:
            yield row(
                page,
                Verdict.UNKNOWN,
                "box.seen_elsewhere",
                quote=link.text,
                target=target,
                why=Why.INCOMPLETE,
            )


def _ways(site: Site, terms: Terms) -> Iterator[tuple[Item, Ground]]:
    for page, link, target in _systems(site, terms):
        if names_commune(target, terms):
            item = row(page, Verdict.PASS, "box.seen_link", quote=link.text, target=target)
            yield item, Ground(key=f"url:{bare(target)}", shared_text="box.shared")


def _portals(site: Site, terms: Terms) -> Iterator[Item]:
    seen: set[str] = set()
    for page, link, target in _systems(site, terms):
        if bare(target) not in seen:
            seen.add(bare(target))
            yield row(page, Verdict.WARN, "box.seen_link", quote=link.text, target=target)


def _disabled(site: Site, terms: Terms) -> Iterator[Item]:
    told: set[tuple[str, str]] = set()
    for page, form in _candidates(site, terms):
        quote = is_being_built(form, page, terms) or page.title
        told.add((page.url, quote))
        yield row(page, Verdict.FAIL, "box.seen_disabled", quote=quote)
    built = finder(terms.words("feedback.being_built"))
    for page in site.pages:
        lines = own_lines(site, page)
        if page.role is Role.FEEDBACK and len(lines) <= 20:
            for _, line in lines:
                if built.has(line.text) and (page.url, line.text) not in told:
                    yield row(page, Verdict.FAIL, "box.seen_disabled", quote=line.text)


def _dead(site: Site, terms: Terms) -> Iterator[Item]:
    gone = {bare(dead.url) for dead in site.dead}
    seen: set[str] = set()
    for page, link in _feedback_links(site, terms):
        if link.script:
            continue  # a script may open a form there; `unread` has said so
        nowhere = not link.url or leads_home(site, link) or bare(link.url) in gone
        if nowhere and plain(link.text) not in seen:
            seen.add(plain(link.text))
            target = link.url or page.url
            yield row(page, Verdict.FAIL, "box.seen_dead", quote=link.text, target=target)


def _contacts(site: Site, terms: Terms) -> Iterator[Item]:
    """Yield general ways to write to the office: its contact page, a form, its e-mail address."""
    for page in site.all_pages():
        for form in page.forms:
            if takes_text(form) and not is_off(form) and not is_for_other(form, page, terms):
                yield row(page, Verdict.WARN, "box.seen_contact", quote=page.title)
    contact = finder(terms.words("feedback.contact"))
    for page in site.pages:
        if page.role is Role.CONTACT or contact.has(page.title):
            yield row(page, Verdict.WARN, "box.seen_contact", quote=page.title)
    for page in site.all_pages():
        for index, address in _addresses(page):
            quote = page.lines[index].text if index < len(page.lines) else address
            yield row(page, Verdict.WARN, "box.seen_mail", quote=quote, values={"mail": address})
            break


CHECK = Check(
    id="feedback.box",
    needs=(Site,),
    judge=judge,
    says=(
        "box.form",
        "box.mail",
        "box.petition_link",
        "box.shared",
        "box.not_seen_in_part_read",
        "box.elsewhere_unread",
        "box.only_portal",
        "box.disabled",
        "box.dead_link",
        "box.contact_only",
        "box.none",
        "box.seen_form",
        "box.seen_mail",
        "box.seen_link",
        "box.seen_elsewhere",
        "box.seen_disabled",
        "box.seen_dead",
        "box.seen_contact",
        *READING_SAYS,
    ),
)
