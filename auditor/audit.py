"""What the command line asks for: audit, and judge again. Ties the rooms together."""

import asyncio
import uuid
from collections.abc import Sequence
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
from auditor.interrupts import Interruption
from auditor.judge import Facts
from auditor.outfit import Outfit, min_looks
from auditor.plan import Job, Unplanned, plan
from auditor.registry import needed_kinds
from auditor.results import Results, load_results

if TYPE_CHECKING:
    from auditor.run import Progress
    from auditor.store import JudgementRecord, RunRecord, Store

OUTDATED = Missing(why=Why.STALE, party=Party.AUDITOR, text="engine.fact_outdated")


def run_audit(
    outfit: Outfit,
    store: "Store",
    *,
    confirm: bool = False,
    progress: "Progress | None" = None,
    now: datetime | None = None,
    interruption: Interruption | None = None,
) -> Results:
    """Look, keep, judge; a held signal ends the looking and nothing else."""
    record = _record(outfit, now or datetime.now(UTC))
    store.begin_run(record)
    kinds = needed_kinds(outfit.checks.values())
    over = outfit.period.end < record.started_at.astimezone(ZoneInfo(record.time_zone)).date()
    jobs, unplanned = plan(outfit.communes, kinds, over=over)
    for job in unplanned:
        _keep_unplanned(store, record.id, job)
    held = interruption or Interruption()
    complete = asyncio.run(_gather(outfit, store, record.id, jobs, confirm, progress, held))
    _fold_looks(outfit, store, record, over)
    judge_again(outfit, store, record)
    # Only now: a run that is killed before it was judged is not a complete one.
    store.end_run(record.id, datetime.now(UTC), complete)
    return load_results(store, record.id)


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
    interruption: Interruption,
) -> bool:
    from auditor.network import addresses, authorities, lab, limits_of, user_agent
    from auditor.probes.outbound import Outbound
    from auditor.probes.site.probe import SiteContext
    from auditor.probes.workers import Workers
    from auditor.run import Gathering, gather

    config = outfit.config
    limits = limits_of(config)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    interruption.wakes(lambda: loop.call_soon_threadsafe(stop.set))
    with Workers() as workers:
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
            finished = await gather(gathering, jobs, stop)
    interruption.wakes(lambda: None)
    return finished


def _keep_unplanned(store: "Store", run_id: str, job: Unplanned) -> None:
    for kind in ("site", "site_looks"):
        store.save_fact(run_id, job.commune.code, kind, job.target, job.missing)


def _fold_looks(outfit: Outfit, store: "Store", record: "RunRecord", over: bool) -> None:
    """Fold the period's looks of every run into one fact; what lies outside it decides nothing."""
    since, until = _bounds(outfit)
    for commune in outfit.communes:
        if commune.site is None:
            continue
        kept = store.looks(commune.code, "site", since, until)
        # A site that moved starts anew: looks at its old address say nothing of this one.
        looks = tuple(look for look in kept if look.target == commune.site.url)
        # An interrupted run did not reach those without a look of its own.
        if looks and (over or looks[-1].at >= record.started_at):
            folded = SiteLooks(url=commune.site.url, looks=looks)
            store.save_fact(record.id, commune.code, "site_looks", commune.site.url, folded)


def _bounds(outfit: Outfit) -> tuple[datetime, datetime]:
    """The first moment of the period and its last, in UTC."""
    zone = ZoneInfo(outfit.config.time_zone)
    since = datetime.combine(outfit.period.start, time(), zone)
    end = datetime.combine(outfit.period.end + timedelta(days=1), time(), zone)
    return since.astimezone(UTC), end.astimezone(UTC) - timedelta(microseconds=1)


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
        narrowed=outfit.narrowed,
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
        existing=outfit.existing,
        calendar_of=outfit.calendar_of,
        references=References(procedures=outfit.inventory.procedures, words=outfit.words),
        province=Province(code=province.code, name=province.name, portals=province.portals),
        period=Period(start=record.period_start, end=record.period_end),
        at=record.started_at,
        zone=ZoneInfo(record.time_zone),
        narrowed=record.narrowed,
    )
