"""Reading back: runs by what people call them, and results exactly as they were judged."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, select, true

from auditor.contract import Commune
from auditor.problems import Problem
from auditor.results import CommuneResult, EvidenceInfo, Results, RunInfo, Score
from auditor.store import judgements, rows, seals, sheets, tables
from auditor.store.burying import purged_at
from auditor.store.errors import EvidenceGoneError, day_of, purged, refused
from auditor.store.records import JudgementRecord, RunRecord
from auditor.words import say

LAST = "last"
NOT_REACHED = Score(
    value=None, low=0, high=100, coverage=0, rating="", no_rating="score.nothing_known"
)


def run(connection: Connection, which: str) -> RunRecord:
    """Return one run; bad input when none or several answer to that name, or it was purged."""
    table = tables.run
    query = select(table).order_by(table.c.started_at.desc(), table.c.id)
    row = _chosen(connection, query, table.c.id, which, "run")
    [record] = _records(connection, [row])
    if record.purged:
        raise purged(record.id, purged_at(connection, "sheet", row["communes_sha256"]))
    return record


def run_id(connection: Connection, which: str) -> str:
    """Return the id of a run, whatever else of it can still be read."""
    table = tables.run
    query = select(table.c.id).order_by(table.c.started_at.desc(), table.c.id)
    return str(_chosen(connection, query, table.c.id, which, "run")["id"])


def runs(connection: Connection) -> tuple[RunRecord, ...]:
    """Return every run, the last begun first."""
    query = select(tables.run).order_by(tables.run.c.started_at.desc(), tables.run.c.id)
    return tuple(_records(connection, connection.execute(query).mappings().all()))


def run_infos(connection: Connection) -> tuple[RunInfo, ...]:
    """Return every judgement of every run, the last first. A run never judged has none."""
    return tuple(
        _info(connection, record, judgement)
        for record in runs(connection)
        for judgement in judgements.of_run(connection, record.id)
    )


def results(connection: Connection, which_run: str, which_judgement: str) -> Results:
    """Return what a judgement said of a run."""
    record = run(connection, _judged_last(connection) if which_run == LAST else which_run)
    table = tables.judgement
    query = select(table).where(table.c.run_id == record.id)
    query = query.order_by(table.c.judged_at.desc(), table.c.id)
    row = _chosen(connection, query, table.c.id, which_judgement, "judgement")
    judgement, said = judgements.load(connection, row)
    by_code = {commune.code: commune for commune in record.communes}
    kept = _evidence(connection, record.id, true())
    return Results(
        run=_info(connection, record, judgement),
        province_code=record.province_code,
        province_name=record.province_name,
        criteria=said.criteria,
        communes=tuple(
            _commune(by_code[code], said, kept)
            for code in sorted({*said.findings, *said.not_reached})
        ),
        causes=said.causes,
        not_reached=said.not_reached,
        invented=record.invented,
    )


def evidence_rows(
    connection: Connection, run_id: str, commune: str, sha256s: Iterable[str]
) -> tuple[EvidenceInfo, ...]:
    """Return where bodies were seen for a commune, oldest first."""
    where = tables.run_evidence.c.commune.in_([commune, ""])
    return _of_commune(_evidence(connection, run_id, where), commune, sha256s)


def evidence_size(connection: Connection, sha256: str) -> int:
    """Return the size of a body when it was kept."""
    table = tables.evidence
    size = connection.execute(select(table.c.size).where(table.c.sha256 == sha256)).scalar()
    if size is None:
        message = say("store.evidence_unknown", sha256=sha256)
        raise EvidenceGoneError([Problem(file="evidence", message=message)])
    return int(size)


def evidence_gone(connection: Connection, sha256: str) -> EvidenceGoneError | None:
    """Return what to say of a body that was purged; None when it never was."""
    at = purged_at(connection, "evidence", sha256)
    if at is None:
        return None
    message = say("purge.evidence_gone", sha256=sha256, day=day_of(at))
    return EvidenceGoneError([Problem(file="evidence", message=message)])


def _judged_last(connection: Connection) -> str:
    """Return the last run that was judged: one that was killed before must not hide it."""
    query = (
        select(tables.run.c.id)
        .where(tables.run.c.id.in_(select(tables.judgement.c.run_id)))
        .order_by(tables.run.c.started_at.desc(), tables.run.c.id)
    )
    found = connection.execute(query).scalar()
    return LAST if found is None else str(found)


def _commune(
    commune: Commune, said: judgements.Said, kept: Mapping[str, Sequence[RowMapping]]
) -> CommuneResult:
    findings = said.findings.get(commune.code, ())
    return CommuneResult(
        code=commune.code,
        name=commune.name,
        kind=commune.kind,
        site=rows.without_user(commune.site.url) if commune.site else "",
        score=said.scores.get(commune.code, NOT_REACHED),
        findings=findings,
        evidence=_of_commune(kept, commune.code, sheets.cited(findings)),
        rank=said.ranks.get(commune.code),
        addresses=_addresses(commune),
        titles={one.pseudonym: one.title for one in commune.staff if one.title},
    )


def _addresses(commune: Commune) -> tuple[str, ...]:
    """Return where its cameras, recorders and lines answer: hosts alone, and with their ports."""
    found = {office.gateway for office in commune.offices if office.gateway}
    for device in commune.devices:
        host = f"[{device.host}]" if ":" in device.host else device.host
        found |= {device.host, f"{host}:{device.rtsp_port}", f"{host}:{device.onvif_port}"}
    return tuple(sorted(found))


def _evidence(
    connection: Connection, run_id: str, where: ColumnElement[bool]
) -> dict[str, list[RowMapping]]:
    """Return the rows of a run by hash: one query, since a province asks for all of them."""
    table = tables.run_evidence
    query = select(table).where(table.c.run_id == run_id, where)
    query = query.order_by(table.c.seen_at, table.c.url, table.c.sha256)
    kept: dict[str, list[RowMapping]] = {}
    for row in connection.execute(query).mappings():
        kept.setdefault(row["sha256"], []).append(row)
    return kept


def _of_commune(
    kept: Mapping[str, Sequence[RowMapping]], commune: str, sha256s: Iterable[str]
) -> tuple[EvidenceInfo, ...]:
    """A commune's own rows; rows of no commune only where it has none of its own."""
    found: list[RowMapping] = []
    for sha256 in dict.fromkeys(sha256s):
        seen = kept.get(sha256, ())
        own = [row for row in seen if row["commune"] == commune]
        found += own or [row for row in seen if not row["commune"]]
    found.sort(key=lambda row: (row["seen_at"], row["url"], row["sha256"]))
    return tuple(
        EvidenceInfo(**{name: row[name] for name in ("sha256", "url", "seen_at", "kind")})
        for row in found
    )


