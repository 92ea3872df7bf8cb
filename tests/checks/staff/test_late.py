from datetime import date, timedelta

import pytest

from auditor.contract import Outcome, Party, Verdict, Why
from auditor.facts import Presence, Refused, SourceKind
from auditor.texts import Texts
from checks.staff.late import CHECK, judge
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
from tests.checks.test_texts import ROOT

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN
MON, TUE, WED, THU, FRI = days(5)
LOGIN = SourceKind.LOGIN
LATE = "08:00 11:31- 13:20 17:32-"


def late(count: int, at: str = "07:50") -> dict[tuple[str, date], str]:
    """Return so many late mornings: all of one officer's before the next one's."""
    spread = [(who, day) for who in OFFICERS for day in days(5)]
    return dict.fromkeys(spread[:count], f"{at} 11:31- 13:20 17:32-")


def said(presence: Presence, **more: object) -> Outcome:
    return judge(presence, terms("late", **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "record", "kind", "text", "verdict"),
    [
        # 50 shifts: 1 of them is exactly 2 %, 5 are exactly 10 %.
        (0, "", SourceKind.TIME_CLOCK, "staff.clock_in_time", PASS),
        (1, "", SourceKind.TIME_CLOCK, "staff.clock_in_time", PASS),
        (2, "", SourceKind.TIME_CLOCK, "staff.clock_some_late", WARN),
        (5, "", SourceKind.TIME_CLOCK, "staff.clock_some_late", WARN),
        (6, "", SourceKind.TIME_CLOCK, "staff.clock_many_late", FAIL),
        (1, "", LOGIN, "staff.login_unrecorded", WARN),
        (1, "12/QĐ-MAU", LOGIN, "staff.login_in_time", PASS),
        (5, "", LOGIN, "staff.login_some_late", WARN),
        (6, "", LOGIN, "staff.login_no_record", WARN),
        (20, "", LOGIN, "staff.login_no_record", WARN),
        (6, "12/QĐ-MAU", LOGIN, "staff.login_many_late", FAIL),
        (2, "12/QĐ-MAU", LOGIN, "staff.login_some_late", WARN),
    ],
)
def test_the_share_of_late_shifts_decides_and_log_ins_alone_never_fail(
    count: int, record: str, kind: SourceKind, text: str, verdict: Verdict
) -> None:
    outcome = said(feed(late(count), kind=kind, record=record))
    assert (outcome.text, outcome.verdict) == (text, verdict)
    assert (outcome.values["late"], outcome.values["shifts"]) == (count, 50)
    assert len(outcome.items) == count


@pytest.mark.parametrize(
    ("first", "is_late"),
    [
        ("06:31", False),
        ("07:30", False),
        ("07:40", False),
        ("07:40:59", False),  # clocks and rows show 07:40
        ("07:41", True),
        ("11:29", True),
    ],
)
def test_late_is_later_than_the_grace(first: str, is_late: bool) -> None:
    own = {("P1", MON): f"{first} 11:31- 13:20 17:32-"}
    assert said(feed(own)).values["late"] == int(is_late)


def test_a_row_tells_shift_minutes_and_first_trace_under_a_pseudonym() -> None:
    outcome = said(feed({("P1", MON): "07:52:30 11:31- 13:20 17:32-"}))
    (row,) = outcome.items
    assert row.target == "P1"
    assert row.values == {
        "date": "01/06/2026", "part": "am", "hours": "07:30–11:30", "counter": "Quầy 1",
        "minutes": 22, "first": "07:52", "feed": "cham-cong",
    }  # fmt: skip
    assert (row.text, row.verdict, row.seen_at) == (
        "staff.row_late_clock",
        WARN,
        local(MON, "07:52:30"),
    )


def test_bands_are_counted() -> None:
    own = {
        ("P1", MON): "07:45 11:31- 13:20 17:32-",
        ("P2", MON): "08:00 11:31- 13:20 17:32-",
        ("P3", MON): "08:01 11:31- 13:20 17:32-",
        ("P4", MON): "10:00 11:31- 13:20 17:32-",
    }
    values = said(feed(own)).values
    assert (values["to_15"], values["to_30"], values["over_30"]) == (1, 1, 2)


