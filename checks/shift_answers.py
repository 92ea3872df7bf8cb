"""What stands between the traces of officers and a verdict on them, whatever is asked.

No roster, no feed, an unreadable feed, too many unusable rows, more gaps than shifts, accounts that
no feed knows: each is `unknown` with its own cause, and nobody is late or absent.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from auditor.contract import Item, Missing, Outcome, Party, Terms, Values, Verdict, Why
from auditor.facts import Presence, Source, SourceKind
from checks.attendance import Reading, State, attendance
from checks.shift_rows import capped, gap_party, gaps, officers, refused
from checks.traces import RANKS

MIN_SHIFTS = 10
MAX_UNUSABLE = 0.05

BLOCKED = (
    "staff.no_roster",
    "staff.no_feed",
    "staff.unusable",
    "staff.feed_gap",
    "staff.too_few",
    "staff.activity_only",
    "staff.account_unseen",
)
"""Texts of the unknowns that both questions share."""
NOTES = (
    "staff.row_account_unseen",
    "staff.row_activity_only",
    "staff.row_contradicted",
    "staff.row_open",
    "staff.row_untimed",
    "staff.row_gap_commune",
    "staff.row_gap_feed",
    "staff.row_gap_shift",
    "staff.row_gap_outside",
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


_UNSEEN = Missing(why=Why.UNCONFIRMED, party=Party.COMMUNE, text="staff.account_unseen")
_TOO_FEW = Missing(why=Why.TOO_FEW, party=Party.COMMUNE, text="staff.too_few")
_ACTIVITY = Missing(why=Why.NOT_CONFIGURED, party=Party.PROVINCE, text="staff.activity_only")


def limit(terms: Terms, name: str, usual: float) -> Fraction:
    """Return a limit as it is written: shares are compared as fractions and never rounded."""
    return Fraction(str(terms.limits.get(name, usual)))


def blocked(case: Case) -> Outcome | None:
    """Return why nothing at all can be said; None when judging may begin."""
    presence = case.presence
    if not case.terms.commune.staff:
        return _bare(Why.NOT_CONFIGURED, Party.COMMUNE, "staff.no_roster")
    if not presence.sources:
        return _bare(Why.NOT_CONFIGURED, Party.AUDITOR, "staff.no_feed")
    if all(source.missing for source in presence.sources):
        return unknown(case, unreadable(presence, SourceKind.ACTIVITY) or _TOO_FEW)
    if worst := _spoiled(presence, case.terms):
        return unknown(case, worst)
    return _in_gaps(case)


def short(case: Case, judged: Sequence[Reading]) -> Outcome | None:
    """Return why so few shifts could be judged; None when they are enough."""
    need = int(case.terms.limits.get("min_shifts", MIN_SHIFTS))
    if len(judged) >= need:
        return None
    awaited = any(one.state is not State.EXCUSED for one in case.readings)
    kinds = {source.kind for source in case.presence.sources if source.missing is None}
    if awaited and kinds == {SourceKind.ACTIVITY}:
        missing = unreadable(case.presence, SourceKind.LOGIN) or _ACTIVITY
    else:
        missing = _UNSEEN if case.having(State.UNSEEN) else _TOO_FEW
    return unknown(case, missing, values={"shifts": len(judged), "need": need})


def unjudged(case: Case) -> Missing | None:
    """Return why some of the officers could not be judged: what is known of the rest is no pass."""
    if case.having(State.UNSEEN):
        return _UNSEEN
    silent = State.ONLY_ACTIVITY in case.doubts and case.having(State.ONLY_ACTIVITY)
    return _ACTIVITY if silent else None


def unreadable(presence: Presence, weakest: SourceKind) -> Missing | None:
    """Return why a feed could not be read that proves as much as `weakest` or more."""
    lost = [
        (RANKS.index(source.kind), source.name, source.missing)
        for source in presence.sources
        if source.missing and RANKS.index(source.kind) <= RANKS.index(weakest)
    ]
    return min(lost, key=lambda one: one[:2])[2] if lost else None


def unknown(
    case: Case, missing: Missing, rows: Sequence[Item] = (), values: Values | None = None
) -> Outcome:
    """Return `unknown` with the cause of `missing`."""
    return Outcome(
        verdict=Verdict.UNKNOWN,
        text=missing.text,
        values={**_counts(case.readings), **missing.values, **(values or {})},
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
        values={**_counts(case.readings), **values},
        items=_items(case, rows),
        seen_at=_last(case.presence),
    )


def _items(case: Case, rows: Sequence[Item]) -> tuple[Item, ...]:
    left_out = (*_notes(case), *gaps(case.readings))
    return (*capped(rows), *left_out, *refused(case.presence))


def _last(presence: Presence) -> datetime | None:
    return max((mark.at for mark in presence.marks), default=None)


def _bare(why: Why, party: Party, text: str) -> Outcome:
    return Outcome(verdict=Verdict.UNKNOWN, text=text, why=why, party=party)


def _counts(readings: Sequence[Reading]) -> dict[str, str | int | float]:
    states = Counter(one.state for one in readings)
    silent = {one.slot.day for one in readings if one.state is State.GAP}
    return {
        "expected": len(readings) - states[State.EXCUSED],
        "excused": states[State.EXCUSED],
        "gaps": states[State.GAP],
        "gap_days": len(silent),
        "unseen": len({one.slot.officer for one in readings if one.state is State.UNSEEN}),
    }


def _spoiled(presence: Presence, terms: Terms) -> Missing | None:
    """Return the feed with the largest share of unusable rows, when that is more than policy takes.

    Each feed for itself: a good one beside it does not say what the unusable rows would have shown.
    """
    shares = [(_share(source), source.name, source) for source in presence.sources if source.rows]
    share, _, source = max(shares, key=lambda one: one[:2], default=(Fraction(0), "", None))
    if source is None or share <= limit(terms, "max_unusable", MAX_UNUSABLE):
        return None
    values: Values = {"feed": source.name, "unusable": _unusable(source), "rows": source.rows}
    return Missing(why=Why.MALFORMED, party=Party.COMMUNE, text="staff.unusable", values=values)


def _share(source: Source) -> Fraction:
    return Fraction(_unusable(source), source.rows)


def _unusable(source: Source) -> int:
    return sum(one.count for one in source.refused if one.unusable)


def _in_gaps(case: Case) -> Outcome | None:
    """Answer for a period of which the feeds heard less than half."""
    expected = [one for one in case.readings if one.state is not State.EXCUSED]
    silent = [one for one in expected if one.state is State.GAP and one.source]
    if 2 * len(silent) <= len(expected):
        return None
    parties = Counter(gap_party(one.gap, one.source) for one in silent if one.source)
    party = max(sorted(parties), key=lambda one: parties[one])
    return unknown(case, Missing(why=Why.FEED_GAP, party=party, text="staff.feed_gap"))


def _notes(case: Case) -> Iterable[Item]:
    for state, (text, why, party) in _LEFT_OUT.items():
        if state in case.doubts:
            yield from officers(case.having(state), text, why=why, party=party)


_LEFT_OUT = {
    State.UNSEEN: ("staff.row_account_unseen", Why.UNCONFIRMED, Party.COMMUNE),
    State.ONLY_ACTIVITY: ("staff.row_activity_only", Why.NOT_CONFIGURED, Party.PROVINCE),
    State.CONTRADICTED: ("staff.row_contradicted", Why.UNCONFIRMED, Party.COMMUNE),
    State.OPEN: ("staff.row_open", Why.UNCONFIRMED, Party.COMMUNE),
    State.UNTIMED: ("staff.row_untimed", Why.UNCONFIRMED, Party.COMMUNE),
}
