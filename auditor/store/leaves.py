"""The rows that a seal is over, as leaves. What purging takes away is taken away from them alone.

A body that several runs or judgements share (evidence, sheets) has one leaf in each of them, with
the subject in its key: it can be purged for what was sealed then and come back for a later run.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, RowMapping, Table, select, tuple_

from auditor.store import tables
from auditor.store.chain import Leaf, leaf
from auditor.store.codec import from_json, utc
from auditor.store.exact import rows_named, rows_of, slices

Row = Mapping[str, Any] | RowMapping
_TIMED = 4
"""Values before the time in the key of a look."""


class Bodies(Protocol):
    """What gives the bytes of a kept body as they lie on disk; None when no file is there."""

    def packed(self, sha256: str) -> bytes | None:
        """Return them."""
        ...


def leaf_of_fact(row: Row) -> Leaf:
    """Return the leaf of a row of `fact`, all columns, body included."""
    return _leaf(tables.fact, row)


def leaf_of_look(row: Row) -> Leaf:
    """Return the leaf of a row of `look`, all columns, body included."""
    return _leaf(tables.look, row)


def leaf_of_evidence(run_id: str, row: Row, packed: bytes | None) -> Leaf:
    """Return the leaf of a body for one run that names it.

    `row` is the row of `evidence`, `packed` the bytes of its file, None when there is no file.
    """
    return leaf(
        "evidence", (run_id, row["sha256"]), {**_columns(tables.evidence, row), "packed": packed}
    )


def leaf_of_sheet(subject_id: str, row: Row) -> Leaf:
    """Return the leaf of a row of `sheet` for one run or judgement that names it."""
    return leaf("sheet", (subject_id, row["sha256"]), _columns(tables.sheet, row))


def leaf_of_tombstone(row: Row) -> Leaf:
    """Return the leaf of a row of `tombstone`, as a purge's seal lists it."""
    return _leaf(tables.tombstone, row)


def tombstone_row(purge_id: str, run_id: str, gone: Leaf, reason: str) -> dict[str, Any]:
    """Return the row of `tombstone` for a leaf as it is before its body goes.

    `run_id` is the run that the fact, the evidence or the judgement belongs to.
    """
    return {
        "purge_id": purge_id,
        "table_name": gone.table,
        "key": gone.key,
        "run_id": run_id,
        "leaf": gone.sha256,
        "reason": reason,
    }


def subjects_naming(connection: Connection, sha256: str) -> list[tuple[str, str]]:
    """Return (subject id, run id) of all that name a sheet: each gets a tombstone when it goes."""
    run, judged, said = tables.run, tables.judgement, tables.judgement_sheet
    runs = select(run.c.id).where(run.c.communes_sha256 == sha256)
    found = {(str(one), str(one)) for one in connection.scalars(runs)}
    named = (judged.c.policy_sha256 == sha256) | (judged.c.causes_sha256 == sha256)
    own = select(judged.c.id, judged.c.run_id).where(named)
    through = select(judged.c.id, judged.c.run_id).join(said, said.c.judgement_id == judged.c.id)
    for query in (own, through.where(said.c.sheet_sha256 == sha256)):
        found.update((str(one), str(run_id)) for one, run_id in connection.execute(query))
    return sorted(found)


def run_leaves(connection: Connection, bodies: Bodies, run_id: str) -> Iterator[Leaf]:
    """Yield the leaves of a run as it stands."""
    sheets: set[str] = set()
    for row in rows_of(connection, tables.run, tables.run.c.id == run_id):
        sheets.add(str(row["communes_sha256"]))
        yield _leaf(tables.run, row)
    for table in (tables.fact, tables.look):
        for row in rows_of(connection, table, table.c.run_id == run_id):
            yield _leaf(table, row)
    named: set[str] = set()
    for row in rows_of(connection, tables.run_evidence, tables.run_evidence.c.run_id == run_id):
        named.add(str(row["sha256"]))
        yield _leaf(tables.run_evidence, row)
    for row in rows_named(connection, tables.evidence, named):
        yield leaf_of_evidence(run_id, row, bodies.packed(str(row["sha256"])))
    for row in rows_named(connection, tables.sheet, sheets):
        yield leaf_of_sheet(run_id, row)


def judgement_leaves(connection: Connection, judgement_id: str) -> Iterator[Leaf]:
    """Yield the leaves of a judgement as it stands."""
    judged, said = tables.judgement, tables.judgement_sheet
    sheets: set[str] = set()
    for row in rows_of(connection, judged, judged.c.id == judgement_id):
        sheets |= {str(row["policy_sha256"]), str(row["causes_sha256"])}
        yield _leaf(judged, row)
    for row in rows_of(connection, said, said.c.judgement_id == judgement_id):
        sheets.add(str(row["sheet_sha256"]))
        yield _leaf(said, row)
    for row in rows_named(connection, tables.sheet, sheets):
        yield leaf_of_sheet(judgement_id, row)


def purge_leaves(connection: Connection, purge_id: str) -> Iterator[Leaf]:
    """Yield the leaves of a purge: its tombstones, and what it left of the rows themselves.

    Call it after the bodies are gone: a fact or look left without its body must stay as it is.
    """
    stone = tables.tombstone
    for row in rows_of(connection, stone, stone.c.purge_id == purge_id):
        yield _leaf(stone, row)
    for table in (tables.fact, tables.look):
        of_table = (stone.c.purge_id == purge_id, stone.c.table_name == table.name)
        gone = connection.scalars(select(stone.c.key).where(*of_table)).all()
        for row in _rows_at(connection, table, gone):
            yield _leaf(table, row)
    yield from _evidence_left(connection, purge_id)


def _evidence_left(connection: Connection, purge_id: str) -> Iterator[Leaf]:
    """The rows of bodies that went; the same body may be there again for a later run."""
    stone = tables.tombstone
    query = select(stone.c.key).where(
        stone.c.purge_id == purge_id, stone.c.table_name == tables.evidence.name
    )
    named = {str(json.loads(key)[1]) for key in connection.scalars(query)}
    for row in rows_named(connection, tables.evidence, named):
        yield _leaf(tables.evidence, row)


def _rows_at(connection: Connection, table: Table, keys: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of these keys, as leaves write them."""
    columns = list(table.primary_key)
    wanted = [key for key in map(_values, keys) if len(key) == len(columns)]
    for some in slices(wanted, width=len(columns)):
        yield from rows_of(connection, table, tuple_(*columns).in_(some))


def _values(key: str) -> tuple[Any, ...]:
    """Return a key's values; none for one that we never wrote: its tombstone is told as changed."""
    try:
        *names, last = from_json(key.encode("utf-8"))
        timed = utc(datetime.fromisoformat(last)) if len(names) == _TIMED else last
        "".join((*names, last)).encode("utf-8")
    except (ValueError, TypeError):
        return ()
    return (*names, timed)


def _leaf(table: Table, row: Row) -> Leaf:
    return leaf(table.name, tuple(row[name] for name in _keys(table)), _columns(table, row))


def _columns(table: Table, row: Row) -> dict[str, Any]:
    return {column.name: row[column.name] for column in table.columns}


def _keys(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]
