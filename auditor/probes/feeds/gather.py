"""Feeds read in a killable worker process: a file that hangs or crashes costs its feed alone."""

import asyncio
import pickle
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from auditor.contract import Party, Why
from auditor.facts import Presence
from auditor.probes.confine import Broken, Confined
from auditor.probes.faults import missing
from auditor.probes.feeds.plan import FeedPlan, People
from auditor.probes.feeds.read import FeedRead, Span, presences, read_feed, unread

DEADLINE_S = 120.0  # 100,000 rows take 3 s as CSV, 6 s as a workbook
_MEMORY = 1_500_000_000
_READER = "auditor.probes.feeds.read"


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
    pool = Confined((_READER,), processes=1, memory=_MEMORY, cpu_s=int(DEADLINE_S))
    try:
        return [
            await _guarded(pool, plan, people, communes, span, samples, deadline_s)
            for plan in plans
        ]
    finally:
        await asyncio.to_thread(pool.stop)


async def _guarded(
    pool: Confined,
    plan: FeedPlan,
    people: People,
    communes: Sequence[str],
    span: Span,
    samples: int,
    deadline_s: float,
) -> FeedRead:
    args = (plan, people, tuple(communes), span, samples)
    try:
        return await pool.run(_read, args, deadline_s)
    except TimeoutError:
        key, values = "presence.hung", {"seconds": round(deadline_s)}
    except (*Broken, pickle.PicklingError):
        key, values = "presence.crashed", {}
    fault = missing(Why.MALFORMED, Party.AUDITOR, key, feed=plan.name, **values)
    return unread(plan, communes, fault)


def _read(
    plan: FeedPlan, people: People, communes: Sequence[str], span: Span, samples: int
) -> FeedRead:
    return read_feed(plan, people, communes, span, samples=samples)
