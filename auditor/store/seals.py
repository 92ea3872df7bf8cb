"""Seals: one line over the whole store, each naming the one before.

A seal is over the rows of a closed run, of a judgement or of a purge. Its list of leaves is kept
with it, so that a change can be named and not only noticed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, text, true

from auditor.signing import Signer, proves
from auditor.store import tables
from auditor.store.chain import NO_SEAL, Leaf, Statement, head
from auditor.store.codec import digest, pack, unpack
from auditor.store.errors import damaged
from auditor.store.exact import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

RUN = "run"
JUDGEMENT = "judgement"
PURGE = "purge"
_SAID = tuple(name for name in Statement.__slots__ if name != "listed")
_SHORT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A seal as it stands in the store, whether it holds or not."""

    statement: Statement
    signature: bytes
    packed: bytes
    """The list of leaves."""

    @property
    def sound(self) -> bool:
        """Say whether the holder of the key it names signed exactly this."""
        said = self.statement
        return proves(said.public_key, self.signature, said.text())

    def leaves(self) -> dict[tuple[str, str], str]:
        """Return the sha256 of each row by table and key; ValueError when the list is damaged."""
        return {(str(table), str(key)): str(sha256) for table, key, sha256 in unpack(self.packed)}


def seal(
    connection: Connection,
    *,
    subject: str,
    subject_id: str,
    run_id: str,
    leaves: Iterable[Leaf],
    signer: Signer,
    at: datetime,
) -> Statement:
    """Seal rows in the caller's transaction, which must be one that writes.

    `subject` is RUN, JUDGEMENT or PURGE (its `run_id` is its own id); `at` is aware.
    """
    _alone(connection)
    before = _last(connection)
    ordered = sorted(leaves, key=lambda one: (one.table, one.key))
    packed = pack([[one.table, one.key, one.sha256] for one in ordered])
    end, count = head(ordered)
    statement = Statement(
        number=before.number + 1 if before else 1,
        subject=subject,
        subject_id=subject_id,
        run_id=run_id,
        sealed_at=at,
        rows=count,
        listed=digest(packed),
        head=end,
        previous=before.digest if before else NO_SEAL,
        public_key=signer.public_key,
    )
    row = {name: getattr(statement, name) for name in _SAID}
    signed = {"leaves": packed, "signature": signer.sign(statement.text())}
    connection.execute(insert(tables.seal), row | signed)
    return statement


def seals(connection: Connection) -> Iterator["Seal | None"]:
    """Yield the line in order; None for a row that cannot be a seal of ours."""
    order = [tables.seal.c.number]
    for row in rows_of(connection, tables.seal, true(), order=order):
        yield _seal(row)


def last(connection: Connection) -> Statement | None:
    """Return what the last seal says, None in a store without any."""
    return _last(connection)


def of_subject(connection: Connection, subject: str, subject_id: str) -> Statement | None:
    """Return what the seal of a run, judgement or purge says."""
    table = tables.seal
    wanted = (table.c.subject == subject) & (table.c.subject_id == subject_id)
    found = [_seal(row) for row in rows_of(connection, table, wanted)]
    return found[0].statement if found and found[0] else None


def find(connection: Connection, number: int) -> Seal:
    """Return a seal that was seen to hold."""
    [row] = rows_of(connection, tables.seal, tables.seal.c.number == number)
    one = _seal(row)
    if one is None:
        raise damaged("seal", "store.damaged_row", row=str(number))
    return one


def short(statement: Statement | None) -> str:
    """Return what a signed paper can carry: the number and the beginning of the digest."""
    return f"{statement.number}-{statement.digest[:_SHORT]}" if statement else ""


def _last(connection: Connection) -> Statement | None:
    table = tables.seal
    number = connection.execute(
        select(table.c.number).order_by(table.c.number.desc()).limit(1)
    ).scalar()
    if number is None:
        return None
    return find(connection, number).statement


def _seal(row: "Mapping[str, Any]") -> Seal | None:
    if not isinstance(row["leaves"], bytes) or not isinstance(row["signature"], bytes):
        return None
    said = {name: row[name] for name in _SAID}
    try:
        statement = Statement(**said, listed=digest(row["leaves"]))
        statement.text()
    except (ValueError, TypeError, AttributeError):
        return None
    return Seal(statement=statement, signature=row["signature"], packed=row["leaves"])


def _alone(connection: Connection) -> None:
    """Let nobody else take the same number. SQLite's writers are alone from their BEGIN on."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE seal IN EXCLUSIVE MODE"))
