"""The line of seals: every number there, each naming the one before, each signed by a known key."""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select

from auditor.signing import fingerprint
from auditor.store import seals, tables
from auditor.store.chain import NO_SEAL
from auditor.store.seals import Seal
from auditor.store.troubles import Verified


def check_line(
    connection: Connection, trusted: Collection[str], verified: Verified
) -> list[tuple[int, str, str]]:
    """Note what is wrong with the line; return (number, subject, subject id) of seals that hold.

    `trusted` may be empty: then the key of the first seal is taken at its word.
    """
    walk = _Walk(trusted, verified)
    held = [
        (one.statement.number, one.statement.subject, one.statement.subject_id)
        for one in walk.sound(seals.seals(connection))
    ]
    _check_subjects(connection, verified, held)
    return held


class _Walk:
    """One way along the line, a seal at a time: their lists of leaves are not held."""

    def __init__(self, trusted: Collection[str], verified: Verified) -> None:
        self._trusted = set(trusted)
        self._verified = verified
        self._number = 0
        self._previous = NO_SEAL
        self._key = ""

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
        return self._known_key(said.number, said.public_key)

    def _known_key(self, number: int, key: str) -> bool:
        self._trusted = self._trusted or {key}
        if key != self._key:
            self._key = key
            self._verified.keys = (*self._verified.keys, key)
            if key not in self._trusted:
                self._verified.add(
                    "key_changed", number=number, public=key, fingerprint=fingerprint(key)
                )
        return key in self._trusted


def _check_subjects(
    connection: Connection, verified: Verified, held: Collection[tuple[int, str, str]]
) -> None:
    """A run or judgement that was sealed must be there."""
    there = {
        seals.RUN: set(connection.scalars(select(tables.run.c.id))),
        seals.JUDGEMENT: set(connection.scalars(select(tables.judgement.c.id))),
    }
    for number, subject, subject_id in held:
        if subject in there and subject_id not in there[subject]:
            verified.add(f"{subject}_missing", number=number, id=subject_id)
