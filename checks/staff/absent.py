"""Nobody who was expected left a shift without a trace and without a reason (STF-02).

The criterion caps log-ins at "đạt một phần" for late arrival only. The same cap holds here, by the
first law: a log-in is not an arrival, so a shift without one is not an absence unless a document
names the log-in the record of working time. Whose leave may still be entered does not fail by it.
Where no leave register covers the day nobody can be called absent, and leave always excuses. A day
is one absence, whatever its number of shifts.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from auditor.contract import Check, Item, Leave, Missing, Outcome, Party, Terms, Verdict, Why
from auditor.facts import Presence, SourceKind
from checks.staff.judging.readings import Reading, State
from checks.staff.judging.shift_answers import (
    BLOCKED,
    DOUBTED,
    HOURS,
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
from checks.staff.judging.shift_rows import DAY, where
from checks.staff.judging.slots import limit, misnamed
from checks.staff.judging.together import count_days

_THERE = (
    State.IN_TIME,
    State.LATE,
    State.LATE_DOUBTED,
    State.START_UNHEARD,
    State.UNTIMED,
    State.CONTRADICTED,
)
_DOUBTS = (
    State.UNSEEN,
    State.ONLY_ACTIVITY,
    State.UNSEEN_STRETCH,
    State.ABSENT_DOUBTED,
    State.OPEN,
)
_EXPLAIN_DAYS = 5
_NO_REGISTER = Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text="staff.no_leave_register")
_STALE = Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text="staff.leave_register_stale")
_STRETCH = Missing(why=Why.UNCONFIRMED, party=Party.COMMUNE, text="staff.unseen_stretch")


def judge(presence: Presence, terms: Terms) -> Outcome:
    """Pass when every shift has a trace or a reason; fail by several days in one month."""
    asked = case(presence, terms, _DOUBTS)
    empty = asked.having(State.NO_TRACE)
    judged = [*asked.having(*_THERE), *empty]
    if outcome := blocked(asked) or short(asked, judged):
        return outcome
    absent, held = _parted(empty, presence, terms)
    leaves = tuple(_leave_rows(asked.readings, terms))
    verdict, text = _verdict(absent, terms, any(row.verdict is Verdict.WARN for row in leaves))
    values = {
        "shifts": len(judged),
        "absent": len(absent),
        "held": len(held),
        "absent_days": count_days(absent).total(),
    }
    rows = [
        *(_row(one, terms, verdict) for one in absent),
        *(_row(one, terms, Verdict.UNKNOWN, missing) for one, missing in held),
        *leaves,
    ]
    if verdict is not Verdict.FAIL and (missing := _doubt(asked, held)):
        return unknown(asked, missing, rows, values)
    if verdict is Verdict.PASS and unrecorded(asked, judged):
        return answer(asked, Verdict.WARN, "staff.present_unrecorded", rows, values)
    return answer(asked, verdict, text, rows, values)


def _parted(
    empty: Sequence[Reading], presence: Presence, terms: Terms
) -> tuple[list[Reading], list[tuple[Reading, Missing]]]:
    """Part what is an absence from what may still be excused, and by what."""
    absent: list[Reading] = []
    held: list[tuple[Reading, Missing]] = []
    for one in empty:
        if missing := _excuse(one, presence, terms):
            held.append((one, missing))
        else:
            absent.append(one)
    return absent, held


def _excuse(one: Reading, presence: Presence, terms: Terms) -> Missing | None:
    """Return what might still excuse a shift without a trace, so that it is no absence yet."""
    covered = terms.commune.leave_register
    if not any(start <= one.slot.day <= end for start, end in covered):
        return _STALE if covered else _NO_REGISTER
    if one.other_part and terms.calendar.hours_assumed:
        return HOURS
    return unreadable(presence, SourceKind.ACTIVITY)


def _doubt(asked: Case, held: Sequence[tuple[Reading, Missing]]) -> Missing | None:
    """Return what stands against anything but a failure."""
    if held:
        return held[0][1]
    if asked.having(State.ABSENT_DOUBTED):
        return DOUBTED
    return _STRETCH if asked.having(State.UNSEEN_STRETCH) else unjudged(asked)


def _verdict(absent: Sequence[Reading], terms: Terms, late_leave: bool) -> tuple[Verdict, str]:
    settled = [one for one in absent if one.records and not _open(one, terms)]
    if max(count_days(settled).values(), default=0) > limit(terms, "warn_up_to", 1):
        return Verdict.FAIL, "staff.absent_many"
    if count_days(absent).total() <= limit(terms, "pass_up_to", 0):
        return (Verdict.WARN, "staff.leave_late") if late_leave else (Verdict.PASS, "staff.present")
    if not any(one.records for one in absent):
        return Verdict.WARN, "staff.absent_login"
    return Verdict.WARN, "staff.absent_some" if settled else "staff.absent_open"


def _until(one: Reading, terms: Terms) -> date:
    """Return the last day on which leave of that day may still be entered into the register."""
    days = int(terms.limits.get("explain_days", _EXPLAIN_DAYS))
    return terms.calendar.add_working_days(one.slot.day, days)


def _open(one: Reading, terms: Terms) -> bool:
    today = terms.at.astimezone(one.slot.shift.start.tzinfo).date()
    return today <= _until(one, terms)


def _row(one: Reading, terms: Terms, verdict: Verdict, missing: Missing | None = None) -> Item:
    whole = "staff.row_absent" if one.records else "staff.row_no_login"
    settled = one.records and not _open(one, terms)
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


def _leave_rows(readings: Iterable[Reading], terms: Terms) -> Iterable[Item]:
    """Return entries that came into the register too late, and those of a part no day has."""
    used = {
        (one.slot.leave.start, one.slot.officer): (one.slot.leave, one.slot.shifts)
        for one in readings
        if one.slot.leave and one.first is None
    }
    for (_, officer), (leave, shifts) in sorted(used.items(), key=lambda entry: entry[0]):
        due = terms.calendar.add_working_days(leave.start, 1)
        if leave.registered_on is not None and leave.registered_on > due:
            text = "staff.row_leave_late_document" if leave.document else "staff.row_leave_late"
            yield _leave_row(officer, leave, text, Verdict.WARN)
        if misnamed(leave, shifts):
            yield _leave_row(officer, leave, "staff.row_leave_part", Verdict.NOT_APPLICABLE)


def _leave_row(officer: str, leave: Leave, text: str, verdict: Verdict) -> Item:
    registered = leave.registered_on
    return Item(
        target=officer,
        verdict=verdict,
        text=text,
        values={
            "from": leave.start.strftime(DAY),
            "to": leave.end.strftime(DAY),
            "registered": registered.strftime(DAY) if registered else "",
            "document": leave.document,
            "part": leave.part,
        },
    )


CHECK = Check(
    id="staff.absent",
    needs=(Presence,),
    judge=judge,
    says=(
        "staff.present",
        "staff.present_unrecorded",
        "staff.leave_late",
        "staff.absent_login",
        "staff.absent_open",
        "staff.absent_some",
        "staff.absent_many",
        "staff.no_leave_register",
        "staff.leave_register_stale",
        "staff.unseen_stretch",
        *BLOCKED,
        "staff.row_absent",
        "staff.row_absent_part",
        "staff.row_no_login",
        "staff.row_no_login_part",
        "staff.row_absent_doubted",
        "staff.row_unseen_stretch",
        "staff.row_leave_late",
        "staff.row_leave_late_document",
        "staff.row_leave_part",
        *NOTES,
    ),
)
