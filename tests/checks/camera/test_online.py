from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from auditor.contract import Camera, Counter, Item, Outcome, Party, Seen, Values, Verdict, Why
from auditor.facts import CameraLooks, LookState
from auditor.texts import LANGUAGES, Texts
from checks.camera.online import CHECK, judge
from tests.checks.camera.build import ZONE, camera, cameras, looks, terms, unseen
from tests.checks.test_texts import ROOT, VALUES

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN
NIGHT = datetime(2026, 11, 20, 22, 0, tzinfo=ZONE).astimezone(UTC)
SUNDAY = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE).astimezone(UTC)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZONE).astimezone(UTC)

BY_PAPER = {"online.office_without", "online.declared_none", "online.declared_none_there"}
"""Reached in test_no_camera.py."""


def row(seen: Seen[CameraLooks], **limits: float) -> Item:
    return judge((seen,), terms(limits=limits)).items[0]


ROWS: list[tuple[str, str, Verdict]] = [
    ("u", "online.up_once", PASS),
    ("vu", "online.up_once", PASS),
    ("uuu", "online.up", PASS),
    ("u" * 11 + "o", "online.up", PASS),
    ("u" * 9 + "d", "online.unsteady", WARN),
    ("uuuud", "online.unsteady", WARN),
    ("d", "online.unconfirmed", UNKNOWN),
    ("dd", "online.unconfirmed", UNKNOWN),
    ("ddvv", "online.unconfirmed", UNKNOWN),
    ("ddoo", "online.unconfirmed", UNKNOWN),
    ("uud", "online.unconfirmed", UNKNOWN),
    ("ddd", "online.down_refused", FAIL),
    ("ddn", "online.down_no_frame", FAIL),
    ("vdvdd", "online.down_refused", FAIL),
    ("dud", "online.down_refused", FAIL),
    ("vv", "camera.unauthorized", UNKNOWN),
    ("vo", "look.probe_offline", UNKNOWN),
    ("lll", "camera.light_look", UNKNOWN),
    ("lul", "online.up_once", PASS),
    ("ldl", "online.unconfirmed", UNKNOWN),
    ("dddl", "online.down_refused", FAIL),
    ("", "online.no_look", UNKNOWN),
]


@pytest.mark.parametrize(("pattern", "text", "verdict"), ROWS)
def test_the_looks_at_a_camera_decide_its_row(pattern: str, text: str, verdict: Verdict) -> None:
    item = row(camera(pattern))
    assert (item.text, item.verdict) == (text, verdict)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("camera.connection_refused", "online.down_refused"),
        ("camera.no_connection", "online.down_unreachable"),
        ("camera.no_answer_to_call", "online.down_unreachable"),
        ("camera.rtsp_silent", "online.down_silent"),
        ("camera.closed", "online.down_closed"),
        ("camera.no_frame", "online.down_no_frame"),
        ("camera.of_tomorrow", "online.down"),
    ],
)
def test_a_failed_camera_is_told_what_the_last_look_met(text: str, said: str) -> None:
    taken = tuple(replace(look, text=text) for look in looks("ddd"))
    item = row(camera(taken))
    assert (item.text, item.party, item.why) == (said, Party.COMMUNE, Why.UNREACHABLE)
    assert (item.values["up"], item.values["looks"], item.values["high"]) == (0, 3, 57)


@pytest.mark.parametrize(
    ("at", "pattern", "text"),
    [
        (NIGHT, "ddd", "online.only_out_of_hours"),
        (NIGHT, "uuu", "online.only_out_of_hours"),
        (NIGHT, "vd", "online.only_out_of_hours"),
        (NIGHT, "vv", "camera.unauthorized"),
        (SUNDAY, "ddd", "online.only_out_of_hours"),
        (NOON, "ddd", "online.only_out_of_hours"),
    ],
)
def test_a_camera_that_sleeps_with_the_office_is_no_fault(
    at: datetime, pattern: str, text: str
) -> None:
    item = row(camera(looks(pattern, at=at)))
    assert (item.verdict, item.text) == (UNKNOWN, text)


def test_looks_in_hours_alone_count_beside_those_at_night() -> None:
    taken = (*looks("ud"), *looks("ddddd", at=NIGHT))
    item = row(camera(taken))
    assert (item.text, item.values["looks"], item.values["outside"]) == ("online.unconfirmed", 2, 5)
    item = row(camera((*looks("u"), *looks("ddddd", at=NIGHT))))
    assert item.text == "online.up_once"


def test_a_good_look_at_night_is_told_and_proves_no_office_hours() -> None:
    item = row(camera(looks("uud", at=NIGHT)))
    assert (item.verdict, item.why, item.party) == (UNKNOWN, Why.UNCONFIRMED, Party.AUDITOR)
    assert (item.values["outside"], item.values["outside_up"]) == (3, 2)


