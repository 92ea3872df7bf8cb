"""Whose clock is wrong: by whole words of the device, and never by our own mistake."""

from dataclasses import replace

import pytest

from auditor.contract import Missing, Party, Seen, Terms, Verdict, Why
from auditor.facts import Auth, CameraSeen, Frame, Stream
from checks.camera.clock import CHECK, judge
from tests.checks.build import AT
from tests.checks.camera.build import HOST, terms

HOUR = 3600.0
LIMITS = {"pass_seconds": 60.0, "warn_seconds": 300.0}


def seen(
    offset_s: float | None,
    id_: str = "c1",
    *,
    host: str = HOST,
    untold: Missing | None = None,
    ours_off_s: float | None = None,
) -> Seen[CameraSeen]:
    fact = CameraSeen(
        camera=id_,
        name=f"Camera {id_}",
        address=f"{host}:554",
        at=AT,
        stream=Stream(codec="H264", path="/", auth=Auth.DIGEST, width=640, height=360),
        frame=Frame(mean=90.0, spread=40.0, rtp_time=1),
        clock_offset_s=offset_s,
        untold=untold,
        ours_off_s=ours_off_s,
    )
    return Seen(target=id_, fact=fact)


def missing(text: str, why: Why = Why.REFUSED, party: Party = Party.COMMUNE) -> Missing:
    return Missing(why=why, party=party, text=text, values={"host": HOST}, seen_at=AT)


def without_onvif() -> Terms:
    given = terms(limits=LIMITS)
    (recorder,) = given.commune.recorders
    device = replace(recorder.device, onvif_port=0)
    recorders = (replace(recorder, device=device),)
    return replace(given, commune=replace(given.commune, recorders=recorders))


@pytest.mark.parametrize(
    ("offset_s", "verdict", "text"),
    [
        (0.0, Verdict.PASS, "clock.right"),
        (-60.0, Verdict.PASS, "clock.right"),
        (63.0, Verdict.PASS, "clock.right"),
        (64.0, Verdict.WARN, "clock.drifts"),
        (-300.0, Verdict.WARN, "clock.drifts"),
        (303.5, Verdict.WARN, "clock.drifts"),
        (304.0, Verdict.FAIL, "clock.wrong"),
        (-304.0, Verdict.FAIL, "clock.wrong"),
        (-7 * HOUR, Verdict.WARN, "clock.zone"),
        (HOUR + 62, Verdict.WARN, "clock.zone"),
        (12 * HOUR - 30, Verdict.WARN, "clock.zone"),
        (-1800.0, Verdict.WARN, "clock.zone"),
        (-1.5 * HOUR, Verdict.WARN, "clock.zone"),
        (-1.25 * HOUR, Verdict.WARN, "clock.zone"),
        (-900.0, Verdict.FAIL, "clock.wrong"),
        (19.5 * HOUR, Verdict.FAIL, "clock.wrong"),
        (HOUR + 70, Verdict.FAIL, "clock.wrong"),
        (20 * HOUR, Verdict.FAIL, "clock.wrong"),
        (-26 * 365.0 * 24 * HOUR, Verdict.FAIL, "clock.wrong"),
        (1e12, Verdict.FAIL, "clock.wrong"),
    ],
)
def test_what_is_sure_of_the_difference_decides(
    offset_s: float, verdict: Verdict, text: str
) -> None:
    (row,) = judge((seen(offset_s, ours_off_s=0.0),), terms(limits=LIMITS)).items
    assert (row.verdict, row.text) == (verdict, text)


def test_a_zone_is_a_hint_that_names_the_hours_and_both_times() -> None:
    values = judge((seen(-7 * HOUR, ours_off_s=0.0),), terms(limits=LIMITS)).items[0].values
    assert values["hours"] == 7
    assert str(values["theirs"])[:8] != str(values["ours"])[:8]
    assert str(values["theirs"])[2:8] == str(values["ours"])[2:8]
    half = judge((seen(-1800.0, ours_off_s=0.0),), terms(limits=LIMITS)).items[0].values
    assert half["hours"] == "0:30"


@pytest.mark.parametrize(
    ("untold", "text", "why", "party"),
    [
        (None, "clock.untold", Why.NOT_SUPPLIED, Party.COMMUNE),
        (missing("camera.onvif_unauthorized"), "camera.onvif_unauthorized", Why.REFUSED, None),
        (missing("camera.onvif_off", Why.UNREACHABLE), "camera.onvif_off", Why.UNREACHABLE, None),
        (missing("camera.no_profile"), "clock.untold", Why.NOT_SUPPLIED, None),
        (
            missing("camera.time_cap", Why.INCOMPLETE, Party.AUDITOR),
            "clock.no_time_left",
            Why.INCOMPLETE,
            Party.AUDITOR,
        ),
    ],
)
def test_a_clock_that_could_not_be_read_has_its_cause(
    untold: Missing | None, text: str, why: Why, party: Party | None
) -> None:
    (row,) = judge((seen(None, untold=untold),), terms(limits=LIMITS)).items
    assert (row.verdict, row.text, row.why) == (Verdict.UNKNOWN, text, why)
    assert row.party is (party or Party.COMMUNE)


def test_a_device_without_onvif_by_the_inventory_was_not_asked() -> None:
    (row,) = judge((seen(None),), without_onvif()).items
    assert (row.text, row.why) == ("clock.no_onvif", Why.NOT_CONFIGURED)


