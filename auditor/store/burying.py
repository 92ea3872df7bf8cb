"""Tombstones in the place of bodies, under one seal.

Bodies go; rows and hashes stay, and a tombstone with the leaf that the seal knows stands for each
body, so that `verify` tells purged from tampered.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from auditor.signing import Signer
from auditor.store import leaves, seals, tables
from auditor.store.aged import Due, OldSheet
from auditor.store.evidence import Locker
from auditor.store.exact import rows_named, rows_of, slices

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
    for some in slices(list(_stones(connection, locker, gone, purge_id))):
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
    look = tables.look
    for looks in gone.looks:
        for row in rows_of(connection, look, look.c.run_id == looks.run_id):
            if row["body"] != b"":
                leaf = leaves.leaf_of_look(row)
                yield leaves.tombstone_row(purge_id, looks.run_id, leaf, looks.rule.reason)
    bodies = {body.sha256: body for body in gone.bodies}
    for row in rows_named(connection, tables.evidence, bodies):
        packed, body = locker.packed(row["sha256"]), bodies[row["sha256"]]
        for run_id in body.runs:
            leaf = leaves.leaf_of_evidence(run_id, row, packed)
            yield leaves.tombstone_row(purge_id, run_id, leaf, body.rule.reason)
    sheets = {sheet.sha256: sheet for sheet in gone.sheets}
    buried = _buried(connection) if sheets else set()
    for some in slices(sorted(sheets)):
        for row in list(rows_named(connection, tables.sheet, some)):  # a query for each follows
            yield from _of_sheet(connection, row, sheets[row["sha256"]], purge_id, buried)


def _of_sheet(
    connection: Connection, row: dict[str, Any], sheet: OldSheet, purge_id: str, buried: set[str]
) -> Iterator[dict[str, Any]]:
    for subject_id, run_id in leaves.subjects_naming(connection, sheet.sha256):
        leaf = leaves.leaf_of_sheet(subject_id, row)
        if leaf.key not in buried:
            yield leaves.tombstone_row(purge_id, run_id, leaf, sheet.rule.reason)


def _buried(connection: Connection) -> set[str]:
    """Keys of sheets that went once: one that came back keeps the tombstone with its sealed leaf."""
    stone = tables.tombstone
    return set(connection.scalars(select(stone.c.key).where(stone.c.table_name == "sheet")))


def _empty(connection: Connection, gone: Due) -> None:
    fact, look, sheet = tables.fact, tables.look, tables.sheet
    keys = _FACT_KEY
    where = [fact.c[name] == bindparam(f"its_{name}") for name in keys]
    if gone.facts:
        rows = [{f"its_{name}": value for name, value in one.key.items()} for one in gone.facts]
        connection.execute(update(fact).where(*where).values(body=b""), rows)
    if gone.looks:
        its = update(look).where(look.c.run_id == bindparam("its_run_id")).values(body=b"")
        connection.execute(its, [{"its_run_id": one.run_id} for one in gone.looks])
    if gone.sheets:
        its = update(sheet).where(sheet.c.sha256 == bindparam("its_sha256")).values(body=b"")
        connection.execute(its, [{"its_sha256": one.sha256} for one in gone.sheets])
