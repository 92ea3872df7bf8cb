from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from auditor.contract import (
    Camera,
    Counter,
    Item,
    Missing,
    Office,
    Outcome,
    Party,
    Region,
    Seen,
    Terms,
    Values,
    Verdict,
    View,
    Why,
)
from auditor.facts import CameraPictures, Light, Measures
from auditor.texts import LANGUAGES, Texts
from checks.camera.coverage import CHECK, judge, without
from checks.camera.judging.regions import shown, tiles_of
from tests.checks.camera.build import ZONE
from tests.checks.camera.pictured import (
    ALL,
    GOOD,
    IR,
    MEASURED,
    OLD,
    VIEW,
    camera,
    cameras,
    drawn,
    looks,
    terms,
)
from tests.checks.camera.test_no_camera import NOTHING, none_at
from tests.checks.test_texts import ROOT, VALUES

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN
NIGHT = datetime(2026, 11, 20, 22, 0, tzinfo=ZONE).astimezone(UTC)
Views = Mapping[str, Sequence[View]]
WHOLE: Views = {"c1": (drawn("q1", "k1"),), "c2": (drawn("q2"),)}
"""c1 shows the first counter and the waiting area, c2 the second counter."""


def floor(views: Views = WHOLE, **changed: object) -> Terms:
    given = terms(views, count=2)
    return replace(given, commune=replace(given.commune, **changed))  # type: ignore[arg-type]


def hidden(*places: int) -> Measures:
    """Return a good look in which the n-th region that was drawn shows something else."""
    regions = drawn("a", "b", "c", "d").regions
    agreed = int(ALL, 16)
    for place in places:
        agreed &= ~tiles_of(regions[place])
    return replace(GOOD, agreed=f"{agreed:036x}", agree=0.7)


def rows(views: Views, *patterns: str, **changed: object) -> dict[str, Item]:
    outcome = judge(cameras(*patterns), floor(views, **changed))
    return {str(item.values["id"]): item for item in outcome.items}


def test_every_counter_and_zone_in_a_good_picture_passes() -> None:
    outcome = judge(cameras("g", "gg"), floor())
    assert (outcome.verdict, outcome.text) == (PASS, "coverage.all")
    assert [item.target for item in outcome.items] == [
        "Quầy Hộ tịch", "Quầy Đất đai", "Khu vực chờ",
    ]  # fmt: skip
    assert outcome.items[1].values["watch"] == "“Camera c2”"
    assert (outcome.values["good"], outcome.values["places"]) == (3, 3)
    assert outcome.seen_at


def test_counters_alone_pass_where_no_zone_is_entered_and_that_is_said() -> None:
    outcome = judge(cameras("g", "g"), floor(zones=()))
    assert (outcome.verdict, outcome.text) == (PASS, "coverage.all_counters")


