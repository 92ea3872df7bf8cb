"""How one feed of log-ins is to be read: everything declared, nothing guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from auditor.facts import MarkKind, SourceKind

Column = str | int
"""A header as the export writes it, or a position from 1 in an export without headers."""

MACHINES = (
    "*$", "system", "local service", "network service", "anonymous logon", "dwm-*", "umfd-*",
)  # fmt: skip
"""Accounts that Windows itself logs in with, in any case."""


class People(Protocol):
    """Who an account is. Travels to a worker process, so it must be picklable."""

    def staff_of(self, commune: str, account: str) -> str | None:
        """Return the pseudonym of the officer with this account in a commune; None or '': nobody."""
        ...

    def communes_of(self, account: str) -> tuple[str, ...]:
        """Return the codes of the communes whose rosters hold this account."""
        ...

    def alike(self, account: str) -> tuple[tuple[str, str], ...]:
        """Return (commune, pseudonym) of all who may be meant: the same name in any domain."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedColumns:
    """Where a row says what. `time` holds date and time unless `date` has a column of its own."""

    account: Column
    time: Column
    date: Column = ""
    commune: Column = ""
    event: Column = ""

    def named(self) -> dict[str, Column]:
        """Return the columns that are declared."""
        every = {
            name: getattr(self, name) for name in ("account", "time", "date", "commune", "event")
        }
        return {name: column for name, column in every.items() if column}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPlan:
    """One feed. All of it is plain data, so that it can travel to a worker process."""

    name: str
    files: tuple[Path, ...]
    kind: SourceKind
    columns: FeedColumns
    time_format: str
    """As officials write it: `dd/mm/yyyy HH:MM:SS` (auditor.tabular.timeformat)."""
    zone: str = ""
    """Of the times as written; empty only where the format carries one."""
    offset_s: int = 0
    """Seconds to add to every time: what the source's clock is known to be behind."""
    events: Mapping[str, MarkKind | None] = field(default_factory=dict)
    """Folded text of the event column -> what it proves; None is known and proves nothing."""
    default: MarkKind = MarkKind.IN
    """What a row proves where there is no event column."""
    commune: str = ""
    """The one commune that the feed is of."""
    communes: tuple[str, ...] = ()
    """The communes that the feed covers; empty: all of the audit."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Name of a unit as the export writes it -> commune code, '' for one that is no commune."""
    machines: tuple[str, ...] = MACHINES
    time_record: str = ""
    """Document that names this feed the record of working time."""
    sheet: str = ""
    """The sheet of a workbook; empty: every sheet with the declared headers."""
    patterns: tuple[str, ...] = ()
    """What is declared of the files; for the screen alone."""
    skipped: tuple[str, ...] = ()
    """Files that a pattern met and that are no logs by their names; for the screen alone."""

    def covers(self, code: str) -> bool:
        """Say whether rows of this commune may stand in the feed."""
        wanted = (self.commune,) if self.commune else self.communes
        return not wanted or code in wanted
