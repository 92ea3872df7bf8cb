"""A commune that says by its own signed paper that there is no camera: what each criterion makes of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from auditor.contract import (
    Check,
    Counter,
    Declaration,
    Missing,
    Office,
    Outcome,
    Party,
    Terms,
    Verdict,
    Why,
)
from auditor.facts import CameraLooks, CameraPictures, CameraSeen
from auditor.judge import judge_commune
from auditor.texts import LANGUAGES, Texts
from checks.camera import anonymous, clock, connected, coverage, online, picture
from tests.checks.camera.build import camera as looked_at
from tests.checks.camera.pictured import cameras, terms
from tests.checks.test_texts import ROOT, VALUES

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
NOT_APPLICABLE = Verdict.NOT_APPLICABLE
NOTHING = Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text="camera.not_in_inventory")
NONE, CONNECTED, NOT_CONNECTED = "camera_none", "camera_connected", "camera_not_connected"
CHECKS: Mapping[str, Check] = {
    "CAM-01": online.CHECK,
    "CAM-02": coverage.CHECK,
    "CAM-03": connected.CHECK,
    "CAM-04": picture.CHECK,
    "CAM-05": clock.CHECK,
    "CAM-06": anonymous.CHECK,
}
BY_PAPER = {"CAM-01": FAIL, "CAM-02": FAIL, "CAM-03": FAIL}
"""What asks for cameras; the rest judges those that there are."""
CS2 = Office(id="cs2", name="Cơ sở 2")


class Asked:
    def __init__(self, id_: str) -> None:
        self.id, self.check, self.limits = id_, CHECKS[id_].id, {"recorded_hours": 24.0}


def none_at(*offices: str, kind: str = NONE, id_: str = "p1", on: int = 2) -> Declaration:
    return Declaration(
        id=id_,
        kind=kind,
        document="12/CV-UBND",
        on=date(2026, 11, on),
        start=date(2026, 11, 1),
        end=date(2026, 12, 31),
        targets=offices,
    )


def without_cameras(*papers: Declaration, offices: tuple[Office, ...] = ()) -> Terms:
    given = terms()
    own = (*given.commune.offices, *offices)
    commune = replace(given.commune, cameras=(), recorders=(), offices=own, declarations=papers)
    return replace(given, commune=commune)


def judged(given: Terms) -> dict[str, Outcome]:
    facts = {CameraLooks: NOTHING, CameraPictures: NOTHING, CameraSeen: NOTHING}
    known = {check.id: check for check in CHECKS.values()}
    found = judge_commune([Asked(id_) for id_ in CHECKS], known, facts, given)
    return {one.criterion: one.outcome for one in found}


@pytest.mark.parametrize("targets", [(), ("vp",)], ids=["of the commune", "of its one office"])
def test_by_its_own_paper_the_commune_lacks_cameras_and_nothing_else(
    targets: tuple[str, ...],
) -> None:
    outcomes = judged(without_cameras(none_at(*targets)))
    assert {id_: one.verdict for id_, one in outcomes.items()} == {
        id_: BY_PAPER.get(id_, NOT_APPLICABLE) for id_ in CHECKS
    }
    assert {one.text.partition(".")[2] for one in outcomes.values()} == {"declared_none"}
    assert all(one.values["document"] == "12/CV-UBND" for one in outcomes.values())


UNSAID: dict[str, tuple[Declaration, ...]] = {
    "no paper": (),
    "a paper that ran out": (replace(none_at(), end=date(2026, 11, 10)),),
    "a paper of another office alone": (none_at("cs2"),),
    "a later paper that speaks of cameras": (none_at(), none_at(kind=CONNECTED, id_="p2", on=5)),
    "two papers of one day that differ": (none_at(), none_at(kind=CONNECTED, id_="p2")),
    "one office says none, the other is connected": (
        none_at("vp"), none_at("cs2", kind=CONNECTED, id_="p2"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("papers", list(UNSAID.values()), ids=list(UNSAID))
def test_whatever_is_not_said_of_the_whole_commune_stays_unknown(
    papers: tuple[Declaration, ...],
) -> None:
    outcomes = judged(without_cameras(*papers, offices=(CS2,)))
    assert {one.text for one in outcomes.values()} == {"camera.not_in_inventory"}
    assert {one.verdict for one in outcomes.values()} == {UNKNOWN}


def one_office_without(*papers: Declaration) -> Terms:
    given = terms(count=1)
    commune = replace(given.commune, offices=(*given.commune.offices, CS2), declarations=papers)
    return replace(given, commune=commune)


def test_one_office_without_a_camera_fails_what_asks_for_cameras() -> None:
    given = one_office_without(none_at("cs2"))
    seen = coverage.judge(cameras("g"), given)
    assert (seen.verdict, seen.text) == (FAIL, "coverage.office_without")
    assert (seen.values["offices"], seen.values["missing"]) == ("Cơ sở 2", 0)
    up = online.judge((looked_at("uuu"),), given)
    assert (up.verdict, up.text) == (FAIL, "online.office_without")
    assert (up.values["cameras"], up.values["good"], up.values["offices"]) == (1, 1, "Cơ sở 2")
    assert online.judge((looked_at("uuu"),), one_office_without()).verdict is PASS


def test_every_counter_of_an_office_without_a_camera_has_a_row_of_its_own() -> None:
    given = one_office_without(none_at("cs2"))
    far = Counter(id="q9", name="Quầy 9", office="cs2")
    commune = replace(given.commune, counters=(*given.commune.counters, far))
    outcome = coverage.judge(cameras("g"), replace(given, commune=commune))
    (row,) = [item for item in outcome.items if item.text == "coverage.declared_none_there"]
    assert (row.verdict, row.target) == (FAIL, "Quầy 9 (Cơ sở 2)")


@pytest.mark.parametrize("check", [online.CHECK, coverage.CHECK], ids=lambda check: str(check.id))
def test_a_camera_of_the_inventory_contradicts_the_paper(check: Check) -> None:
    given = one_office_without(none_at("vp"))
    fact = cameras("g") if check is coverage.CHECK else (looked_at("uuu"),)
    texts = {item.text for item in check.judge(fact, given).items}
    assert not [text for text in texts if "declared_none" in text]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_sentence_is_filled_and_a_failure_says_what_to_do(lang: str) -> None:
    texts = Texts(lang, [ROOT / "checks" / "locale"])
    for outcome in judged(without_cameras(none_at())).values():
        assert set(VALUES.findall(texts.say(outcome.text))) <= set(outcome.values)
        assert (f"{outcome.text}.todo" in texts) == (outcome.verdict is FAIL)
