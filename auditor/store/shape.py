"""The tables as we make them: what else stands in the database can write or hide in our name.

Tables of others in the same database are theirs and only told. In PostgreSQL nothing is compared:
there the database's own rights say who may change a table.
"""

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from auditor.store.exact import any_text
from auditor.store.tables import VERSION_TABLE, metadata
from auditor.store.troubles import Verified, readable

_MASTER = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
_VERSION = (
    f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL,"
    f" CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
)


def check_shape(connection: Connection, verified: Verified) -> None:
    """Note tables and indexes of ours that are other than we make them, and what was added."""
    if connection.dialect.name != "sqlite":
        return
    ours = _ours()
    tables = {*metadata.tables, VERSION_TABLE}
    with any_text(connection):
        found = connection.exec_driver_sql(_MASTER).all()
    for kind, name, table, sql in found:
        named = readable(name)
        if name in ours:
            if _plain(sql or "") != ours.pop(name):
                verified.add("shape_changed", name=named)
        elif kind in ("trigger", "view") or (table in tables and sql is not None):
            verified.add("shape_added", name=named)
        elif kind == "table" and not name.startswith("sqlite_"):
            verified.note("shape_other", name=named)
    for name in sorted(ours):
        verified.add("shape_missing", name=name)


def _ours() -> dict[str, str]:
    """Return how each table and index of ours is made, as our migrations leave it."""
    dialect = sqlite.dialect()
    made = {VERSION_TABLE: _plain(_VERSION)}
    for table in metadata.tables.values():
        made[table.name] = _plain(str(CreateTable(table).compile(dialect=dialect)))
        for index in table.indexes:
            made[str(index.name)] = _plain(str(CreateIndex(index).compile(dialect=dialect)))
    return made


def _plain(sql: str) -> str:
    return "".join(sql.split())
