"""What the command line asks for: audit, judge again, seal. Ties the rooms together."""

import asyncio
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from auditor import __version__
from auditor.assess import Grounding, Judged, assess
from auditor.config import Config
from auditor.contract import Period, Province, References, Stage
from auditor.folding import facts_by_kind, fold_looks, keep_unplanned
from auditor.gathering import look
from auditor.interrupts import Interruption
from auditor.judge import Facts
from auditor.outfit import Outfit, credentials_of
from auditor.plan import plan
from auditor.probes.camera.credential import CredentialOf
from auditor.registry import needed_kinds
from auditor.results import Results, load_results
from auditor.signing import Signer, SigningKey
from auditor.textfile import refusal

if TYPE_CHECKING:
    from auditor.run import Progress
    from auditor.store import JudgementRecord, RunRecord, Store


def run_audit(
    outfit: Outfit,
    store: "Store",
    *,
    confirm: bool = False,
    progress: "Progress | None" = None,
    now: datetime | None = None,
    interruption: Interruption | None = None,
    credential_of: CredentialOf | None = None,
    signer: Signer | None = None,
) -> Results:
    """Look, keep, judge, seal; a held signal ends the looking and nothing else.

    `credential_of` and `signer`: what the caller has opened already.
    """
    signer = signer or ready_signer(outfit.config, store).signer  # before anything is looked at
    passwords = credential_of or credentials_of(outfit)
    record = _record(outfit, now or datetime.now(UTC))
    store.begin_run(record)
    kinds = needed_kinds(outfit.checks.values())
    over = outfit.period.end < record.started_at.astimezone(ZoneInfo(record.time_zone)).date()
    jobs, unplanned = plan(outfit.communes, kinds, over=over, feeds=bool(outfit.feeds))
    looked = asyncio.run(
        look(
            outfit,
            store,
            record.id,
            jobs,
            confirm=confirm,
            progress=progress,
            interruption=interruption or Interruption(),
            credential_of=passwords,
        )
    )
    # Only now: a commune that an interrupted run did not reach is judged by nothing at all.
    tried = {job.commune.code for job in jobs} - looked.reached
    keep_unplanned(store, record.id, (u for u in unplanned if u.commune.code not in tried))
    keep_unplanned(store, record.id, looked.left_out)
    fold_looks(store, record, outfit.period, outfit.communes, over=over)
    judge_again(outfit, store, record, signer)
    # Only now: a run that is killed before it was judged is not a complete one.
    store.end_run(record.id, datetime.now(UTC), looked.complete, signer)
    return load_results(store, record.id)


def ready_signer(config: Config, store: "Store") -> SigningKey:
    """Return the key that seals, made where nothing was ever sealed: older configurations have none.

    BadInputError where the key of a store with seals is gone, or is not the one in use: another one
    that seals without a word would look like the work of somebody who replaces both.
    """
    key = SigningKey(config.signing_key)
    in_use = store.sealing().key_in_use()
    if key.absent:
        if in_use:
            raise refusal(key.path, "signing.lost")
        key.make()
    if in_use and key.signer.public_key != in_use:  # read now: a broken one stops nothing later
        raise refusal(key.path, "signing.not_in_use", public=in_use)
    _ = key.signer
    return key


def judge_again(outfit: Outfit, store: "Store", record: "RunRecord", signer: Signer) -> Judged:
    """Judge a run's kept facts under this outfit's policy: a new judgement, the old ones stay."""

    communes = {commune.code: commune for commune in record.communes}

    def facts_of(code: str) -> Facts:
        return facts_by_kind(store.facts(record.id, code), communes[code])

    judged = assess(_grounding(outfit, record), record.communes, facts_of)
    judgement = _judgement(outfit, record)
    store.save_judgement(
        judgement,
        findings=judged.findings,
        scores=judged.scores,
        ranks=judged.ranks,
        causes=judged.causes,
        criteria=judged.criteria,
        not_reached=judged.not_reached,
        signer=signer,
    )
    return judged


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