@pytest.mark.parametrize("kind", [SourceKind.TIME_CLOCK, LOGIN])
def test_only_rows_of_records_fail(kind: SourceKind) -> None:
    outcome = said(feed(late(6), kind=kind))
    wanted = {FAIL} if kind is SourceKind.TIME_CLOCK else {WARN}
    assert {row.verdict for row in outcome.items} == wanted
    texts = {row.text for row in outcome.items}
    assert texts == {f"staff.row_late_{'clock' if kind is SourceKind.TIME_CLOCK else 'login'}"}


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("07:25 13:50", "untimed"),  # logged in all day: a second log-in is no second arrival
        ("07:25 17:20", "untimed"),  # punched twice a day
        ("07:25 11:31- 13:50", "late"),
        ("07:25 11:29- 13:50", "late"),
        ("07:25 11:31 13:50 17:32", "late"),  # every punch says "in", but it was punched at noon
        ("17:20", "untimed"),  # one punch about the end of a shift is somebody going
        ("16:45 17:32", "late"),
        ("13:50-", "untimed"),
        ("13:55*", "untimed"),
        ("12:40 13:50", "in_time"),
    ],
)
def test_an_afternoon_is_late_only_after_the_morning_was_closed(day: str, state: str) -> None:
    values = said(feed({("P1", MON): day})).values
    assert values["late"] == int(state == "late")
    am = 0 if day.startswith("1") else 1
    assert values["shifts"] == 48 + am + int(state != "untimed")


CLOCK_LATE = {("P1", MON): LATE}


@pytest.mark.parametrize(
    ("other", "shown", "count"),
    [
        # another feed saw the officer in time: neither is believed against the officer
        (feed(name="dang-nhap", kind=LOGIN), "staff.row_contradicted", 0),
        (feed(CLOCK_LATE, name="dang-nhap", kind=LOGIN), "staff.row_late_clock", 1),
    ],
)
def test_a_late_punch_stands_unless_another_feed_saw_the_officer_in_time(
    other: Presence, shown: str, count: int
) -> None:
    outcome = said(both(feed(CLOCK_LATE), other))
    assert outcome.values["late"] == count
    assert [row.text for row in outcome.items] == [shown]


def test_a_punch_in_time_wins_over_a_late_log_in() -> None:
    outcome = said(both(feed(late(20), name="dang-nhap", kind=LOGIN), feed()))
    assert (outcome.text, outcome.values["late"]) == ("staff.clock_in_time", 0)


def test_an_action_in_time_excuses_a_late_log_in() -> None:
    actions = feed(usual="07:35*", name="ho-so", kind=SourceKind.ACTIVITY)
    assert said(both(feed(late(20), name="dang-nhap", kind=LOGIN), actions)).values["late"] == 0


def test_a_silent_time_clock_makes_log_ins_of_that_day_say_nothing_of_lateness() -> None:
    clock = feed(silent=[MON])
    outcome = said(both(clock, feed(late(5), name="dang-nhap", kind=LOGIN)))
    assert outcome.values["late"] == 0


@pytest.mark.parametrize("kind", list(SourceKind))
def test_a_commune_that_was_never_heard_is_a_gap_and_nobody_is_late(kind: SourceKind) -> None:
    outcome = said(feed(kind=kind, silent=days(5)))
    assert (outcome.verdict, outcome.why, outcome.text) == (
        UNKNOWN,
        Why.FEED_GAP,
        "staff.feed_gap",
    )
    _, row = outcome.items
    assert row.text == "staff.row_gap_commune"
    assert (row.values["from"], row.values["to"], row.values["days"]) == (
        "01/06/2026",
        "05/06/2026",
        5,
    )


def test_days_in_gaps_are_left_out_and_said() -> None:
    outcome = said(feed(silent=[TUE]))
    assert (outcome.verdict, outcome.values["shifts"]) == (PASS, 40)
    assert (outcome.values["gap_days"], outcome.values["gaps"]) == (1, 10)
    assert [row.text for row in outcome.items] == ["staff.row_gaps", "staff.row_gap_commune"]


@pytest.mark.parametrize(
    ("elsewhere", "text", "party"),
    [
        (True, "staff.row_gap_commune", Party.COMMUNE),
        (False, "staff.row_gap_feed", Party.COMMUNE),
    ],
)
def test_who_must_close_a_gap(elsewhere: bool, text: str, party: Party) -> None:
    _, row = said(feed(silent=[TUE], elsewhere=elsewhere)).items
    assert (row.text, row.party) == (text, party)


def test_a_stretch_of_gaps_goes_over_a_weekend() -> None:
    outcome = said(feed(count=12, silent=[FRI, FRI + timedelta(days=3)]), count=12)
    _, row = outcome.items
    assert row.values["range"] == "05/06/2026–08/06/2026"


def test_what_the_feed_does_not_reach_is_left_out() -> None:
    outcome = said(feed(since=local(MON, "07:25"), until=local(THU, "11:45")))
    # Monday morning, Thursday afternoon and Friday are outside, but a trace in time is a trace.
    assert outcome.verdict is PASS
    own = {("P1", MON): LATE}
    assert said(feed(own, since=local(MON, "07:25"))).values["late"] == 0


