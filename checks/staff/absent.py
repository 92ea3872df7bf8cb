"""Nobody who was expected left a shift without a trace and without a reason (STF-02).

The criterion caps log-ins at "đạt một phần" for late arrival only. The same cap holds here, by the
first law: a log-in is not an arrival, so a shift without one is not an absence unless a document
names the log-in the record of working time. Who may still explain an absence does not fail by it.
Without a leave register nobody can be called absent, and leave always excuses.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from auditor.contract import Check, Item, Leave, Missing, Outcome, Party, Terms, Verdict, Why
from auditor.facts import Presence, SourceKind
from checks.attendance import Reading, State
from checks.shift_answers import (
    BLOCKED,
    NOTES,
    answer,
    blocked,
    case,
    limit,
    short,
    unjudged,
    unknown,
    unreadable,
)
from checks.shift_rows import DAY, where

_JUDGED = (State.IN_TIME, State.LATE, State.UNTIMED, State.CONTRADICTED, State.NO_TRACE)
_EXPLAIN_DAYS = 5
_NO_REGISTER = Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text="staff.no_leave_register")


def judge(presence: Presence, terms: Terms) -> Outcome:
    """Pass when every shift has a trace or a reason; fail by several in one month, unexplained."""
    asked = case(presence, terms, (State.UNSEEN, State.ONLY_ACTIVITY, State.OPEN))
    judged = asked.having(*_JUDGED)
    if outcome := blocked(asked) or short(asked, judged):
        return outcome
    absent = asked.having(State.NO_TRACE)
    values = {"shifts": len(judged), "absent": len(absent)}
    if absent and (missing := _doubt(presence, terms)):
        doubted = [_row(one, terms, Verdict.UNKNOWN, missing) for one in absent]
        return unknown(asked, missing, doubted, values)
    late_leave = tuple(_late_leave(asked.readings, terms))
    verdict, text = _verdict(absent, terms, bool(late_leave))
    rows = [*(_row(one, terms, verdict) for one in absent), *late_leave]
    if verdict is not Verdict.FAIL and (missing := unjudged(asked)):
        return unknown(asked, missing, rows, values)
    return answer(asked, verdict, text, rows, values)


def _doubt(presence: Presence, terms: Terms) -> Missing | None:
    """Return what might still excuse the absent: a register that was not given, an unread feed."""
    if not terms.commune.leave_kept:
        return _NO_REGISTER
    return unreadable(presence, SourceKind.ACTIVITY)


def _verdict(absent: Sequence[Reading], terms: Terms, late_leave: bool) -> tuple[Verdict, str]:
    settled = [one for one in absent if one.records and not _explainable(one, terms)]
    months = Counter((one.slot.day.year, one.slot.day.month) for one in settled)
    if max(months.values(), default=0) > limit(terms, "warn_up_to", 1):
        return Verdict.FAIL, "staff.absent_many"
    if len(absent) <= limit(terms, "pass_up_to", 0):
        return (Verdict.WARN, "staff.leave_late") if late_leave else (Verdict.PASS, "staff.present")
    if not any(one.records for one in absent):
        return Verdict.WARN, "staff.absent_login"
    return Verdict.WARN, "staff.absent_some" if settled else "staff.absent_open"


def _until(one: Reading, terms: Terms) -> date:
    """Return the last day on which the absence may be explained."""
    days = int(terms.limits.get("explain_days", _EXPLAIN_DAYS))
    return terms.calendar.add_working_days(one.slot.day, days)


def _explainable(one: Reading, terms: Terms) -> bool:
    today = terms.at.astimezone(one.slot.shift.start.tzinfo).date()
    return today <= _until(one, terms)


def _row(one: Reading, terms: Terms, verdict: Verdict, missing: Missing | None = None) -> Item:
    whole = "staff.row_absent" if one.records else "staff.row_no_login"
    settled = one.records and not _explainable(one, terms)
    said = Verdict.FAIL if verdict is Verdict.FAIL and settled else Verdict.WARN
    return Item(
        target=one.slot.officer,
        verdict=Verdict.UNKNOWN if missing else said,
        text=f"{whole}_part" if one.other_part else whole,
        values={
            **where(one.slot, terms),
            "until": _until(one, terms).strftime(DAY),
            "feed": one.source.name if one.source else "",
        },
        why=missing.why if missing else None,
        party=missing.party if missing else None,
    )


def _late_leave(readings: Iterable[Reading], terms: Terms) -> Iterable[Item]:
    """Return one row an entry that came into the register more than a working day too late."""
    entries = {
        (one.slot.leave.start, one.slot.officer): one.slot.leave
        for one in readings
        if one.slot.leave and one.first is None
    }
    for (_, officer), leave in sorted(entries.items()):
        due = terms.calendar.add_working_days(leave.start, 1)
        if leave.registered_on is not None and leave.registered_on > due:
            yield _leave_row(officer, leave, leave.registered_on)


def _leave_row(officer: str, leave: Leave, registered: date) -> Item:
    return Item(
        target=officer,
        verdict=Verdict.WARN,
        text="staff.row_leave_late",
        values={
            "from": leave.start.strftime(DAY),
            "to": leave.end.strftime(DAY),
            "registered": registered.strftime(DAY),
            "document": leave.document,
        },
    )


CHECK = Check(
    id="staff.absent",
    needs=(Presence,),
    judge=judge,
    says=(
        "staff.present",
        "staff.leave_late",
        "staff.absent_login",
        "staff.absent_open",
        "staff.absent_some",
        "staff.absent_many",
        "staff.no_leave_register",
        *BLOCKED,
        "staff.row_absent",
        "staff.row_absent_part",
        "staff.row_no_login",
        "staff.row_no_login_part",
        "staff.row_leave_late",
        *NOTES,
    ),
)
