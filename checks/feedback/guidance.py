"""A page tells how to send petitions: where, by what phone, e-mail and website, and in what way.

Five parts are looked for in the main block of one page that is about petitions. The name of the
receiving body, which the official form asks for as well, completes nothing but counts against a fail:
what lies between the two readings of the rule is a partial answer, never an accusation. The footer
stands on every page and guides nobody, so it never makes a page complete; but a reader of the page
sees it, so where the main block says how to file, what the footer adds can lift a fail to a partial
answer. A notice that is a picture or a file was not read and is never called absent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.contract import Check, Item, Missing, Outcome, Party, Terms, Verdict, Why
from auditor.facts import Link, Page, Place, Role, Site
from checks.matching import finder
from checks.sites.addresses import is_file
from checks.sites.answers import answer, cut, row, unsure
from checks.sites.guidance_parts import BODY, find_parts
from checks.sites.outward import outward
from checks.sites.pages import own_lines, own_pictures
from checks.sites.reading import READING_SAYS, unread

_ROLES = (Role.HOME, Role.GUIDANCE, Role.FEEDBACK, Role.HOTLINE, Role.CONTACT)
_PARTS = ("address", "phone", "mail", "website", "how")
_FEW = 3
_HEADING = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guide:
    """A page about petitions: the line of each part in its main block, and in the site's frame."""

    page: Page
    own: Mapping[str, str]
    frame: Mapping[str, str]

    @property
    def found(self) -> int:
        """Return how many of the five parts the main block has."""
        return sum(part in self.own for part in _PARTS)

    @property
    def seen(self) -> int:
        """Return the parts that a reader of the page sees, if it says how to file at all."""
        seen = {*self.own, *self.frame} if "how" in self.own else self.own
        return sum(part in seen for part in _PARTS)

    @property
    def lifted(self) -> int:
        """Return what stands against a fail: the parts seen, and the receiving body's name."""
        return self.seen + (BODY in self.own)


def judge(site: Site, terms: Terms) -> Outcome:
    """Pass on one page with all five parts."""
    guides = [
        _guide(site, page, terms) for page in site.all_pages() if _is_about(site, page, terms)
    ]
    wanted = terms.limits.get("pass_items", len(_PARTS))
    if done := next((guide for guide in guides if guide.found >= wanted), None):
        return answer(site, Verdict.PASS, "guidance.complete", _parts(done), values=_count(done))
    best = max(guides, key=lambda guide: (guide.found, guide.lifted), default=None)
    if gap := unread(site, _ROLES, terms, words="guidance.labels"):
        in_file = gap.missing.why is Why.UNREADABLE
        text = "guidance.in_file" if in_file else "guidance.not_seen_in_part_read"
        return unsure(site, text, gap.missing, gap.rows)
    lifted = max(guides, key=lambda guide: guide.lifted, default=None)
    if lifted and lifted.lifted >= terms.limits.get("warn_items", _FEW):
        text = "guidance.partial"
        if lifted.seen > lifted.found:
            text = "guidance.partial_with_frame"
        return answer(site, Verdict.WARN, text, _parts(lifted), values=_count(lifted))
    return _too_few(site, terms, guides, best)


def _too_few(site: Site, terms: Terms, guides: list[_Guide], best: _Guide | None) -> Outcome:
    for rows, text, why in (
        (_files(site, terms), "guidance.in_file", Why.UNREADABLE),
        (_pictures(site, terms, guides), "guidance.in_image", Why.UNREADABLE),
        (_elsewhere(site, terms), "guidance.elsewhere_unread", Why.INCOMPLETE),
    ):
        if rows:
            missing = Missing(why=why, party=Party.AUDITOR, text=text)
            return unsure(site, text, missing, rows)
    if best and best.own:
        return answer(site, Verdict.FAIL, "guidance.too_few", _parts(best), values=_count(best))
    return answer(site, Verdict.FAIL, "guidance.none")


def _count(guide: _Guide) -> dict[str, int]:
    return {"found": guide.found, "seen": guide.seen, "wanted": len(_PARTS)}


def _is_about(site: Site, page: Page, terms: Terms) -> bool:
    """Say whether the page itself is about petitions; a menu entry or a link to it is not."""
    friends = finder(terms.words("feedback.false_friends"))
    if friends.has(page.title):
        return False
    if page is not site.home and (page.role is Role.GUIDANCE or _says(page.title, terms)):
        return True
    if page is not site.home and _tells(site, page, terms):
        return True
    linked = {link.line for link in page.links}
    return any(
        _says(line.text, terms) and not friends.has(line.text)
        for index, line in own_lines(site, page)
        if index not in linked
    )