MAPS: list[tuple[str, Views, Verdict, str, str]] = [
    ("no view at all", {}, UNKNOWN, "coverage.no_map", "coverage.no_view"),
    ("one camera without a view", {"c1": (drawn("q1", "k1"),)}, UNKNOWN, "coverage.no_map",
     "coverage.no_view"),
    ("views without regions", {"c1": (VIEW,), "c2": (VIEW,)}, UNKNOWN, "coverage.no_map",
     "coverage.no_regions"),
    ("one view without regions", {"c1": (drawn("q1", "k1"),), "c2": (VIEW,)}, UNKNOWN,
     "coverage.no_map", "coverage.no_regions"),
    ("every view drawn and none has it", {"c1": (drawn("q1", "k1"),), "c2": (drawn("k1"),)}, FAIL,
     "coverage.some_missing", "coverage.counter_missing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("views", "verdict", "text", "said"), [one[1:] for one in MAPS], ids=[one[0] for one in MAPS]
)
def test_an_unfinished_map_accuses_nobody(
    views: Views, verdict: Verdict, text: str, said: str
) -> None:
    outcome = judge(cameras("g", "g"), floor(views))
    assert (outcome.verdict, outcome.text) == (verdict, text)
    second = next(item for item in outcome.items if item.values["id"] == "q2")
    assert (second.verdict, second.text, second.party) == (verdict, said, Party.COMMUNE)


def test_a_counter_that_was_entered_after_the_approval_is_to_be_drawn_and_no_failure() -> None:
    newer = replace(VIEW, offered=("q1", "k1"))
    views = {"c1": (drawn("q1", "k1"),), "c2": (drawn("k1", view=newer),)}
    outcome = judge(cameras("g", "g"), floor(views))
    assert (outcome.verdict, outcome.text) == (UNKNOWN, "coverage.no_map")
    row = next(item for item in outcome.items if item.values["id"] == "q2")
    assert (row.text, row.why, row.party) == (
        "coverage.place_newer", Why.NOT_CONFIGURED, Party.COMMUNE,
    )  # fmt: skip
    assert row.values["watch"] == "“Camera c2”"


def test_who_drew_only_the_view_by_infra_red_has_not_looked_at_the_office_by_day() -> None:
    night = replace(VIEW, sha256=IR, light="ir")
    undrawn = {"c1": (drawn("q1", "k1"),), "c2": (VIEW, drawn("k1", view=night))}
    row = judge(cameras("g", "g"), floor(undrawn)).items[1]
    assert (row.verdict, row.text) == (UNKNOWN, "coverage.no_regions")
    without_day = {"c1": (drawn("q1", "k1"),), "c2": (drawn("k1", view=night),)}
    row = judge(cameras("g", "g"), floor(without_day)).items[1]
    assert (row.verdict, row.text) == (UNKNOWN, "coverage.no_view")
    older = {"c1": (drawn("q1", "k1"),),
             "c2": (drawn("k1", view=replace(VIEW, offered=("k1",))), drawn("k1", view=night))}  # fmt: skip
    row = judge(cameras("g", "g"), floor(older)).items[1]
    assert (row.verdict, row.text) == (UNKNOWN, "coverage.place_newer")


def test_two_counters_of_one_name_are_told_apart() -> None:
    same = tuple(Counter(id=id_, name="Quầy 1", office="vp") for id_ in ("q1", "q2"))
    outcome = judge(cameras("g", "g"), floor({"c1": (drawn("q1"),), "c2": (drawn("k1"),)},
                                             counters=same))  # fmt: skip
    assert [row.target for row in outcome.items[:2]] == ["Quầy 1 (q1)", "Quầy 1 (q2)"]
    assert "Quầy 1 (q2)" in str(outcome.values["names"])


def test_looks_are_counted_by_their_time_and_not_as_they_come() -> None:
    taken = looks("gggbbb")
    told = judge((camera(taken[::-1]), *cameras("", "g")[1:]), floor()).items[0]
    assert (told.verdict, told.text) == (UNKNOWN, "coverage.camera_odd")


def test_whoever_approved_one_light_with_the_counter_there_to_draw_has_looked() -> None:
    older = replace(VIEW, sha256=IR, light="ir", offered=("k1",))
    views = {"c1": (drawn("q1", "k1"),), "c2": (drawn("k1"), drawn("k1", view=older))}
    assert judge(cameras("g", "g"), floor(views)).verdict is FAIL


def test_an_uncovered_zone_is_partly_met() -> None:
    outcome = judge(cameras("g", "g"), floor({"c1": (drawn("q1"),), "c2": (drawn("q2"),)}))
    assert (outcome.verdict, outcome.text) == (WARN, "coverage.zones_missing")
    assert outcome.values["names"] == "Khu vực chờ"


def test_a_counter_that_the_inventory_gives_a_camera_is_a_region_to_draw() -> None:
    given = floor({"c1": (drawn("q1", "k1"),), "c2": (drawn("k1"),)})
    named = (given.commune.cameras[0], replace(given.commune.cameras[1], counters=("q2",)))
    row = judge(
        cameras("g", "g"), replace(given, commune=replace(given.commune, cameras=named))
    ).items[1]
    assert (row.verdict, row.text, row.values["watch"]) == (
        UNKNOWN, "coverage.region_not_drawn", "“Camera c2”",
    )  # fmt: skip


def test_an_office_without_a_camera_in_the_inventory_is_no_failure() -> None:
    counters = (
        Counter(id="q1", name="Quầy 1", office="vp"),
        Counter(id="q9", name="", office="cs2"),
    )
    offices = (Office(id="vp", name="Trụ sở"), Office(id="cs2", name="Cơ sở 2"))
    found = rows({"c1": (drawn("q1", "k1"),), "c2": (drawn("k1"),)}, "g", "g",
                 counters=counters, offices=offices)  # fmt: skip
    assert (found["q9"].text, found["q9"].why) == ("coverage.no_camera", Why.NOT_CONFIGURED)
    assert found["q9"].target == "q9 (Cơ sở 2)"


def test_without_counters_nobody_knows_what_is_to_be_seen() -> None:
    outcome = judge(cameras("g", "g"), floor(counters=()))
    assert (outcome.verdict, outcome.why, outcome.party, outcome.text) == (
        UNKNOWN, Why.NOT_CONFIGURED, Party.COMMUNE, "coverage.no_counters_at_all",
    )  # fmt: skip
    offices = (Office(id="vp", name="Trụ sở"), Office(id="cs2", name="Cơ sở 2"))
    outcome = judge(cameras("g", "g"), floor(offices=offices))
    assert (outcome.verdict, outcome.text) == (UNKNOWN, "coverage.some_unknown")
    assert outcome.items[-1].text == "coverage.no_counters"


NOW: list[tuple[str, Verdict, str]] = [
    ("g", PASS, "coverage.seen"),
    ("S", PASS, "coverage.seen"),
    ("u", PASS, "coverage.seen"),
    ("gx", PASS, "coverage.seen"),
    ("vg", PASS, "coverage.seen"),
    ("bgg", PASS, "coverage.seen"),
    ("v", UNKNOWN, "coverage.camera_unseen"),
    ("gv", UNKNOWN, "coverage.camera_unseen"),
    ("x", UNKNOWN, "coverage.camera_unseen"),
    ("z", UNKNOWN, "coverage.camera_odd"),
    ("zzz", UNKNOWN, "coverage.camera_odd"),
    ("TTT", UNKNOWN, "coverage.camera_odd"),
    ("ghhhh", UNKNOWN, "coverage.not_compared"),
    ("giiii", UNKNOWN, "coverage.not_compared"),
    ("ghhgh", PASS, "coverage.seen"),
    ("b", UNKNOWN, "coverage.camera_odd"),
    ("bbb", UNKNOWN, "coverage.camera_odd"),
    ("www", UNKNOWN, "coverage.camera_odd"),
    ("sss", UNKNOWN, "coverage.camera_odd"),
    ("fff", UNKNOWN, "coverage.camera_odd"),
    ("ccc", UNKNOWN, "coverage.camera_odd"),
    ("mmm", UNKNOWN, "coverage.camera_odd"),
    ("ggm", UNKNOWN, "coverage.camera_odd"),
    ("gbswg", UNKNOWN, "coverage.camera_odd"),
    ("ooo", UNKNOWN, "coverage.camera_odd"),
    ("h", UNKNOWN, "coverage.not_compared"),
    ("i", UNKNOWN, "coverage.not_compared"),
    ("n", UNKNOWN, "coverage.not_compared"),
    ("", UNKNOWN, "coverage.no_look"),
]


@pytest.mark.parametrize(("pattern", "verdict", "text"), NOW)
def test_a_camera_that_is_down_or_odd_is_accused_elsewhere_and_not_here(
    pattern: str, verdict: Verdict, text: str
) -> None:
    row = rows(WHOLE, pattern, "g")["q1"]
    assert (row.verdict, row.text) == (verdict, text)
    if verdict is UNKNOWN:
        assert row.why
        assert row.party
        assert row.values["watch"] == "“Camera c1”"


@pytest.mark.parametrize(
    ("pattern", "why", "party"),
    [
        ("bbb", Why.INCOMPLETE, Party.COMMUNE),
        ("b", Why.UNCONFIRMED, Party.AUDITOR),
        ("v", Why.REFUSED, Party.COMMUNE),
        ("x", Why.PROBE_OFFLINE, Party.AUDITOR),
        ("i", Why.NOT_CONFIGURED, Party.COMMUNE),
        ("h", Why.UNCONFIRMED, Party.AUDITOR),
    ],
)
def test_why_a_counter_was_not_seen_is_the_camera_s_own_cause(
    pattern: str, why: Why, party: Party
) -> None:
    row = rows(WHOLE, pattern, "g")["q1"]
    assert (row.why, row.party) == (why, party)


@pytest.mark.parametrize("patterns", [*product(("g", "mmm", "bbb", "v", "x", "h", ""), repeat=2)])
def test_no_look_whatever_it_shows_fails_a_counter(patterns: tuple[str, str]) -> None:
    outcome = judge(cameras(*patterns), floor())
    assert outcome.verdict is (PASS if patterns == ("g", "g") else UNKNOWN)


def test_one_of_two_cameras_that_shows_a_counter_is_enough() -> None:
    both: Views = {"c1": (drawn("q1", "q2", "k1"),), "c2": (drawn("q1", "q2", "k1"),)}
    outcome = judge(cameras("mmm", "g"), floor(both))
    assert outcome.verdict is PASS
    assert outcome.items[0].values["watch"] == "“Camera c2”"
    row = judge(cameras("bbb", "mmm"), floor(both)).items[0]
    assert (row.text, row.values["watch"]) == ("coverage.camera_odd", "“Camera c1”, “Camera c2”")


COVERED: list[tuple[list[str | Measures], str]] = [
    ([hidden(0)], "coverage.region_differs"),
    ([hidden(0), "g"], "coverage.seen"),
    (["g", hidden(0)], "coverage.region_differs"),
    (["g", "g", hidden(0)], "coverage.seen"),
    (["g", hidden(0), hidden(0)], "coverage.region_differs"),
    ([hidden(1)], "coverage.seen"),
    ([hidden(2)], "coverage.seen"),
    ([replace(GOOD, agreed="0" * 36)], "coverage.region_differs"),
    ([replace(GOOD, agreed="")], "coverage.region_differs"),
    ([replace(GOOD, reliable="0" * 36)], "coverage.region_plain"),
    ([replace(GOOD, reliable="")], "coverage.region_plain"),
    ([replace(GOOD, reliable="0" * 35 + "f")], "coverage.region_plain"),
    ([replace(GOOD, reliable=""), "g"], "coverage.seen"),
    ([replace(GOOD, view=OLD)], "coverage.not_compared"),
]


@pytest.mark.parametrize(
    ("pattern", "text"), COVERED, ids=[f"{n}-{one[1]}" for n, one in enumerate(COVERED)]
)
def test_the_region_of_a_counter_must_show_what_was_approved(
    pattern: list[str | Measures], text: str
) -> None:
    row = judge((camera(pattern), camera("g", id_="c2")), floor()).items[0]
    assert row.text == text
    assert row.verdict is (PASS if text == "coverage.seen" else UNKNOWN)


def test_a_view_by_infra_red_needs_its_own_region() -> None:
    night = replace(VIEW, sha256=IR, light="ir")
    seen = replace(GOOD, light=Light.IR, view=IR)
    undrawn: Views = {"c1": (drawn("q1", "k1"), night), "c2": (drawn("q2"),)}
    row = judge((camera([seen]), camera("g", id_="c2")), floor(undrawn)).items[0]
    assert (row.text, row.why) == ("coverage.no_region_light", Why.NOT_CONFIGURED)
    with_region: Views = {"c1": (VIEW, drawn("q1", "k1", view=night)), "c2": (drawn("q2"),)}
    assert judge((camera([seen]), camera("g", id_="c2")), floor(with_region)).verdict is PASS


def test_looks_out_of_hours_show_nothing_of_office_hours() -> None:
    row = judge((camera(looks("gg", at=NIGHT)), camera("g", id_="c2")), floor()).items[0]
    assert (row.text, row.party) == ("coverage.only_out_of_hours", Party.AUDITOR)
    night = (*looks("g"), *looks("bbb", at=NIGHT))
    assert judge((camera(night), camera("g", id_="c2")), floor()).verdict is PASS


def test_a_camera_without_a_fact_says_why() -> None:
    missing = Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text="camera.no_device")
    unseen: Seen[CameraPictures] = Seen(target="c1", fact=missing)
    row = judge((unseen, camera("g", id_="c2")), floor()).items[0]
    assert (row.text, row.why, row.party) == (
        "coverage.camera_unseen", Why.NOT_CONFIGURED, Party.COMMUNE,
    )  # fmt: skip
    only = judge((camera("g", id_="c2"),), floor()).items[0]
    assert (only.verdict, only.text) == (UNKNOWN, "coverage.no_look")


