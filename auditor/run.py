"""One machine: executes jobs. An exception becomes a Missing that says why.

Facts and looks are stored as they come, so an interrupted run keeps what it saw.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from auditor.contract import Commune, Missing, Party, Why
from auditor.facts import Look, LookState
from auditor.plan import Job
from auditor.probes.sentinels import sentinels_answer
from auditor.probes.site.probe import SiteContext, SiteVisit, glance_at_site, visit_site

log = logging.getLogger(__name__)

OFFLINE = Missing(why=Why.PROBE_OFFLINE, party=Party.AUDITOR, text="look.probe_offline")
NO_SENTINEL = Missing(why=Why.PROBE_OFFLINE, party=Party.AUDITOR, text="look.no_sentinel")
SENTINEL_TIMEOUT_S = 3.0


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
    """One run on its way."""

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
    finished: int = 0


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
    await asyncio.gather(*(_first_look(gathering, job, len(jobs)) for job in jobs))
    if not gathering.sentinels:
        _void_unwitnessed(gathering, jobs)
    if gathering.confirm_after_s is not None:
        await asyncio.gather(*(_confirm(gathering, job) for job in jobs))


async def _first_look(gathering: Gathering, job: Job, total: int) -> None:
    gathering.waiting[job.commune.code] = None
    visit = await _visit(gathering, job)
    _keep(gathering, job, visit)
    gathering.finished += 1
    gathering.waiting.pop(job.commune.code, None)
    gathering.progress(gathering.finished, total, tuple(gathering.waiting))


async def _visit(gathering: Gathering, job: Job) -> SiteVisit:
    try:
        visit = await visit_site(job.commune, gathering.context_of(job.commune))
    except Exception as error:
        log.exception("site probe failed on commune %s", job.commune.code)
        return _crashed(job, error)
    if visit.look.state is LookState.DOWN and not await _online(gathering):
        return replace(visit, site=_at(OFFLINE, visit.look), look=_void(visit.look, OFFLINE))
    return visit


async def _confirm(gathering: Gathering, job: Job) -> None:
    """Look again at what looked down, spaced, until it answers or has been seen down often enough."""
    seen = gathering.looks[job.commune.code]
    while seen[-1].state is LookState.DOWN and _downs(seen) < gathering.min_looks:
        await asyncio.sleep(gathering.confirm_after_s or 0)
        look = await _glance(gathering, job)
        if look.state is LookState.UP:
            _keep(gathering, job, await _visit(gathering, job))
            return
        _keep_look(gathering, job, look)


async def _glance(gathering: Gathering, job: Job) -> Look:
    try:
        look = await glance_at_site(job.commune, gathering.context_of(job.commune))
    except Exception as error:
        log.exception("site probe failed on commune %s", job.commune.code)
        return _crashed(job, error).look
    if look.state is LookState.DOWN and not await _online(gathering):
        return _void(look, OFFLINE)
    return look


async def _online(gathering: Gathering) -> bool:
    if not gathering.sentinels:
        return True
    return await sentinels_answer(gathering.sentinels, SENTINEL_TIMEOUT_S)


def _void_unwitnessed(gathering: Gathering, jobs: Sequence[Job]) -> None:
    """Without a sentinel only another site that answered shows that it was not our own line."""
    if any(look.state is LookState.UP for seen in gathering.looks.values() for look in seen):
        return
    for job in jobs:
        last = gathering.looks[job.commune.code][-1]
        if last.state is LookState.DOWN:
            gathering.looks[job.commune.code].pop()
            visit = SiteVisit(site=_at(NO_SENTINEL, last), look=_void(last, NO_SENTINEL))
            _keep(gathering, job, visit)


def _keep(gathering: Gathering, job: Job, visit: SiteVisit) -> None:
    gathering.keeper.save_fact(
        gathering.run_id, job.commune.code, job.probe, job.target, visit.site
    )
    _keep_look(gathering, job, visit.look)


def _keep_look(gathering: Gathering, job: Job, look: Look) -> None:
    gathering.looks.setdefault(job.commune.code, []).append(look)
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
