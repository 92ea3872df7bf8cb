"""Bringing the tables up to date, without touching anybody else's in the same database."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, inspect, text

from auditor.problems import Problem
from auditor.store.engine import answering, is_sqlite, make_engine, shown, writer
from auditor.store.errors import StoreVersionError, damaged
from auditor.store.tables import VERSION_TABLE, metadata
from auditor.words import say

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "r0002"
"""The newest revision, written here so that opening an up-to-date store loads no Alembic."""
MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(url: URL, holding: AbstractContextManager[None]) -> None:
    """Create or migrate the tables in one transaction; StoreVersionError when they are newer.

    Tables that are there are changed while `holding`: an older program may be writing to them,
    and StoreBusyError says so. Who finds them up to date, or none at all, waits for nobody.
    """
    engine = make_engine(url, foreign_keys=False)
    try:
        with answering(url), engine.connect() as connection:
            found = version(connection)
        if found == HEAD:
            return
        _refuse_newer(url, found)
        with (
            holding if found else nullcontext(),
            answering(url),
            writer(engine).begin() as connection,
        ):
            migrate(connection, url)
    finally:
        engine.dispose()


def version(connection: Connection) -> str | None:
    """Return the revision of the tables there, or None when there are none of ours."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - our constant


def migrate(connection: Connection, url: URL, folder: Path = MIGRATIONS) -> None:
    """Run what is missing on a connection without foreign keys, then check every one of them."""
    from alembic import command

    command.upgrade(alembic_config(connection, folder), "head")
    if not is_sqlite(url):
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise damaged(shown(url), "store.broken_keys", table=str(broken[0][0]), count=len(broken))


def alembic_config(connection: Connection, folder: Path = MIGRATIONS) -> "Config":
    """Return Alembic's configuration: no alembic.ini, the connection is ours."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def is_ours(name: str | None, kind: str) -> bool:
    """Say whether a table is one of ours; those of others in the same database are not looked at."""
    return kind != "table" or name in metadata.tables


def _refuse_newer(url: URL, found: str | None) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if found is not None and found not in known:
        message = say("store.newer", found=found, known=HEAD)
        raise StoreVersionError([Problem(file=shown(url), message=message)])
