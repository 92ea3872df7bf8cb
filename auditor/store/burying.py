"""Tombstones in the place of bodies, under one seal.

Bodies go; rows and hashes stay, and a tombstone with the leaf that the seal knows stands for each
body, so that `verify` tells purged from tampered.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from auditor.signing import Signer
from auditor.store import leaves, seals, tables
from auditor.store.evidence import Locker
from auditor.store.exact import rows_of
from auditor.store.retention import Due, OldBody

_FACT_KEY = ("run_id", "commune", "kind", "target")


def bury(
    connection: Connection,
    locker: Locker,
    gone: Due,
    signer: Signer,
    purge_id: str,
    now: datetime,
) -> int:
    """Put tombstones in the place of bodies and seal them, in the caller's transaction."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what is freed is overwritten
    for some in _slices(list(_stones(connection, locker, gone, purge_id))):
        connection.execute(insert(tables.tombstone), list(some))
    _empty(connection, gone)
    sealed = seals.seal(
        connection,
        subject=seals.PURGE,
        subject_id=purge_id,
        run_id=purge_id,
        leaves=leaves.purge_leaves(connection, purge_id),
        signer=signer,
        at=now,
    )
    return sealed.number


def purged_at(connection: Connection, table: str, sha256: str) -> datetime | None:
    """Return when an evidence body or a sheet was purged last, None when it never was."""
    stone, seal = tables.tombstone, tables.seal
    named = stone.c.key.endswith(f',"{sha256}"]')
    query = (
        select(func.max(seal.c.sealed_at))
        .join(stone, stone.c.purge_id == seal.c.subject_id)
        .where(stone.c.table_name == table, named)
    )
    found: datetime | None = connection.execute(query).scalar()
    return found


def _stones(
    connection: Connection, locker: Locker, gone: Due, purge_id: str
) -> Iterator[dict[str, Any]]:
    """Leaves are made of the rows as they are written, before anything of them goes."""
    wanted = {tuple(fact.key.values()): fact.rule.reason for fact in gone.facts}
    for run_id in sorted({fact.run_id for fact in gone.facts}):
        for row in rows_of(connection, tables.fact, tables.fact.c.run_id == run_id):
            key = tuple(row[name] for name in _FACT_KEY)
            if reason := wanted.get(key):
                yield leaves.tombstone_row(purge_id, run_id, leaves.leaf_of_fact(row), reason)
    runs_of: dict[str, list[OldBody]] = defaultdict(list)
    for body in gone.bodies:
        runs_of[body.sha256].append(body)
    for row in _by_sha256(connection, tables.evidence, list(runs_of)):
        packed = locker.packed(row["sha256"])
        for body in runs_of[row["sha256"]]:
            leaf = leaves.leaf_of_evidence(body.run_id, row, packed)
            yield leaves.tombstone_row(purge_id, body.run_id, leaf, body.rule.reason)
    sheets = {sheet.sha256: sheet for sheet in gone.sheets}
    buried = _buried(connection) if sheets else set()
    for row in _by_sha256(connection, tables.sheet, list(sheets)):
        sheet = sheets[row["sha256"]]
        for subject_id, run_id in sheet.subjects:
            leaf = leaves.leaf_of_sheet(subject_id, row)
            if leaf.key not in buried:
                yield leaves.tombstone_row(purge_id, run_id, leaf, sheet.rule.reason)


def _buried(connection: Connection) -> set[str]:
    """Keys of sheets that went once: one that came back keeps the tombstone with its sealed leaf."""
    stone = tables.tombstone
    return set(connection.scalars(select(stone.c.key).where(stone.c.table_name == "sheet")))


def _by_sha256(
    connection: Connection, table: Table, named: Sequence[str]
) -> Iterator[dict[str, Any]]:
    for some in _slices(sorted(named)):
        yield from list(rows_of(connection, table, table.c.sha256.in_(some)))


def _empty(connection: Connection, gone: Due) -> None:
    fact, sheet = tables.fact, tables.sheet
    keys = _FACT_KEY
    where = [fact.c[name] == bindparam(f"its_{name}") for name in keys]
    if gone.facts:
        rows = [{f"its_{name}": value for name, value in one.key.items()} for one in gone.facts]
        connection.execute(update(fact).where(*where).values(body=b""), rows)
    if gone.sheets:
        its = update(sheet).where(sheet.c.sha256 == bindparam("its_sha256")).values(body=b"")
        connection.execute(its, [{"its_sha256": one.sha256} for one in gone.sheets])


def _slices(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), 500):
        yield values[start : start + 500]
