"""What can be said of one officer in one shift. Nothing is said against anybody on a doubt.

The traps this knows: whoever logged in at 07:20 and never logged out need not log in again at
13:30; a time clock that is punched twice a day is silent at noon; one that calls every punch "in"
hides who went home; a feed silent for one day is silent for all; an account that no feed knows is
a mapping gone wrong, not somebody who never came.
"""

from dataclasses import dataclass
from enum import StrEnum

from auditor.contract import Terms
from auditor.facts import Mark, MarkKind, Presence, Source, SourceKind
from checks.slots import Slot, expected
from checks.traces import RANKS, Hearing, Traces, hearing, traces


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
        """Return how long after the start of the shift the first trace came, in begun minutes."""
        if self.first is None:
            return 0
        return -(-int((self.first.at - self.slot.shift.start).total_seconds()) // 60)


def attendance(presence: Presence, terms: Terms) -> tuple[Reading, ...]:
    """Return what can be said of every shift in which an officer was expected or excused."""
    seen = traces(presence)
    return tuple(_read(slot, seen) for slot in expected(terms))


def _read(slot: Slot, seen: Traces) -> Reading:
    if slot.leave:
        worked = next(iter(seen.within(slot)), None)
        return Reading(slot=slot, state=State.EXCUSED, first=worked)
    own = seen.own(slot.officer)
    arrivals = [source for source in own if source.kind is not SourceKind.ACTIVITY]
    if not own:
        return _unseen(slot, seen)
    if not arrivals:
        state = State.UNTIMED if seen.within(slot) else State.ONLY_ACTIVITY
        return Reading(slot=slot, state=state, source=own[0])
    return _present(slot, seen, arrivals) if seen.within(slot) else _silent(slot, seen, arrivals)


def _unseen(slot: Slot, seen: Traces) -> Reading:
    """Nobody's account may be doubted for a day on which no feed could have heard it."""
    heard = [(hearing(source, slot), source) for source in seen.sources.values()]
    if any(said is Hearing.HEARD for said, _ in heard) or not heard:
        return Reading(slot=slot, state=State.UNSEEN)
    gap, source = heard[0]
    return Reading(slot=slot, state=State.GAP, source=source, gap=gap)


def _present(slot: Slot, seen: Traces, arrivals: list[Source]) -> Reading:
    """Judge by the strongest feed that holds a trace of the officer in the shift."""
    marks = seen.within(slot)
    strongest = min((seen.kind(mark) for mark in marks), key=RANKS.index)
    first = next(mark for mark in marks if seen.kind(mark) is strongest)
    state = _timed(slot, seen, arrivals, first)
    return Reading(slot=slot, state=state, source=seen.sources[first.source], first=first)


def _timed(slot: Slot, seen: Traces, arrivals: list[Source], first: Mark) -> State:
    kind = seen.kind(first)
    if kind is SourceKind.ACTIVITY:
        return State.UNTIMED
    if first.at <= slot.deadline:
        return State.IN_TIME
    if seen.within(slot)[0].at <= slot.deadline:
        return State.CONTRADICTED if kind is SourceKind.TIME_CLOCK else State.IN_TIME
    # Every feed that could have shown the officer earlier must have been heard.
    stronger = [one for one in arrivals if RANKS.index(one.kind) <= RANKS.index(kind)]
    if any(hearing(source, slot) is not Hearing.HEARD for source in stronger):
        return State.UNTIMED
    arrives = first.kind is MarkKind.IN and not seen.leaves(first, slot)
    if not arrives or _still_open(slot, seen):
        return State.UNTIMED
    return State.LATE


def _silent(slot: Slot, seen: Traces, arrivals: list[Source]) -> Reading:
    heard = [(hearing(source, slot), source) for source in arrivals]
    for gap, source in heard:
        if gap is not Hearing.HEARD:
            return Reading(slot=slot, state=State.GAP, source=source, gap=gap)
    source = arrivals[0]
    later = seen.after(slot)
    if _still_open(slot, seen) or (later is not None and seen.leaves(later, slot)):
        return Reading(slot=slot, state=State.OPEN, source=source)
    if not seen.anyone(slot):
        return Reading(slot=slot, state=State.GAP, source=source, gap=Hearing.SHIFT_SILENT)
    part = bool(seen.before(slot) or later)
    return Reading(slot=slot, state=State.NO_TRACE, source=source, other_part=part)


def _still_open(slot: Slot, seen: Traces) -> bool:
    """Say whether an earlier trace of the day was never closed."""
    last = seen.before(slot)
    return last is not None and not seen.leaves(last, slot)
