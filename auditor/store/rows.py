"""Records to rows and back."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select, update

from auditor.contract import Commune, Missing, Stage
from auditor.facts import KINDS, SCHEMAS, Look
from auditor.store import tables
from auditor.store.codec import (
    compress,
    decompress,
    digest,
    from_json,
    from_plain,
    pack_value,
    to_json,
    to_plain,
    unpack,
)
from auditor.store.engine import upsert
from auditor.store.errors import damaged
from auditor.store.exact import slices
from auditor.store.records import JudgementRecord, RunRecord, StoredFact
from auditor.store.upgrades import upgrade

_COMMUNES = tuple[Commune, ...]
_LOOK_COLUMNS = ("run_id", "commune", "kind", "target", "at", "state", "body")
_REFILL = (
    update(tables.sheet)
    .where(tables.sheet.c.sha256 == bindparam("named"), tables.sheet.c.body == b"")
    .values(body=bindparam("again"))
)
"""A body that was purged, and is said again."""
_USER_INFO = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#\\]*@")


def put_sheets(connection: Connection, bodies: Iterable[bytes]) -> list[str]:
    """Keep contents (canonical JSON) that are not there yet, or no longer; return their hashes."""
    hashes = [(digest(body), body) for body in bodies]
    new = [{"sha256": sha256, "body": compress(body)} for sha256, body in dict(hashes).items()]
    upsert(connection, tables.sheet, new, replace=False)
    back = [{"named": row["sha256"], "again": row["body"]} for row in new]
    if back:
        connection.execute(_REFILL, back)
    return [sha256 for sha256, _ in hashes]


def get_sheets(connection: Connection, hashes: Iterable[str]) -> dict[str, Any]:
    """Return contents by hash, None for a purged one; damage is told, never printed."""
    wanted = sorted(set(hashes))
    query = select(tables.sheet.c.sha256, tables.sheet.c.body)
    found: dict[str, Any] = {}
    for part in slices(wanted):
        some = query.where(tables.sheet.c.sha256.in_(part))
        found.update({sha256: _sheet(sha256, body) for sha256, body in connection.execute(some)})
    for sha256 in wanted:
        if sha256 not in found:
            raise damaged("sheet", "store.damaged_row", row=sha256)
    return found


def run_row(record: RunRecord, communes_sha256: str) -> dict[str, Any]:
    """Return a run as a row."""
    plain = {name: getattr(record, name) for name in _RUN_FIELDS}
    documents = list(record.documents_sha256)
    return plain | {"communes_sha256": communes_sha256, "documents_sha256": documents}


def communes_body(record: RunRecord) -> bytes:
    """Return a run's inventory entries as canonical JSON."""
    return to_json(to_plain(_COMMUNES, record.communes))


def run_record(row: RowMapping, communes: Any) -> RunRecord:
    """Return a row as a run."""
    plain = {name: row[name] for name in _RUN_FIELDS}
    return RunRecord(
        **plain,
        communes=from_plain(_COMMUNES, communes or ()),
        purged=communes is None,
        documents_sha256=tuple(row["documents_sha256"]),
    )


def judgement_row(record: JudgementRecord) -> dict[str, Any]:
    """Return a judgement as a row, without its sheets."""
    return {name: getattr(record, name) for name in _JUDGEMENT_FIELDS} | {
        "stage": record.stage.value
    }


def judgement_record(row: RowMapping, policy: Mapping[str, Any]) -> JudgementRecord:
    """Return a row as a judgement."""
    plain = {name: row[name] for name in _JUDGEMENT_FIELDS}
    return JudgementRecord(**plain | {"stage": Stage(row["stage"])}, policy=policy)


def fact_row(run_id: str, commune: str, kind: str, target: str, fact: object) -> dict[str, Any]:
    """Return a fact, or the Missing in its place, as a row; KeyError for a kind nobody knows."""
    missing = isinstance(fact, Missing)
    return {
        "run_id": run_id,
        "commune": commune,
        "kind": kind,
        "target": target,
        "schema": SCHEMAS[kind],
        "missing": missing,
        "saved_at": datetime.now(UTC),
        "body": pack_value(Missing if missing else KINDS[kind], fact),
    }


def stored_fact(row: RowMapping) -> StoredFact:
    """Return a row as a fact, brought up to today's schema where there is a way."""
    names = ("commune", "kind", "target", "schema")
    if not row["body"]:
        return StoredFact(**{name: row[name] for name in names}, fact=None, purged=True)
    plain = _unpacked(row, "fact")
    fact = None
    if row["missing"]:
        fact = from_plain(Missing, plain)
    elif row["kind"] in KINDS:
        current = upgrade(row["kind"], row["schema"], plain, current=SCHEMAS[row["kind"]])
        fact = None if current is None else from_plain(KINDS[row["kind"]], current)
    return StoredFact(
        **{name: row[name] for name in names},
        fact=fact,
        outdated=fact is None,
    )


def look_row(run_id: str, commune: str, kind: str, look: Look) -> dict[str, Any]:
    """Return a look as a row."""
    values = (run_id, commune, kind, look.target, look.at, look.state.value, pack_value(Look, look))
    return dict(zip(_LOOK_COLUMNS, values, strict=True))


def stored_look(row: Mapping[str, Any]) -> Look:
    """Return a row as a look."""
    look: Look = from_plain(Look, _unpacked(row, "look"))
    return look


def evidence_row(
    run_id: str,
    commune: str,
    sha256: str,
    url: str,
    kind: str,
    seen_at: datetime,
    expires_at: datetime,
) -> dict[str, Any]:
    """Return where and when a run saw a body as a row."""
    clean = without_user(url)
    return {
        "run_id": run_id,
        "commune": commune,
        "sha256": sha256,
        "url_key": url_key(clean),
        "url": clean,
        "kind": kind,
        "seen_at": seen_at,
        "expires_at": expires_at,
    }


def without_user(url: str) -> str:
    """Return a URL without user name and password, and without what no database takes as text."""
    clean = _USER_INFO.sub(lambda match: f"{match[1] or ''}//", url)
    return clean.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "%00")


def url_key(url: str) -> str:
    """Return a short key of a URL: some are longer than an index of PostgreSQL takes."""
    return digest(url.encode("utf-8"))[:16]


def _sheet(sha256: str, body: bytes) -> Any:
    if not body:
        return None
    try:
        content = decompress(body)
    except ValueError as error:
        raise damaged("sheet", "store.damaged_row", row=sha256) from error
    if digest(content) != sha256:
        raise damaged("sheet", "store.damaged_row", row=sha256)
    return from_json(content)


def _unpacked(row: Mapping[str, Any] | RowMapping, table: str) -> Any:
    try:
        return unpack(row["body"])
    except ValueError as error:
        key = "/".join(str(row[name]) for name in ("run_id", "commune", "kind", "target"))
        raise damaged(table, "store.damaged_row", row=key) from error


_RUN_FIELDS = (
    "id",
    "tool_version",
    "profile",
    "policy_version",
    "inventory_sha256",
    "period_start",
    "period_end",
    "time_zone",
    "narrowed",
    "started_at",
    "province_code",
    "province_name",
    "invented",
    "finished_at",
    "complete",
)
_JUDGEMENT_FIELDS = (
    "id",
    "run_id",
    "judged_at",
    "stage",
    "tool_version",
    "policy_version",
    "profile",
)
