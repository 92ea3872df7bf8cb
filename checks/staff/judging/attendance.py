"""What can be said of one officer in one shift. Nothing is said against anybody on a doubt.

The traps this knows: whoever logged in at 07:20 and never logged out need not log in again at
13:30; a time clock that is punched twice a day is silent at noon; one that calls every punch "in"
hides who went home; a feed silent for one day is silent for all; an account that no feed knows is
a mapping gone wrong, not somebody who never came.
"""

from datetime import UTC

from auditor.contract import Terms
from auditor.facts import Mark, MarkKind, Presence, Source, SourceKind
from checks.staff.judging.doubts import doubted, strayed
from checks.staff.judging.readings import Reading, State
from checks.staff.judging.slots import Slot, expected
from checks.staff.judging.together import together
from checks.staff.judging.traces import RANKS, Hearing, Traces, is_whole, traces


def attendance(presence: Presence, terms: Terms) -> tuple[Reading, ...]:
    """Return what can be said of every shift in which an officer was expected or excused.

    First of each shift for itself, then of all together: what many lack at once is nobody's fault.
    """
    slots = expected(terms)
    if not slots:
        return ()
    seen = traces(presence, slots[0].shift.start.tzinfo or UTC)
    alone = tuple(_read(slot, seen) for slot in slots)
    return strayed(together(doubted(alone, presence, seen), seen), presence)


def _read(slot: Slot, seen: Traces) -> Reading:
    marks = seen.within(slot)
    if slot.leave:
        return Reading(slot=slot, state=State.EXCUSED, first=next(iter(marks), None))
    own = seen.own(slot.officer)
    arrivals = [source for source in own if source.kind is not SourceKind.ACTIVITY]
    if not own:
        return _unseen(slot, seen)
    if not arrivals:
        state = State.UNTIMED if marks else State.ONLY_ACTIVITY
        return Reading(slot=slot, state=state, source=own[0])
    return _present(slot, seen, arrivals, marks) if marks else _silent(slot, seen, arrivals)


def _unseen(slot: Slot, seen: Traces) -> Reading:
    """Nobody's account may be doubted for a day on which no feed could have heard it."""
    heard = [(seen.hearing(source, slot), source) for source in seen.sources.values()]
    if any(said is Hearing.HEARD for said, _ in heard):
        return Reading(slot=slot, state=State.UNSEEN)
    gap, source = heard[0] if heard else (Hearing.OUTSIDE, None)
    return Reading(slot=slot, state=State.GAP, source=source, gap=gap)


def _present(slot: Slot, seen: Traces, arrivals: list[Source], marks: tuple[Mark, ...]) -> Reading:
    """Judge by the strongest feed that holds a trace of the officer in the shift."""
    strongest = min((seen.kind(mark) for mark in marks), key=RANKS.index)
    first = next(mark for mark in marks if seen.kind(mark) is strongest)
    state = _timed(slot, seen, arrivals, first, marks[0])
    return Reading(slot=slot, state=state, source=seen.sources[first.source], first=first)


def _timed(slot: Slot, seen: Traces, arrivals: list[Source], first: Mark, earliest: Mark) -> State:
    kind = seen.kind(first)
    if kind is SourceKind.ACTIVITY:
        return State.UNTIMED
    if slot.in_time(first.at):
        return State.IN_TIME
    if slot.in_time(earliest.at):
        return State.CONTRADICTED if kind is SourceKind.TIME_CLOCK else State.IN_TIME
    # Every feed that could have shown the officer earlier must have been heard.
    stronger = [one for one in arrivals if RANKS.index(one.kind) <= RANKS.index(kind)]
    if any(
        not is_whole(one, slot) or seen.hearing(one, slot) is not Hearing.HEARD for one in stronger
    ):
        return State.UNTIMED
    arrives = first.kind is MarkKind.IN and not seen.leaves(first, slot)
    if not arrives or _still_open(slot, seen):
        return State.UNTIMED
    return State.LATE


def _silent(slot: Slot, seen: Traces, arrivals: list[Source]) -> Reading:
    for source in arrivals:
        gap = seen.hearing(source, slot)
        if gap is Hearing.HEARD and not is_whole(source, slot):
            gap = Hearing.OUTSIDE
        if gap is not Hearing.HEARD:
            return Reading(slot=slot, state=State.GAP, source=source, gap=gap)
    source = arrivals[0]
    later, still = seen.after(slot), _still_open(slot, seen)
    closed = later is not None and seen.leaves(later, slot)
    if still and closed:  # punched in the morning and in the evening: there all the time
        return Reading(slot=slot, state=State.UNTIMED, source=source)
    if still or closed:
        return Reading(slot=slot, state=State.OPEN, source=source)
    if not seen.anyone(slot):
        return Reading(slot=slot, state=State.GAP, source=source, gap=Hearing.SHIFT_SILENT)
    part = bool(seen.before(slot) or later)
    return Reading(slot=slot, state=State.NO_TRACE, source=source, other_part=part)


def _still_open(slot: Slot, seen: Traces) -> bool:
    """Say whether an earlier trace of the day was never closed."""
    last = seen.before(slot)
    return last is not None and not seen.leaves(last, slot)
