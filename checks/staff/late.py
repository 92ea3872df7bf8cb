"""Officers begin their shifts in time, as far as a feed can show an arrival (STF-01).

A time clock shows an arrival. A log-in is not one: it counts as "đăng nhập muộn", makes no failure
and no full mark unless a document names the feed the record of working time. Records of actions
show that somebody was there, never since when. Against office hours that nobody has decided yet,
nobody is late. Shares are compared as fractions.
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from auditor.contract import Check, Item, Missing, Outcome, Party, Terms, Values, Verdict, Why
from auditor.facts import Presence, SourceKind
from checks.staff.judging.readings import Reading, State
from checks.staff.judging.shift_answers import (
    BLOCKED,
    DOUBTED,
    HOURS,
    MIN_SHIFTS,
    NOTES,
    Case,
    answer,
    blocked,
    case,
    short,
    unjudged,
    unknown,
    unrecorded,
)
from checks.staff.judging.shift_blocks import unreadable
from checks.staff.judging.shift_rows import CLOCK, where
from checks.staff.judging.slots import limit
from checks.staff.judging.traces import RANKS

_BANDS = (15, 30)
"""Minutes after the start of the shift."""
_DOUBTS = (
    State.UNSEEN,
    State.CONTRADICTED,
    State.START_UNHEARD,
    State.LATE_DOUBTED,
    State.OPEN,
    State.UNTIMED,
)


def judge(presence: Presence, terms: Terms) -> Outcome:
    """Pass when nearly every first trace came in time; fail only by records of working time."""
    asked = case(presence, terms, _DOUBTS)
    timed = asked.having(State.IN_TIME, State.LATE)
    if outcome := blocked(asked):
        return outcome
    if missing := _wrong_clock(asked, timed):
        return unknown(asked, missing)
    if outcome := short(asked, timed):
        return outcome
    late = asked.having(State.LATE)
    verdict, values = _verdict(timed, terms), _values(timed, late)
    rows = [_row(one, terms, verdict) for one in late]
    if missing := _doubt(asked, timed, late, verdict):
        shown = [] if missing is HOURS else rows
        return unknown(asked, missing, shown, values)
    if verdict is Verdict.PASS and unrecorded(asked, timed):
        return answer(asked, Verdict.WARN, "staff.login_unrecorded", rows, values)
    return answer(asked, verdict, _text(timed, terms, verdict), rows, values)


def _wrong_clock(asked: Case, timed: Sequence[Reading]) -> Missing | None:
    """Return the doubt of the clock when too many shifts began with nobody heard in time."""
    unheard = asked.having(State.START_UNHEARD)
    if not unheard:
        return None
    share = Fraction(len(unheard), len(unheard) + len(timed))
    if share <= limit(asked.terms, "pass_up_to", 0.02):
        return None
    if asked.terms.calendar.hours_assumed:
        return HOURS
    source = unheard[0].source
    party = Party.PROVINCE if source and source.heard_elsewhere else Party.COMMUNE
    values: Values = {"unheard": len(unheard), "feed": source.name if source else ""}
    return Missing(why=Why.CLOCK_DRIFT, party=party, text="staff.clock_doubtful", values=values)


def _doubt(
    asked: Case, timed: Sequence[Reading], late: Sequence[Reading], verdict: Verdict
) -> Missing | None:
    """Return what stands against the verdict; a failure stands whatever was left out."""
    if verdict is not Verdict.PASS:
        if asked.terms.calendar.hours_assumed:
            return HOURS
        if missing := unreadable(asked.presence, _weakest(late)):
            return missing
    if verdict is Verdict.FAIL:
        return None
    doubted = asked.having(State.LATE_DOUBTED)
    if doubted and _verdict([*timed, *doubted], asked.terms) is not verdict:
        return DOUBTED
    return unjudged(asked)


def _verdict(timed: Sequence[Reading], terms: Terms) -> Verdict:
    if _share(timed) <= limit(terms, "pass_up_to", 0.02):
        return Verdict.PASS
    most = limit(terms, "warn_up_to", 0.1)
    records = [one for one in timed if one.records]
    enough = len(records) >= terms.limits.get("min_shifts", MIN_SHIFTS)
    if enough and _share(timed) > most and _share(records) > most:
        return Verdict.FAIL
    return Verdict.WARN


def _share(timed: Sequence[Reading]) -> Fraction:
    late = sum(one.state in (State.LATE, State.LATE_DOUBTED) for one in timed)
    return Fraction(late, len(timed))


def _text(timed: Sequence[Reading], terms: Terms, verdict: Verdict) -> str:
    """Say "đi muộn" of time clocks alone."""
    clocks = all(one.source and one.source.kind is SourceKind.TIME_CLOCK for one in timed)
    if verdict is Verdict.PASS:
        return "staff.clock_in_time" if clocks else "staff.login_in_time"
    if verdict is Verdict.FAIL:
        return "staff.clock_many_late" if clocks else "staff.login_many_late"
    if clocks:
        return "staff.clock_some_late"
    many = _share(timed) > limit(terms, "warn_up_to", 0.1)
    return "staff.login_no_record" if many else "staff.login_some_late"


def _weakest(late: Sequence[Reading]) -> SourceKind:
    return max((one.source.kind for one in late if one.source), key=RANKS.index)


def _values(timed: Sequence[Reading], late: Sequence[Reading]) -> Values:
    bands = Counter(_band(one.minutes) for one in late)
    return {
        "shifts": len(timed),
        "late": len(late),
        "to_15": bands[15],
        "to_30": bands[30],
        "over_30": bands[0],
    }


def _band(minutes: int) -> int:
    """Return the upper end of the band; 0 for the open one."""
    return next((end for end in _BANDS if minutes <= end), 0)


def _row(one: Reading, terms: Terms, verdict: Verdict) -> Item:
    clock = one.source is not None and one.source.kind is SourceKind.TIME_CLOCK
    first = one.first.at if one.first else one.slot.shift.start
    zone = one.slot.shift.start.tzinfo
    return Item(
        target=one.slot.officer,
        verdict=Verdict.FAIL if verdict is Verdict.FAIL and one.records else Verdict.WARN,
        text="staff.row_late_clock" if clock else "staff.row_late_login",
        values={
            **where(one.slot, terms),
            "minutes": one.minutes,
            "first": first.astimezone(zone).strftime(CLOCK),
            "feed": one.source.name if one.source else "",
        },
        seen_at=first,
    )


CHECK = Check(
    id="staff.late",
    needs=(Presence,),
    judge=judge,
    says=(
        "staff.clock_in_time",
        "staff.login_in_time",
        "staff.login_unrecorded",
        "staff.clock_some_late",
        "staff.login_some_late",
        "staff.login_no_record",
        "staff.clock_many_late",
        "staff.login_many_late",
        "staff.clock_doubtful",
        *BLOCKED,
        "staff.row_late_clock",
        "staff.row_late_login",
        "staff.row_late_doubted",
        "staff.row_contradicted",
        "staff.row_start_unheard",
        "staff.row_untimed",
        *NOTES,
    ),
)