def test_a_refused_password_in_hours_is_the_reason_whatever_the_night_showed() -> None:
    assert row(camera((*looks("v"), *looks("d", at=NIGHT)))).text == "camera.unauthorized"


def test_a_policy_may_count_every_hour() -> None:
    assert row(camera(looks("ddd", at=NIGHT)), in_hours=0).verdict is FAIL


def test_the_day_is_the_office_s_own_though_looks_are_kept_in_utc() -> None:
    early = datetime(2026, 11, 20, 7, 45, tzinfo=ZONE)  # 0:45 in UTC
    monday = datetime(2026, 11, 23, 7, 45, tzinfo=ZONE)
    assert row(camera(looks("u", at=early))).verdict is PASS
    assert row(camera(looks("u", at=monday))).verdict is PASS


@pytest.mark.parametrize(
    ("minutes", "pattern", "text"),
    [
        (1, "ddd", "online.unconfirmed"),
        (10, "ddd", "online.down_refused"),
        (1, "duu", "online.up_once"),
    ],
)
def test_looks_of_one_moment_are_one_look(minutes: int, pattern: str, text: str) -> None:
    assert row(camera(looks(pattern, gap_minutes=minutes))).text == text


def test_looks_at_an_address_that_was_wrong_accuse_nobody() -> None:
    old = looks("ddd", address="127.0.91.99:554#1")
    assert row(camera(old)).text == "online.no_look"
    new = looks("u", at=old[-1].at + timedelta(minutes=10))
    assert row(camera((*old, *new))).text == "online.up_once"


def test_a_policy_may_ask_for_more_looks() -> None:
    assert row(camera("ddd"), min_looks=6).text == "online.unconfirmed"


TOGETHER: list[tuple[tuple[str, ...], Verdict, str]] = [
    (("u", "u"), PASS, "online.all_once"),
    (("u", "uuu"), PASS, "online.all"),
    (("uuu", "uuuud"), WARN, "online.some_unsteady"),
    (("uuu", "ddd", "v"), FAIL, "online.some_down"),
    (("ddd", "uuuud"), FAIL, "online.some_down"),
    (("u", "d"), UNKNOWN, "online.some_unconfirmed"),
    (("", "d"), UNKNOWN, "online.some_unconfirmed"),
    (("u", "d", "v"), UNKNOWN, "online.some_unknown"),
    (("o", "v"), UNKNOWN, "online.some_unknown"),
    (("v", "v", "v", "v"), UNKNOWN, "camera.unauthorized"),
    (("u", "v"), UNKNOWN, "camera.unauthorized"),
    (("o", "o"), UNKNOWN, "look.probe_offline"),
]


@pytest.mark.parametrize(("patterns", "verdict", "text"), TOGETHER)
def test_the_rows_decide_together(patterns: tuple[str, ...], verdict: Verdict, text: str) -> None:
    outcome = judge(cameras(*patterns), terms())
    assert (outcome.verdict, outcome.text) == (verdict, text)
    assert [item.target for item in outcome.items] == [
        f"Camera c{n}" for n in range(1, len(patterns) + 1)
    ]


def test_the_summary_counts_and_names_those_that_decided() -> None:
    values = judge(cameras("uuu", "ddd", "v", "ddd"), terms()).values
    assert values == {
        "cameras": 4, "good": 1, "unsteady": 0, "down": 2, "unknown": 1,
        "names": "Camera c2, Camera c4", "outside": 0, "outside_up": 0
    }  # fmt: skip


def test_a_refused_recorder_is_said_once_and_every_camera_has_its_row() -> None:
    outcome = judge(cameras("v", "v", "v", "v"), terms())
    assert (outcome.why, outcome.party) == (Why.REFUSED, Party.COMMUNE)
    assert (outcome.values["recorder"], outcome.values["host"]) == ("Đầu ghi Mẫu", "127.0.91.5")
    assert [item.text for item in outcome.items] == ["camera.unauthorized"] * 4


def test_a_row_never_takes_the_words_of_the_fact_from_it() -> None:
    fact = unseen("c1", "camera.credential_unknown", name="dau-ghi-00001")
    outcome = judge((fact,), terms())
    assert outcome.values["name"] == outcome.items[0].values["name"] == "dau-ghi-00001"
    assert outcome.items[0].values["camera"] == "Camera c1"


def test_two_refused_recorders_are_no_one_cause() -> None:
    other = camera(looks("v", id_="c2", host="127.0.91.6"), id_="c2")
    assert judge((camera("v"), other), terms()).text == "online.some_unknown"


