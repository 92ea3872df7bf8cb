"""One machine: executes jobs. An exception becomes a Missing that says why.

Facts and looks are stored as they come, so an interrupted run keeps what it saw.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from auditor.contract import Missing
from auditor.facts import Look, LookState
from auditor.plan import Job
from auditor.problems import BadInputError
from auditor.run.doubts import (
    OFFLINE,
    SLEPT,
    by_line,
    doubtful,
    spent_at,
    unseen,
    waits_for_line,
)
from auditor.run.keeping import Gathering, Waiting, keep, key_of, tell, unwitnessed
from auditor.run.visits import Visit, crashed, offline
from auditor.run.watch import Watch

log = logging.getLogger(__name__)

Take = Callable[[Job], Coroutine[Any, Any, Visit]]
_REPEATS = 4
"""Each is for an outage or a sleep of its own; who has so many is told so."""


async def gather(gathering: Gathering, jobs: Sequence[Job], stop: asyncio.Event) -> bool:
    """Look at every target; False when `stop` came first, or our own line was gone for too long.

    What was seen until then is kept.
    """
    gathering.watch.changed = lambda: tell(gathering)
    watching = asyncio.ensure_future(gathering.watch.go())
    work = asyncio.ensure_future(_look_at_all(gathering, jobs))
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({work, stopped, watching}, return_when=asyncio.FIRST_COMPLETED)
        finished = work.done()
        if watching.done():
            watching.result()  # without a watcher a held run would hold for ever
    finally:
        for task in (work, stopped, watching):
            task.cancel()
        await asyncio.gather(work, stopped, watching, return_exceptions=True)
    if finished:
        work.result()
    return finished and not gathering.unseen


async def _look_at_all(gathering: Gathering, jobs: Sequence[Job]) -> None:
    gathering.total = len(jobs)
    gathering.progress(0, len(jobs), Waiting())
    await _all(_first_look(gathering, job) for job in jobs)
    # Whoever was looked at before there was a witness gets another look, now that there may be one.
    await _all(_look_again(gathering, job) for job in jobs if unwitnessed(gathering, job))


async def _all(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Do all at once; when one breaks, end the others first: nothing is left running."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _first_look(gathering: Gathering, job: Job) -> None:
    gathering.waiting[key_of(job)] = None
    await _visit(gathering, job)
    gathering.finished += 1
    gathering.waiting.pop(key_of(job), None)
    tell(gathering)
    await _confirm(gathering, job)


async def _look_again(gathering: Gathering, job: Job) -> None:
    """A glance first: only what answers now is visited whole once more."""
    visit = await _glance(gathering, job)
    if _is_up(visit) and visit.fact is None:
        await _visit(gathering, job)
    else:
        keep(gathering, job, visit)
        await _confirm(gathering, job)


async def _confirm(gathering: Gathering, job: Job) -> None:
    """Look again, spaced, at what looked down or odd, until that is settled."""
    seen = gathering.looks.get(key_of(job), [])
    down = bool(seen) and seen[-1].state is LookState.DOWN
    odd = any(gathering.pictures.get(key_of(job), ()))
    if gathering.confirm_after_s is None or not (down or odd):
        return
    gathering.waiting[key_of(job)] = None
    tell(gathering)
    if down:
        await _confirm_down(gathering, job, seen)
    if seen[-1].state is LookState.UP:
        await _confirm_odd(gathering, job)
    gathering.waiting.pop(key_of(job), None)
    tell(gathering)


async def _confirm_down(gathering: Gathering, job: Job, seen: list[Look]) -> None:
    while seen[-1].state is LookState.DOWN and _downs(seen) < gathering.min_looks:
        await _rest(gathering, job)
        visit = await _glance(gathering, job)
        keep(gathering, job, visit)
        if _is_up(visit):
            if visit.fact is None:
                await _visit(gathering, job, keep_up=False)
            return


async def _confirm_odd(gathering: Gathering, job: Job) -> None:
    """Somebody who stood before the camera is gone at the next look: two of three must agree."""
    pictures = gathering.pictures.get(key_of(job), [])
    while len(pictures) < gathering.min_looks and any(pictures):
        await _rest(gathering, job)
        before = len(pictures)
        await _visit(gathering, job)
        if len(pictures) == before:
            return  # no picture was had: nothing more can be settled now


async def _rest(gathering: Gathering, job: Job) -> None:
    """Wait until the next look, and say until when."""
    seconds = gathering.confirm_after_s or 0
    gathering.again[key_of(job)] = datetime.now(UTC) + timedelta(seconds=seconds)
    tell(gathering)
    await asyncio.sleep(seconds)
    gathering.again.pop(key_of(job), None)


async def _visit(gathering: Gathering, job: Job, *, keep_up: bool = True) -> None:
    """Visit and keep; the whole visit right after a good glance is no second good look."""
    visit = await _surely(gathering, job, gathering.probers[job.probe].visit)
    again = keep_up or not _is_up(visit)
    seen = Visit(fact=visit.fact, picture=visit.picture, odd=visit.odd)
    keep(gathering, job, visit if again else seen)


async def _glance(gathering: Gathering, job: Job) -> Visit:
    return await _surely(gathering, job, gathering.probers[job.probe].glance)


async def _surely(gathering: Gathering, job: Job, look: Take) -> Visit:
    """Look, and again where what was not seen may have been our own line or our own sleep."""
    watch, doubt = gathering.watch, None
    for left in reversed(range(_REPEATS)):
        if waits_for_line(job) and not await watch.ready():
            break
        since = watch.clock.now()
        visit = await _caught(job, look)
        own = await _own_fault(watch, job, visit, since) if doubtful(visit) else None
        if host := spent_at(job, visit):
            # Never a second password: whom we tried while asleep or cut off stays unknown.
            own = own or doubt or gathering.spoilt.get(host)
            gathering.spoilt |= {host: own} if own else {}
        if own is None:
            return visit
        if host or not left or not await watch.ready():
            gathering.unseen = True
            return unseen(visit, own)
        doubt = own
    gathering.unseen = True
    return offline(job, OFFLINE)


async def _own_fault(watch: Watch, job: Job, visit: Visit, since: float) -> Missing | None:
    if watch.clock.jumped_since(since):
        return SLEPT
    return OFFLINE if by_line(job, visit) and await watch.line_failed(since) else None


async def _caught(job: Job, look: Take) -> Visit:
    """The border: a crash of a probe is that job's alone, and says so."""
    try:
        return await look(job)
    except BadInputError:
        raise  # the store cannot keep anything more: no fault of the target
    except Exception as error:
        log.exception("%s probe failed on commune %s", job.probe, job.commune.code)
        return crashed(job, error)


def _is_up(visit: Visit) -> bool:
    return visit.look is not None and visit.look.state is LookState.UP


def _downs(looks: Sequence[Look]) -> int:
    return sum(look.state is LookState.DOWN for look in looks)
