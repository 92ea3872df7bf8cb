"""Sites, with our own line watched on both sides of every look that finds nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from auditor.contract import Commune, Missing, Party, Why
from auditor.facts import Look, LookState
from auditor.plan import Job
from auditor.probes.sentinels import Line, Sentinels
from auditor.probes.site.probe import SiteContext, glance_at_site, visit_site
from auditor.run.doubts import OFFLINE
from auditor.run.visits import Visit, missing_of, voided

NO_SENTINEL = Missing(why=Why.PROBE_OFFLINE, party=Party.AUDITOR, text="look.no_sentinel")
_WITNESSES = 3


@dataclass(slots=True, kw_only=True)
class SiteProber:
    """Made inside the event loop, one a run."""

    context_of: Callable[[Commune], SiteContext]
    sentinels: Sentinels | None
    """None: none is declared."""
    up: list[Job] = field(default_factory=list)
    """Sites that answered in this run: where there is no sentinel, one of them is the witness."""
    line: Line = field(init=False)

    def __post_init__(self) -> None:
        self.line = Line(self._witness)

    async def visit(self, job: Job) -> Visit:
        """Walk the site; what looked down while our own line was not good says nothing."""
        good_before = await self._good_before()
        came = await visit_site(job.commune, self.context_of(job.commune))
        fact, look = came.site, came.look
        if look.state is LookState.DOWN and (own := await self._own_fault(good_before)):
            fact, look = replace(own, seen_at=look.at), voided(look, own)
        return self._noted(job, Visit(fact=fact, look=look))

    async def glance(self, job: Job) -> Visit:
        """Look at the home page only; a site that is down leaves that as the fact."""
        good_before = await self._good_before()
        look = await glance_at_site(job.commune, self.context_of(job.commune))
        if look.state is LookState.DOWN and (own := await self._own_fault(good_before)):
            look = voided(look, own)
        fact = missing_of(look) if look.state is LookState.DOWN else None
        return self._noted(job, Visit(fact=fact, look=look))

    def unwitnessed(self, job: Job, look: Look) -> bool:  # noqa: ARG002 - the interface
        """A first look without a witness says nothing; once a site answered, there is one."""
        return look.text == NO_SENTINEL.text and bool(self.up)

    def _noted(self, job: Job, visit: Visit) -> Visit:
        if visit.look is not None and visit.look.state is LookState.UP:
            self.up.append(job)
        return visit

    async def _good_before(self) -> bool:
        """Without a sentinel and before any site answered, nothing is known of our own line."""
        return bool(self.sentinels or self.up) and await self.line.before()

    async def _own_fault(self, good_before: bool) -> Missing | None:
        """Return why a look that found nothing says nothing, or None when our line was good."""
        if good_before and await self.line.after():
            return None
        return OFFLINE if self.sentinels and not self.sentinels.only_inside else NO_SENTINEL

    async def _witness(self) -> bool:
        """Ask the sentinels; without any, a site that answered in this run.

        A gateway alone is no witness either: the line may be cut behind it.
        """
        if self.sentinels:
            good = await self.sentinels.answer()
            if not good or not self.sentinels.only_inside:
                return good
        for job in self.up[-_WITNESSES:]:
            look = await glance_at_site(job.commune, self.context_of(job.commune))
            if look.state is LookState.UP:
                return True
        return False
