"""Likely pages, best first, with a fair share for each role."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from auditor.facts import Link, Page, Place, Role
from auditor.facts.text import fold
from auditor.probes.scope import Scope, bare
from auditor.probes.site.words import ROLES, STRONG, Match, WalkWords

_WEAK_A_ROLE = 2
_DOCUMENTS = frozenset(
    ("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "rtf", "zip", "rar", "7z")
)
_PICTURES = frozenset(
    ("jpg", "jpeg", "png", "gif", "webp", "svg", "bmp", "mp4", "mp3", "wmv", "avi", "css", "js")
)
_PAGER = 8.0
_FRAME = 5.0
_NOT_PAGES = frozenset({"print", "share", "rss", "logout", "login", "dang-nhap"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A link of the site that may lead to a page we look for."""

    url: str
    role: Role
    text: str
    score: float

    @property
    def strong(self) -> bool:
        """Say whether leaving it out must be told."""
        return self.score >= STRONG

    @property
    def document(self) -> bool:
        """Say whether it is a file that this version does not read."""
        return _extension(self.url) in _DOCUMENTS | _PICTURES


class Candidates:
    """What was found and what was taken."""

    def __init__(self, scope: Scope, words: WalkWords) -> None:
        self._scope, self._words = scope, words
        self._open: dict[str, Candidate] = {}
        self._links: set[tuple[str, str, str, str]] = set()
        self._taken: Counter[Role] = Counter()
        self._strong_taken: Counter[Role] = Counter()
        self._seen: set[str] = set()

    def seen(self, url: str) -> bool:
        """Mark an address as read; say whether it already was."""
        key = canonical(url)
        known = key in self._seen
        self._seen.add(key)
        self._open.pop(key, None)
        return known

    def add_page(self, page: Page) -> None:
        """Look over the links of a page that was read."""
        for link in page.links:
            self.add(link, page)
        if page.role is not Role.HOME:
            for frame in page.frames:
                self._offer(frame, Match(role=page.role, score=_FRAME), page.title)

    def add(self, link: Link, page: Page | None = None) -> None:
        """Take a link in, if it looks likely."""
        key = (link.url, link.text, link.alt, link.image)
        if not link.url.startswith(("http://", "https://")) or key in self._links:
            return
        self._links.add(key)
        match = self._words.match(link)
        if page is not None and page.role is Role.PROCEDURES:
            match = _louder(match, self._below(link, page))
        if match is not None:
            self._offer(link.url, match, link.text or link.alt or link.title or link.image)

    def add_address(self, url: str) -> None:
        """Take in an address of a sitemap: only its own words speak for it."""
        match = self._words.match(Link(url=url, text="", line=0))
        if match is not None:
            self._offer(url, Match(role=match.role, score=match.score - 2), "")

    def next(self) -> Candidate | None:
        """Return the best page of the role that had the fewest so far."""
        usable = [one for one in self._open.values() if self._usable(one)]
        if not usable:
            return None
        best = min(usable, key=lambda one: (self._taken[one.role], _ORDER[one.role], -one.score))
        del self._open[canonical(best.url)]
        self._taken[best.role] += 1
        self._strong_taken[best.role] += best.strong
        return best

    def any(self) -> bool:
        """Say whether there is one that may be asked for."""
        return any(one.strong or self._usable(one) for one in self._open.values())

    def doors(self, page: Page) -> list[Candidate]:
        """Return every other page of the site that `page` links to, whatever it is called."""
        found: dict[str, Candidate] = {}
        for link in page.links:
            url = link.url.split("#", 1)[0]
            if not (url.startswith(("http://", "https://")) and self._scope.holds(url)):
                continue
            said = (link.text or link.alt or link.title or link.image)[:200]
            one = Candidate(url=url, role=Role.HOME, text=said, score=0)
            if canonical(url) != canonical(page.url) and _is_page(url) and not one.document:
                found.setdefault(canonical(url), one)
        return list(found.values())

    def strong(self) -> int:
        """Count the strong ones not yet taken."""
        return sum(one.strong for one in self._open.values())

    def left(self) -> tuple[Candidate, ...]:
        """Return the strong ones that nobody read, best first."""
        rest = [one for one in self._open.values() if one.strong]
        return tuple(sorted(rest, key=lambda one: -one.score))

    def _usable(self, one: Candidate) -> bool:
        """A weak one is tried only where nothing stronger spoke for its role."""
        if one.document:
            return False
        enough = self._strong_taken[one.role] > 0 or self._taken[one.role] >= _WEAK_A_ROLE
        return one.strong or not enough

    def _offer(self, url: str, match: Match, text: str) -> None:
        key = canonical(url)
        known = self._open.get(key)
        if key in self._seen or (known is not None and known.score >= match.score):
            return
        if known is None and not (self._scope.holds(url) and _is_page(url)):
            return
        address = url.split("#", 1)[0]
        self._open[key] = Candidate(
            url=address, role=match.role, text=text[:200], score=match.score
        )

    def _below(self, link: Link, page: Page) -> Match | None:
        """The rest of a list of procedures: its next pages, and the lists of its fields."""
        if link.place not in {Place.MAIN, Place.ASIDE}:
            return None
        text = fold(link.text)
        here, there = urlsplit(page.url), urlsplit(link.url)
        if (text.isdigit() and len(text) <= 3) or self._words.is_one("walk.next", link.text):
            near = here.path.rpartition("/")[0] in there.path
            return Match(role=Role.PROCEDURES, score=_PAGER) if near else None
        if len(text) <= 80 and self._words.has("walk.fields", text):
            return Match(role=Role.PROCEDURES, score=STRONG)
        return None


def canonical(url: str) -> str:
    """Return one key for the spellings of one address."""
    parts = urlsplit(url)
    pairs = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    host = bare(parts.hostname or "")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    return f"{host}{port}{parts.path.rstrip('/') or '/'}?{pairs}"


def pages_in(addresses: Iterable[str], scope: Scope) -> list[str]:
    """Return the addresses that lie in the scope."""
    return [url for url in addresses if scope.holds(url)]


_ORDER = {role: index for index, role in enumerate(ROLES)}


def _louder(one: Match | None, other: Match | None) -> Match | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda match: match.score)


def _extension(url: str) -> str:
    last = urlsplit(url).path.rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[-1].lower() if "." in last else ""


def _is_page(url: str) -> bool:
    """Leave out what prints, shares, logs in or out: links, not pages."""
    names = set(urlsplit(url).path.lower().strip("/").split("/"))
    return not names & _NOT_PAGES
