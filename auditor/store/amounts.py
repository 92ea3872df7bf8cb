"""How much goes, by rule, and the line that the log has of it."""

import json
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from auditor.store.aged import Due, Rule
from auditor.store.sweeping import Kept
from auditor.textfile import os_reason
from auditor.words import say

STRAY = "stray"
"""Rule of files that no row names: a run was killed between a body and its row."""
STRAY_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much of one sort goes by one rule."""

    kind: str
    """A `Kind`, or STRAY."""
    days: int
    what: str
    """fact | look | evidence | sheet"""
    count: int
    oldest: datetime
    youngest: datetime
    bytes: int
    """As it lies on disk, compressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What went, or would go."""

    id: str
    at: datetime
    amounts: tuple[Amount, ...]
    seal: int | None = None
    """Number of its seal; None when no row changed."""
    troubles: tuple[str, ...] = ()
    """Sentences about what should have gone and is still there."""

    @property
    def count(self) -> int:
        """Bodies and files in all."""
        return sum(amount.count for amount in self.amounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPurge:
    """A purge that the store remembers."""

    id: str
    at: datetime
    seal: int
    stones: Mapping[tuple[str, str], int]
    """Tombstones by rule (`pages:90`) and table."""


@dataclass(frozen=True, slots=True)
class _Part:
    first: datetime
    last: datetime
    size: int
    count: int = 1


def amounts(gone: Due, files: Sequence[Kept]) -> tuple[Amount, ...]:
    """Return what goes by rule and sort."""
    sizes = {file.sha256: file.size for file in files if file.whole}
    seen: dict[tuple[str, int, str], list[_Part]] = defaultdict(list)

    def add(rule: tuple[str, int], what: str, part: _Part) -> None:
        seen[*rule, what].append(part)

    for fact in gone.facts:
        add(_of(fact.rule), "fact", _Part(fact.at, fact.at, fact.size))
    for looks in gone.looks:
        add(_of(looks.rule), "look", _Part(looks.at, looks.at, looks.size, looks.count))
    for body in gone.bodies:
        size = sizes.pop(body.sha256, 0)
        add(_of(body.rule), "evidence", _Part(body.first, body.last, size))
    for sheet in gone.sheets:
        add(_of(sheet.rule), "sheet", _Part(sheet.at, sheet.at, sheet.size))
    for file in files:
        if not file.whole or file.sha256 in sizes:
            changed = file.changed_at
            add((STRAY, STRAY_AFTER.days), "evidence", _Part(changed, changed, file.size))
    return tuple(_amount(*key, parts) for key, parts in sorted(seen.items()))


def note(file: Path, purged: Purged) -> tuple[str, ...]:
    """Add one line of JSON to the log; return a sentence when it could not be written."""
    line = {
        "at": purged.at.isoformat(timespec="seconds"),
        "purge": purged.id,
        "seal": purged.seal,
        "removed": [_plain(amount) for amount in purged.amounts],
        "left": len(purged.troubles),
    }
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        with os.fdopen(os.open(file, flags, 0o600), "wb") as log:
            log.write(f"{json.dumps(line, ensure_ascii=False)}\n".encode())
            log.flush()
            os.fsync(log.fileno())
    except OSError as error:
        return (say("purge.no_log", file=str(file), reason=os_reason(error)),)
    return ()


def _of(rule: Rule) -> tuple[str, int]:
    return str(rule.kind), rule.days


def _amount(kind: str, days: int, what: str, parts: Sequence[_Part]) -> Amount:
    return Amount(
        kind=kind,
        days=days,
        what=what,
        count=sum(part.count for part in parts),
        oldest=min(part.first for part in parts),
        youngest=max(part.last for part in parts),
        bytes=sum(part.size for part in parts),
    )


def _plain(amount: Amount) -> dict[str, Any]:
    plain = {name: getattr(amount, name) for name in Amount.__slots__}
    times = {name: f"{plain[name]:%Y-%m-%d}" for name in ("oldest", "youngest")}
    return plain | times
