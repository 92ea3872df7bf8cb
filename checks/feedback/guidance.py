"""A page tells how to send petitions: where, by what phone, e-mail and website, and in what way.

The five parts are looked for in the main block of one page that is about petitions. The footer
stands on every page and guides nobody, so it never makes a page complete; but a reader of the page
sees it, so where the main block says how to file, what the footer adds can lift a fail to a partial
answer. A notice that is a picture or a file was not read and is never called absent.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from auditor.contract import Check, Item, Missing, Outcome, Party, Terms, Verdict, Why
from auditor.facts import Line, Page, Place, Role, Site
from checks.addresses import is_file
from checks.answers import answer, cut, row, unsure
from checks.matching import finder, plain
from checks.pages import own_lines, own_pictures
from checks.phones import PhoneKind, phones
from checks.reading import READING_SAYS, unread

_ROLES = (Role.HOME, Role.GUIDANCE, Role.FEEDBACK, Role.HOTLINE, Role.CONTACT)
_PARTS = ("address", "phone", "mail", "website", "how")
_FEW = 3
_MAIL = re.compile(r"[a-z0-9][\w.%+-]*@[a-z0-9-]+(\.[a-z0-9-]+)+")
_HOST = re.compile(
    r"https?://[a-z0-9.-]+|www\.[a-z0-9.-]+|(?<![@\w.-])[a-z0-9-]+(\.[a-z0-9-]+)*\.vn\b"
)
_ADDRESS_LETTERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guide:
    """A page about petitions: the line of each part in its main block, and in the site's frame."""

    page: Page
    own: Mapping[str, str]
    frame: Mapping[str, str]

    @property
    def lifted(self) -> int:
        """Return the parts that a reader of the page sees, if it says how to file at all."""
        return len({*self.own, *self.frame}) if "how" in self.own else len(self.own)


def judge(site: Site, terms: Terms) -> Outcome:
    """Pass on one page with all five parts."""
    guides = [
        _guide(site, page, terms) for page in site.all_pages() if _is_about(site, page, terms)
    ]
    best = max(guides, key=lambda guide: (len(guide.own), guide.lifted), default=None)
    if best and len(best.own) >= terms.limits.get("pass_items", len(_PARTS)):
        return answer(site, Verdict.PASS, "guidance.complete", _parts(best), values=_count(best))
    if gap := unread(site, _ROLES, terms, words="guidance.labels"):
        in_file = gap.missing.why is Why.UNREADABLE
        text = "guidance.in_file" if in_file else "guidance.not_seen_in_part_read"
        return unsure(site, text, gap.missing, gap.rows)
    lifted = max(guides, key=lambda guide: guide.lifted, default=None)
    if lifted and lifted.lifted >= terms.limits.get("warn_items", _FEW):
        text = "guidance.partial"
        if lifted.lifted > len(lifted.own):
            text = "guidance.partial_with_frame"
        return answer(site, Verdict.WARN, text, _parts(lifted), values=_count(lifted))
    return _too_few(site, terms, guides, best)


def _too_few(site: Site, terms: Terms, guides: list[_Guide], best: _Guide | None) -> Outcome:
    for rows, text in (
        (_files(site, terms), "guidance.in_file"),
        (_pictures(site, terms, guides), "guidance.in_image"),
    ):
        if rows:
            missing = Missing(why=Why.UNREADABLE, party=Party.AUDITOR, text=text)
            return unsure(site, text, missing, rows)
    if best and best.own:
        return answer(site, Verdict.FAIL, "guidance.too_few", _parts(best), values=_count(best))
    return answer(site, Verdict.FAIL, "guidance.none")


def _count(guide: _Guide) -> dict[str, int]:
    return {"found": len(guide.own), "seen": guide.lifted, "wanted": len(_PARTS)}


def _is_about(site: Site, page: Page, terms: Terms) -> bool:
    """Say whether the page itself is about petitions; a menu entry or a link to it is not."""
    labels = finder(terms.words("guidance.labels"))
    friends = finder(terms.words("feedback.false_friends"))
    if friends.has(page.title):
        return False
    if page is not site.home and (page.role is Role.GUIDANCE or labels.has(page.title)):
        return True
    linked = {link.line for link in page.links}
    return any(
        labels.has(line.text) and not friends.has(line.text)
        for index, line in own_lines(site, page)
        if index not in linked
    )


def _guide(site: Site, page: Page, terms: Terms) -> _Guide:
    own = [line for _, line in own_lines(site, page)]
    frame = [line for line in page.lines if line.place in (Place.FOOTER, Place.HEADER)]
    return _Guide(page=page, own=_find(own, terms), frame=_find(frame, terms))


def _find(lines: list[Line], terms: Terms) -> dict[str, str]:
    """Return the line of each part that stands in these lines."""
    tests: dict[str, Callable[[int], bool]] = {
        "address": lambda at: _has_address(lines, at, terms),
        "phone": lambda at: _has_phone(lines[at].text, terms),
        "mail": lambda at: bool(_MAIL.search(plain(lines[at].text))),
        "website": lambda at: bool(_HOST.search(plain(lines[at].text))),
        "how": lambda at: finder(terms.words("guidance.how")).has(lines[at].text),
    }
    found: dict[str, str] = {}
    for at, line in enumerate(lines):
        for part, test in tests.items():
            if part not in found and test(at):
                found[part] = line.text
    return found


def _has_phone(text: str, terms: Terms) -> bool:
    return any(n.kind in (PhoneKind.CALLABLE, PhoneKind.OLD) for n in phones(text, terms))


def _has_address(lines: list[Line], at: int, terms: Terms) -> bool:
    """Say whether a place follows the word, on its line or the next."""
    text = plain(lines[at].text)
    others = {hit.start for hit in finder(terms.words("guidance.not_address")).find(text)}
    for hit in finder(terms.words("guidance.address")).find(text):
        if hit.start in others:
            continue
        below = plain(lines[at + 1].text) if at + 1 < len(lines) else ""
        value = text[hit.end :].strip(" :-.") or below
        empty = finder(terms.words("hotline.placeholders")).has(value) or value.startswith("[")
        if len(value) >= _ADDRESS_LETTERS and not empty and "@" not in value:
            return True
    return False


def _parts(guide: _Guide) -> tuple[Item, ...]:
    return tuple(_part(guide, part) for part in _PARTS)


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
        and (labels.has(f"{link.text} {link.title}") or page.role is Role.GUIDANCE)
    )


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
        "guidance.seen_file",
        "guidance.seen_image",
        *(f"guidance.part_{part}" for part in _PARTS),
        *(f"guidance.frame_{part}" for part in _PARTS if part != "how"),
        *(f"guidance.lacks_{part}" for part in _PARTS),
        *READING_SAYS,
    ),
)
