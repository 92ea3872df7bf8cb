"""What the command line asks for: audit, and judge again. Ties the rooms together."""

import asyncio
import signal
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from auditor import __version__
from auditor.assess import Grounding, Judged, assess
from auditor.contract import (
    Commune,
    Missing,
    Party,
    Period,
    Province,
    References,
    Stage,
    Why,
)
from auditor.facts import KINDS, SiteLooks
from auditor.judge import Facts
from auditor.outfit import Outfit, min_looks
from auditor.plan import Job, Unplanned, plan
from auditor.registry import needed_kinds
from auditor.results import Results, load_results

if TYPE_CHECKING:
    from auditor.run import Progress
    from auditor.store import JudgementRecord, RunRecord, Store

EVIDENCE_DAYS = 90
OUTDATED = Missing(why=Why.STALE, party=Party.AUDITOR, text="engine.fact_outdated")


def run_audit(
    outfit: Outfit,
    store: "Store",
    *,
    confirm: bool = False,
    progress: "Progress | None" = None,
    now: datetime | None = None,
) -> tuple[Results, int]:
    """Look, keep, judge. Return the results and the signal that ended it early, or 0."""
    record = _record(outfit, now or datetime.now(UTC))
    store.begin_run(record)
    kinds = needed_kinds(outfit.checks.values())
    jobs, unplanned = plan(outfit.communes, kinds)
    for job in unplanned:
        _keep_unplanned(store, record.id, job)
    caught = asyncio.run(_gather(outfit, store, record.id, jobs, confirm, progress))
    _fold_looks(outfit, store, record)
    store.end_run(record.id, datetime.now(UTC), not caught)
    judge_again(outfit, store, store.run(record.id))
    return load_results(store, record.id), caught


def judge_again(outfit: Outfit, store: "Store", record: "RunRecord") -> Judged:
    """Judge a run's kept facts under this outfit's policy: a new judgement, the old ones stay."""

    def facts_of(code: str) -> Facts:
        return {
            KINDS[stored.kind]: OUTDATED if stored.outdated else stored.fact
            for stored in store.facts(record.id, code)
        }

    judged = assess(_grounding(outfit, record), record.communes, facts_of)
    store.save_judgement(
        _judgement(outfit, record),
        findings=judged.findings,
        scores=judged.scores,
        ranks=judged.ranks,
        causes=judged.causes,
        criteria=judged.criteria,
        not_reached=judged.not_reached,
    )
    return judged


async def _gather(
    outfit: Outfit,
    store: "Store",
    run_id: str,
    jobs: Sequence[Job],
    confirm: bool,
    progress: "Progress | None",
) -> int:
    from auditor.network import addresses, authorities, lab, limits_of, user_agent
    from auditor.probes.outbound import Outbound
    from auditor.probes.site.probe import SiteContext
    from auditor.probes.workers import Workers
    from auditor.run import Gathering, gather

    config = outfit.config
    limits = limits_of(config)
    stop = asyncio.Event()
    with Workers() as workers, _signals(stop) as caught:
        async with Outbound(
            limits,
            user_agent=user_agent(config),
            lab=lab(config),
            authorities=authorities(config),
        ) as outbound:

            def context_of(commune: Commune) -> SiteContext:
                def keep(body: bytes, url: str, kind: str, seen_at: datetime) -> str:
                    return store.keep_evidence(
                        body,
                        run_id=run_id,
                        commune=commune.code,
                        url=url,
                        kind=kind,
                        seen_at=seen_at,
                        ttl_days=EVIDENCE_DAYS,
                    )

                return SiteContext(
                    outbound=outbound,
                    workers=workers,
                    words=outfit.words,
                    limits=limits,
                    keep=keep,
                )

            gathering = Gathering(
                run_id=run_id,
                keeper=store,
                context_of=context_of,
                sentinels=addresses(config.network.sentinels),
                confirm_after_s=config.network.confirm_after_s if confirm else None,
                min_looks=min_looks(outfit),
            )
            if progress:
                gathering.progress = progress
            await gather(gathering, jobs, stop)
    return caught[0] if caught else 0


@contextmanager
def _signals(stop: asyncio.Event) -> Iterator[list[int]]:
    """Turn Ctrl-C and SIGTERM into `stop`, and say which it was."""
    caught: list[int] = []
    loop = asyncio.get_running_loop()

    def on_signal(number: int) -> None:
        caught.append(number)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, on_signal, number)
    try:
        yield caught
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def _keep_unplanned(store: "Store", run_id: str, job: Unplanned) -> None:
    for kind in ("site", "site_looks"):
        store.save_fact(run_id, job.commune.code, kind, "", job.missing)


def _fold_looks(outfit: Outfit, store: "Store", record: "RunRecord") -> None:
    since, until = _bounds(outfit)
    for commune in outfit.communes:
        if commune.site is None:
            continue
        kept = store.looks(commune.code, "site", since, until)
        # A site that moved starts anew: looks at its old address say nothing of this one.
        looks = tuple(look for look in kept if look.target == commune.site.url)
        if any(look.at >= record.started_at for look in looks):
            folded = SiteLooks(url=commune.site.url, looks=looks)
            store.save_fact(record.id, commune.code, "site_looks", commune.site.url, folded)


def _bounds(outfit: Outfit) -> tuple[datetime, datetime]:
    """The period in UTC; a look of this very run counts even when the period lies in the past."""
    zone = ZoneInfo(outfit.config.time_zone)
    since = datetime.combine(outfit.period.start, time(), zone)
    return since.astimezone(UTC), datetime.now(UTC) + timedelta(seconds=1)


def _record(outfit: Outfit, now: datetime) -> "RunRecord":
    from auditor.store import RunRecord

    config = outfit.config
    return RunRecord(
        id=str(uuid.uuid4()),
        tool_version=__version__,
        profile=outfit.policy.id,
        policy_version=outfit.policy.version,
        inventory_sha256=outfit.inventory.sha256,
        period_start=outfit.period.start,
        period_end=outfit.period.end,
        time_zone=config.time_zone,
        started_at=now,
        province_code=config.province.code,
        province_name=config.province.name,
        invented=config.invented,
        communes=outfit.communes,
        documents_sha256=(),
    )


def _judgement(outfit: Outfit, record: "RunRecord") -> "JudgementRecord":
    from auditor.store import JudgementRecord

    return JudgementRecord(
        id=str(uuid.uuid4()),
        run_id=record.id,
        judged_at=datetime.now(UTC),
        stage=Stage.DRAFT,
        tool_version=__version__,
        profile=outfit.policy.id,
        policy_version=outfit.policy.version,
        policy={"sha256": outfit.policy.sha256, "title": dict(outfit.policy.title)},
    )


def _grounding(outfit: Outfit, record: "RunRecord") -> Grounding:
    province = outfit.config.province
    return Grounding(
        policy=outfit.policy,
        checks=outfit.checks,
        calendar_of=outfit.calendar_of,
        references=References(procedures=outfit.inventory.procedures, words=outfit.words),
        province=Province(code=province.code, name=province.name, portals=province.portals),
        period=Period(start=record.period_start, end=record.period_end),
        at=record.started_at,
        zone=ZoneInfo(record.time_zone),
    )
