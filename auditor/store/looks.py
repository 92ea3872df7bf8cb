"""Looks of a period that can be proved: those of the present run, and those that a seal lists.

A run that is killed, by a power cut too, is never sealed: its looks are kept and never folded into
another run. Whoever has the file could write such a run, and a judgement would sign its looks.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from auditor.facts import Look
from auditor.store import leaves, rows, seals, tables
from auditor.store.chain import Leaf
from auditor.store.codec import from_json, utc
from auditor.store.exact import rows_of
from auditor.store.seals import Seal

Listed = dict[str, str]
"""sha256 of leaves of looks, by key."""
Place = tuple[str, str]
"""Commune and kind."""


class Looks:
    """What the seals list is read once, however many communes ask for it."""

    def __init__(self) -> None:
        self._known: tuple[int | None, datetime | None] = (None, None)
        self._listed: dict[Place, dict[str, Listed]] = {}

    def of_period(
        self, connection: Connection, place: Place, since: datetime, until: datetime, run_id: str
    ) -> tuple[Look, ...]:
        """Return the looks at a place, both ends included, oldest first.

        A run is left out whole where its looks in the period are not those that its seal lists.
        """
        self._read(connection, since)
        table = tables.look
        where = (table.c.commune == place[0]) & (table.c.kind == place[1])
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows_of(connection, table, where & table.c.at.between(utc(since), utc(until))):
            found[row["run_id"]].append(row)
        listed = self._listed.get(place, {})
        kept = [
            (row["at"], row["target"], one, rows.stored_look(row))
            for one, its in found.items()
            if one == run_id or _as_listed(its, listed.get(one, {}), since, until)
            for row in its
            if row["body"] != b""  # purged
        ]
        return tuple(look for *_, look in sorted(kept, key=lambda one: one[:3]))

    def _read(self, connection: Connection, since: datetime) -> None:
        last = seals.last_number(connection)
        if self._known == (last, since):
            return
        self._listed = defaultdict(lambda: defaultdict(dict))
        for seal in since_then(connection, since):
            for key, sha256 in looks_of(seal).items():
                _, commune, kind, *_ = from_json(key.encode())
                self._listed[commune, kind][seal.statement.subject_id][key] = sha256
        self._known = (last, since)


def since_then(connection: Connection, since: datetime) -> Iterator[Seal]:
    """Yield the seals of runs that can have looks since a moment, whether they hold or not."""
    for one in seals.of_kind(connection, seals.RUN):
        if one.statement.sealed_at >= since:
            yield one


def looks_of(seal: Seal) -> Listed:
    """Return the leaves of looks that a seal lists; none where its list is damaged."""
    try:
        return {key: sha for (table, key), sha in seal.leaves().items() if table == "look"}
    except (ValueError, TypeError):
        return {}


def within(key: str, since: datetime, until: datetime) -> bool:
    """Say whether the key of a look is of a moment between both, these included."""
    at: datetime = datetime.fromisoformat(from_json(key.encode())[-1])
    return since <= at <= until


def leaves_between(
    connection: Connection, run_id: str, since: datetime, until: datetime
) -> Iterator[Leaf]:
    """Yield the leaves of a run's looks between two moments, these included."""
    table = tables.look
    where = (table.c.run_id == run_id) & table.c.at.between(utc(since), utc(until))
    for row in rows_of(connection, table, where):
        yield leaves.leaf_of_look(row)


def _as_listed(its: list[dict[str, Any]], listed: Listed, since: datetime, until: datetime) -> bool:
    """Say whether rows are what was sealed: none changed, none added, none gone."""
    found = {leaf.key: leaf.sha256 for leaf in map(leaves.leaf_of_look, its)}
    return found == {key: sha for key, sha in listed.items() if within(key, since, until)}
