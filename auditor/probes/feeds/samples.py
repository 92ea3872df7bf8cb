"""The rows that a person is shown: of every kind that came up some, those of the period first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One row as understood; for the screen alone, it holds an account."""

    place: str
    account: str
    at: datetime | None
    commune: str
    says: str
    """`in`, `out`, `activity`, or the reason why the row is no mark."""


class Samples:
    """Keeps the first rows of every outcome: a log that begins with last year shows this one too."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[tuple[str, bool], list[tuple[int, Sample]]] = defaultdict(list)

    def offer(self, number: int, sample: Sample, *, within: bool) -> None:
        """Take a row, as long as there is room for its like; `within`: it is of the period."""
        like = self._kept[sample.says, within] if self._most else []
        if len(like) < self._most and self._most:
            like.append((number, sample))

    def chosen(self) -> tuple[Sample, ...]:
        """Return rows of as many outcomes as there is room for, in reading order."""
        inside = [rows for (_, within), rows in self._kept.items() if within]
        outside = [rows for (_, within), rows in self._kept.items() if not within]
        taken = _in_turn(inside, self._most)
        taken += _in_turn(outside, self._most - len(taken))
        return tuple(sample for _, sample in sorted(taken, key=lambda one: one[0]))


def _in_turn(kinds: list[list[tuple[int, Sample]]], most: int) -> list[tuple[int, Sample]]:
    """Take the first of every kind, then the second of every kind."""
    deepest = max(map(len, kinds), default=0)
    turns = [rows[turn] for turn in range(deepest) for rows in kinds if turn < len(rows)]
    return turns[:most]
