"""The site has a feedback box (hòm thư góp ý): a form, a labelled address, or a way that leads there.

A form that could be sent, an e-mail address given for feedback, or a link into the petition
system that is about this commune. A form under "being built", a link to nowhere, the portal's
front door and a general contact page are each said by name. Nothing is ever sent.
"""

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
from auditor.facts import Form, Page, Place, Role, Site
from checks.matching import finder, plain
from checks.sites.addresses import (
    bare,
    leads_home,
    names_commune,
)
from checks.sites.answers import answer, read_rows, row, unsure
from checks.sites.box_links import (
    behind_login,
    by_script,
    elsewhere,
    feedback_links,
    pictured,
    systems,
)
from checks.sites.box_mails import addresses, mails
from checks.sites.forms import (
    is_being_built,
    is_for_feedback,
    is_for_other,
    is_off,
    takes_text,
)
from checks.sites.pages import own_lines
from checks.sites.reading import READING_SAYS, unread

_ROLES = (Role.HOME, Role.FEEDBACK, Role.CONTACT, Role.GUIDANCE)


def judge(site: Site, terms: Terms) -> Outcome:
    """Pass on one way that works; say which half-ways there are otherwise."""
    ways = ((_forms, "box.form"), (mails, "box.mail"), (_ways, "box.petition_link"))
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
    if rows := tuple(elsewhere(site, terms)):
        text = "box.elsewhere_unread"
        missing = Missing(why=Why.INCOMPLETE, party=Party.AUDITOR, text=text)
        return unsure(site, text, missing, rows)
    if rows := tuple(behind_login(site, terms)):
        text = "box.behind_login"
        missing = Missing(why=Why.UNREADABLE, party=Party.AUDITOR, text=text)
        return unsure(site, text, missing, rows)
    if rows := tuple(by_script(site, terms)):
        text = "box.by_script"
        missing = Missing(why=Why.NEEDS_BROWSER, party=Party.AUDITOR, text=text)
        return unsure(site, text, missing, rows)
    if rows := tuple(pictured(site, terms)):
        text = "box.in_image"
        missing = Missing(why=Why.UNREADABLE, party=Party.AUDITOR, text=text)
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
            if takes_text(form) and is_for_feedback(form, page, site.home, terms):
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


def _ways(site: Site, terms: Terms) -> Iterator[tuple[Item, Ground]]:
    for page, link, target in systems(site, terms):
        if names_commune(target, terms):
            item = row(page, Verdict.PASS, "box.seen_link", quote=link.text, target=target)
            yield item, Ground(key=f"url:{bare(target)}", shared_text="box.shared")


def _portals(site: Site, terms: Terms) -> Iterator[Item]:
    seen: set[str] = set()
    for page, link, target in systems(site, terms):
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
    for page, link in feedback_links(site, terms):
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
        for index, address in addresses(page):
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
        "box.behind_login",
        "box.by_script",
        "box.in_image",
        "box.only_portal",
        "box.disabled",
        "box.dead_link",
        "box.contact_only",
        "box.none",
        "box.seen_form",
        "box.seen_mail",
        "box.seen_link",
        "box.seen_elsewhere",
        "box.seen_login",
        "box.seen_script",
        "box.seen_image",
        "box.seen_disabled",
        "box.seen_dead",
        "box.seen_contact",
        *READING_SAYS,
    ),
)
