"""Comparing what is kept with its seals: what is changed, missing, added or cut is named.

Purged is not tampered: a purge signs a tombstone with the leaf that the row had, and only such a
signed one may stand in for what is gone.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from auditor.store import leaves, reading, seals, tables
from auditor.store.chain import Leaf, head
from auditor.store.codec import decompress, digest
from auditor.store.evidence import Locker
from auditor.store.exact import rows_of
from auditor.store.sealed_line import check_line
from auditor.store.strangers import check_strangers
from auditor.store.troubles import Verified as Verified

LARGEST = 200_000_000
"""No body that was ever kept is larger; a frame that claims more is no body of ours."""
Stones = Mapping[tuple[str, str], set[str]]
"""The leaves that signed tombstones stand for, by table and key."""


class Bodies:
    """The locker's bodies as they lie, each looked at once for what its name promises."""

    def __init__(self, locker: Locker) -> None:
        self._locker = locker
        self.state: dict[str, str] = {}
        """Of the bodies read: missing | damaged."""

    def packed(self, sha256: str) -> bytes | None:
        """Return what lies there."""
        found = self._locker.packed(sha256)
        if found is None:
            self.state[sha256] = "missing"
        elif not holds(found, sha256):
            self.state[sha256] = "damaged"
        return found


def verify(
    connection: Connection,
    locker: Locker,
    which: str,
    trusted: Collection[str],
    *,
    everything: bool = False,
) -> Verified:
    """Compare one run with its judgements, or all of them, and the whole line of seals."""
    verified = Verified()
    held = check_line(connection, trusted, verified)
    verified.runs = tuple(str(one) for one in connection.scalars(select(tables.run.c.id)))
    numbers = {(subject, subject_id): number for number, subject, subject_id in held}
    checking = _Checking(connection, locker, verified, numbers)
    stones = checking.purges()
    for run_id in verified.runs if everything else _named(connection, which, verified):
        checking.run(run_id, stones)
        verified.run_id = run_id
    if everything:
        verified.run_id = ""
        check_strangers(connection, locker, verified)
    return verified


def holds(packed: bytes, sha256: str) -> bool:
    """Say whether a packed body is the one that its name promises."""
    try:
        return digest(decompress(packed, limit=LARGEST)) == sha256
    except ValueError:
        return False


def _named(connection: Connection, which: str, verified: Verified) -> list[str]:
    """Return the run meant; none where there is no run at all: a report may know of one."""
    if which == reading.LAST and not verified.runs:
        return []
    return [reading.run_id(connection, which)]


class _Checking:
    """One subject after the other, each streamed: only its leaves are held."""

    def __init__(
        self,
        connection: Connection,
        locker: Locker,
        verified: Verified,
        numbers: Mapping[tuple[str, str], int],
    ) -> None:
        self._connection = connection
        self._bodies = Bodies(locker)
        self._verified = verified
        self._numbers = numbers

    def purges(self) -> Stones:
        """Check every purge; return the leaves that its tombstones stand for."""
        stones: dict[tuple[str, str], set[str]] = {}
        table = tables.tombstone
        sealed = [one for subject, one in self._numbers if subject == seals.PURGE]
        for purge_id in sealed:
            found = leaves.purge_leaves(self._connection, purge_id)
            wrong = self._compare(seals.PURGE, purge_id, found, {})
            for row in rows_of(self._connection, table, table.c.purge_id == purge_id):
                one = leaves.leaf_of_tombstone(row)
                if (one.table, one.key) not in wrong:
                    place = (str(row["table_name"]), str(row["key"]))
                    stones.setdefault(place, set()).add(str(row["leaf"]))
        query = select(table.c.purge_id).distinct().where(table.c.purge_id.not_in(sealed))
        for purge_id in self._connection.scalars(query):
            self._verified.add("tombstone_unsigned", id=str(purge_id))
        return stones

    def run(self, run_id: str, stones: Stones) -> None:
        """Check a run and its judgements."""
        found = leaves.run_leaves(self._connection, self._bodies, run_id)
        self._subject(seals.RUN, run_id, found, stones)
        judged = tables.judgement
        query = select(judged.c.id).where(judged.c.run_id == run_id)
        for one in self._connection.scalars(query.order_by(judged.c.judged_at)).all():
            found = leaves.judgement_leaves(self._connection, str(one))
            self._subject(seals.JUDGEMENT, str(one), found, stones)

    def _subject(self, subject: str, id_: str, found: Iterable[Leaf], stones: Stones) -> None:
        if (subject, id_) in self._numbers:
            self._compare(subject, id_, found, stones)
        elif seals.of_subject(self._connection, subject, id_) is None:  # else the line said why
            self._verified.add(f"{subject}_unsealed", id=id_)

    def _compare(
        self, subject: str, id_: str, found: Iterable[Leaf], stones: Stones
    ) -> set[tuple[str, str]]:
        """Compare the rows of a subject with its seal; return the places that are not right."""
        seal = seals.find(self._connection, self._numbers[subject, id_])
        listed = seal.leaves()
        ends = (Leaf(table=t, key=k, sha256=s) for (t, k), s in listed.items())
        if head(ends) != (seal.statement.head, seal.statement.rows):
            self._verified.add("seal_changed", number=seal.statement.number)
        wrong: set[tuple[str, str]] = set()
        for one in found:
            place = (one.table, one.key)
            sealed = listed.pop(place, None)
            body = subject != seals.PURGE and one.table in ("evidence", "sheet")
            state = self._state(one) if body else ""
            if trouble := self._trouble(one, sealed, state, stones.get(place, set())):
                self._tell(trouble, subject, id_, place)
                wrong.add(place)
        for place in listed:
            self._tell("row_missing", subject, id_, place)
        return wrong | set(listed)

    def _trouble(self, one: Leaf, sealed: str | None, state: str, stones: set[str]) -> str:
        """Say what is wrong with a row: nothing when it is as sealed, or purged as signed."""
        if sealed is None:
            return "row_added"
        if sealed in stones:
            return self._purged(one, sealed, state)
        if state == "missing":
            return "row_missing"
        if one.sha256 != sealed or state:
            return "row_changed"
        self._verified.rows += 1
        return ""

    def _purged(self, one: Leaf, sealed: str, state: str) -> str:
        """A tombstone covers what is gone; what is there again must be what its name promises."""
        if state == "damaged":
            return "row_changed"
        back = one.table in ("evidence", "sheet") and not state
        if one.sha256 == sealed or back:
            self._verified.rows += 1
        else:
            self._verified.purged += 1
        return ""

    def _state(self, one: Leaf) -> str:
        """Return missing or damaged for a body that is not there or not what its name says."""
        sha256 = str(json.loads(one.key)[1])
        if one.table == "evidence":
            return self._bodies.state.get(sha256, "")
        where = tables.sheet.c.sha256 == sha256
        [row] = rows_of(self._connection, tables.sheet, where)
        if row["body"] == b"":
            return "missing"
        return "" if isinstance(row["body"], bytes) and holds(row["body"], sha256) else "damaged"

    def _tell(self, key: str, subject: str, id_: str, place: tuple[str, str]) -> None:
        number = self._numbers[subject, id_]
        self._verified.add(key, table=place[0], row=_readable(place[1]), number=number)


def _readable(key: str) -> str:
    """Return a row's key as people write it."""
    parts: list[Any] = json.loads(key)
    return "/".join(str(part) for part in parts)
