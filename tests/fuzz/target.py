"""What a fuzzer needs of a parser: a way in for bytes, and what may come of them."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from auditor.problems import BadInputError
from auditor.store.codec import from_plain, pack_value, unpack

APART = b"\x1f"
"""Stands between the parts of an input that a parser takes several of."""
_LONGEST = 4_000
"""Characters of one complaint: a whole file quoted back is no sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One parser of ours. `feed` returns for all bytes there are, or the parser is broken."""

    name: str
    feed: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    """Inputs as the world sends them; a fuzzer spoils them."""
    pieces: tuple[bytes, ...]
    """What the parser's grammar is made of, with its edges."""


def parts(data: bytes, count: int) -> list[bytes]:
    """Return `count` parts; the last one has the rest, missing ones are empty."""
    found = data.split(APART, count - 1)
    return found + [b""] * (count - len(found))


def text(data: bytes) -> str:
    """Return a text with everything that a text may hold, lone surrogates too."""
    return data.decode("utf-8", "surrogateescape")


def clean(data: bytes) -> str:
    """Return a text as a decoder of ours would give it."""
    return data.decode("utf-8", "replace")


def keep(kind: object, value: object) -> None:
    """Store a value and read it back."""
    assert from_plain(kind, unpack(pack_value(kind, value))) == value


def refused(error: BadInputError) -> None:
    """A refusal is sentences that can be printed, and not endless ones."""
    assert error.problems
    for problem in error.problems:
        assert problem.message
        show(str(problem))
        assert len(problem.message) < _LONGEST


def write_private(path: Path, data: bytes) -> None:
    """Write a file that nobody else may read; our own way waits for the disk."""
    path.write_bytes(data)
    path.chmod(0o600)


def show(said: str) -> None:
    """Print a text where only UTF-8 can be printed."""
    io.TextIOWrapper(io.BytesIO(), encoding="utf-8").write(said)


def joined(*many: str | bytes) -> tuple[bytes, ...]:
    """Return pieces as bytes."""
    return tuple(one if isinstance(one, bytes) else one.encode() for one in many)


def by_name(targets: Iterable[Target]) -> dict[str, Target]:
    """Return targets by name; each stands once."""
    found: dict[str, Target] = {}
    for target in targets:
        assert target.name not in found
        found[target.name] = target
    return found
