"""What puts an accusation in doubt: rows of nobody knows whom, wrong clocks, closed offices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from auditor.contract import Missing, Outcome, Party, Verdict, Why
from auditor.facts import Lost, Presence, Refused, Source, SourceKind
from checks.staff import absent, late
from tests.checks.staff.build import (
    OFFICERS,
    both,
    days,
    feed,
    leave,
    local,
    officer,
    terms,
)

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN
MON, TUE, WED, THU, FRI = days(5)
LOGIN = SourceKind.LOGIN
GONE = {("P1", MON): "", ("P1", TUE): ""}
LATE = {("P1", day): "07:50 11:31- 13:50 17:32-" for day in days(5)}


def with_rows(presence: Presence, more: Mapping[str, object]) -> Presence:
    """Return the feed with rows that could not be used."""
    return Presence(sources=(replace(presence.sources[0], **more),), marks=presence.marks)  # type: ignore[arg-type]


def missing(presence: Presence, **more: object) -> Outcome:
    return absent.judge(presence, terms("absent", **more))  # type: ignore[arg-type]


def tardy(presence: Presence, **more: object) -> Outcome:
    return late.judge(presence, terms("late", **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "verdict", "doubted"),
    [
        ({}, FAIL, 0),
        ({"lost": (Lost(staff="P1", day=MON),)}, WARN, 2),
        ({"lost": (Lost(staff="P1", day=MON), Lost(staff="P1", day=TUE))}, UNKNOWN, 4),
        ({"lost": (Lost(staff="P1"),)}, UNKNOWN, 4),  # of that officer, the day unreadable
        ({"lost": (Lost(staff="P2"),)}, FAIL, 0),
        ({"lost": (Lost(staff="P1", day=WED),)}, FAIL, 0),
        ({"lost": (Lost(day=MON), Lost(day=TUE))}, UNKNOWN, 4),
        ({"lost": (Lost(count=3),)}, FAIL, 0),  # a foot line is not four missing traces
        ({"lost": (Lost(count=4),)}, UNKNOWN, 4),
        ({"elsewhere": (Lost(staff="P1", day=MON), Lost(staff="P1", day=TUE))}, UNKNOWN, 4),
        ({"strangers": ((MON, TUE),)}, UNKNOWN, 4),  # a new account, when the old one is silent
        ({"strangers": (days(5),)}, FAIL, 0),  # somebody else of the same building
    ],
)
def test_a_row_that_may_be_the_missing_trace_accuses_nobody(
    more: Mapping[str, object], verdict: Verdict, doubted: int
) -> None:
    outcome = missing(with_rows(feed(GONE), more))
    wanted = UNKNOWN if doubted else verdict
    assert (outcome.verdict, outcome.values["doubted"]) == (wanted, doubted)
    rows = [row for row in outcome.items if row.text == "staff.row_absent_doubted"]
    assert [(row.target, row.values["count"]) for row in rows] == [("P1", doubted)] * bool(doubted)


def test_doubted_absences_take_nothing_from_others_failures() -> None:
    own = {**GONE, ("P2", WED): "", ("P2", THU): "", ("P3", FRI): ""}
    assert missing(with_rows(feed(own), {"lost": (Lost(staff="P1"),)})).verdict is FAIL


@pytest.mark.parametrize(
    ("more", "verdict", "text"),
    [
        ({}, FAIL, "staff.clock_many_late"),
        ({"lost": (Lost(staff="P1"),)}, UNKNOWN, "staff.doubted"),
        ({"lost": (Lost(staff="P1", day=MON),)}, FAIL, "staff.clock_many_late"),
    ],
)
def test_late_mornings_are_doubted_alike(
    more: Mapping[str, object], verdict: Verdict, text: str
) -> None:
    outcome = tardy(with_rows(feed(LATE), more))
    assert (outcome.verdict, outcome.text) == (verdict, text)


def test_a_clock_that_heard_nobody_in_time_is_doubted_and_not_the_people() -> None:
    first = {(who, MON): "09:00 11:31- 13:20 17:32-" for who in OFFICERS}
    outcome = tardy(feed(first))
    assert (outcome.verdict, outcome.why, outcome.text) == (
        UNKNOWN,
        Why.CLOCK_DRIFT,
        "staff.clock_doubtful",
    )
    assert missing(feed(first)).verdict is PASS


def test_one_shift_that_nobody_began_in_time_is_left_out_of_many() -> None:
    own = {(who, MON): "09:00 11:31- 13:20 17:32-" for who in OFFICERS}
    outcome = tardy(feed(own, count=61), count=61)
    assert (outcome.verdict, outcome.values["late"]) == (PASS, 0)
    assert {row.text for row in outcome.items} == {"staff.row_start_unheard"}


@pytest.mark.parametrize("judge", [missing, tardy])
def test_marks_far_from_office_hours_are_a_wrong_zone(judge: object) -> None:
    outcome = judge(feed(usual="00:25 04:25- 06:20 10:32-"))  # type: ignore[operator]
    assert (outcome.why, outcome.party, outcome.text) == (
        Why.CLOCK_DRIFT,
        Party.PROVINCE,
        "staff.odd_hours",
    )


END = (date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 3))


@pytest.mark.parametrize(
    ("silent", "verdict", "text"),
    [
        (days(5), UNKNOWN, "staff.unseen_stretch"),
        (END, UNKNOWN, "staff.unseen_stretch"),
        (days(4), FAIL, "staff.absent_many"),
        (END[1:], FAIL, "staff.absent_many"),
    ],
)
def test_whoever_begins_or_ends_with_five_days_of_nothing_may_not_be_assigned(
    silent: Sequence[date], verdict: Verdict, text: str
) -> None:
    own = {("P1", day): "" for day in silent}
    outcome = missing(feed(own, count=33), count=33, at=local(date(2026, 8, 15), "09:00"))
    assert (outcome.verdict, outcome.text) == (verdict, text)


@pytest.mark.parametrize(
    ("own", "staff"),
    [
        # half of them, and two at least, in one shift
        ({(who, MON): "" for who in OFFICERS[:3]}, None),
        # the same few on the same days
        ({(who, day): "" for who in OFFICERS[:2] for day in (MON, TUE)}, None),
        # everybody of one office, whatever else one of them lacks
        (
            {**{(who, day): "" for who in OFFICERS[:2] for day in (MON, TUE)}, ("P1", FRI): ""},
            [
                officer(who, office="cn2" if who in OFFICERS[:2] else "mot-cua", counter=who)
                for who in OFFICERS
            ],
        ),
    ],
)
def test_what_several_lack_at_once_is_a_gap(
    own: dict[tuple[str, date], str], staff: object
) -> None:
    outcome = missing(feed(own), staff=staff)
    assert "staff.row_gap_group" in {row.text for row in outcome.items}
    assert int(outcome.values["absent_days"]) <= 1
    assert outcome.verdict is not FAIL


def test_an_export_that_ends_in_mid_shift_beside_a_silent_day_is_cut() -> None:
    own = {(who, TUE): "07:25 11:31-" for who in OFFICERS}
    own["P2", TUE] = "07:25 11:31- 13:20"
    outcome = missing(feed(own, silent=[WED]), max_gap=0.5)
    assert (outcome.verdict, outcome.values["absent"]) == (PASS, 0)
    assert "staff.row_gap_cut" in {row.text for row in outcome.items}


@pytest.mark.parametrize(
    ("register", "verdict", "text"),
    [
        (((MON, TUE),), FAIL, "staff.absent_many"),
        (((MON, MON),), UNKNOWN, "staff.leave_register_stale"),
        (((date(2026, 1, 1), date(2026, 1, 31)),), UNKNOWN, "staff.leave_register_stale"),
        ((), UNKNOWN, "staff.no_leave_register"),
    ],
)
def test_a_register_tells_only_of_the_days_it_covers(
    register: object, verdict: Verdict, text: str
) -> None:
    outcome = missing(feed(GONE), register=register)
    assert (outcome.verdict, outcome.text) == (verdict, text)


def test_against_assumed_hours_nobody_is_late_and_a_day_is_still_a_day() -> None:
    outcome = tardy(feed(LATE), assumed=True)
    assert (outcome.why, outcome.party, outcome.text) == (
        Why.NOT_CONFIGURED,
        Party.PROVINCE,
        "staff.hours_assumed",
    )
    assert not [row for row in outcome.items if row.verdict in (WARN, FAIL)]
    assert missing(feed(GONE), assumed=True).verdict is FAIL
    part = {("P1", MON): "13:20 17:32-"}
    assert missing(feed(part), assumed=True).text == "staff.hours_assumed"
    good = tardy(feed(), assumed=True)
    assert (good.verdict, [row.text for row in good.items]) == (PASS, ["staff.row_hours_assumed"])


@pytest.mark.parametrize(
    ("usual", "present", "text"),
    [
        ("07:25 17:32-", PASS, "staff.left_out"),  # two punches: there all day, pm from when?
        ("07:25", UNKNOWN, "staff.left_out"),  # one punch: nobody can tell of the afternoon
    ],
)
def test_too_many_shifts_left_out_are_no_good_verdict(
    usual: str, present: Verdict, text: str
) -> None:
    assert missing(feed(usual=usual)).verdict is present
    assert tardy(feed(usual=usual)).text == text


def test_a_failure_stands_whatever_was_left_out() -> None:
    own = {("P1", day): "07:50 17:32-" for day in days(5)}
    assert tardy(feed({**own, ("P2", MON): "08:00 17:32-"}, usual="07:25 17:32-")).verdict is FAIL


@pytest.mark.parametrize(("written", "whole"), [("am", False), ("sang", False), ("toi", True)])
def test_a_morning_is_the_first_part_whatever_the_office_hours_call_it(
    written: str, whole: bool
) -> None:
    outcome = missing(feed({("P1", MON): ""}), leaves=[leave("P1", MON, part=written)])
    assert outcome.values["absent"] == (0 if whole else 1)
    said = {row.text for row in outcome.items}
    assert ("staff.row_leave_part" in said) is whole


def test_everybody_on_leave_is_nothing_to_judge() -> None:
    away = [leave(who, MON, FRI) for who in OFFICERS]
    for outcome in (missing(feed(), leaves=away), tardy(feed(), leaves=away)):
        assert (outcome.verdict, outcome.text) == (Verdict.NOT_APPLICABLE, "staff.all_on_leave")


def test_a_heading_without_rows_is_said_to_be_one() -> None:
    empty = Presence(sources=(Source(name="cham-cong", kind=SourceKind.TIME_CLOCK),))
    assert (missing(empty).text, missing(empty).party) == ("staff.no_rows", Party.PROVINCE)


def test_without_a_readable_feed_no_account_is_called_unseen() -> None:
    lost = Missing(why=Why.STALE, party=Party.PROVINCE, text="presence.lost")
    broken = replace(feed().sources[0], missing=lost)
    assert [row.text for row in missing(Presence(sources=(broken,))).items] == []


@pytest.mark.parametrize(
    ("reason", "party"),
    [
        ("commune_unknown", Party.PROVINCE),
        ("event_unknown", Party.PROVINCE),
        ("date", Party.PROVINCE),
        ("future", Party.COMMUNE),
        ("account_blank", Party.COMMUNE),
    ],
)
def test_who_must_put_unusable_rows_right_follows_most_of_them(reason: str, party: Party) -> None:
    refused = [
        Refused(text=f"presence.refused.{reason}", count=200),
        Refused(text="presence.refused.shape", count=10),
    ]
    outcome = missing(feed(refused=refused))
    assert (outcome.text, outcome.party) == ("staff.unusable", party)
    assert outcome.items[0].party is party


def test_a_first_morning_counts_once_the_feed_has_begun_by_its_deadline() -> None:
    outcome = tardy(both(feed(since=local(MON, "07:18"))))
    assert (outcome.verdict, outcome.values["gaps"]) == (PASS, 0)
    own = {("P1", MON): "08:00 11:31- 13:20 17:32-"}
    # somebody's earlier trace may lie before the cut
    assert tardy(feed(own, since=local(MON, "07:18"))).values["late"] == 0


def test_an_estimated_year_is_said() -> None:
    asked = terms("late")
    guessed = replace(asked, calendar=replace(asked.calendar, announced_through=2025))  # type: ignore[type-var]
    texts = [row.text for row in late.judge(feed(), guessed).items]
    assert texts == ["staff.row_calendar_estimated"]
