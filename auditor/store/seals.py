"""Seals: one line over the whole store, each naming the one before.

A seal is over the rows of a closed run, of a judgement or of a purge. Its list of leaves is kept
with it, so that a change can be named and not only noticed. A seal of a key names the key that
seals from then on: the old key introduces the new one, and the new one takes it up.
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, text, true

from auditor.signing import Signer, fingerprint, proves
from auditor.store import tables
from auditor.store.chain import NO_SEAL, Leaf, Statement, head, leaf
from auditor.store.codec import digest, pack, unpack
from auditor.store.errors import damaged, refused
from auditor.store.exact import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

RUN = "run"
JUDGEMENT = "judgement"
PURGE = "purge"
KEY = "key"
_SAID = tuple(name for name in Statement.__slots__ if name != "listed")
_SHORT = 16
_NEVER = datetime.min.replace(tzinfo=UTC)


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

    @property
    def next_key(self) -> str:
        """The key that a seal of a key names; of any other its own."""
        if self.statement.subject != KEY:
            return self.statement.public_key
        try:
            [(_, named)] = self.leaves()
            return str(json.loads(named)[0])
        except (ValueError, TypeError, LookupError):
            return ""


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
    """Seal rows in the caller's transaction, which must be one that writes and lasts.

    `subject` is RUN, JUDGEMENT, PURGE or KEY (`run_id` of the last two is their own id); `at` is
    aware. BadInputError for a key that is not the one in use: nobody could tell it from forgery.
    """
    _alone(connection)
    last = _last(connection)
    if last and subject != KEY and last.next_key != signer.public_key:
        raise refused("seal", "store.key_not_in_use")
    before = last.statement if last else None
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


def _seal_key(connection: Connection, signer: Signer, public_key: str, at: datetime) -> None:
    id_ = str(uuid.uuid4())
    seal(
        connection,
        subject=KEY,
        subject_id=id_,
        run_id=id_,
        leaves=[leaf(KEY, (public_key,), {"public_key": public_key})],
        signer=signer,
        at=at,
    )


def change_key(connection: Connection, old: Signer | None, new: Signer, at: datetime) -> None:
    """Let `new` seal from now on: the old key introduces it, and it takes that up.

    Without the old key it only takes it up, and `verify` asks whether both can be trusted.
    """
    in_use = key_in_use(connection)
    if not in_use:
        return
    if old and old.public_key != in_use:
        raise refused("seal", "store.key_not_in_use")
    if old:
        _seal_key(connection, old, new.public_key, at)
    _seal_key(connection, new, new.public_key, at)


def seals(connection: Connection) -> Iterator["Seal | None"]:
    """Yield the line in order; None for a row that cannot be a seal of ours."""
    order = [tables.seal.c.number]
    for row in rows_of(connection, tables.seal, true(), order=order):
        yield _seal(row)


def last(connection: Connection) -> Statement | None:
    """Return what the last seal says, None in a store without any."""
    found = _last(connection)
    return found.statement if found else None


def last_number(connection: Connection) -> int | None:
    """Return where the line ends, whatever stands there."""
    number: int | None = connection.scalar(select(func.max(tables.seal.c.number)))
    return number


def key_in_use(connection: Connection) -> str:
    """Return the public key that seals now, nothing in a store without any seal."""
    found = _last(connection)
    return found.next_key if found else ""


def first_sealed_at(connection: Connection) -> datetime | None:
    """Return when the line began: None without any seal, before all times where it was cut."""
    for row in rows_of(connection, tables.seal, tables.seal.c.number == 1):
        one = _seal(row)
        return one.statement.sealed_at if one else _NEVER
    return _NEVER if last_number(connection) else None


def of_subject(connection: Connection, subject: str, subject_id: str) -> Statement | None:
    """Return what the seal of a run, judgement or purge says."""
    table = tables.seal
    wanted = (table.c.subject == subject) & (table.c.subject_id == subject_id)
    found = [_seal(row) for row in rows_of(connection, table, wanted)]
    return found[0].statement if found and found[0] else None


def keys_of_run(connection: Connection, run_id: str) -> tuple[str, ...]:
    """Return the public keys that stand under what was sealed of a run."""
    table = tables.seal
    found = rows_of(connection, table, table.c.run_id == run_id, order=[table.c.number])
    return tuple(dict.fromkeys(str(row["public_key"]) for row in found))


def of_kind(connection: Connection, subject: str) -> Iterator[Seal]:
    """Yield the seals of a subject in order, whether they hold or not."""
    table = tables.seal
    for row in rows_of(connection, table, table.c.subject == subject, order=[table.c.number]):
        if one := _seal(row):
            yield one


def find(connection: Connection, number: int) -> Seal:
    """Return a seal that was seen to hold."""
    [row] = rows_of(connection, tables.seal, tables.seal.c.number == number)
    one = _seal(row)
    if one is None:
        raise damaged("seal", "store.damaged_row", row=str(number))
    return one


def short(statement: Statement | None) -> str:
    """Return what a signed paper can carry: number, beginning of the digest, the key's fingerprint.

    A key that lies beside the store can be exchanged with it: paper tells which one it was.
    """
    if statement is None:
        return ""
    named = f"{statement.number}-{statement.digest[:_SHORT]}"
    return f"{named} · {fingerprint(statement.public_key)}"


def _last(connection: Connection) -> Seal | None:
    number = last_number(connection)
    if number is None:
        return None
    return find(connection, number)


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
