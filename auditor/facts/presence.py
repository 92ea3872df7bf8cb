"""Traces of officers at work: log-ins, punches, actions. Under pseudonyms, never names or accounts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from auditor.contract import Missing


class SourceKind(StrEnum):
    """What a trace proves, the strongest first: arrival, log-in, that somebody was at work."""

    TIME_CLOCK = "time_clock"
    LOGIN = "login"
    ACTIVITY = "activity"


class MarkKind(StrEnum):
    """What a row of a log says. `refused` log-ins and the like never become marks."""

    IN = "in"
    OUT = "out"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One trace of one officer."""

    staff: str
    """Pseudonym."""
    at: datetime
    kind: MarkKind
    source: str
    """Name of the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Rows that could not be used, by reason."""

    text: str
    """Text key of the reason, e.g. `presence.refused.date`."""
    count: int
    places: tuple[str, ...] = ()
    """`file:line` of the first of them."""
    unusable: bool = True
    """False: the row was understood and rightly left aside (a repeat, an account of a machine)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Rows that could not be used and may have been somebody's trace: where they fall, nobody is
    called late or absent."""

    staff: str = ""
    """Pseudonym; empty when nobody can tell whose they are."""
    day: date | None = None
    """Local day; None when it could not be read."""
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file of a feed by its hash: the file itself is never kept."""

    name: str
    """Without its folder."""
    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One feed, as it was read for one commune."""

    name: str
    kind: SourceKind
    time_record: str = ""
    """Document that names this feed the record of working time; empty when there is none."""
    rows: int = 0
    """Rows that belong to this commune, and rows of which nobody can tell whose they are."""
    used: int = 0
    refused: tuple[Refused, ...] = ()
    heard: tuple[date, ...] = ()
    """Local days on which any account of the commune left a trace, ascending."""
    heard_elsewhere: tuple[date, ...] = ()
    """Local days on which the feed holds a trace of any other commune, ascending."""
    since: datetime | None = None
    until: datetime | None = None
    """First and last readable time of the whole feed, whatever the commune."""
    missing: Missing | None = None
    """The feed could not be read at all."""
    lost: tuple[Lost, ...] = ()
    """Unusable rows of the period by officer and day: unreadable times, undeclared events, wrong
    shapes, dates that another order of day and month would put into the period."""
    strangers: tuple[tuple[date, ...], ...] = ()
    """For each account of the commune that no officer of the roster holds: the days it left traces,
    ascending. No account is named: one may be an officer's new one."""
    files: tuple[ReadFile, ...] = ()
    """What was read, in the order of reading."""
    elsewhere: tuple[Lost, ...] = ()
    """Traces of this commune's officers that the feed has under another unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """All traces of a commune's officers in the period, by time, then officer, kind and source."""

    sources: tuple[Source, ...]
    marks: tuple[Mark, ...] = ()