def test_a_camera_that_nobody_saw_says_nothing_of_its_clock() -> None:
    gone: Seen[CameraSeen] = Seen(target="c1", fact=missing("camera.unauthorized"))
    (row,) = judge((gone,), terms(limits=LIMITS)).items
    assert (row.verdict, row.text, row.why) == (
        Verdict.UNKNOWN,
        "camera.unauthorized",
        Why.REFUSED,
    )


@pytest.mark.parametrize(
    ("clocks", "verdict", "text"),
    [
        (((400.0, "127.0.91.5"), (402.0, "127.0.91.6")), Verdict.UNKNOWN, "clock.ours_perhaps"),
        (((100.0, "127.0.91.5"), (104.0, "127.0.91.6")), Verdict.UNKNOWN, "clock.ours_perhaps"),
        (((400.0, "127.0.91.5"), (400.0, "127.0.91.5")), Verdict.UNKNOWN, "clock.ours_unchecked"),
        (((400.0, "127.0.91.5"), (0.0, "127.0.91.6")), Verdict.FAIL, "clock.some_wrong"),
        (((400.0, "127.0.91.5"), (900.0, "127.0.91.6")), Verdict.UNKNOWN, "clock.ours_unchecked"),
        (((600.0, "127.0.91.5"),), Verdict.UNKNOWN, "clock.ours_unchecked"),
        (
            ((591.0, "127.0.91.5"), (608.0, "127.0.91.6"), (600.0, "127.0.91.7")),
            Verdict.UNKNOWN,
            "clock.ours_perhaps",
        ),
        (
            ((0.0, "127.0.91.5"), (608.0, "127.0.91.6"), (600.0, "127.0.91.7")),
            Verdict.UNKNOWN,
            "clock.ours_perhaps",
        ),
        (
            (
                (0.0, "127.0.91.5"),
                (1.0, "127.0.91.8"),
                (608.0, "127.0.91.6"),
                (600.0, "127.0.91.7"),
            ),
            Verdict.FAIL,
            "clock.some_wrong",
        ),
        (((100.0, "127.0.91.5"), (0.0, "127.0.91.6")), Verdict.WARN, "clock.some_drift"),
        (((1.0, "127.0.91.5"), (0.0, "127.0.91.6")), Verdict.PASS, "clock.all_right"),
        (((1.0, "127.0.91.5"), (None, "127.0.91.6")), Verdict.UNKNOWN, "clock.untold"),
    ],
)
def test_devices_that_agree_against_us_may_have_the_better_clock(
    clocks: tuple[tuple[float | None, str], ...], verdict: Verdict, text: str
) -> None:
    cameras = tuple(
        seen(offset_s, f"c{number}", host=host) for number, (offset_s, host) in enumerate(clocks, 1)
    )
    outcome = judge(cameras, terms(limits=LIMITS))
    assert (outcome.verdict, outcome.text) == (verdict, text)
    assert (outcome.why is None) == (verdict is not Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("offset_s", "ours_off_s", "verdict", "text"),
    [
        (600.0, None, Verdict.UNKNOWN, "clock.ours_unchecked"),
        (600.0, 1.0, Verdict.FAIL, "clock.wrong"),
        (600.0, -10.0, Verdict.FAIL, "clock.wrong"),
        (310.0, -10.0, Verdict.WARN, "clock.drifts"),
        (310.0, 10.0, Verdict.FAIL, "clock.wrong"),
        (600.0, -600.0, Verdict.UNKNOWN, "clock.ours_wrong"),
        (0.0, -600.0, Verdict.UNKNOWN, "clock.ours_wrong"),
        (5.0, 20.0, Verdict.PASS, "clock.right"),
        (50.0, 20.0, Verdict.UNKNOWN, "clock.ours_wrong"),
    ],
)
def test_one_device_alone_is_wrong_only_where_something_vouched_for_our_own_clock(
    offset_s: float, ours_off_s: float | None, verdict: Verdict, text: str
) -> None:
    (row,) = judge((seen(offset_s, ours_off_s=ours_off_s),), terms(limits=LIMITS)).items
    assert (row.verdict, row.text) == (verdict, text)
    if verdict is Verdict.UNKNOWN:
        assert (row.why, row.party) == (Why.CLOCK_DRIFT, Party.AUDITOR)


def test_devices_of_one_wrong_time_server_are_wrong_where_our_clock_was_vouched_for() -> None:
    cameras = (seen(400.0, ours_off_s=0.3), seen(402.0, "c2", host="127.0.91.6", ours_off_s=0.3))
    assert judge(cameras, terms(limits=LIMITS)).verdict is Verdict.FAIL


def test_a_day_before_anybody_looked_is_wrong_by_any_clock() -> None:
    empty = -26 * 365.0 * 24 * HOUR
    hosts = enumerate((600.0, 601.0, 602.0, empty), 1)
    cameras = tuple(seen(one, f"c{n}", host=f"127.0.91.{n}") for n, one in hosts)
    verdicts = [row.verdict for row in judge(cameras, terms(limits=LIMITS)).items]
    assert verdicts == [*[Verdict.UNKNOWN] * 3, Verdict.FAIL]


def test_the_sentence_over_all_names_cameras_and_no_address() -> None:
    cameras = (seen(400.0), seen(0.0, "c2", host="127.0.91.6"))
    outcome = judge(cameras, terms(limits=LIMITS))
    assert outcome.values["names"] == "Camera c1"
    assert not [value for value in outcome.values.values() if "127.0.91" in str(value)]


def test_every_text_that_a_row_may_have_is_declared() -> None:
    assert len(set(CHECK.says)) == len(CHECK.says) == 15
