"""Feeds read in a killable worker process: a file that hangs or crashes costs its feed alone."""

import asyncio
import multiprocessing
import pickle
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from auditor.contract import Party, Why
from auditor.facts import Presence
from auditor.probes.faults import missing
from auditor.probes.feeds.plan import FeedPlan, People
from auditor.probes.feeds.read import FeedRead, Span, presences, read_feed, unread

DEADLINE_S = 120.0  # 100,000 rows take 3 s as CSV, 6 s as a workbook
_MEMORY = 1_500_000_000


async def gather_feeds(
    plans: Sequence[FeedPlan],
    people: People,
    communes: Sequence[str],
    start: datetime,
    end: datetime,
    *,
    zone: ZoneInfo,
    deadline_s: float = DEADLINE_S,
) -> dict[str, Presence]:
    """Return what the feeds hold of each commune; `end` belongs to the period.

    `people` travels to the worker, so it must be picklable.
    """
    span = Span(start=start, end=end, zone=zone, now=datetime.now(UTC))
    feeds = await inspect_feeds(plans, people, communes, span, deadline_s=deadline_s)
    return presences(feeds, communes)


async def inspect_feeds(
    plans: Sequence[FeedPlan],
    people: People,
    communes: Sequence[str],
    span: Span,
    *,
    samples: int = 0,
    deadline_s: float = DEADLINE_S,
) -> list[FeedRead]:
    """Read feed by feed, with the first rows of each for a person to look at."""
    if not plans:
        return []
    pool = ProcessPool(max_workers=1, initializer=_confine, context=_context())
    try:
        return [
            await _guarded(pool, plan, people, communes, span, samples, deadline_s)
            for plan in plans
        ]
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(pool.join)


async def _guarded(
    pool: ProcessPool,
    plan: FeedPlan,
    people: People,
    communes: Sequence[str],
    span: Span,
    samples: int,
    deadline_s: float,
) -> FeedRead:
    args = (plan, people, tuple(communes), span, samples)
    future: ProcessFuture[FeedRead] = pool.schedule(_read, args=args, timeout=deadline_s)
    try:
        return await asyncio.wrap_future(future)
    except TimeoutError:
        key, values = "presence.hung", {"seconds": round(deadline_s)}
    except (ProcessExpired, MemoryError, RecursionError, pickle.PicklingError):
        key, values = "presence.crashed", {}
    fault = missing(Why.MALFORMED, Party.AUDITOR, key, feed=plan.name, **values)
    return unread(plan, communes, fault)


def _read(
    plan: FeedPlan, people: People, communes: Sequence[str], span: Span, samples: int
) -> FeedRead:
    _more_time()
    return read_feed(plan, people, communes, span, samples=samples)


def _more_time() -> None:
    """Bound this job's CPU seconds too, should the parent be gone and nobody there to kill it."""
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + int(DEADLINE_S), hard))


def _context() -> multiprocessing.context.BaseContext:
    return multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")


def _confine() -> None:
    """Bound the memory of this process; a workbook that unpacks to more ends here."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, hard))
