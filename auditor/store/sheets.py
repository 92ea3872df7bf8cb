"""The findings of one commune as one sheet, kept once however often it comes again.

What a commune is told rarely changes from week to week; when it was seen, and the hash of the
page it was read from, always do. These two are lifted out, so that equal findings are equal bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.contract import Finding
from auditor.store.codec import from_plain, pack, to_json, to_plain, unpack

SCHEMA = 1
_FINDINGS = tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`body` is canonical JSON, the same for equal findings; `seen` holds what was lifted out."""

    body: bytes
    seen: bytes


def fold(findings: Sequence[Finding]) -> Sheet:
    """Return findings as a sheet and what was seen when."""
    plain = to_plain(_FINDINGS, tuple(findings))
    times: dict[Any, int] = {}
    hashes: dict[Any, int] = {}
    for part in _parts(plain):
        part["seen_at"] = _index(times, part["seen_at"])
        part["evidence"] = [_index(hashes, sha256) for sha256 in part["evidence"]]
    seen = pack({"times": list(times), "evidence": list(hashes)})
    return Sheet(body=to_json({"schema": SCHEMA, "findings": plain}), seen=seen)


def unfold(plain: Any, seen: bytes) -> tuple[Finding, ...]:
    """Return the findings that `fold` was given; ValueError when sheet and row do not fit."""
    lifted = unpack(seen)
    try:
        findings = plain["findings"]
        for part in _parts(findings):
            part["seen_at"] = lifted["times"][part["seen_at"]]
            part["evidence"] = [lifted["evidence"][index] for index in part["evidence"]]
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"sheet: {error}") from error
    found: tuple[Finding, ...] = from_plain(_FINDINGS, findings)
    return found


def cited(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return every hash that findings and their items cite, in order, each once."""
    hashes: dict[str, None] = {}
    for finding in findings:
        hashes.update(dict.fromkeys(finding.outcome.evidence))
        for item in finding.outcome.items:
            hashes.update(dict.fromkeys(item.evidence))
    return tuple(hashes)


def _parts(findings: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The outcome of each finding and its items: nothing else carries times and hashes."""
    for finding in findings:
        outcome = finding["outcome"]
        yield outcome
        yield from outcome["items"]


def _index(known: dict[Any, int], value: Any) -> int:
    return known.setdefault(value, len(known))
