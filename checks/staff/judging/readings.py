"""What can be said of one officer in one shift: the words that the rules share."""

from dataclasses import dataclass
from enum import StrEnum

from auditor.facts import Mark, Source, SourceKind
from checks.staff.judging.slots import Slot
from checks.staff.judging.traces import Hearing


class State(StrEnum):
    """What was found of an officer in a shift."""

    EXCUSED = "excused"
    IN_TIME = "in_time"
    LATE = "late"
    UNTIMED = "untimed"
    """Was there; since when cannot be told."""
    CONTRADICTED = "contradicted"
    """Late by the time clock, but another feed saw the officer in time."""
    OPEN = "open"
    """No trace, but an earlier one was never closed, or a later one closes something."""
    NO_TRACE = "no_trace"
    ONLY_ACTIVITY = "only_activity"
    """No trace, of somebody whom only records of actions know."""
    GAP = "gap"
    UNSEEN = "unseen"
    """No feed knows the officer at all."""
    LATE_DOUBTED = "late_doubted"
    """Late, were there not rows that may be the officer's and could not be used."""
    ABSENT_DOUBTED = "absent_doubted"
    """No trace, and the same doubt."""
    START_UNHEARD = "start_unheard"
    """Late, but nobody at all was heard before: the clock was off or wrong, or the office closed."""
    UNSEEN_STRETCH = "unseen_stretch"
    """No trace in days on end before the officer's first or after the last: not assigned any more?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One officer, one shift, and what the feeds say of it."""

    slot: Slot
    state: State
    source: Source | None = None
    """The feed that it rests on."""
    first: Mark | None = None
    gap: Hearing = Hearing.HEARD
    other_part: bool = False
    """There is a trace in another part of the day."""

    @property
    def records(self) -> bool:
        """Say whether the feed is a record of working time: a time clock, or named so by a document."""
        source = self.source
        if source is None or source.kind is SourceKind.ACTIVITY:
            return False
        return source.kind is SourceKind.TIME_CLOCK or bool(source.time_record)

    @property
    def minutes(self) -> int:
        """Return how long after the start of the shift the first trace came, by the clock's minutes."""
        if self.first is None:
            return 0
        shown = self.first.at.replace(second=0, microsecond=0)
        return int((shown - self.slot.shift.start).total_seconds()) // 60