def _info(connection: Connection, record: RunRecord, judgement: JudgementRecord) -> RunInfo:
    """Versions and profile are those of the judgement: a rejudge may use others than the run."""
    return RunInfo(
        id=record.id,
        judgement=judgement.id,
        tool_version=judgement.tool_version,
        profile=judgement.profile,
        policy_version=judgement.policy_version,
        inventory_sha256=record.inventory_sha256,
        period_start=record.period_start,
        period_end=record.period_end,
        time_zone=record.time_zone,
        narrowed=record.narrowed,
        started_at=record.started_at,
        finished_at=record.finished_at,
        complete=record.complete,
        stage=judgement.stage,
        judged_at=judgement.judged_at,
        profile_title=judgement.policy.get("title", {}),
        seal=seals.short(seals.of_subject(connection, seals.JUDGEMENT, judgement.id)),
    )


def _records(connection: Connection, found: Sequence[RowMapping]) -> list[RunRecord]:
    communes = rows.get_sheets(connection, [row["communes_sha256"] for row in found])
    return [rows.run_record(row, communes[row["communes_sha256"]]) for row in found]


def _chosen(
    connection: Connection, query: Select[Any], id_: Any, which: str, what: str
) -> RowMapping:
    """Return the one row that `which` means: the first of the query, or by the start of its id."""
    if which == LAST:
        found = connection.execute(query.limit(1)).mappings().all()
    else:
        named = id_.startswith(which.lower(), autoescape=True)
        found = connection.execute(query.where(named).limit(2)).mappings().all()
    if len(found) == 1 and which:
        return found[0]
    raise refused(which, f"store.{'several' if found else 'no'}_{what}")
