"""One machine: executes jobs. An exception becomes a Missing that says why.

Facts and looks are stored as they come, so an interrupted run keeps what it saw.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from auditor.contract import Commune, Missing, Party, Why
from auditor.facts import Look, LookState
from auditor.plan import Job
from auditor.probes.sentinels import Line, sentinels_answer
from auditor.probes.site.probe import SiteContext, SiteVisit, glance_at_site, visit_site
from auditor.problems import BadInputError

log = logging.getLogger(__name__)

OFFLINE = Missing(why=Why.PROBE_OFFLINE, party=Party.AUDITOR, text="look.probe_offline")
NO_SENTINEL = Missing(why=Why.PROBE_OFFLINE, party=Party.AUDITOR, text="look.no_sentinel")
SENTINEL_TIMEOUT_S = 3.0
_WITNESSES = 3


class Keeper(Protocol):
    """Where facts and looks go as they come."""

    def save_fact(
        self, run_id: str, commune_code: str, kind: str, target: str, fact: object
    ) -> None:
        """Keep a fact or Missing; the same key again replaces it."""
        ...

    def add_look(self, run_id: str, commune_code: str, kind: str, look: Look) -> None:
        """Keep a look."""
        ...


Progress = Callable[[int, int, Sequence[str]], None]
"""Jobs done, jobs in all, commune codes being waited for."""


@dataclass(slots=True, kw_only=True)
class Gathering:
    """One run on its way. Made inside the event loop."""

    run_id: str
    keeper: Keeper
    context_of: Callable[[Commune], SiteContext]
    sentinels: tuple[tuple[str, int], ...]
    confirm_after_s: float | None = None
    """None: no second look in this run."""
    min_looks: int = 3
    progress: Progress = lambda _done, _total, _waiting: None
    looks: dict[str, list[Look]] = field(default_factory=dict)
    waiting: dict[str, None] = field(default_factory=dict)
    up: list[Job] = field(default_factory=list)
    """Sites that answered in this run: where there is no sentinel, one of them is the witness."""
    finished: int = 0
    line: Line = field(init=False)

    def __post_init__(self) -> None:
        self.line = Line(lambda: _witness(self))


async def gather(gathering: Gathering, jobs: Sequence[Job], stop: asyncio.Event) -> bool:
    """Look at every target; False when `stop` came first. What was seen until then is kept."""
    work = asyncio.ensure_future(_look_at_all(gathering, jobs))
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finished = work.done()
    finally:
        for task in (work, stopped):
            task.cancel()
        await asyncio.gather(work, stopped, return_exceptions=True)
    if finished:
        work.result()
    return finished


async def _look_at_all(gathering: Gathering, jobs: Sequence[Job]) -> None:
    gathering.progress(0, len(jobs), ())
    await _all(_first_look(gathering, job, len(jobs)) for job in jobs)
    if gathering.sentinels or gathering.up:
        await _all(_look_again(gathering, job) for job in jobs if _unwitnessed(gathering, job))
    if gathering.confirm_after_s is not None:
        await _all(_confirm(gathering, job, len(jobs)) for job in jobs)


async def _all(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Do all at once; when one breaks, end the others first: nothing is left running."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _first_look(gathering: Gathering, job: Job, total: int) -> None:
    gathering.waiting[job.commune.code] = None
    _keep(gathering, job, await _visit(gathering, job))
    gathering.finished += 1
    gathering.waiting.pop(job.commune.code, None)
    gathering.progress(gathering.finished, total, tuple(gathering.waiting))


async def _visit(gathering: Gathering, job: Job) -> SiteVisit:
    """Visit; what looked down while our own line was not good on both sides says nothing."""
    good_before = await _good_before(gathering)
    try:
        visit = await visit_site(job.commune, gathering.context_of(job.commune))
    except BadInputError:
        raise  # the store cannot keep anything more: no fault of the target
    except Exception as error:
        log.exception("site probe failed on commune %s", job.commune.code)
        return _crashed(job, error)
    if visit.look.state is not LookState.DOWN:
        return visit
    missing = await _own_fault(gathering, good_before)
    if missing is None:
        return visit
    return replace(visit, site=_at(missing, visit.look), look=_void(visit.look, missing))


async def _look_again(gathering: Gathering, job: Job) -> None:
    """A first look without a witness says nothing; now that a site answered, there is one."""
    look = await _glance(gathering, job)
    if look.state is LookState.UP:
        _keep(gathering, job, await _visit(gathering, job))
        return
    if look.state is LookState.DOWN:
        _keep_fact(gathering, job, SiteVisit(site=_missing(look), look=look))
    _keep_look(gathering, job, look)


async def _confirm(gathering: Gathering, job: Job, total: int) -> None:
    """Look again at what looked down, spaced, until it answers or has been seen down often enough."""
    seen = gathering.looks[job.commune.code]
    if seen[-1].state is LookState.DOWN:
        gathering.waiting[job.commune.code] = None
        gathering.progress(gathering.finished, total, tuple(gathering.waiting))
    await _confirm_down(gathering, job, seen)
    if gathering.waiting.pop(job.commune.code, job) is None:
        gathering.progress(gathering.finished, total, tuple(gathering.waiting))


async def _confirm_down(gathering: Gathering, job: Job, seen: list[Look]) -> None:
    while seen[-1].state is LookState.DOWN and _downs(seen) < gathering.min_looks:
        await asyncio.sleep(gathering.confirm_after_s or 0)
        look = await _glance(gathering, job)
        _keep_look(gathering, job, look)
        if look.state is LookState.UP:
            visit = await _visit(gathering, job)
            _keep_fact(gathering, job, visit)
            if visit.look.state is not LookState.UP:
                _keep_look(gathering, job, visit.look)
            return


async def _glance(gathering: Gathering, job: Job) -> Look:
    good_before = await _good_before(gathering)
    try:
        look = await glance_at_site(job.commune, gathering.context_of(job.commune))
    except BadInputError:
        raise
    except Exception as error:
        log.exception("site probe failed on commune %s", job.commune.code)
        return _crashed(job, error).look
    if look.state is not LookState.DOWN:
        return look
    missing = await _own_fault(gathering, good_before)
    return look if missing is None else _void(look, missing)


async def _good_before(gathering: Gathering) -> bool:
    """Without a sentinel and before any site answered, nothing is known of our own line."""
    return bool(gathering.sentinels or gathering.up) and await gathering.line.before()


async def _own_fault(gathering: Gathering, good_before: bool) -> Missing | None:
    """Return why a look that found nothing says nothing, or None when our line was good."""
    if good_before and await gathering.line.after():
        return None
    return OFFLINE if gathering.sentinels else NO_SENTINEL


async def _witness(gathering: Gathering) -> bool:
    """Ask the sentinels; without any, a site that answered in this run."""
    if gathering.sentinels:
        return await sentinels_answer(gathering.sentinels, SENTINEL_TIMEOUT_S)
    for job in gathering.up[-_WITNESSES:]:
        look = await glance_at_site(job.commune, gathering.context_of(job.commune))
        if look.state is LookState.UP:
            return True
    return False


def _unwitnessed(gathering: Gathering, job: Job) -> bool:
    return gathering.looks[job.commune.code][-1].text == NO_SENTINEL.text


def _keep(gathering: Gathering, job: Job, visit: SiteVisit) -> None:
    _keep_fact(gathering, job, visit)
    _keep_look(gathering, job, visit.look)


def _keep_fact(gathering: Gathering, job: Job, visit: SiteVisit) -> None:
    gathering.keeper.save_fact(
        gathering.run_id, job.commune.code, job.probe, job.target, visit.site
    )


def _keep_look(gathering: Gathering, job: Job, look: Look) -> None:
    gathering.looks.setdefault(job.commune.code, []).append(look)
    if look.state is LookState.UP:
        gathering.up.append(job)
    gathering.keeper.add_look(gathering.run_id, job.commune.code, job.probe, look)


def _downs(looks: Sequence[Look]) -> int:
    return sum(look.state is LookState.DOWN for look in looks)


def _void(look: Look, missing: Missing) -> Look:
    return replace(
        look,
        state=LookState.VOID,
        why=missing.why,
        party=missing.party,
        text=missing.text,
        values=missing.values,
    )


def _missing(look: Look) -> Missing:
    return Missing(
        why=look.why or Why.UNREACHABLE,
        party=look.party or Party.COMMUNE,
        text=look.text,
        values=look.values,
        seen_at=look.at,
    )


def _at(missing: Missing, look: Look) -> Missing:
    return replace(missing, seen_at=look.at)


def _crashed(job: Job, error: Exception) -> SiteVisit:
    values: Mapping[str, str] = {"probe": job.probe, "error": type(error).__name__}
    missing = Missing(why=Why.BUG, party=Party.AUDITOR, text="engine.probe_bug", values=values)
    look = Look(
        at=datetime.now(UTC),
        target=job.target,
        state=LookState.VOID,
        text=missing.text,
        values=values,
        why=missing.why,
        party=missing.party,
    )
    return SiteVisit(site=missing, look=look)
