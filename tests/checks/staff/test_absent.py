from collections.abc import Sequence
from datetime import date

import pytest

from auditor.contract import Leave, Outcome, Party, Verdict, Why
from auditor.facts import Presence, SourceKind
from checks.staff.absent import judge
from tests.checks.staff.build import (
    OFFICERS,
    both,
    days,
    feed,
    leave,
    local,
    officer,
    terms,
    unread,
)

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN
MON, TUE, WED, THU, FRI = days(5)
LOGIN = SourceKind.LOGIN
AFTERNOON = "13:20 17:32-"
MORNING = "07:25 11:31-"


def said(presence: Presence, **more: object) -> Outcome:
    return judge(presence, terms("absent", **more))  # type: ignore[arg-type]


ONE = {("P1", MON): AFTERNOON}
DAY = {("P1", MON): ""}
DAYS = {("P1", MON): "", ("P1", TUE): ""}
APART = {("P1", MON): AFTERNOON, ("P2", WED): MORNING}


@pytest.mark.parametrize(
    ("own", "kind", "record", "text", "verdict", "rows"),
    [
        ({}, SourceKind.TIME_CLOCK, "", "staff.present", PASS, []),
        ({}, LOGIN, "", "staff.present_unrecorded", WARN, []),
        ({}, LOGIN, "12/QĐ-MAU", "staff.present", PASS, []),
        (ONE, SourceKind.TIME_CLOCK, "", "staff.absent_some", WARN, ["staff.row_absent_part"]),
        # one sick day is one absence, whatever its number of shifts
        (DAY, SourceKind.TIME_CLOCK, "", "staff.absent_some", WARN, ["staff.row_absent"] * 2),
        (DAYS, SourceKind.TIME_CLOCK, "", "staff.absent_many", FAIL, ["staff.row_absent"] * 4),
        (
            APART,
            SourceKind.TIME_CLOCK,
            "",
            "staff.absent_many",
            FAIL,
            ["staff.row_absent_part"] * 2,
        ),
        (DAY, LOGIN, "", "staff.absent_login", WARN, ["staff.row_no_login"] * 2),
        (ONE, LOGIN, "", "staff.absent_login", WARN, ["staff.row_no_login_part"]),
        (DAYS, LOGIN, "12/QĐ-MAU", "staff.absent_many", FAIL, ["staff.row_absent"] * 4),
    ],
)
def test_shifts_without_a_trace_decide_and_log_ins_alone_never_fail(
    own: dict[tuple[str, date], str],
    kind: SourceKind,
    record: str,
    text: str,
    verdict: Verdict,
    rows: list[str],
) -> None:
    outcome = said(feed(own, kind=kind, record=record))
    assert (outcome.text, outcome.verdict) == (text, verdict)
    assert [row.text for row in outcome.items] == rows
    assert {row.verdict for row in outcome.items} <= {verdict}


def test_two_months_with_one_absence_each_are_no_failure() -> None:
    own = {("P1", date(2026, 6, 30)): AFTERNOON, ("P1", date(2026, 7, 1)): AFTERNOON}
    outcome = said(feed(own, count=31), count=31, at=local(date(2026, 8, 15), "09:00"))
    assert (outcome.verdict, outcome.text) == (WARN, "staff.absent_some")


@pytest.mark.parametrize(
    ("at", "text", "verdict"),
    [
        # Monday and five working days: entered until Monday 8 June, Tuesday's until the 9th.
        (local(date(2026, 6, 8), "23:59"), "staff.absent_open", WARN),
        (local(date(2026, 6, 9), "23:59"), "staff.absent_some", WARN),
        (local(date(2026, 6, 10), "00:00"), "staff.absent_many", FAIL),
    ],
)
def test_while_leave_may_still_be_entered_nobody_fails(
    at: object, text: str, verdict: Verdict
) -> None:
    outcome = said(feed(DAYS), at=at)
    assert (outcome.text, outcome.verdict) == (text, verdict)
    assert outcome.items[0].values["until"] == "08/06/2026"


@pytest.mark.parametrize(
    ("day", "absent"),
    [
        ("07:25", 0),  # logged in and never out: the afternoon has no need of a log-in
        ("07:25 11:31-", 1),
        ("07:25 11:31", 1),  # punched at noon, whatever the clock calls it
        ("07:25 17:35-", 0),
        ("17:35-", 0),  # only the way out was punched
        ("13:20 17:32-", 1),
        ("10:00*", 0),
        ("11:31 13:20 17:32", 0),  # a punch at noon: somebody went home
        ("07:25 11:31 12:20", 0),  # the second punch may be the way back
        ("07:25 12:22", 0),  # one punch in the middle of the break: gone or back, nobody can tell
        ("06:20 11:31- 13:20 17:32-", 0),  # long before the window, and there all the same
        ("22:00", 2),  # hours after work
        ("17:35", 0),  # only the evening was punched, and the clock calls it an arrival
        ("17:20", 0),
        ("13:20 17:32", 1),
        ("00:10-", 2),  # yesterday's session
    ],
)
def test_a_shift_is_empty_only_when_nothing_may_reach_into_it(day: str, absent: int) -> None:
    outcome = said(feed({("P1", MON): day}))
    assert outcome.values["absent"] == absent


