"""One page: asked for, kept as evidence, read in a worker."""

from dataclasses import dataclass, replace

from auditor.contract import Missing, Party
from auditor.facts import Page, Place, Role, Tls
from auditor.probes.answers import Answer, Left
from auditor.probes.limits import SiteTime
from auditor.probes.scope import Scope
from auditor.probes.site.context import SiteContext
from auditor.probes.site.refusals import WALLS, is_gone, refusal
from auditor.probes.site.view import PageView, Received, page_of
from auditor.probes.site.words import WalkWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page, and what is not part of the fact."""

    page: Page
    splash: str
    tls: Tls


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The server said 404 or 410."""

    answer: Answer


class Fetcher:
    """Gets pages for one commune."""

    def __init__(self, ctx: SiteContext, scope: Scope, words: WalkWords, time: SiteTime) -> None:
        self._ctx, self._words = ctx, words
        self.scope, self.time = scope, time

    async def answer(self, url: str, *, robots: bool = True) -> Answer | Gone | Left | Missing:
        """Return the answer when it is a page."""
        answer = await self._ctx.outbound.get(url, scope=self.scope, time=self.time, robots=robots)
        if not isinstance(answer, Answer):
            return answer
        refused = refusal(answer, self.scope, self._words)
        if refused is None:
            return answer
        if refused.text in WALLS:
            self._ctx.outbound.stop_asking(answer.url, refused)
        if is_gone(answer) and refused.text not in WALLS:
            return Gone(answer=answer)
        return self._with_evidence(refused, answer)

    async def raw(self, url: str) -> Answer | Left | Missing:
        """Return the answer, whatever it is."""
        return await self._ctx.outbound.get(url, scope=self.scope, time=self.time)

    async def fetch(self, url: str, role: Role) -> Fetched | Gone | Left | Missing:
        """Return the page at `url`, or what came instead."""
        answer = await self.answer(url)
        return await self.read(answer, role) if isinstance(answer, Answer) else answer

    async def read(self, answer: Answer, role: Role) -> Fetched | Missing:
        """Keep the body and read it."""
        evidence = self._ctx.keep(answer.body, answer.url, "page", answer.seen_at)
        view = await self._ctx.workers.read_page(
            answer.body, answer.url, answer.charset, truncated=answer.truncated, time=self.time
        )
        if isinstance(view, Missing):
            # The reader knows no sections; where it could not start, that is our own to mend.
            party = self.scope.party if view.party is Party.COMMUNE else view.party
            return replace(view, party=party, evidence=(evidence,))
        received = Received(
            url=answer.url, role=role, status=answer.status, evidence=evidence,
            seen_at=answer.seen_at, elapsed_ms=answer.elapsed_ms,
        )  # fmt: skip
        view.shell = view.shell or self._loading(view)
        return Fetched(page=page_of(view, received), splash=view.splash, tls=answer.tls)

    def _with_evidence(self, refused: Missing, answer: Answer) -> Missing:
        if not answer.body:
            return refused
        kept = self._ctx.keep(answer.body, answer.url, "page", answer.seen_at)
        return replace(refused, evidence=(kept,), seen_at=answer.seen_at)

    def _loading(self, view: PageView) -> bool:
        """Say whether a line stands there only until a script replaces it."""
        return any(
            len(text) <= 40 and self._words.is_one("walk.loading", text)
            for text, place in view.lines
            if place == _MAIN
        )


_MAIN = tuple(Place).index(Place.MAIN)
