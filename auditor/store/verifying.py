"""Comparing what is kept with its seals: what is changed, missing, added or cut is named.

Purged is not tampered: a purge signs a tombstone with the leaf that the row had, and only such a
signed one may stand in for what is gone.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Table, select

from auditor.store import leaves, looks, reading, seals, tables
from auditor.store.chain import Leaf, head
from auditor.store.codec import decompress, digest
from auditor.store.evidence import Locker
from auditor.store.exact import ids_of, is_text, rows_of
from auditor.store.sealed_line import Held, check_line
from auditor.store.seals import first_sealed_at
from auditor.store.shape import check_shape
from auditor.store.strangers import check_strangers
from auditor.store.troubles import Verified as Verified
from auditor.store.troubles import readable

LARGEST = 200_000_000
"""No body that was ever kept is larger; a frame that claims more is no body of ours."""
_ANY_ZONE = timedelta(days=2)
"""A day of any zone lies within its day in UTC and this much on both sides."""
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
    check_shape(connection, verified)
    held = check_line(connection, trusted, verified)
    found = ids_of(connection, tables.run.c.id)
    verified.runs = tuple(filter(is_text, found))
    for one in found:
        if not is_text(one):
            verified.add("row_stranger", table="run", row=readable(one))
    checking = _Checking(connection, locker, verified, held)
    if everything:
        checking.purges(None)
        for run_id in verified.runs:
            checking.run(run_id)
        check_strangers(connection, locker, verified)
        return verified
    for run_id in _named(connection, which, verified):
        verified.run_id = run_id
        checking.purges(run_id)
        checking.run(run_id)
        checking.looks_before(run_id)
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
        self, connection: Connection, locker: Locker, verified: Verified, held: Sequence[Held]
    ) -> None:
        self._connection = connection
        self._bodies = Bodies(locker)
        self._verified = verified
        self._held = held
        self._numbers = {(one.subject, one.subject_id): one.number for one in held}
        self._stones: Stones = {}
        self._first = first_sealed_at(connection)

    def purges(self, run_id: str | None) -> None:
        """Check every purge, or those that took something of a run; learn what they cover."""
        table = tables.tombstone
        query = select(table.c.purge_id).distinct()
        if run_id is not None:
            query = query.where(table.c.run_id == run_id)
        named = set(self._connection.scalars(query))
        sealed = {one for subject, one in self._numbers if subject == seals.PURGE}
        stones: dict[tuple[str, str], set[str]] = {}
        for purge_id in sorted(sealed if run_id is None else sealed & named):
            found = leaves.purge_leaves(self._connection, purge_id)
            wrong = self._compare(seals.PURGE, purge_id, found)
            for row in rows_of(self._connection, table, table.c.purge_id == purge_id):
                one = leaves.leaf_of_tombstone(row)
                if (one.table, one.key) not in wrong:
                    place = (str(row["table_name"]), str(row["key"]))
                    stones.setdefault(place, set()).add(str(row["leaf"]))
        for purge_id in sorted(named - sealed):
            self._verified.add("tombstone_unsigned", id=readable(purge_id))
        self._stones = stones

    def run(self, run_id: str) -> None:
        """Check a run and its judgements: those that name it, and those that were sealed as its."""
        found = leaves.run_leaves(self._connection, self._bodies, run_id)
        self._subject(seals.RUN, run_id, found, tables.run)
        judged = tables.judgement
        named = [
            str(row["id"]) for row in rows_of(self._connection, judged, judged.c.run_id == run_id)
        ]
        named += [one.subject_id for one in self._held if _is_judgement_of(one, run_id)]
        for id_ in dict.fromkeys(named):
            if is_text(id_):
                found = leaves.judgement_leaves(self._connection, id_)
                self._subject(seals.JUDGEMENT, id_, found, judged)
            else:
                self._verified.add("row_stranger", table=judged.name, row=readable(id_))

    def looks_before(self, run_id: str) -> None:
        """Check the looks of earlier runs in the period of this one: it was judged by them too."""
        number = self._numbers.get((seals.RUN, run_id))
        if number is None:
            return
        [row] = rows_of(self._connection, tables.run, tables.run.c.id == run_id)
        if not (isinstance(row["period_start"], date) and isinstance(row["period_end"], date)):
            return  # told as changed
        since = datetime.combine(row["period_start"], time(), UTC) - _ANY_ZONE
        until = datetime.combine(row["period_end"], time(), UTC) + _ANY_ZONE
        for one in looks.since_then(self._connection, since):
            said = one.statement
            if said.number < number and (seals.RUN, said.subject_id) in self._numbers:
                found = looks.leaves_between(self._connection, said.subject_id, since, until)
                self._compare(
                    seals.RUN, said.subject_id, found, lambda place: _is_look(place, since, until)
                )

    def _subject(self, subject: str, id_: str, found: Iterable[Leaf], table: Table) -> None:
        if (subject, id_) in self._numbers:
            self._compare(subject, id_, found)
        elif seals.of_subject(self._connection, subject, id_) is None:  # else the line said why
            for row in rows_of(self._connection, table, table.c.id == id_):
                self._unsealed(subject, row)

    def _unsealed(self, subject: str, row: Mapping[str, Any]) -> None:
        """What was killed, or is older than any seal, is nobody's tampering, and no proof."""
        id_ = readable(row["id"])
        over = row["judged_at"] if subject == seals.JUDGEMENT else row["finished_at"]
        if over is None:
            self._verified.doubt("run_unfinished", id=id_)
        elif self._first is None or (isinstance(over, datetime) and over < self._first):
            self._verified.doubt(f"{subject}_before_seals", id=id_)
        else:
            self._verified.add(f"{subject}_unsealed", id=id_)

    def _compare(
        self,
        subject: str,
        id_: str,
        found: Iterable[Leaf],
        asked: Callable[[tuple[str, str]], bool] = lambda _: True,
    ) -> set[tuple[str, str]]:
        """Compare the rows of a subject with its seal; return the places that are not right.

        `asked`: the places to compare, where not all of them are in `found`.
        """
        seal = seals.find(self._connection, self._numbers[subject, id_])
        listed = seal.leaves()
        ends = (Leaf(table=t, key=k, sha256=s) for (t, k), s in listed.items())
        if head(ends) != (seal.statement.head, seal.statement.rows):
            self._verified.add("seal_changed", number=seal.statement.number)
        listed = {place: sha256 for place, sha256 in listed.items() if asked(place)}
        stones = {} if subject == seals.PURGE else self._stones
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


def _is_judgement_of(one: Held, run_id: str) -> bool:
    return one.subject == seals.JUDGEMENT and one.run_id == run_id


def _is_look(place: tuple[str, str], since: datetime, until: datetime) -> bool:
    return place[0] == tables.look.name and looks.within(place[1], since, until)


def _readable(key: str) -> str:
    """Return a row's key as people write it."""
    parts: list[Any] = json.loads(key)
    return readable("/".join(str(part) for part in parts))
