"""Deleting what is past its days, so that it is really gone and that its going can be proved.

The rows are one transaction under one seal. Files of the locker go after it: a purge that is killed
in between leaves files that no row needs, and the next purge removes them.
"""

import sqlite3
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, func, select
from sqlalchemy.exc import DatabaseError

from auditor.signing import Signer
from auditor.store import burying, retention, seals, sweeping, tables
from auditor.store.aged import Due, Rule
from auditor.store.amounts import STRAY_AFTER, PastPurge, Purged, amounts, note
from auditor.store.engine import answering, is_sqlite, sqlite_file, writer
from auditor.store.evidence import Locker
from auditor.textfile import os_reason
from auditor.words import say

_TOLD = 5
_BODIES = ("fact", "look", "sheet")
"""Tables that lose bodies."""


class Purging:
    """What a store can say and do about the age of what it holds. Made by `Store.purging`."""

    def __init__(self, url: URL, engine: Engine, locker: Locker) -> None:
        self._url = url
        self._engine = engine
        self._locker = locker

    def due(self, rules: Sequence[Rule], now: datetime) -> Purged:
        """Return what would go now. Changes nothing."""
        with answering(self._url), self._engine.begin() as connection:
            old = retention.due(connection, rules, now)
            files = _unneeded(connection, self._locker.folder, old, now)
        return Purged(id="", at=now, amounts=amounts(old, files))

    def purge(self, rules: Sequence[Rule], now: datetime, signer: Signer) -> Purged:
        """Delete what is past its days, and note it in the log. The caller holds the store."""
        id_ = str(uuid.uuid4())
        with answering(self._url), writer(self._engine).begin() as connection:
            old = retention.due(connection, rules, now)
            files = _unneeded(connection, self._locker.folder, old, now)
            seal = (
                burying.bury(connection, self._locker, old, signer, id_, now) if old.any else None
            )
        troubles = (*_sweep(self._locker.folder, files), *self._overwrite(old.any))
        done = Purged(id=id_, at=now, amounts=amounts(old, files), seal=seal, troubles=troubles)
        return replace(done, troubles=(*troubles, *note(self.log, done)))

    def past(self) -> tuple[PastPurge, ...]:
        """Return every purge that changed a row, the last first."""
        with answering(self._url), self._engine.begin() as connection:
            return _past(connection)

    @property
    def log(self) -> Path:
        """The file that has one line of JSON a purge."""
        if is_sqlite(self._url):
            file = sqlite_file(self._url)
            return file.with_name(f"{file.name}.purge.log")
        return self._locker.folder / "purge.log"

    def _overwrite(self, changed: bool) -> tuple[str, ...]:
        """Leave nothing of what was deleted in the files of the database.

        Overwritten bodies still stand in SQLite's write-ahead log, and facts that were ever
        replaced in its free pages; the dead rows of PostgreSQL wait to be written over.
        """
        try:
            if is_sqlite(self._url):
                _rebuild_sqlite(self._engine)
            elif changed:
                with self._engine.connect() as plain:
                    alone = plain.execution_options(isolation_level="AUTOCOMMIT")
                    alone.exec_driver_sql(f"VACUUM FULL {', '.join(_BODIES)}")
        except (DatabaseError, sqlite3.Error) as error:
            reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
            return (say("purge.not_overwritten", reason=reason),)
        return ()


def _rebuild_sqlite(engine: Engine) -> None:
    with closing(engine.raw_connection()) as lent:
        driver: Any = lent.driver_connection
        if driver.execute("PRAGMA freelist_count").fetchone()[0]:  # also after a killed purge
            driver.execute("VACUUM")
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise sqlite3.OperationalError(say("purge.read_meanwhile"))


def _unneeded(
    connection: Connection, folder: Path, gone: Due, now: datetime
) -> list[sweeping.Kept]:
    """Return the files that no row needs, now or once `gone` is gone."""
    needed, purged = retention.needed_bodies(connection)
    old = {body.sha256 for body in gone.bodies}
    young = now - STRAY_AFTER
    return [
        file
        for file in sweeping.files(folder)
        if _is_over(file, old | purged)
        or ((file.sha256 not in needed or not file.whole) and file.changed_at < young)
    ]


def _sweep(folder: Path, files: Iterable[sweeping.Kept]) -> tuple[str, ...]:
    """Remove files; return a sentence about each that stays."""
    stay: list[str] = []
    for file in files:
        try:
            sweeping.remove(folder, file)
        except OSError as error:
            place = str(folder / file.shelf / file.name)
            stay.append(say("purge.not_removed", file=place, reason=os_reason(error)))
    more = [say("purge.not_removed_more", count=len(stay) - _TOLD)] if len(stay) > _TOLD else []
    return (*stay[:_TOLD], *more)


def _past(connection: Connection) -> tuple[PastPurge, ...]:
    """Return every purge that changed a row, the last first."""
    seal, stone = tables.seal, tables.tombstone
    counts: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    counted = select(stone.c.purge_id, stone.c.reason, stone.c.table_name, func.count()).group_by(
        stone.c.purge_id, stone.c.reason, stone.c.table_name
    )
    for purge_id, reason, table, count in connection.execute(counted):
        counts[purge_id][reason, table] = count
    query = select(seal.c.subject_id, seal.c.sealed_at, seal.c.number)
    query = query.where(seal.c.subject == seals.PURGE).order_by(seal.c.number.desc())
    return tuple(
        PastPurge(id=id_, at=at, seal=number, stones=counts[id_])
        for id_, at, number in connection.execute(query)
    )


def _is_over(file: sweeping.Kept, over: set[str]) -> bool:
    return file.whole and file.sha256 in over