def _says(text: str, terms: Terms) -> bool:
    """Say whether a line is about how to send petitions: by a phrase, or by its two halves."""
    if finder(terms.words("guidance.labels")).has(text):
        return True
    opens, topics = finder(terms.words("guidance.openings")), finder(terms.words("guidance.topics"))
    return len(text) <= _HEADING and opens.has(text) and topics.has(text)


def _tells(site: Site, page: Page, terms: Terms) -> bool:
    """Say whether a page named after petitions tells in running text how they are sent."""
    topics, how = finder(terms.words("guidance.topics")), finder(terms.words("guidance.how"))
    return (
        page.role is Role.FEEDBACK
        and topics.has(page.title)
        and any(topics.has(line.text) and how.has(line.text) for _, line in own_lines(site, page))
    )


def _guide(site: Site, page: Page, terms: Terms) -> _Guide:
    own = [line for _, line in own_lines(site, page)]
    frame = [line for line in page.lines if line.place in (Place.FOOTER, Place.HEADER)]
    around = {part: text for part, text in find_parts(frame, terms).items() if part != BODY}
    return _Guide(page=page, own=find_parts(own, terms), frame=around)


def _parts(guide: _Guide) -> tuple[Item, ...]:
    """Return one row a part, there or not, and the receiving body's where it is named."""
    named = [BODY] if BODY in guide.own else []
    return tuple(_part(guide, part) for part in (*_PARTS, *named))


def _part(guide: _Guide, part: str) -> Item:
    if part in guide.own:
        return row(guide.page, Verdict.PASS, f"guidance.part_{part}", quote=guide.own[part])
    if part in guide.frame:
        return row(guide.page, Verdict.WARN, f"guidance.frame_{part}", quote=guide.frame[part])
    return row(guide.page, Verdict.FAIL, f"guidance.lacks_{part}")


def _files(site: Site, terms: Terms) -> tuple[Item, ...]:
    labels = finder(terms.words("guidance.labels"))
    return tuple(
        row(
            page,
            Verdict.UNKNOWN,
            "guidance.seen_file",
            quote=cut(link.text or link.title),
            target=link.url,
            why=Why.UNREADABLE,
        )
        for page in site.all_pages()
        for link in page.links
        if is_file(link.url)
        and (
            labels.has(f"{link.text} {link.title}")
            or (page is not site.home and link.place is Place.MAIN and _is_about(site, page, terms))
        )
    )


def _elsewhere(site: Site, terms: Terms) -> tuple[Item, ...]:
    """Return links to other sites that speak of petitions: the guidance may stand there."""
    friends = finder(terms.words("feedback.false_friends"))
    labels, topics = finder(terms.words("guidance.labels")), finder(terms.words("guidance.topics"))

    def speaks(said: str, link: Link) -> bool:
        if not said:
            return labels.in_name(link.image)
        return (labels.has(said) or topics.has(said)) and not friends.has(said)

    return tuple(outward(site, terms, "guidance.seen_elsewhere", speaks, {Role.GUIDANCE}))


def _pictures(site: Site, terms: Terms, guides: Iterable[_Guide]) -> tuple[Item, ...]:
    """Return pictures of pages about petitions: notices are often posted as photographs."""
    return tuple(
        row(guide.page, Verdict.UNKNOWN, "guidance.seen_image", quote=src, why=Why.UNREADABLE)
        for guide in guides
        if guide.page is not site.home
        for src in own_pictures(site, guide.page, terms)
    )


CHECK = Check(
    id="feedback.guidance",
    needs=(Site,),
    judge=judge,
    says=(
        "guidance.complete",
        "guidance.not_seen_in_part_read",
        "guidance.partial",
        "guidance.partial_with_frame",
        "guidance.too_few",
        "guidance.none",
        "guidance.in_file",
        "guidance.in_image",
        "guidance.elsewhere_unread",
        "guidance.seen_file",
        "guidance.seen_image",
        "guidance.seen_elsewhere",
        *(f"guidance.part_{part}" for part in (*_PARTS, BODY)),
        *(f"guidance.frame_{part}" for part in _PARTS if part != "how"),
        *(f"guidance.lacks_{part}" for part in _PARTS),
        *READING_SAYS,
    ),
)
