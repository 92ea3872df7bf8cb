"""A chain of hashes over rows, and the statement about it that is signed. Pure.

A row is a leaf; each link takes in the one before it, so a changed, added, removed or moved row
changes the head, and the count tells a tail that was cut.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from auditor.store.codec import to_json, utc

START = sha256(b"commune-auditor chain 1").hexdigest()
NO_SEAL = "0" * 64
"""Stands for the seal before the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One row: which it is, and the hash of all that stands in it."""

    table: str
    key: str
    """Canonical JSON of the primary key's values."""
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a seal says and is signed for."""

    number: int
    """1 for the first seal of a store, then one more each."""
    subject: str
    """`run`, `judgement`, `purge` or `key`."""
    subject_id: str
    run_id: str
    """Of the run or judgement; of a purge or a key its own id."""
    sealed_at: datetime
    rows: int
    listed: str
    """sha256 of the packed list of leaves, which names the row where the chain alone would not."""
    head: str
    previous: str
    """`digest` of the seal before, NO_SEAL for the first."""
    public_key: str

    def text(self) -> bytes:
        """Return the bytes that are signed."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return to_json({**said, "sealed_at": utc(self.sealed_at).isoformat(), "version": 1})

    @property
    def digest(self) -> str:
        """What the next seal names."""
        return sha256(self.text()).hexdigest()


def leaf(table: str, key: tuple[Any, ...], row: Mapping[str, Any]) -> Leaf:
    """Return a row's leaf. Bytes count by their hash, times in UTC."""
    plain = {name: _plain(value) for name, value in row.items()}
    named = to_json([_plain(part) for part in key]).decode("utf-8", "surrogatepass")
    return Leaf(table=table, key=named, sha256=sha256(to_json([table, named, plain])).hexdigest())


def head(leaves: Iterable[Leaf]) -> tuple[str, int]:
    """Return the end of the chain over the leaves, sorted by table and key, and their number."""
    ordered = sorted(leaves, key=lambda one: (one.table, one.key))
    last = START
    for one in ordered:
        link = f"{last}{one.table}\0{one.key}\0{one.sha256}"
        last = sha256(link.encode("utf-8", "surrogatepass")).hexdigest()
    return last, len(ordered)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"sha256": sha256(value).hexdigest()}
    if isinstance(value, datetime):
        return utc(value).isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else value
