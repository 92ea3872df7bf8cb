"""The one guarded way out. Nothing a server does raises here; it becomes an answer or a Missing.

Every hop goes through the same gate: scheme, scope, robots.txt, resolved address, one request
at a time. The address that was checked is the one connected to: the connector knows no other,
and the gate's sockets look once more.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import hdrs
from yarl import URL

from auditor.contract import Missing, Party, Why
from auditor.probes import tls
from auditor.probes.answers import Answer, Left
from auditor.probes.faults import lookup_fault, missing, refused_address
from auditor.probes.gate import Gate
from auditor.probes.limits import Limits, SiteTime
from auditor.probes.request import Request, Wire
from auditor.probes.resolving import Lookup
from auditor.probes.robots import MAX_BYTES, Robots, Rules
from auditor.probes.scope import Scope

__all__ = ["Answer", "Left", "Limits", "Outbound", "Scope", "SiteTime"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_TIMEOUT_S = 10.0


class Outbound:
    """One session for a run. Use as an async context manager."""

    def __init__(
        self,
        limits: Limits,
        *,
        user_agent: str,
        lab: frozenset[tuple[str, int]] = frozenset(),
        sentinels: frozenset[tuple[str, int]] = frozenset(),
        lookup: Lookup | None = None,
        authorities: str | None = None,
        devices_in_flight: int = 64,
    ) -> None:
        self.limits = limits
        self._devices_in_flight = devices_in_flight
        self._user_agent = user_agent
        self._lab, self._sentinels = lab, sentinels
        self._lookup = lookup
        self._authorities = authorities
        self._stopped: dict[str, Missing] = {}

    async def __aenter__(self) -> Self:
        limits = self.limits
        self.gate = Gate(
            lab=self._lab,
            sentinels=self._sentinels,
            lookup=self._lookup,
            delay_s=limits.delay_s,
            in_flight=limits.in_flight,
            devices_in_flight=self._devices_in_flight,
        )
        self._pins, self._queue = self.gate.pins, self.gate.queue
        self._robots = Robots(self._robots_txt, self._user_agent)
        self._session = _session(limits, self._user_agent, self.gate)
        self._wire = Wire(self._session, tls.Contexts(self._authorities))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._robots.close()
        await self._session.close()
        await self.gate.close()

    async def get(
        self, url: str, *, scope: Scope, time: SiteTime, robots: bool = True
    ) -> Answer | Left | Missing:
        """GET `url`, following redirects inside `scope`, before the site's time is over.

        `robots=False` is for the one look at a front door whose robots.txt cannot be had.
        """
        elapsed = 0
        asked, cookie = {url}, False
        if not scope.holds(url):
            return Left(url=url, to=url, status=0, seen_at=datetime.now(UTC))
        for _ in range(self.limits.max_redirects + 1):
            if robots and (refused := await self._forbidden(url, scope)):
                return refused
            answer = await self._one(url, scope, time)
            if isinstance(answer, Missing):
                return answer
            elapsed += answer.elapsed_ms
            target = _target(answer)
            if target is None:
                return _timed(answer, elapsed)
            if not scope.holds(target):
                return Left(url=url, to=target, status=answer.status, seen_at=answer.seen_at)
            cookie = cookie or hdrs.SET_COOKIE in answer.headers
            if cookie and target in asked:
                # A browser would come back with the cookie and be let in; we keep none.
                return missing(Why.NEEDS_BROWSER, Party.AUDITOR, "site.cookie_gate", url=url)
            asked.add(target)
            url = target
        return missing(
            Why.MALFORMED, scope.party, "site.redirects", url=url, count=self.limits.max_redirects
        )

    async def rules(self, url: str, scope: Scope) -> Rules:
        """Return what robots.txt of the URL's origin says."""
        return await self._robots.rules(url, scope)

    async def visit(self, url: str) -> asyncio.Lock:
        """Return the lock under which one site at a time is walked at the URL's address.

        It is taken before a site's clock starts: waiting behind 128 sections of the same
        portal is not the commune's time.
        """
        host = URL(url).host or ""
        try:
            addresses = await self._pins.addresses(host)
        except (OSError, UnicodeError):
            addresses = ()
        return self._queue.visit(addresses[0] if addresses else host)

    def stop_asking(self, url: str, refusal: Missing) -> None:
        """Ask nothing more of the URL's address in this run: it told us to go away."""
        if address := self._pins.pinned(URL(url).host or ""):
            self._stopped[address] = refusal

    async def _forbidden(self, url: str, scope: Scope) -> Missing | None:
        rules = await self._robots.rules(url, scope)
        if rules.unavailable is not None:
            return missing(Why.REFUSED, scope.party, "site.robots_unavailable", url=url)
        if not rules.allow(url):
            return missing(Why.REFUSED, scope.party, "site.robots", url=url)
        if rules.delay_s and (address := self._pins.pinned(URL(url).host or "")):
            self._queue.slow_down(address, rules.delay_s)
        return None

    async def _robots_txt(self, url: str, scope: Scope) -> Answer | Left | Missing:
        patience = min(_ROBOTS_TIMEOUT_S, self.limits.request_timeout_s)
        # No part of one site's time, for others ask here too; yet six slow hops are not a minute.
        longest = min(2 * patience, self.limits.site_timeout_s)
        time = SiteTime(asyncio.get_running_loop().time() + longest)
        answer: Answer | Left | Missing = missing(
            Why.MALFORMED, scope.party, "site.redirects", url=url, count=self.limits.max_redirects
        )
        for _ in range(self.limits.max_redirects + 1):
            answer = await self._one(url, scope, time, patience, MAX_BYTES)
            target = None if isinstance(answer, Missing) else _target(answer)
            if target is None or isinstance(answer, Missing):
                return answer
            if not scope.holds(target):
                return Left(url=url, to=target, status=answer.status, seen_at=answer.seen_at)
            url = target
        return answer

    async def _one(
        self, url: str, scope: Scope, time: SiteTime,
        patience: float | None = None, cap: int | None = None,
    ) -> Answer | Missing:  # fmt: skip
        """Ask once, at each address of the host until one takes the connection."""
        place = await self._resolve(url, scope)
        if isinstance(place, Missing):
            return place
        parts, addresses = place
        failed: list[Missing] = []
        for address in addresses:
            self._pins.pin(parts.host or "", address)
            answer = await self._ask(parts, address, scope.party, time, patience, cap)
            if isinstance(answer, Answer) or answer.text not in _UNCONNECTED:
                return answer
            failed.append(answer)
        # No IPv6 here must not hide that their IPv4 refused.
        return min(failed, key=lambda one: one.text == "site.own_fault")

    async def _ask(
        self, parts: URL, address: str, party: Party, time: SiteTime,
        patience: float | None, cap: int | None,
    ) -> Answer | Missing:  # fmt: skip
        """Ask one address, in our turn."""
        async with self._queue.place(address) as waited:
            time.give_back(waited)
            left = time.until - asyncio.get_running_loop().time()
            if left <= 0:
                return missing(Why.INCOMPLETE, party, "site.time_cap", url=str(parts))
            if address in self._stopped:
                return self._stopped[address]
            timeout = min(patience or self.limits.request_timeout_s, left)
            limit = cap or self.limits.max_body_bytes
            return await Request(self._wire, parts, party, timeout=timeout, cap=limit).ask()

    async def _resolve(self, url: str, scope: Scope) -> tuple[URL, tuple[str, ...]] | Missing:
        try:
            parts = URL(url)
        except ValueError:
            parts = URL()
        host, port = parts.host or "", parts.port or 0
        if parts.scheme not in {"http", "https"} or not host or parts.user or parts.password:
            return missing(Why.MALFORMED, scope.party, "site.bad_address", host=host or "?")
        try:
            found = await self._pins.addresses(host)
        except (OSError, UnicodeError) as error:
            return lookup_fault(error, host, scope.party)
        good = self.gate.approve(host, found, port, internal=scope.internal)
        if not good:
            return refused_address(host, found, internal=scope.internal)
        pinned = self._pins.pinned(host)
        return parts, (pinned,) if pinned in good else good


