"""Sites, with our own line watched on both sides of every look that finds nothing.

A sentinel that takes a connection shows no more than that. Our own name server may deny every name,
and a proxy on our side may take every connection and answer with an error of its own: what a look
found counts only when something else, asked in the same way, was found at the same time.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from yarl import URL

from auditor.contract import Commune, Missing, Party, Why
from auditor.facts import Look, LookState
from auditor.plan import Job
from auditor.probes.resolving import is_name
from auditor.probes.sentinels import Line, Sentinels
from auditor.probes.site.probe import SiteContext, glance_at_site, visit_site
from auditor.run.doubts import OFFLINE
from auditor.run.visits import Visit, missing_of, voided

NO_SENTINEL = Missing(why=Why.PROBE_OFFLINE, party=Party.AUDITOR, text="look.no_sentinel")
NO_KNOWN_NAME = replace(NO_SENTINEL, text="look.no_known_name")
NAMES_NOT_FOUND = replace(NO_SENTINEL, text="look.names_not_found")
NO_PROOF = replace(NO_SENTINEL, text="look.no_proof")
NONE_UP = replace(NO_SENTINEL, text="look.none_up")
_ONCE_MORE = frozenset({NO_SENTINEL.text, NO_KNOWN_NAME.text, NO_PROOF.text, NONE_UP.text})
"""What was said for want of a site that answers is looked at again once there is one."""
_NAME = "site.dns_failed"
_BEHIND_A_CONNECTION = frozenset({"site.no_answer", "site.server_error", "site.home_404"})
_WITNESSES = 3
_MANY = 3
"""Of so many hosts one answers: where none does, the way to them all is broken and not each of them."""


@dataclass(slots=True, kw_only=True)
class SiteProber:
    """Made inside the event loop, one a run."""

    context_of: Callable[[Commune], SiteContext]
    sentinels: Sentinels | None
    """None: none is declared."""
    hosts: int = 1
    """How many different hosts this run looks at."""
    up: list[Job] = field(default_factory=list)
    """Sites that answered in this run: where there is no sentinel, one of them is the witness."""
    line: Line = field(init=False)
    proof: Line = field(init=False)

    def __post_init__(self) -> None:
        self.line, self.proof = Line(self._witness), Line(self._prove)

    async def visit(self, job: Job) -> Visit:
        """Walk the site; what looked down while our own line was not good says nothing."""
        good_before = await self._good_before()
        came = await visit_site(job.commune, self.context_of(job.commune))
        fact, look = came.site, came.look
        if look.state is LookState.DOWN and (own := await self._own_fault(job, look, good_before)):
            fact, look = replace(own, seen_at=look.at), voided(look, own)
        return self._noted(job, Visit(fact=fact, look=look))

    async def glance(self, job: Job) -> Visit:
        """Look at the home page only; a site that is down leaves that as the fact."""
        good_before = await self._good_before()
        look = await glance_at_site(job.commune, self.context_of(job.commune))
        if look.state is LookState.DOWN and (own := await self._own_fault(job, look, good_before)):
            look = voided(look, own)
        fact = missing_of(look) if look.state is LookState.DOWN else None
        return self._noted(job, Visit(fact=fact, look=look))

    def unwitnessed(self, job: Job, look: Look) -> bool:  # noqa: ARG002 - the interface
        """A first look without a witness says nothing; once a site answered, there is one."""
        return look.text in _ONCE_MORE and bool(self.up)

    def _noted(self, job: Job, visit: Visit) -> Visit:
        if visit.look is not None and visit.look.state is LookState.UP:
            self.up.append(job)
        return visit

    async def _good_before(self) -> bool:
        """Without a sentinel and before any site answered, nothing is known of our own line."""
        return bool(self.sentinels or self.up) and await self.line.before()

    async def _own_fault(self, job: Job, look: Look, good_before: bool) -> Missing | None:
        """Return why a look that found nothing says nothing, or None when our line was good."""
        if not (good_before and await self.line.after()):
            return OFFLINE if self._declared else NO_SENTINEL
        if self.hosts >= _MANY and not self.up:
            return NONE_UP
        if look.text == _NAME:
            return await self._names_fault(job)
        if look.text in _BEHIND_A_CONNECTION and not await self.proof.after():
            return NO_PROOF
        return None

    @property
    def _declared(self) -> bool:
        """A gateway alone is no witness: the line may be cut behind it."""
        return bool(self.sentinels and not self.sentinels.only_inside)

    async def _witness(self) -> bool:
        """Ask the sentinels; without any that can tell, a site that answered in this run."""
        if self.sentinels:
            good = await self.sentinels.answer()
            if not good or self._declared:
                return good
        return await self._another_answers()

    async def _prove(self) -> bool:
        """Ask what no proxy on our side can answer: a certificate, or a site as it was before."""
        if self.sentinels and await self.sentinels.proven():
            return True
        return await self._another_answers()

    async def _another_answers(self) -> bool:
        for job in self.up[-_WITNESSES:]:
            look = await glance_at_site(job.commune, self.context_of(job.commune))
            if look.state is LookState.UP:
                return True
        return False

    async def _names_fault(self, job: Job) -> Missing | None:
        """Have names looked up anew that are known to exist: none found is our name server's fault."""
        names = list(dict.fromkeys(self._known_names(_host(job))))[:_WITNESSES]
        if not names:
            return NO_KNOWN_NAME
        gate = self.context_of(job.commune).outbound.gate
        found = await asyncio.gather(*map(gate.look_up, names))
        return None if any(found) else NAMES_NOT_FOUND

    def _known_names(self, not_this: str) -> Iterator[str]:
        yield from self.sentinels.names if self.sentinels else ()
        yield from (
            host for job in reversed(self.up) if is_name(host := _host(job)) and host != not_this
        )


def host_of(commune: Commune) -> str:
    """Return the host of a commune's site, nothing where none is entered."""
    return (URL(commune.site.url).host or "") if commune.site else ""


def _host(job: Job) -> str:
    return host_of(job.commune)
