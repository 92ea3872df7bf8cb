"""One line of what the doctor says."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.words import say


class State(StrEnum):
    """How one line of the examination came out."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing looked at."""

    state: State
    text: str


def good(key: str, **values: str | int) -> Line:
    """Return what is as it should be."""
    return Line(state=State.GOOD, text=say(key, **values))


def note(key: str, **values: str | int) -> Line:
    """Return what a run can go on with and somebody should know."""
    return Line(state=State.NOTE, text=say(key, **values))


def some(codes: Sequence[str]) -> str:
    """Return the first ten of many."""
    return ", ".join(codes[:10]) + (" …" if len(codes) > 10 else "")
