"""The line of seals: every number there, each naming the one before, each signed by its key.

A key that is trusted vouches for the keys that introduced it: its seals name all that stands before
them. It does not vouch for those after it, or an old key that somebody found would bring in its own.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection

from auditor.signing import fingerprint
from auditor.store import seals, tables
from auditor.store.chain import NO_SEAL
from auditor.store.exact import ids_of
from auditor.store.seals import Seal
from auditor.store.troubles import Verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A seal that holds: in its place, and signed by a key that counts."""

    number: int
    subject: str
    subject_id: str
    run_id: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """A seal by another key than the one before it."""

    number: int
    key: str
    introduced: bool
    left: bool
    """It sealed before, and another came after it."""


def check_line(
    connection: Connection, trusted: Collection[str], verified: Verified
) -> tuple[Held, ...]:
    """Note what is wrong with the line; return the seals that hold.

    `trusted` may be empty: then the key of the first seal is taken at its word.
    """
    walk = _Walk(verified)
    signed = [
        Held(
            number=one.statement.number,
            subject=one.statement.subject,
            subject_id=one.statement.subject_id,
            run_id=one.statement.run_id,
            key=one.statement.public_key,
        )
        for one in walk.sound(seals.seals(connection))
    ]
    walk.judge_keys(trusted)
    held = tuple(one for one in signed if one.key in verified.believed)
    _check_subjects(connection, verified, held)
    return held


class _Walk:
    """One way along the line, a seal at a time: their lists of leaves are not held."""

    def __init__(self, verified: Verified) -> None:
        self._verified = verified
        self._number = 0
        self._previous = NO_SEAL
        self._key = ""
        """Of the last sound seal."""
        self._next = ""
        """That must seal now."""
        self._turns: list[_Turn] = []

    def sound(self, line: Iterator[Seal | None]) -> Iterator[Seal]:
        for one in line:
            self._verified.seals += 1
            if one is None:
                self._number += 1
                self._verified.add("seal_changed", number=self._number)
                self._previous = ""
            elif self._holds(one):
                yield one

    def _holds(self, one: Seal) -> bool:
        said, verified = one.statement, self._verified
        expected, self._number = self._number + 1, said.number
        if said.number != expected:
            verified.add("seals_missing", first=expected, last=said.number - 1)
        elif self._previous not in ("", said.previous):
            verified.add("seal_out_of_line", number=said.number)
        self._previous = said.digest
        verified.digests[said.number] = said.digest
        if not one.sound:
            verified.add("seal_changed", number=said.number)
            return False
        self._turn(said.number, said.public_key)
        self._next = one.next_key
        return True

    def _turn(self, number: int, key: str) -> None:
        if key != self._key or key != self._next:
            introduced = not self._turns or key == self._next
            left = any(one.key == key for one in self._turns)
            one = _Turn(number=number, key=key, introduced=introduced, left=left)
            self._turns.append(one)
            self._key = key
        self._verified.keys = tuple(dict.fromkeys((*self._verified.keys, key)))

    def judge_keys(self, trusted: Collection[str]) -> None:
        """Note which keys nobody vouches for; set those that count."""
        believed = self._believed(trusted)
        before = ""
        for one in self._turns:
            if one.left:
                self._tell("key_came_back", one)
            elif not (one.introduced or {before, one.key} <= set(trusted)):
                self._tell("key_not_introduced", one)
            elif one.key not in believed:
                self._tell("key_changed", one)
            before = one.key
        if self._turns and self._next != self._key:
            self._tell("key_not_taken_up", self._turns[-1])
        self._verified.believed = tuple(k for k in self._verified.keys if k in believed)

    def _believed(self, trusted: Collection[str]) -> set[str]:
        believed = set(trusted)
        turns = self._turns
        if not believed:
            believed.update(one.key for one in turns[:1])
            for before, one in pairwise(turns):
                if one.introduced and before.key in believed:
                    believed.add(one.key)
            return believed
        for before, one in reversed([*pairwise(turns)]):
            if one.introduced and one.key in believed:
                believed.add(before.key)
        return believed

    def _tell(self, key: str, one: _Turn) -> None:
        values = {"public": one.key, "fingerprint": fingerprint(one.key)}
        self._verified.add(key, number=one.number, **values)


def _check_subjects(connection: Connection, verified: Verified, held: Collection[Held]) -> None:
    """A run or judgement that was sealed must be there."""
    there = {
        seals.RUN: set(ids_of(connection, tables.run.c.id)),
        seals.JUDGEMENT: set(ids_of(connection, tables.judgement.c.id)),
    }
    for one in held:
        if one.subject in there and one.subject_id not in there[one.subject]:
            verified.add(f"{one.subject}_missing", number=one.number, id=one.subject_id)
