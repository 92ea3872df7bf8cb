"""Pages that say "200 OK" and mean "no such page"."""

import secrets
from urllib.parse import urlencode

from yarl import URL

from auditor.contract import SiteScope
from auditor.facts import Page, Role
from auditor.facts.text import fold
from auditor.probes.scope import Scope
from auditor.probes.site.fetching import Fetched, Fetcher
from auditor.probes.site.words import WalkWords

_SAME = 0.9
_FEW_LINES = 15


class Soft404:
    """Compares pages with what the server shows at an address that cannot exist."""

    def __init__(self, home: Page, words: WalkWords) -> None:
        self._words = words
        self._common = _signature(home, "")
        self._probe: set[str] | None = None

    async def look(self, fetcher: Fetcher, base: str) -> None:
        """Ask once for a page that must not exist."""
        token = secrets.token_hex(6)
        answer = await fetcher.fetch(_nowhere(base, fetcher.scope, token), Role.CONTACT)
        if isinstance(answer, Fetched) and not answer.page.shell:
            self._probe = _signature(answer.page, token) - self._common

    def matches(self, page: Page) -> bool:
        """Say whether `page` is the server's way to say "not found"."""
        if page.shell or page.cut:
            return False
        own = _signature(page, "") - self._common
        if len(own) <= _FEW_LINES:
            said = fold(" ".join((page.title, *own)))
            if self._words.has("walk.soft404", said):
                return True
        if self._probe is None:
            return False
        union = own | self._probe
        return len(own & self._probe) >= _SAME * len(union)


def _signature(page: Page, token: str) -> set[str]:
    """Return title and lines, without what only this request put there."""
    texts = {line.text for line in page.lines}
    texts.add(page.title)
    return {text for text in texts if token not in text} if token else texts


def _nowhere(base: str, scope: Scope, token: str) -> str:
    top = scope.prefix.rstrip("/") if scope.kind is SiteScope.PREFIX else ""
    query = f"?{urlencode(scope.query)}" if scope.kind is SiteScope.QUERY else ""
    return f"{URL(base).origin()}{top}/khong-co-trang-nay-{token}{query}"
