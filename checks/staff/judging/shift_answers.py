"""What stands between the traces of officers and a verdict on them, whatever is asked.

A shift of which nothing can be said is left out, and said to be. Too many of them, and what is
known of the rest is no good verdict; a bad one may still rest on what was heard.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from auditor.contract import Item, Missing, Outcome, Party, Terms, Values, Verdict, Why
from auditor.facts import Presence, SourceKind
from checks.staff.judging.attendance import attendance
from checks.staff.judging.readings import Reading, State
from checks.staff.judging.shift_blocks import barred, feed_gap, in_gaps, unreadable
from checks.staff.judging.shift_rows import capped, gaps, officers, refused, remarks
from checks.staff.judging.slots import limit

MIN_SHIFTS = 10
MAX_GAP = 0.2

BLOCKED = (
    "staff.no_roster",
    "staff.no_feed",
    "staff.no_rows",
    "staff.unusable",
    "staff.odd_hours",
    "staff.feed_gap",
    "staff.left_out",
    "staff.doubted",
    "staff.too_few",
    "staff.activity_only",
    "staff.account_unseen",
    "staff.hours_assumed",
    "staff.all_on_leave",
)
"""Texts that both questions share."""
NOTES = (
    "staff.row_account_unseen",
    "staff.row_activity_only",
    "staff.row_open",
    "staff.row_gaps",
    "staff.row_gap_commune",
    "staff.row_gap_feed",
    "staff.row_gap_shift",
    "staff.row_gap_group",
    "staff.row_gap_cut",
    "staff.row_gap_outside",
    "staff.row_hours_assumed",
    "staff.row_calendar_estimated",
    "staff.row_more",
)
"""Texts of the rows that both questions share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is judged, and which doubts matter to the question that is asked."""

    presence: Presence
    terms: Terms
    readings: tuple[Reading, ...]
    doubts: tuple[State, ...]
    """States that say nothing here: their shifts are left out, and said to be."""

    def having(self, *states: State) -> list[Reading]:
        """Return the readings in these states."""
        return [one for one in self.readings if one.state in states]


def case(presence: Presence, terms: Terms, doubts: tuple[State, ...]) -> Case:
    """Return the case of one commune."""
    readings = attendance(presence, terms)
    return Case(presence=presence, terms=terms, readings=readings, doubts=doubts)


UNSEEN = Missing(why=Why.UNCONFIRMED, party=Party.COMMUNE, text="staff.account_unseen")
_TOO_FEW = Missing(why=Why.TOO_FEW, party=Party.COMMUNE, text="staff.too_few")
_ACTIVITY = Missing(why=Why.NOT_CONFIGURED, party=Party.PROVINCE, text="staff.activity_only")
_LEFT = Missing(why=Why.UNCONFIRMED, party=Party.COMMUNE, text="staff.left_out")
DOUBTED = Missing(why=Why.UNCONFIRMED, party=Party.COMMUNE, text="staff.doubted")
HOURS = Missing(why=Why.NOT_CONFIGURED, party=Party.PROVINCE, text="staff.hours_assumed")


def blocked(case: Case) -> Outcome | None:
    """Return why nothing at all can be said; None when judging may begin."""
    if missing := barred(case.presence, case.terms):
        known = {"staff.no_roster", "staff.no_feed"}
        return _bare(missing) if missing.text in known else unknown(case, missing)
    if case.readings and all(one.state is State.EXCUSED for one in case.readings):
        return answer(case, Verdict.NOT_APPLICABLE, "staff.all_on_leave", (), {})
    missing = in_gaps(case.readings)
    return unknown(case, missing) if missing else None


def short(case: Case, judged: Sequence[Reading]) -> Outcome | None:
    """Return why so few shifts could be judged; None when they are enough."""
    need = int(case.terms.limits.get("min_shifts", MIN_SHIFTS))
    if len(judged) >= need:
        return None
    kinds = {source.kind for source in case.presence.sources if source.missing is None}
    if case.readings and kinds == {SourceKind.ACTIVITY}:
        missing = unreadable(case.presence, SourceKind.LOGIN) or _ACTIVITY
    else:
        missing = (UNSEEN if case.having(State.UNSEEN) else left_out(case)) or _TOO_FEW
    return unknown(case, missing, values={"shifts": len(judged), "need": need})


def unjudged(case: Case) -> Missing | None:
    """Return why what is known of the rest is no good verdict: officers or shifts not judged."""
    if case.having(State.UNSEEN):
        return UNSEEN
    silent = State.ONLY_ACTIVITY in case.doubts and case.having(State.ONLY_ACTIVITY)
    return _ACTIVITY if silent else left_out(case)


def left_out(case: Case) -> Missing | None:
    """Return the chief cause when more shifts are left out than policy takes."""
    awaited = [one for one in case.readings if one.state is not State.EXCUSED]
    silent = case.having(State.GAP)
    others = case.having(*(state for state in case.doubts if state in _TELLING))
    if not awaited or _share(silent, others, awaited) <= limit(case.terms, "max_gap", MAX_GAP):
        return None
    return feed_gap(silent) if len(silent) >= len(others) else _LEFT


def _share(
    silent: Sequence[Reading], others: Sequence[Reading], awaited: Sequence[Reading]
) -> Fraction:
    return Fraction(len(silent) + len(others), len(awaited))


def unrecorded(case: Case, judged: Sequence[Reading]) -> bool:
    """Say whether so much rests on log-ins that no document makes the record of working time."""
    weak = sum(not one.records for one in judged)
    return weak > len(judged) * limit(case.terms, "max_gap", MAX_GAP)


def unknown(
    case: Case, missing: Missing, rows: Sequence[Item] = (), values: Values | None = None
) -> Outcome:
    """Return `unknown` with the cause of `missing`."""
    return Outcome(
        verdict=Verdict.UNKNOWN,
        text=missing.text,
        values={**_counts(case), **missing.values, **(values or {})},
        why=missing.why,
        party=missing.party,
        items=_items(case, rows),
        seen_at=_last(case.presence),
    )


def answer(
    case: Case, verdict: Verdict, text: str, rows: Sequence[Item], values: Values
) -> Outcome:
    """Return the verdict with its rows, what was left out, and every row that was refused."""
    return Outcome(
        verdict=verdict,
        text=text,
        values={**_counts(case), **values},
        items=_items(case, rows),
        seen_at=_last(case.presence),
    )


def _items(case: Case, rows: Sequence[Item]) -> tuple[Item, ...]:
    left = (*_notes(case), *gaps(case.readings))
    return (*capped(rows), *left, *refused(case.presence), *remarks(case.terms))


def _last(presence: Presence) -> datetime | None:
    return max((mark.at for mark in presence.marks), default=None)


def _bare(missing: Missing) -> Outcome:
    return Outcome(verdict=Verdict.UNKNOWN, text=missing.text, why=missing.why, party=missing.party)


def _counts(case: Case) -> dict[str, str | int | float]:
    readings = case.readings
    states = Counter(one.state for one in readings)
    silent = {one.slot.day for one in readings if one.state is State.GAP}
    return {
        "expected": len(readings) - states[State.EXCUSED],
        "excused": states[State.EXCUSED],
        "gaps": states[State.GAP],
        "gap_days": len(silent),
        "left": len(case.having(*(one for one in case.doubts if one in _TELLING))),
        "doubted": len(case.having(*(one for one in case.doubts if one in _DOUBTFUL))),
        "unseen": len({one.slot.officer for one in readings if one.state is State.UNSEEN}),
    }


def _notes(case: Case) -> Iterable[Item]:
    for state, (text, why, party) in _LEFT_OUT.items():
        if state in case.doubts:
            yield from officers(case.having(state), text, why=why, party=party)


_DOUBTFUL = (State.LATE_DOUBTED, State.ABSENT_DOUBTED)
_TELLING = (State.OPEN, State.UNTIMED, *_DOUBTFUL)
"""Left out though the feeds were there: too many of these, and the rest shows little."""
_LEFT_OUT = {
    State.UNSEEN: ("staff.row_account_unseen", Why.UNCONFIRMED, Party.COMMUNE),
    State.ONLY_ACTIVITY: ("staff.row_activity_only", Why.NOT_CONFIGURED, Party.PROVINCE),
    State.CONTRADICTED: ("staff.row_contradicted", Why.UNCONFIRMED, Party.COMMUNE),
    State.START_UNHEARD: ("staff.row_start_unheard", Why.CLOCK_DRIFT, Party.COMMUNE),
    State.LATE_DOUBTED: ("staff.row_late_doubted", Why.UNCONFIRMED, Party.COMMUNE),
    State.ABSENT_DOUBTED: ("staff.row_absent_doubted", Why.UNCONFIRMED, Party.COMMUNE),
    State.UNSEEN_STRETCH: ("staff.row_unseen_stretch", Why.UNCONFIRMED, Party.COMMUNE),
    State.OPEN: ("staff.row_open", Why.UNCONFIRMED, Party.COMMUNE),
    State.UNTIMED: ("staff.row_untimed", Why.UNCONFIRMED, Party.COMMUNE),
}
