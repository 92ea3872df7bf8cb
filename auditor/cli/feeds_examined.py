"""The doctor reads every log on trial: a feed that proves nothing makes no error in a run."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli import feed_lines
from auditor.cli.examined import Line, State, good, note
from auditor.words import say

if TYPE_CHECKING:
    from auditor.outfit import Outfit
    from auditor.probes.feeds import FeedPlan, FeedRead

MAX_BYTES = 20_000_000
DEADLINE_S = 30.0
_FEW = 0.2
"""Share of unreadable dates above which a criterion is left open as well."""


def feeds_examined(outfit: "Outfit") -> Iterator[Line]:
    """Yield what each feed comes to."""
    if not outfit.feeds:
        if any(commune.staff for commune in outfit.communes):
            yield note("doctor.no_feeds")
        return
    small = {plan.name: tuple(filter(_is_small, plan.files)) for plan in outfit.feeds}
    plans = [replace(plan, files=small[plan.name]) for plan in outfit.feeds]
    read = {
        feed.plan.name: feed for feed in _read(outfit, [p for p in plans if _wanted(p, outfit)])
    }
    for plan in outfit.feeds:
        if large := len(plan.files) - len(small[plan.name]):
            limit, command = MAX_BYTES // 1_000_000, feed_lines.command_of(plan)
            yield note(
                "doctor.feed_large", feed=plan.name, count=large, limit=limit, command=command
            )
        if plan.skipped:
            names = ", ".join(plan.skipped[:10])
            yield note("doctor.feed_skipped", feed=plan.name, count=len(plan.skipped), names=names)
        if plan.name in read:
            yield from _told(read[plan.name])


def _is_small(path: Path) -> bool:
    """A file that cannot be looked at is read: the reader says why it cannot."""
    try:
        return path.stat().st_size <= MAX_BYTES
    except OSError:
        return True


def _wanted(plan: "FeedPlan", outfit: "Outfit") -> bool:
    """Leave out a feed whose every file is large; one without any file is told."""
    declared = next(one for one in outfit.feeds if one.name == plan.name)
    return bool(plan.files) or not declared.files


def _read(outfit: "Outfit", plans: list["FeedPlan"]) -> list["FeedRead"]:
    from auditor.folding import bounds
    from auditor.probes.feeds import Span, inspect_feeds

    start, end = bounds(outfit.period, outfit.zone)
    span = Span(start=start, end=end, zone=outfit.zone, now=datetime.now(UTC))
    codes = [commune.code for commune in outfit.communes]
    roster = outfit.inventory.roster
    return asyncio.run(inspect_feeds(plans, roster, codes, span, deadline_s=DEADLINE_S))


def _told(feed: "FeedRead") -> Iterator[Line]:
    from auditor.probes.feeds import Reason

    name, command = feed.plan.name, feed_lines.command_of(feed.plan)
    if missing := feed.missing:
        text = say(missing.text, **dict(missing.values))
        yield Line(state=State.NOTE, text=say("doctor.feed_missing", text=text, command=command))
        return
    if feed.used:
        yield good("doctor.feed", feed=name, rows=feed.rows, used=feed.used)
    else:
        yield note("doctor.feed_useless", feed=name, rows=feed.rows, command=command)
    if unknown := len(feed.unknown_units):
        rows = sum(count for _, count in feed.unknown_units)
        yield note("doctor.feed_units", feed=name, count=unknown, rows=rows, command=command)
    dates = feed.count_of(Reason.DATE, Reason.DATE_SWAPPED, Reason.NO_ZONE)
    if dates > _FEW * feed.rows:
        yield note("doctor.feed_dates", feed=name, count=dates, rows=feed.rows, command=command)
    if alike := feed.count_of(Reason.ACCOUNT_ALIKE):
        yield note("doctor.feed_alike", feed=name, count=alike, command=command)
    for text in feed_lines.doubts(feed):
        yield note("doctor.feed_doubt", feed=name, text=text, command=command)
