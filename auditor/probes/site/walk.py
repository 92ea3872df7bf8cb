"""From the home page to at most a dozen likely pages, and honest about the rest."""

import re
from dataclasses import replace

from auditor.contract import Missing, Party, Why
from auditor.facts import Away, Dead, Page, Role, Unread
from auditor.probes.answers import Answer, Left
from auditor.probes.faults import missing
from auditor.probes.robots import Rules
from auditor.probes.site.candidates import Candidate, Candidates, canonical, pages_in
from auditor.probes.site.fetching import Fetched, Fetcher, Gone
from auditor.probes.site.hollow import (
    FEW_DOORS,
    asks_to_log_in,
    behind_login,
    is_listing,
    letters_lost,
    nothing_published,
)
from auditor.probes.site.soft404 import Soft404
from auditor.probes.site.words import WalkWords

_FEW = 3  # strong candidates: with fewer, the sitemap is asked too
_MAX_UNREAD = 60
_MAX_ADDRESSES = 3_000
_LOC = re.compile(rb"<loc>\s{0,20}(?:<!\[CDATA\[)?([^<\]\s]{1,1500})", re.I)


class Walk:
    """What came of a walk. Read `home`, `pages`, `unread`, `dead`, `away` when it is over."""

    def __init__(self, fetcher: Fetcher, words: WalkWords, home: Page, start: str) -> None:
        self.pages: list[Page] = []
        self.unread: list[Unread] = []
        self.dead: list[Dead] = []
        self.away: list[Away] = []
        self._fetcher, self.home = fetcher, home
        self._found = Candidates(fetcher.scope, words)
        self._words, self._asked = words, 0
        self._soft404 = Soft404(home, words)
        self._found.seen(home.url)
        self._found.seen(start)

    async def go(self, max_pages: int, rules: Rules) -> None:
        """Walk."""
        self._found.add_page(self.home)
        if self._found.strong() < _FEW:
            await self._sitemap(rules)
        likely = self._found.any()
        if not likely:
            await self._doors(max_pages)
        while self._asked < max_pages and (candidate := self._found.next()):
            likely = True
            if not self._found.seen(candidate.url):
                await self._ask(candidate)
        self._leave(max_pages)
        self._doubt(likely=likely)

    async def _doors(self, max_pages: int) -> None:
        """Pass a splash page: its few links say nothing, and all stands behind one of them."""
        doors = self._found.doors(self.home)
        if len(doors) > FEW_DOORS:
            return
        for door in doors:
            if self._asked >= max_pages:
                why = missing(Why.INCOMPLETE, Party.AUDITOR, "site.door_unread", url=door.url)
                self._unread(door, why)
            elif not self._found.seen(door.url):
                await self._ask(door)
        splash, behind = self.home, max(self.pages, key=lambda page: len(page.links), default=None)
        if behind is not None and len(behind.links) > len(splash.links):
            self.home = behind
            self.pages = [splash, *(page for page in self.pages if page is not behind)]

    async def _ask(self, candidate: Candidate) -> None:
        if not self._asked:
            await self._soft404.look(self._fetcher, self.home.url)
        self._asked += 1
        await self._visit(candidate)

    def _doubt(self, *, likely: bool) -> None:
        """Say of what was read that it is no page of the commune, or cannot be read."""
        party = self._fetcher.scope.party
        pages = (self.home, *self.pages)
        found = [letters_lost(page, party) for page in pages]
        found += [behind_login(page, party) for page in self.pages if asks_to_log_in(page)]
        near = all(page.role is Role.HOME for page in self.pages)
        few = len(self._found.doors(self.home)) <= FEW_DOORS or is_listing(self.home)
        if near and (likely or few):
            hollow = nothing_published(self.home, self.pages, self._words, party, likely=likely)
            found.append(hollow)
        self.unread += [one for one in found if one is not None]

    async def _visit(self, candidate: Candidate) -> None:
        came = await self._fetcher.fetch(candidate.url, candidate.role)
        if isinstance(came, Fetched):
            self._read(candidate, came.page)
        elif isinstance(came, Gone):
            self._dead(candidate, came.answer)
        elif isinstance(came, Left):
            self.away.append(
                Away(
                    url=candidate.url, to=came.to, role=candidate.role, text=candidate.text,
                    seen_at=came.seen_at,
                )
            )  # fmt: skip
        else:
            self._unread(candidate, came)

    def _read(self, candidate: Candidate, page: Page) -> None:
        if self._soft404.matches(page):
            self._dead(candidate, page)
        elif page.url == candidate.url or not self._found.seen(page.url):
            self.pages.append(replace(page, asked=_redirected(candidate, page)))
            self._found.add_page(page)
        else:
            self._led_back(candidate, page)

    def _led_back(self, candidate: Candidate, page: Page) -> None:
        """Note on a page already read that another address leads to it too."""
        here = canonical(page.url)
        if canonical(self.home.url) == here:
            self.home = replace(self.home, asked=(*self.home.asked, candidate.url))
        self.pages = [
            replace(one, asked=(*one.asked, candidate.url)) if canonical(one.url) == here else one
            for one in self.pages
        ]

    def _dead(self, candidate: Candidate, seen: Answer | Page) -> None:
        status = 404 if isinstance(seen, Page) else seen.status
        self.dead.append(
            Dead(
                url=candidate.url, role=candidate.role, text=candidate.text, status=status,
                seen_at=seen.seen_at,
            )
        )  # fmt: skip

    def _unread(self, candidate: Candidate, why: Missing) -> None:
        self.unread.append(
            Unread(url=candidate.url, role=candidate.role, text=candidate.text, missing=why)
        )

    def _leave(self, max_pages: int) -> None:
        """Say which likely pages nobody read."""
        party = self._fetcher.scope.party
        for candidate in self._found.left()[:_MAX_UNREAD]:
            url = candidate.url
            if candidate.document:
                why = missing(Why.UNREADABLE, party, "site.document", url=url)
            else:
                why = missing(Why.INCOMPLETE, party, "site.page_cap", url=url, count=max_pages)
            self._unread(candidate, why)

    async def _sitemap(self, rules: Rules) -> None:
        """Take addresses from one sitemap and one below it."""
        named = pages_in(rules.sitemaps, self._fetcher.scope)
        address = named[0] if named else _default_sitemap(self.home.url, self._fetcher)
        found = await self._addresses(address)
        nested = [url for url in found if url.split("?")[0].endswith(".xml")]
        if nested:
            found += await self._addresses(nested[0])
        for url in pages_in(found[:_MAX_ADDRESSES], self._fetcher.scope):
            self._found.add_address(url)

    async def _addresses(self, url: str) -> list[str]:
        if not self._fetcher.scope.holds(url):
            return []
        answer = await self._fetcher.raw(url)
        if not isinstance(answer, Answer) or answer.status != 200:
            return []
        found = _LOC.findall(answer.body)[:_MAX_ADDRESSES]
        return [one.decode("utf-8", "replace").replace("&amp;", "&") for one in found]


def _redirected(candidate: Candidate, page: Page) -> tuple[str, ...]:
    return () if canonical(page.url) == canonical(candidate.url) else (candidate.url,)


def _default_sitemap(home: str, fetcher: Fetcher) -> str:
    from yarl import URL

    return f"{URL(home).origin()}{fetcher.scope.prefix.rstrip('/')}/sitemap.xml"
