"""A judgement as rows: sheets for its findings, its policy and its causes, each content once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from auditor.contract import Finding
from auditor.results import Cause, CriterionInfo, Score
from auditor.store import rows, sheets, tables
from auditor.store.burying import purged_at
from auditor.store.codec import from_plain, to_json, to_plain
from auditor.store.errors import damaged, purged
from auditor.store.records import JudgementRecord

_CAUSES = tuple[Cause, ...]
_CRITERIA = tuple[CriterionInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a judgement says."""

    findings: Mapping[str, tuple[Finding, ...]]
    scores: Mapping[str, Score]
    ranks: Mapping[str, int | None]
    causes: tuple[Cause, ...]
    criteria: tuple[CriterionInfo, ...]
    not_reached: tuple[str, ...]


def save(connection: Connection, record: JudgementRecord, said: Said) -> None:
    """Write a judgement in the caller's transaction. Never replaces one."""
    policy = {"policy": dict(record.policy), "criteria": to_plain(_CRITERIA, said.criteria)}
    bodies = [to_json(policy), to_json(to_plain(_CAUSES, said.causes))]
    policy_sha256, causes_sha256 = rows.put_sheets(connection, bodies)
    row = rows.judgement_row(record) | {
        "policy_sha256": policy_sha256,
        "causes_sha256": causes_sha256,
        "not_reached": list(said.not_reached),
    }
    connection.execute(insert(tables.judgement), row)
    _save_findings(connection, record.id, said)


def of_run(connection: Connection, run_id: str) -> tuple[JudgementRecord, ...]:
    """Return a run's judgements, the last first."""
    found = rows_of_run(connection, run_id)
    policies = rows.get_sheets(connection, [row["policy_sha256"] for row in found])
    return tuple(rows.judgement_record(r, policies[r["policy_sha256"]]["policy"]) for r in found)


def rows_of_run(connection: Connection, run_id: str) -> list[RowMapping]:
    """Return the rows of a run's judgements, the last first."""
    table = tables.judgement
    query = select(table).where(table.c.run_id == run_id)
    query = query.order_by(table.c.judged_at.desc(), table.c.id)
    return list(connection.execute(query).mappings())


def load(connection: Connection, row: RowMapping) -> tuple[JudgementRecord, Said]:
    """Return a judgement and what it said, exactly as it was saved."""
    table = tables.judgement_sheet
    query = select(table).where(table.c.judgement_id == row["id"]).order_by(table.c.commune)
    found = list(connection.execute(query).mappings())
    hashes = [row["policy_sha256"], row["causes_sha256"], *(r["sheet_sha256"] for r in found)]
    known = rows.get_sheets(connection, hashes)
    _refuse_purged(connection, row, known)
    snapshot = known[row["policy_sha256"]]
    said = Said(
        findings={r["commune"]: _findings(r, known[r["sheet_sha256"]]) for r in found},
        scores={r["commune"]: from_plain(Score, r["score"]) for r in found},
        ranks={r["commune"]: r["rank"] for r in found},
        causes=from_plain(_CAUSES, known[row["causes_sha256"]]),
        criteria=from_plain(_CRITERIA, snapshot["criteria"]),
        not_reached=tuple(row["not_reached"]),
    )
    return rows.judgement_record(row, snapshot["policy"]), said


def _refuse_purged(connection: Connection, row: RowMapping, known: Mapping[str, Any]) -> None:
    gone = [sha256 for sha256, sheet in known.items() if sheet is None]
    if gone:
        raise purged(f"{row['run_id']}/{row['id']}", purged_at(connection, "sheet", gone[0]))


def _save_findings(connection: Connection, judgement_id: str, said: Said) -> None:
    folded = {code: sheets.fold(found) for code, found in said.findings.items()}
    hashes = rows.put_sheets(connection, [sheet.body for sheet in folded.values()])
    lines: list[dict[str, Any]] = [
        {
            "judgement_id": judgement_id,
            "commune": code,
            "sheet_sha256": sha256,
            "seen": sheet.seen,
            "score": to_plain(Score, said.scores[code]),
            "rank": said.ranks.get(code),
        }
        for sha256, (code, sheet) in zip(hashes, folded.items(), strict=True)
    ]
    if lines:
        connection.execute(insert(tables.judgement_sheet), lines)


def _findings(row: RowMapping, plain: Any) -> tuple[Finding, ...]:
    try:
        return sheets.unfold(plain, row["seen"])
    except ValueError as error:
        key = f"{row['judgement_id']}/{row['commune']}"
        raise damaged("judgement_sheet", "store.damaged_row", row=key) from error