def test_a_shift_that_is_not_over_is_not_judged() -> None:
    outcome = said(feed(), at=local(MON, "17:39"), min_shifts=1)
    assert outcome.values["expected"] == 5
    assert said(feed(), at=local(MON, "17:40"), min_shifts=1).values["expected"] == 10


@pytest.mark.parametrize(
    ("presence", "why", "party", "text"),
    [
        (Presence(sources=()), Why.NOT_CONFIGURED, Party.PROVINCE, "staff.no_feed"),
        (unread(), Why.STALE, Party.PROVINCE, "presence.lost"),
        (
            feed(kind=SourceKind.ACTIVITY),
            Why.NOT_CONFIGURED,
            Party.PROVINCE,
            "staff.activity_only",
        ),
        (
            both(feed(kind=SourceKind.ACTIVITY), unread()),
            Why.STALE,
            Party.PROVINCE,
            "presence.lost",
        ),
        (both(feed(late(20), kind=LOGIN), unread()), Why.STALE, Party.PROVINCE, "presence.lost"),
        (feed(usual=""), Why.FEED_GAP, Party.COMMUNE, "staff.feed_gap"),
    ],
)
def test_what_cannot_be_judged_says_why_and_who(
    presence: Presence, why: Why, party: Party, text: str
) -> None:
    outcome = said(presence)
    assert (outcome.verdict, outcome.why, outcome.party, outcome.text) == (
        UNKNOWN,
        why,
        party,
        text,
    )


def test_an_unreadable_time_clock_takes_nothing_from_log_ins_in_time() -> None:
    assert said(both(feed(kind=LOGIN, record="12/QĐ-MAU"), unread())).verdict is PASS


def test_no_roster_is_not_supplied() -> None:
    outcome = said(feed(), staff=[])
    assert (outcome.why, outcome.text) == (Why.NOT_CONFIGURED, "staff.no_roster")


@pytest.mark.parametrize(("shifts", "verdict"), [(9, UNKNOWN), (10, PASS)])
def test_few_shifts_conclude_nothing(shifts: int, verdict: Verdict) -> None:
    outcome = said(feed(), min_shifts=50 + 10 - shifts)
    assert outcome.verdict is verdict
    assert outcome.why is (Why.TOO_FEW if verdict is UNKNOWN else None)


@pytest.mark.parametrize(("count", "verdict"), [(50, PASS), (51, UNKNOWN)])
def test_more_unusable_rows_than_policy_takes_conclude_nothing(
    count: int, verdict: Verdict
) -> None:
    refused = (
        Refused(text="presence.refused.date", count=count, places=("a.csv:3", "a.csv:9")),
        Refused(text="presence.refused.repeat", count=900, unusable=False),
    )
    outcome = said(feed(refused=refused))
    assert outcome.verdict is verdict
    dates, repeats = outcome.items
    assert dates.values["places"] == "a.csv:3, a.csv:9"
    assert (dates.verdict, dates.why, repeats.verdict) == (
        UNKNOWN,
        Why.MALFORMED,
        Verdict.NOT_APPLICABLE,
    )


def test_an_account_that_no_feed_knows_is_a_doubt_of_the_mapping() -> None:
    outcome = said(feed(officers=OFFICERS[:4]))
    assert (outcome.why, outcome.party, outcome.text) == (
        Why.UNCONFIRMED,
        Party.COMMUNE,
        "staff.account_unseen",
    )
    assert [(row.target, row.text) for row in outcome.items] == [("P5", "staff.row_account_unseen")]


def test_officers_count_only_while_they_serve_and_are_expected() -> None:
    staff = [
        officer("P1"),
        officer("P2", reserve=True),
        officer("P3", valid_from=WED),
        officer("P4", valid_to=MON),
    ]
    away = [leave("P1", FRI)]
    assert said(feed(), staff=staff, leaves=away, min_shifts=1).values["expected"] == 8 + 6 + 2


def test_many_rows_are_cut_and_counted() -> None:
    own = {(who, day): "08:00 11:31- 14:00 17:32-" for who in OFFICERS[1:] for day in days(61)}
    outcome = said(feed(own, count=61), count=61)
    assert len(outcome.items) == 201
    assert outcome.items[-1].values["count"] == int(outcome.values["late"]) - 200


def test_the_words_of_log_ins_never_call_anybody_late_at_work() -> None:
    known = Texts("vi", [ROOT / "checks" / "locale"])
    spoken = [known.say(key).lower() for key in CHECK.says if "login" in key]
    assert [text for text in spoken if "đi muộn" in text] == []