def test_a_camera_without_a_fact_leaves_the_criterion_open() -> None:
    outcome = judge((camera("uuu"), unseen("c2")), terms())
    assert (outcome.verdict, outcome.why, outcome.text) == (
        UNKNOWN, Why.NOT_CONFIGURED, "camera.not_in_inventory",
    )  # fmt: skip


def test_only_nights_of_every_camera_are_said_once() -> None:
    night = tuple(camera(looks("d", id_=f"c{n}", at=NIGHT), id_=f"c{n}") for n in (1, 2))
    assert judge(night, terms()).text == "online.some_out_of_hours"


def night_and_locked() -> tuple[Seen[CameraLooks], ...]:
    """Three cameras seen at night, two with a picture, and one whose password was refused."""
    night = (
        camera(looks(pattern, id_=f"c{n}", at=NIGHT), id_=f"c{n}")
        for n, pattern in enumerate(("u", "u", "d"), 1)
    )
    return (*night, camera(looks("v", id_="c4"), id_="c4"))


def test_a_picture_out_of_hours_is_told_and_not_counted() -> None:
    """ "0 of 4 showed a picture" would be read as a fault, of cameras that did show one."""
    outcome = judge(night_and_locked(), terms())
    assert (outcome.verdict, outcome.text) == (UNKNOWN, "online.some_unknown_outside")
    assert (outcome.values["outside_up"], outcome.values["outside"]) == (2, 3)


def test_two_cameras_of_one_name_are_told_apart() -> None:
    given = terms()
    twins = tuple(replace(one, name="Quầy") for one in given.commune.cameras[:2])
    spare: tuple[Camera, ...] = (*twins, replace(given.commune.cameras[2], name=""))
    renamed = replace(given, commune=replace(given.commune, cameras=spare))
    outcome = judge(cameras("u", "u", "u"), renamed)
    assert [item.target for item in outcome.items] == ["Quầy (c1)", "Quầy (c2)", "(c3)"]


@pytest.mark.parametrize("patterns", [*product(("u", "d", "ddd", "v", "o", ""), repeat=2)])
def test_a_failure_is_only_what_was_seen_down_often_enough(patterns: tuple[str, str]) -> None:
    outcome = judge(cameras(*patterns), terms())
    assert (outcome.verdict is FAIL) == ("ddd" in patterns)
    for seen, item in zip(cameras(*patterns), outcome.items, strict=True):
        assert isinstance(seen.fact, CameraLooks)
        states = {look.state for look in seen.fact.looks}
        assert (item.verdict is PASS) == (states == {LookState.UP})


def outcomes() -> list[Outcome]:
    made = [judge((camera(pattern),), terms()) for pattern, _, _ in ROWS]
    made += [judge(cameras(*patterns), terms()) for patterns, _, _ in TOGETHER]
    made += [judge((camera(looks("d", at=NIGHT)),), terms()), judge(night_and_locked(), terms())]
    for text in ("no_connection", "rtsp_silent", "closed", "tomorrow"):
        taken = tuple(replace(look, text=f"camera.{text}") for look in looks("ddd"))
        made.append(judge((camera(taken),), terms()))
    return made


def sentences() -> list[tuple[str, Values]]:
    return [(one.text, one.values) for made in outcomes() for one in made.items] + [
        (made.text, made.values) for made in outcomes()
    ]


def test_every_text_it_says_is_reached_and_every_other_is_a_fact_s_own() -> None:
    said = {text for text, _ in sentences()}
    assert set(CHECK.says) - BY_PAPER <= said
    assert {text.partition(".")[0] for text in said - set(CHECK.says)} == {"camera", "look"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_filled_by_what_the_judge_gives(lang: str) -> None:
    texts = Texts(lang, [ROOT / "checks" / "locale"])
    for text, values in sentences():
        for key in (text, f"{text}.todo"):
            if text in CHECK.says and key in texts:
                assert set(VALUES.findall(texts.say(key))) <= set(values), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_is_not_good_says_what_to_do(lang: str) -> None:
    texts = Texts(lang, [ROOT / "checks" / "locale"])
    good = {"online.all_once", "online.all", "online.up_once", "online.up"}
    assert {key for key in set(CHECK.says) - good if f"{key}.todo" not in texts} == set()


def test_a_row_names_the_counters_that_the_camera_should_see() -> None:
    given = terms()
    counters = (Counter(id="q1", name="Quầy Hộ tịch", office="vp"),)
    watched = (replace(given.commune.cameras[0], counters=("q1", "q9")), *given.commune.cameras[1:])
    commune = replace(given.commune, counters=counters, cameras=watched)
    first, second = judge(cameras("u", "u"), replace(given, commune=commune)).items
    assert first.values["counters"] == "Quầy Hộ tịch, q9"
    assert "counters" not in second.values
