"""What has days of its own, and what is past them: as `retention` finds it and `burying` needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What has days of its own."""

    PAGES = "pages"
    PRESENCE = "presence"
    FRAMES = "frames"
    RESULTS = "results"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Days that one kind is kept."""

    kind: Kind
    days: int

    @property
    def reason(self) -> str:
        """What a tombstone says of it."""
        return f"{self.kind}:{self.days}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OldFact:
    """A fact whose body goes."""

    rule: Rule
    run_id: str
    commune: str
    kind: str
    target: str
    size: int
    at: datetime

    @property
    def key(self) -> dict[str, str]:
        """Its primary key, by column."""
        return {name: getattr(self, name) for name in ("run_id", "commune", "kind", "target")}


@dataclass(frozen=True, slots=True, kw_only=True)
class OldLooks:
    """The looks of a run; their bodies go together."""

    rule: Rule
    run_id: str
    count: int
    size: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OldBody:
    """A body of the locker. It goes for all of its runs at once."""

    rule: Rule
    sha256: str
    runs: tuple[str, ...]
    """That name it and have no tombstone of it yet."""
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSheet:
    """A sheet that nothing younger names."""

    rule: Rule
    sha256: str
    size: int
    at: datetime
    """Its last use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is past its days, in the store and in the locker."""

    facts: Sequence[OldFact]
    looks: Sequence[OldLooks]
    bodies: Sequence[OldBody]
    sheets: Sequence[OldSheet]

    @property
    def any(self) -> bool:
        """Say whether a row has to change."""
        return bool(self.facts or self.looks or self.bodies or self.sheets)
