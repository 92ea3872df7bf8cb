"""What all readings of an office show together and none shows alone.

A clock that was off, a closed office, a device that broke, a duty that the roster does not know:
what several officers lack at once, or one lacks in days on end at either edge, is no absence.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from checks.staff.judging.readings import Reading, State
from checks.staff.judging.traces import Hearing, Traces

STRETCH = 5
"""Working days without a trace before the first or after the last."""
_SEVERAL = 2

Readings = tuple[Reading, ...]


def together(readings: Readings, seen: Traces) -> Readings:
    """Return the readings without what the others of the office put in doubt."""
    readings = _but(readings, _stretches(readings, seen), State.UNSEEN_STRETCH)
    readings = _but(readings, {*_half(readings), *_groups(readings)}, State.GAP)
    return _but(readings, _unheard(readings, seen), State.START_UNHEARD)


def _but(readings: Readings, numbers: Iterable[int], state: State) -> Readings:
    chosen = set(numbers)
    gap = Hearing.GROUP_SILENT if state is State.GAP else Hearing.HEARD
    return tuple(
        replace(one, state=state, gap=gap) if number in chosen else one
        for number, one in enumerate(readings)
    )


def _by(
    readings: Readings, key: Callable[[Reading], Hashable]
) -> dict[Hashable, list[tuple[int, Reading]]]:
    """Group all readings in which somebody was expected, with their places."""
    found: dict[Hashable, list[tuple[int, Reading]]] = defaultdict(list)
    for number, one in enumerate(readings):
        if one.state is not State.EXCUSED:
            found[key(one)].append((number, one))
    return found


def _stretches(readings: Readings, seen: Traces) -> Iterator[int]:
    """Whoever has no trace in days on end at an edge may not have been assigned, or not enrolled."""
    for officer, own in _by(readings, lambda one: one.slot.officer).items():
        days = seen.days.get(str(officer))
        if not days:
            continue
        empty = [(number, one) for number, one in own if one.state is State.NO_TRACE]
        before = [pair for pair in empty if pair[1].slot.day < min(days)]
        after = [pair for pair in empty if pair[1].slot.day > max(days)]
        for edge in (before, after):
            if len({one.slot.day for _, one in edge}) >= STRETCH:
                yield from (number for number, _ in edge)


def _half(readings: Readings) -> Iterator[int]:
    """A shift in which half of those expected, and two at least, left no trace."""
    for shift in _by(readings, lambda one: one.slot.shift.start).values():
        empty = [number for number, one in shift if one.state is State.NO_TRACE]
        if len(empty) >= _SEVERAL and 2 * len(empty) >= len(shift):
            yield from empty


def _groups(readings: Readings) -> Iterator[int]:
    """Days on which everybody of one office or counter is away, or the same few each time.

    The log does not say which device a row came from; who falls silent on the very same days may
    share one.
    """
    empty = _empty_days(readings)
    groups: set[frozenset[str]] = set()
    for key in (lambda one: one.slot.staff.office, lambda one: one.slot.staff.counter):
        for name, own in _by(readings, key).items():
            groups |= {frozenset(one.slot.officer for _, one in own)} if name != "" else set()
    alike: dict[frozenset[date], set[str]] = defaultdict(set)
    for officer, days in empty.items():
        alike[frozenset(days)].add(officer)
    groups |= {frozenset(officers) for officers in alike.values()}
    silent: set[tuple[str, date]] = set()
    for group in groups:
        if len(group) >= _SEVERAL:
            shared = frozenset.intersection(*(frozenset(empty.get(one, ())) for one in group))
            if len(shared) >= _SEVERAL:
                silent |= {(one, day) for one in group for day in shared}
    for number, one in enumerate(readings):
        if one.state is State.NO_TRACE and (one.slot.officer, one.slot.day) in silent:
            yield number


def _empty_days(readings: Readings) -> dict[str, set[date]]:
    """Return by officer the days of which every expected shift has no trace."""
    empty: dict[str, set[date]] = defaultdict(set)
    for own in _by(readings, lambda one: (one.slot.officer, one.slot.day)).values():
        if all(one.state is State.NO_TRACE for _, one in own):
            first = own[0][1].slot
            empty[first.officer].add(first.day)
    return empty


def _unheard(readings: Readings, seen: Traces) -> Iterator[int]:
    """Late readings of a shift in which two or more were heard, and nobody until the deadline."""
    for shift in _by(readings, lambda one: one.slot.shift.start).values():
        states = {one.state for _, one in shift}
        if State.LATE not in states or State.IN_TIME in states:
            continue
        firsts = [first[0].at for _, one in shift if (first := seen.within(one.slot))]
        slot = shift[0][1].slot
        if len(firsts) >= _SEVERAL and not any(slot.in_time(at) for at in firsts):
            yield from (number for number, one in shift if one.state is State.LATE)


def count_days(readings: Sequence[Reading]) -> Counter[tuple[int, int]]:
    """Count officer-days by month: a day without a trace is one, whatever its number of shifts."""
    days = {(one.slot.officer, one.slot.day) for one in readings}
    return Counter((day.year, day.month) for _, day in days)