# A second address of the same host is tried only when the first took no connection.
_UNCONNECTED = frozenset({"site.no_connection", "site.connection_refused", "site.own_fault"})


def _session(limits: Limits, user_agent: str, gate: Gate) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=gate.connector(keepalive_timeout=15),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={
            hdrs.USER_AGENT: user_agent,
            hdrs.ACCEPT: "text/html,application/xhtml+xml,*/*;q=0.5",
            hdrs.ACCEPT_LANGUAGE: "vi",
            hdrs.ACCEPT_ENCODING: "gzip, deflate",
        },
        auto_decompress=False,
        trust_env=False,
        requote_redirect_url=False,
        max_line_size=8190,
        max_field_size=8190,
        max_headers=max(limits.max_header_bytes // 256, 16),
    )


def _target(answer: Answer) -> str | None:
    """Return where a redirect leads; None when the answer is no redirect."""
    raw = answer.headers.get(hdrs.LOCATION, "").strip()
    location = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if answer.status not in _REDIRECTS or not location:
        return None
    try:
        target = URL(answer.url).join(URL(location)).with_fragment(None)
        return str(target.with_user(None) if target.host else target)
    except ValueError:
        return location[:500]


def _timed(answer: Answer, elapsed_ms: int) -> Answer:
    return answer if answer.elapsed_ms == elapsed_ms else replace(answer, elapsed_ms=elapsed_ms)
