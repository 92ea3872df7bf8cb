"""Rows that belong to nothing that is there: nobody who only adds through the program leaves one."""

from sqlalchemy import Column, Connection, select

from auditor.store import tables
from auditor.store.evidence import Locker
from auditor.store.troubles import Verified

_OWNED = (
    (tables.fact.c.run_id, tables.run.c.id),
    (tables.look.c.run_id, tables.run.c.id),
    (tables.run_evidence.c.run_id, tables.run.c.id),
    (tables.judgement.c.run_id, tables.run.c.id),
    (tables.judgement_sheet.c.judgement_id, tables.judgement.c.id),
    (tables.evidence.c.sha256, tables.run_evidence.c.sha256),
)


def check_strangers(connection: Connection, locker: Locker, verified: Verified) -> None:
    """Note rows of no run, sheets that nobody names, and files that no row names."""
    for column, owner in _OWNED:
        for one in _without(connection, column, owner):
            verified.add("row_stranger", table=column.table.name, row=one)
    for one in _unnamed_sheets(connection):
        verified.add("row_stranger", table="sheet", row=one)
    known = set(connection.scalars(select(tables.evidence.c.sha256)))
    extra = [name for name in locker.names() if name not in known]
    if extra:  # a run that is killed between the file and its row leaves one as well
        verified.note("files_unnamed", count=len(extra), first=extra[0])


def _without(connection: Connection, column: "Column[str]", owner: "Column[str]") -> list[str]:
    owners = select(owner)
    query = select(column).where(column.not_in(owners)).distinct()
    return sorted(str(one) for one in connection.scalars(query))


def _unnamed_sheets(connection: Connection) -> list[str]:
    judged, said = tables.judgement, tables.judgement_sheet
    named: set[str] = set()
    for column in (
        tables.run.c.communes_sha256,
        judged.c.policy_sha256,
        judged.c.causes_sha256,
        said.c.sheet_sha256,
    ):
        named.update(connection.scalars(select(column).distinct()))
    return sorted(set(connection.scalars(select(tables.sheet.c.sha256))) - named)