def region(left: float, top: float, width: float, height: float) -> Region:
    return Region(place="q1", left=left, top=top, width=width, height=height)


@pytest.mark.parametrize(
    ("place", "count"),
    [
        (region(0, 0, 1, 1), 144),
        (region(0, 0, 1 / 16, 1 / 9), 1),
        (region(15 / 16, 8 / 9, 1 / 16, 1 / 9), 1),
        (region(0.25, 0, 0.25, 1), 36),
        (region(3 / 16, 3 / 9, 4 / 16, 2 / 9), 8),
        (region(0.1875, 0.3333, 0.25, 0.2222), 8),
        (region(0.5, 0.5, 0.001, 0.001), 1),
        (region(1, 1, 0, 0), 1),
        (region(0.99, 0.99, 0.5, 0.5), 1),
        (region(-0.2, -0.2, 0.3, 0.4), 4),
    ],
)
def test_a_region_is_the_tiles_that_it_covers(place: Region, count: int) -> None:
    assert tiles_of(place).bit_count() == count


def test_tiles_are_counted_row_by_row_from_the_top_left() -> None:
    assert f"{tiles_of(region(0, 0, 1 / 16, 1 / 9)):036x}" == "8" + "0" * 35
    assert f"{tiles_of(region(0, 1 / 9, 4 / 16, 1 / 9)):036x}" == "0000f" + "0" * 31
    assert f"{tiles_of(region(15 / 16, 8 / 9, 1 / 16, 1 / 9)):036x}" == "0" * 35 + "1"


