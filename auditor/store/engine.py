"""The connection: one dialect-specific place, so that everything else is plain SQL.

SQLite: WAL, foreign keys on, writers take their lock at BEGIN (a reader that turns writer would
fail at once, whatever the timeout), and DDL is part of the transaction, which the driver's own
transactions would not allow.
"""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Executable, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from auditor.store.errors import damaged, refused
from auditor.textfile import os_reason

BUSY_MS = 10_000  # a writer holds its lock for milliseconds; a backup for seconds
WRITING = "auditor_writing"
LASTING = "auditor_lasting"
_PLANTED = "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name LIMIT 1"
_NO_TEXT = "Could not decode to UTF-8"  # how the driver tells text that is none


def parse_url(url: str) -> URL:
    """Return the store's address; bad input when it is none, or has no file behind it."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise refused("store", "store.bad_url") from None
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise refused("store", "store.wrong_backend", backend=parsed.get_backend_name())
    database = parsed.database or ":memory:"
    if is_sqlite(parsed) and (database == ":memory:" or database.startswith("file:")):
        raise refused("store", "store.no_file")
    return parsed


def is_sqlite(url: URL) -> bool:
    """Say whether the store is a file of our own."""
    return url.get_backend_name() == "sqlite"


def sqlite_file(url: URL) -> Path:
    """Return the database's file."""
    return Path(url.database or "").absolute()


def shown(url: URL) -> str:
    """Return the address as people may see it: a path, or a URL without its password."""
    return str(sqlite_file(url)) if is_sqlite(url) else url.render_as_string(hide_password=True)


def make_engine(url: URL, *, foreign_keys: bool = True) -> Engine:
    """Return an engine. Migrations of SQLite run with `foreign_keys` off, set before they begin."""
    options: dict[str, Any] = {} if foreign_keys else {"poolclass": NullPool}
    try:
        engine = create_engine(url, **options)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise refused(shown(url), "store.no_driver", driver=url.get_driver_name()) from error
    if is_sqlite(url):
        _teach_sqlite(engine, foreign_keys=foreign_keys)
    return engine


def _teach_sqlite(engine: Engine, *, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def connected(raw: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver's own transactions commit before DDL; "begin" below takes their place.
        raw.isolation_level = None
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        _write_ahead(cursor)
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        # A power cut takes the last commits of NORMAL, whole: looks can be lost so, no seal may.
        level = "FULL" if options.get(LASTING) else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING) else "BEGIN")


def _write_ahead(cursor: Any) -> None:
    """Switch to WAL. SQLite does not wait its busy timeout for this one step: two that make a new
    store at once would see each other as an error.
    """
    patience = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > patience:
                raise
            time.sleep(0.02)
        else:
            return


def writer(engine: Engine, *, lasting: bool = True) -> Engine:
    """Return an engine of the same connections whose transactions may write.

    What it commits outlasts a power cut, with all that was committed before it. Not `lasting` is
    for the many small writes of a run: fifteen times as fast, and a power cut takes the last ones.
    """
    return engine.execution_options(**{WRITING: True, LASTING: lasting})


def upsert(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, replace: bool = True
) -> None:
    """Insert whole rows; where the key is there already, replace the row or leave it."""
    if rows:
        connection.execute(_upsert(table, connection.dialect.name, replace), rows)


@cache
def _upsert(table: Table, dialect: str, replace: bool) -> Executable:
    """Built once: building costs more than running it."""
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    if not replace:
        kept: Executable = statement.on_conflict_do_nothing(index_elements=keys)
        return kept
    others = [column.name for column in table.columns if column.name not in keys]
    news = {name: statement.excluded[name] for name in others}
    replaced: Executable = statement.on_conflict_do_update(index_elements=keys, set_=news)
    return replaced


def make_place(url: URL) -> None:
    """Make the folder and an empty file only we may read; bad input names what cannot be written."""
    if not is_sqlite(url):
        return
    file = sqlite_file(url)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, 0o600))
    except OSError as error:
        raise refused(file, "store.unwritable", reason=os_reason(error)) from error
    if not file.is_file():
        raise refused(file, "store.not_a_file")


def check_soundness(url: URL) -> None:
    """Refuse a damaged file: flipped pages still answer a count, only quick_check finds them.

    Refuse triggers and views as well: we make none, and one would write or read in our name.
    """
    if not is_sqlite(url):
        return
    file = sqlite_file(url)
    try:
        with closing(sqlite3.connect(file, timeout=BUSY_MS / 1000)) as raw:
            raw.text_factory = readable
            answers = [row[0] for row in raw.execute("PRAGMA quick_check(1)")]
            planted = raw.execute(_PLANTED).fetchone() if answers == ["ok"] else None
    except sqlite3.DatabaseError as error:
        raise _unsound(file, error) from error
    if answers != ["ok"]:
        raise damaged(file, "store.damaged", detail=str(answers[0]))
    if planted:
        raise damaged(file, "store.planted", name=planted[0])


def _unsound(file: Path, error: sqlite3.DatabaseError) -> Exception:
    if isinstance(error, sqlite3.OperationalError):
        return refused(file, "store.unwritable", reason=str(error))
    return damaged(file, "store.damaged", detail=str(error))


@contextmanager
def answering(url: URL) -> Iterator[None]:
    """Tell a full disk, a lock that never ends or a silent server as what they are: no bug."""
    try:
        yield
    except OperationalError as error:
        if _NO_TEXT in str(error.orig):
            raise damaged(shown(url), "store.damaged", detail=_first_line(error)) from error
        raise refused(shown(url), "store.no_answer", reason=_first_line(error)) from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # a broken constraint is a bug and stays one
            raise
        raise damaged(shown(url), "store.damaged", detail=_first_line(error)) from error


def _first_line(error: DatabaseError) -> str:
    line = str(error.orig).strip().partition("\n")[0]
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


def readable(raw: bytes) -> str:
    """Return text of SQLite for people to read, whatever its bytes are."""
    return raw.decode("utf-8", "backslashreplace")
