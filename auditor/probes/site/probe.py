"""A commune's website: one light look, or the whole walk."""

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from yarl import URL

from auditor.contract import Commune, Missing, Party, SiteAddress, Why
from auditor.facts import Look, LookState, Page, Role, Site, Tls
from auditor.probes.answers import Answer, Left
from auditor.probes.faults import missing
from auditor.probes.limits import SiteTime
from auditor.probes.scope import Scope, scope_of
from auditor.probes.site.candidates import canonical
from auditor.probes.site.context import SiteContext
from auditor.probes.site.fetching import Fetched, Fetcher, Gone
from auditor.probes.site.walk import Walk
from auditor.probes.site.words import walk_words

__all__ = ["SiteContext", "SiteVisit", "glance_at_site", "visit_site"]

# What a visitor would call "the site does not answer". Anything else says nothing for sure.
_DOWN = frozenset(
    {
        "site.dns_failed", "site.connection_refused", "site.no_connection", "site.no_answer",
        "site.server_error", "site.home_404",
    }
)  # fmt: skip
_USER_INFO = re.compile(r"//[^/?#\\]*@")
_OTHER_SCHEME = frozenset({"site.connection_refused", "site.tls_failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVisit:
    """What came of a visit, and the look that it was."""

    site: Site | Missing
    look: Look


async def visit_site(commune: Commune, ctx: SiteContext) -> SiteVisit:
    """Walk the commune's site. One at a time at an address; our own waiting is not counted."""
    scope = _scope(commune)
    if commune.site is None or isinstance(scope, Missing):
        return _nowhere(commune, scope)
    words = walk_words(ctx.words)
    async with await ctx.outbound.visit(commune.site.url):
        start = asyncio.get_running_loop().time()
        time = SiteTime(start + ctx.limits.site_timeout_s)
        fetcher = Fetcher(ctx, scope, words, time)
        door = await _Door(ctx, fetcher, commune.site).open()
        site: Site | Missing
        if isinstance(door.page, Missing):
            site = door.page
        else:
            rules = await ctx.outbound.rules(door.page.url, scope)
            walk = Walk(fetcher, words, door.page, commune.site.url)
            await walk.go(ctx.limits.max_pages, rules)
            elapsed = round((asyncio.get_running_loop().time() - start) * 1000)
            site = _site(commune.site, scope, door, walk, elapsed)
    return SiteVisit(site=site, look=replace(door.look, waited_ms=round(time.waited * 1000)))


async def glance_at_site(commune: Commune, ctx: SiteContext) -> Look:
    """Look at the home page only."""
    scope = _scope(commune)
    if commune.site is None or isinstance(scope, Missing):
        return _nowhere(commune, scope).look
    time = SiteTime(asyncio.get_running_loop().time() + 3600)  # every request has its own
    fetcher = Fetcher(ctx, scope, walk_words(ctx.words), time)
    answer = await _Door(ctx, fetcher, commune.site).knock()
    return _look(commune.site.url, answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    page: Page | Missing
    look: Look
    tls: Tls


class _Door:
    """The home page: asked for with care, for it decides whether the site is up."""

    def __init__(self, ctx: SiteContext, fetcher: Fetcher, address: SiteAddress) -> None:
        self._outbound = ctx.outbound
        self._fetcher = fetcher
        self._scope = fetcher.scope
        self._url = address.url

    async def open(self) -> _Opened:
        """Return the home page, past one splash page, and the look."""
        answer = await self.knock()
        look = _look(self._url, answer)
        if not isinstance(answer, Answer):
            return _Opened(page=answer, look=look, tls=Tls.NONE)
        rules = await self._outbound.rules(answer.url, self._scope)
        if rules.unavailable is not None:
            closed = missing(
                Why.REFUSED, self._scope.party, "site.robots_unavailable", url=answer.url
            )
            return _Opened(page=closed, look=look, tls=answer.tls)
        page = await self._read(answer)
        return _Opened(page=page, look=look, tls=answer.tls)

    async def knock(self) -> Answer | Missing:
        """Ask for the home page; where the port is closed, on the other scheme's port too."""
        first = await self._ask(self._url)
        other = _other_scheme(self._url)
        if not isinstance(first, Missing) or first.text not in _OTHER_SCHEME or not other:
            return first
        second = await self._ask(other)
        return first if isinstance(second, Missing) else second

    async def _ask(self, url: str) -> Answer | Missing:
        rules = await self._outbound.rules(url, self._scope)
        # RFC 9309 closes a site whose robots.txt fails. Whether the front door opens at all is
        # still asked, once: an availability look is no crawl, and nothing behind it is read.
        answer = await self._fetcher.answer(url, robots=rules.unavailable is None)
        if isinstance(answer, Left):
            return self._moved(answer.url, answer.to)
        if isinstance(answer, Gone) and not _is_root(url):
            # A page that moved is no site that is down: the inventory's address is out of date.
            return missing(Why.NOT_CONFIGURED, Party.PROVINCE, "site.address_404", url=url)
        if isinstance(answer, Gone):
            return missing(
                Why.UNREACHABLE, self._scope.party, "site.home_404",
                url=answer.answer.url, status=answer.answer.status,
            )  # fmt: skip
        return answer

    async def _read(self, answer: Answer) -> Page | Missing:
        home = await self._fetcher.read(answer, Role.HOME)
        if isinstance(home, Missing):
            return home
        if not home.splash or canonical(home.splash) in {
            canonical(self._url),
            canonical(home.page.url),
        }:
            return home.page
        if not self._scope.holds(home.splash):
            return self._moved(home.page.url, home.splash)
        behind = await self._fetcher.fetch(home.splash, Role.HOME)
        if isinstance(behind, Fetched):
            return behind.page
        if isinstance(behind, Left):
            return self._moved(behind.url, behind.to)
        return home.page if isinstance(behind, Gone) else behind

    def _moved(self, url: str, to: str) -> Missing:
        shown = _USER_INFO.sub("//", to, count=1)[:300]
        return missing(Why.NOT_CONFIGURED, Party.PROVINCE, "site.moved", url=url, to=shown)


def _site(address: SiteAddress, scope: Scope, door: _Opened, walk: Walk, elapsed_ms: int) -> Site:
    if isinstance(door.page, Missing):
        raise TypeError(door.page.text)
    return Site(
        url=address.url,
        home=walk.home,
        pages=tuple(walk.pages),
        unread=tuple(walk.unread),
        dead=tuple(walk.dead),
        away=tuple(walk.away),
        section=scope.section,
        tls=door.tls,
        elapsed_ms=elapsed_ms,
    )


def _look(target: str, answer: Answer | Missing) -> Look:
    if isinstance(answer, Missing):
        down = answer.text in _DOWN
        return Look(
            at=answer.seen_at or datetime.now(UTC),
            target=target,
            state=LookState.DOWN if down else LookState.VOID,
            text=answer.text,
            values=answer.values,
            why=answer.why,
            party=answer.party,
        )
    if answer.truncated:
        cut = missing(Why.INCOMPLETE, Party.COMMUNE, "site.too_big", url=answer.url)
        return replace(_look(target, cut), tls=answer.tls)
    return Look(
        at=answer.seen_at,
        target=target,
        state=LookState.UP,
        text="site.up",
        values={"elapsed_ms": answer.elapsed_ms},
        elapsed_ms=answer.elapsed_ms,
        tls=answer.tls,
    )


def _scope(commune: Commune) -> Scope | Missing:
    if commune.site is None:
        return missing(Why.NOT_CONFIGURED, Party.PROVINCE, "site.no_address")
    try:
        return scope_of(commune.site)
    except ValueError:
        return missing(Why.NOT_CONFIGURED, Party.PROVINCE, "site.bad_entry", url=commune.site.url)


def _nowhere(commune: Commune, scope: Scope | Missing) -> SiteVisit:
    why = scope if isinstance(scope, Missing) else _scope(commune)
    if not isinstance(why, Missing):
        raise TypeError(commune.code)
    return SiteVisit(site=why, look=_look(commune.site.url if commune.site else "", why))


def _is_root(url: str) -> bool:
    parts = URL(url)
    return parts.path in {"", "/"} and not parts.query_string


def _other_scheme(url: str) -> str:
    """Return the same address on the other scheme, where both use their usual ports."""
    parts = URL(url)
    if parts.explicit_port is not None:
        return ""
    return str(parts.with_scheme("http" if parts.scheme == "https" else "https"))