def test_a_region_smaller_than_the_least_needs_all_its_tiles() -> None:
    small = region(0, 0, 2 / 16, 1 / 9)
    assert shown(GOOD, small, 3) == 1
    assert shown(replace(GOOD, reliable="8" + "0" * 35), small, 3) is None
    assert shown(replace(GOOD, agreed="8" + "0" * 35), small, 3) == 0.5


def outcomes() -> list[Outcome]:
    made = [judge(cameras(pattern, "g"), floor()) for pattern, _, _ in NOW]
    made += [judge(cameras("g", "g"), floor(views)) for _, views, _, _, _ in MAPS]
    made += [judge((camera(p), camera("g", id_="c2")), floor()) for p, _ in COVERED]
    made.append(judge(cameras("g", "g"), floor(zones=())))
    made.append(judge(cameras("g", "g"), floor(counters=())))
    made.append(judge(cameras("g", "g"), floor({"c1": (drawn("q1"),), "c2": (drawn("q2"),)})))
    offices = (Office(id="vp", name="Trụ sở"), Office(id="cs2", name=""))
    made.append(judge(cameras("g", "g"), floor(offices=offices)))
    elsewhere = (Counter(id="q1", name="Quầy 1", office="cs2"),)
    unowned = {"c1": (drawn("k1"),), "c2": (drawn("k1"),)}
    made.append(judge(cameras("g", "g"), floor(unowned, counters=elsewhere)))
    made.append(judge((camera(looks("g", at=NIGHT)), camera("g", id_="c2")), floor()))
    given = floor({"c1": (drawn("q1", "k1"),), "c2": (drawn("k1"),)})
    named: tuple[Camera, ...] = tuple(replace(c, counters=("q2",)) for c in given.commune.cameras)
    made.append(
        judge(cameras("g", "g"), replace(given, commune=replace(given.commune, cameras=named)))
    )
    newer = replace(VIEW, offered=("q1", "k1"))
    late = {"c1": (drawn("q1", "k1"),), "c2": (drawn("k1", view=newer),)}
    made.append(judge(cameras("g", "g"), floor(late)))
    made.append(judge(cameras("g", "g"), floor(offices=offices, declarations=(none_at("cs2"),))))
    empty = floor(cameras=(), declarations=(none_at(),))
    made += [one for one in [without(NOTHING, empty)] if one]
    night = replace(VIEW, sha256=IR, light="ir")
    seen = camera([replace(GOOD, light=Light.IR, view=IR)])
    made.append(judge((seen,), floor({"c1": (drawn("q1", "k1"), night)})))
    return made


def sentences() -> list[tuple[str, Values]]:
    return [(one.text, one.values) for made in outcomes() for one in made.items] + [
        (made.text, made.values) for made in outcomes()
    ]


def test_every_text_it_says_is_reached_and_it_says_no_other() -> None:
    assert {text for text, _ in sentences()} == set(CHECK.says)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_filled_by_what_the_judge_gives(lang: str) -> None:
    texts = Texts(lang, [ROOT / "checks" / "locale"])
    for text, values in sentences():
        for key in (text, f"{text}.todo"):
            if key in texts:
                assert set(VALUES.findall(texts.say(key))) <= set(values), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_is_not_good_says_what_to_do(lang: str) -> None:
    texts = Texts(lang, [ROOT / "checks" / "locale"])
    good = {"coverage.all", "coverage.all_counters", "coverage.seen"}
    assert {key for key in set(CHECK.says) - good if f"{key}.todo" not in texts} == set()


def test_every_unknown_has_its_cause_and_who_must_act() -> None:
    assert MEASURED["g"] is GOOD
    for made in outcomes():
        for item in made.items:
            assert (item.verdict is UNKNOWN) == (item.why is not None)
            assert item.verdict is PASS or item.party