def test_an_afternoon_without_anybody_is_a_gap() -> None:
    own = {(who, MON): MORNING for who in OFFICERS}
    outcome = said(feed(own))
    assert (outcome.verdict, outcome.values["absent"], outcome.values["gaps"]) == (PASS, 0, 5)
    assert [row.text for row in outcome.items] == ["staff.row_gaps", "staff.row_gap_shift"]


@pytest.mark.parametrize("kind", list(SourceKind))
@pytest.mark.parametrize("silent", [days(5), days(3), (MON,), (FRI,)])
@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_silent_commune_never_fails(
    kind: SourceKind, silent: Sequence[date], elsewhere: bool
) -> None:
    outcome = said(feed(kind=kind, silent=silent, elsewhere=elsewhere))
    assert outcome.verdict in (PASS, UNKNOWN) or outcome.text == "staff.present_unrecorded"
    assert "staff.row_absent" not in {row.text for row in outcome.items}


def test_an_officer_is_not_absent_where_a_feed_that_knows_them_was_silent() -> None:
    assert said(both(feed(DAYS), feed(DAYS, name="dang-nhap", kind=LOGIN))).verdict is FAIL
    hushed = feed(name="dang-nhap", kind=LOGIN, silent=[MON])
    outcome = said(both(feed(DAY), hushed))
    assert (outcome.verdict, outcome.values["absent"]) == (PASS, 0)


def test_any_feed_shows_presence() -> None:
    actions = feed(usual="09:00* 15:00*", name="ho-so", kind=SourceKind.ACTIVITY)
    assert said(both(feed(DAY), actions)).verdict is PASS


def test_without_actions_nobody_is_absent() -> None:
    own = {("P1", day): "" for day in days(4)}
    outcome = said(feed(own, kind=SourceKind.ACTIVITY, usual="09:00* 15:00*"))
    assert (outcome.verdict, outcome.text) == (UNKNOWN, "staff.activity_only")
    assert [(row.target, row.text) for row in outcome.items] == [("P1", "staff.row_activity_only")]


@pytest.mark.parametrize(
    "register",
    [
        [leave("P1", MON)],
        [leave("P1", date(2026, 5, 1), date(2026, 6, 30))],
        [leave("P1", MON, part="am"), leave("P1", MON, part="pm")],
        [leave("P1", MON, part="buổi sáng")],  # not a part of that day: the whole day
    ],
)
def test_leave_excuses(register: list[Leave]) -> None:
    outcome = said(feed(DAY), leaves=register)
    assert (outcome.verdict, outcome.values["absent"]) == (PASS, 0)


def test_leave_of_a_part_excuses_that_part() -> None:
    outcome = said(feed(DAY), leaves=[leave("P1", MON, part="am")])
    assert (outcome.verdict, [row.values["part"] for row in outcome.items]) == (WARN, ["pm"])


@pytest.mark.parametrize(
    ("registered", "verdict"),
    [(MON, PASS), (TUE, PASS), (WED, WARN), (None, PASS), (date(2026, 5, 20), PASS)],
)
def test_leave_entered_more_than_a_working_day_late_is_told(
    registered: date | None, verdict: Verdict
) -> None:
    outcome = said(feed(DAY), leaves=[leave("P1", MON, registered_on=registered)])
    assert outcome.verdict is verdict
    assert [row.text for row in outcome.items] == ["staff.row_leave_late_document"] * (
        verdict is WARN
    )


def test_leave_of_somebody_who_came_is_nobodys_business() -> None:
    assert said(feed(), leaves=[leave("P1", MON, registered_on=FRI)]).verdict is PASS


def test_without_a_leave_register_nobody_is_absent() -> None:
    outcome = said(feed(DAY), register=())
    assert (outcome.verdict, outcome.why, outcome.text) == (
        UNKNOWN,
        Why.NOT_CONFIGURED,
        "staff.no_leave_register",
    )
    assert {row.verdict for row in outcome.items} == {UNKNOWN}
    assert said(feed(), register=()).verdict is PASS


def test_an_unreadable_feed_might_have_shown_them() -> None:
    outcome = said(both(feed(DAY), unread(SourceKind.ACTIVITY)))
    assert (outcome.why, outcome.party, outcome.text) == (
        Why.STALE,
        Party.PROVINCE,
        "presence.lost",
    )
    assert said(both(feed(), unread())).verdict is PASS


@pytest.mark.parametrize(("own", "verdict"), [({}, UNKNOWN), (ONE, UNKNOWN), (DAYS, FAIL)])
def test_an_account_that_no_feed_knows_is_never_absent(
    own: dict[tuple[str, date], str], verdict: Verdict
) -> None:
    outcome = said(feed(own, officers=OFFICERS[:4]))
    assert outcome.verdict is verdict
    rows = [row for row in outcome.items if row.target == "P5"]
    assert [(row.text, row.why, row.party) for row in rows] == [
        ("staff.row_account_unseen", Why.UNCONFIRMED, Party.COMMUNE)
    ]


def test_a_roster_of_unknown_accounts_alone_says_so() -> None:
    outcome = said(feed(), staff=[officer("P8"), officer("P9")])
    assert outcome.text == "staff.account_unseen"


def test_days_off_are_not_worked() -> None:
    assert said(feed(count=7), count=7).values["expected"] == 50
