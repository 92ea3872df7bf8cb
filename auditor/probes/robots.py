"""robots.txt as RFC 9309 has it: 4xx allows all, 5xx and silence allow nothing this run."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yarl import URL

from auditor.contract import Missing
from auditor.probes.answers import Answer, Left
from auditor.probes.scope import Scope

if TYPE_CHECKING:
    from protego import Protego

MAX_BYTES = 500_000  # RFC 9309, 2.5: at least 500 KiB must be parsed
MAX_DELAY_S = 10.0
_STALE_S = 1.0  # a site that was down and came back must not stay closed for the run

Fetch = Callable[[str, Scope], Awaitable[Answer | Left | Missing]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the robots.txt of one origin asks of us. `unavailable` when none could be had."""

    parsed: "Protego | None" = None
    unavailable: Missing | Answer | None = None
    user_agent: str = ""

    def allow(self, url: str) -> bool:
        """Say whether `url` may be asked for."""
        if self.unavailable is not None:
            return False
        return self.parsed is None or self.parsed.can_fetch(url, self.user_agent)

    @property
    def delay_s(self) -> float:
        """The pause asked for, at most ten seconds."""
        asked = self.parsed.crawl_delay(self.user_agent) if self.parsed else None
        return min(float(asked or 0.0), MAX_DELAY_S)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of sitemaps, as written."""
        return tuple(self.parsed.sitemaps)[:5] if self.parsed else ()


class Robots:
    """Rules by origin, each fetched once a run; what could not be had is asked for again later."""

    def __init__(self, fetch: Fetch, user_agent: str) -> None:
        self._fetch = fetch
        self._user_agent = user_agent
        self._rules: dict[str, asyncio.Task[Rules]] = {}
        self._failed: dict[str, float] = {}

    async def rules(self, url: str, scope: Scope) -> Rules:
        """Return the rules for the origin of `url`."""
        origin = str(URL(url).origin())
        now = asyncio.get_running_loop().time()
        if origin not in self._rules or now - self._failed.get(origin, now) > _STALE_S:
            self._failed.pop(origin, None)
            self._rules[origin] = asyncio.ensure_future(self._read(origin, scope.whole_host()))
        rules = await asyncio.shield(self._rules[origin])
        if rules.unavailable is not None:
            self._failed.setdefault(origin, asyncio.get_running_loop().time())
        return rules

    async def close(self) -> None:
        """Give up fetches under way."""
        for task in self._rules.values():
            task.cancel()
        await asyncio.gather(*self._rules.values(), return_exceptions=True)

    async def _read(self, origin: str, scope: Scope) -> Rules:
        answer = await self._fetch(f"{origin}/robots.txt", scope)
        if isinstance(answer, Left):
            return Rules()
        if isinstance(answer, Missing) or answer.status >= 500:
            return Rules(unavailable=answer)
        if answer.status != 200:
            return Rules()
        return Rules(parsed=_parse(answer.body), user_agent=self._user_agent)


def _parse(body: bytes) -> "Protego":
    from protego import Protego

    return Protego.parse(body[:MAX_BYTES].decode("utf-8-sig", "replace"))
