"""The manifest and the files that an audit of the demo starts from."""

import csv
import re
from pathlib import Path

import yaml

from auditor.contract import Party, Verdict, Why
from auditor.demo.devices import offices
from auditor.demo.manifest import CRITERIA, manifest
from auditor.demo.people import workforce
from auditor.demo.province import DemoProvince
from auditor.policy.load import load_policy
from auditor.texts import LANGUAGES, Texts

LOCALE = Path(__file__).parents[2] / "auditor" / "locale"
OF_A_SITE = ("WEB-01", "WEB-03", "FBK-01", "FBK-02", "FBK-03")
CODES = tuple(f"0000{n}" for n in range(1, 9))


def test_every_commune_has_one_verdict_for_every_criterion() -> None:
    assert sorted(manifest().expected) == sorted((c, k) for c in CODES for k in CRITERIA)


def test_every_verdict_is_shown_under_every_criterion_of_pictures() -> None:
    for criterion in ("CAM-02", "CAM-03", "CAM-04", "CAM-05"):
        found = {said.verdict for (_, id_), said in manifest().expected.items() if id_ == criterion}
        assert found == {Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN}, criterion


def test_a_why_stands_with_unknown_and_with_nothing_else() -> None:
    for key, expected in manifest().expected.items():
        assert (expected.verdict is Verdict.UNKNOWN) == (expected.why is not None), key


def test_the_planted_faults_are_the_ones_asked_for() -> None:
    expected = manifest().expected
    assert expected["00002", "FBK-01"].verdict is Verdict.FAIL
    assert expected["00003", "FBK-01"].why is Why.UNREADABLE
    assert expected["00004", "FBK-02"].verdict is Verdict.FAIL
    assert expected["00005", "WEB-01"].verdict is Verdict.FAIL
    assert {expected["00006", criterion].why for criterion in OF_A_SITE} == {Why.TIMEOUT}
    assert expected["00008", "WEB-03"].verdict is Verdict.FAIL
    assert expected["00008", "FBK-01"].party is Party.PROVINCE
    assert expected["00002", "CAM-01"].why is Why.REFUSED
    assert expected["00004", "CAM-01"].verdict is Verdict.FAIL
    assert expected["00008", "CAM-02"].verdict is Verdict.FAIL
    assert expected["00007", "CAM-02"].verdict is Verdict.WARN
    assert expected["00004", "CAM-03"].verdict is Verdict.FAIL
    assert expected["00003", "CAM-04"].verdict is Verdict.FAIL
    assert expected["00005", "CAM-04"].verdict is Verdict.WARN
    assert expected["00003", "CAM-05"].verdict is Verdict.WARN
    assert expected["00008", "CAM-05"].verdict is Verdict.FAIL
    assert expected["00005", "CAM-06"].verdict is Verdict.FAIL
    assert expected["00007", "CAM-06"].verdict is Verdict.WARN
    assert expected["00003", "STF-02"].verdict is Verdict.FAIL
    assert expected["00004", "STF-02"].verdict is Verdict.PASS
    assert expected["00005", "STF-01"].why is Why.FEED_GAP
    assert expected["00008", "STF-02"].why is Why.NOT_CONFIGURED


def test_every_reason_has_a_text_in_both_languages() -> None:
    keys = {expected.text for expected in manifest().expected.values()}
    keys |= {commune.planted for commune in manifest().communes}
    keys |= {office.planted for office in offices()}
    keys |= {one.planted for one in workforce().communes}
    for lang in LANGUAGES:
        assert keys <= Texts(lang, [LOCALE]).all_keys(), lang


def test_every_commune_is_visibly_invented() -> None:
    for commune in manifest().communes:
        assert re.fullmatch(r"(Xã|Phường) Mẫu 0\d", commune.name)
        assert commune.ip.startswith("127.0.77.")
        assert commune.email.endswith("@tinhmau.invalid") or not commune.email
    assert all(re.fullmatch(r"0228 0000 00\d", phone) for phone in manifest().phones)


def test_the_official_list_is_invented_and_of_the_real_form() -> None:
    procedures = manifest().procedures
    assert len({procedure.code for procedure in procedures}) == len(procedures) == 24
    assert all(re.fullmatch(r"[12]\.990\d{3}", procedure.code) for procedure in procedures)
    assert len({procedure.field for procedure in procedures}) == 4


def test_the_files_point_at_the_live_ports(demo: DemoProvince) -> None:
    settings = yaml.safe_load(demo.config.read_text(encoding="utf-8"))
    pairs = set(settings["network"]["lab"])
    with (demo.folder / settings["inventory"]["communes"]).open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert tuple(rows) == CODES
    for code, row in rows.items():
        assert row["site"] == demo.sites[code]
        assert row["site"].split("/")[2] in pairs
    assert rows["00007"]["site_scope"] == "prefix"
    assert len({pair.split(":")[0] for pair in pairs}) == 7


def test_the_invented_numbers_are_accepted_as_digits_only(demo: DemoProvince) -> None:
    terms = yaml.safe_load((demo.folder / "tu-ngu.yaml").read_text(encoding="utf-8"))
    assert terms["phones.accepted"] == [f"0228000000{n}" for n in (0, 1, 4, 7)]


def test_the_profile_is_tu_xa_with_cameras_and_officers(demo: DemoProvince) -> None:
    settings = yaml.safe_load(demo.config.read_text(encoding="utf-8"))
    policy = load_policy(demo.folder / settings["profile"])
    more = {*(f"CAM-0{n}" for n in range(1, 7)), "STF-01", "STF-02"}
    assert {c.id for c in policy.criteria} == {c.id for c in load_policy("tu-xa").criteria} | more
    for criterion in ("FBK-01", "FBK-02"):
        assert policy.criterion(criterion).limits["shared_by"] == 2
        assert policy.criterion(criterion).loosened == ()


def test_what_the_demo_loosens_is_said(demo: DemoProvince) -> None:
    policy = load_policy(demo.folder / "bo-tieu-chi.yaml")
    loosened = {c.id: len(c.loosened) for c in policy.criteria if c.loosened}
    assert loosened == {"CAM-01": 2, "CAM-02": 2, "CAM-04": 2, "WEB-01": 1}
