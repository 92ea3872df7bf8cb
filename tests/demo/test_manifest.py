"""The manifest and the files that an audit of the demo starts from."""

import csv
import re
from pathlib import Path

import yaml

from auditor.contract import Party, Verdict, Why
from auditor.demo.manifest import CRITERIA, manifest
from auditor.demo.province import DemoProvince
from auditor.policy.load import load_policy
from auditor.texts import LANGUAGES, Texts

LOCALE = Path(__file__).parents[2] / "auditor" / "locale"
CODES = tuple(f"0000{n}" for n in range(1, 9))


def test_every_commune_has_one_verdict_for_every_criterion() -> None:
    assert sorted(manifest().expected) == sorted((c, k) for c in CODES for k in CRITERIA)


def test_a_why_stands_with_unknown_and_with_nothing_else() -> None:
    for key, expected in manifest().expected.items():
        assert (expected.verdict is Verdict.UNKNOWN) == (expected.why is not None), key


def test_the_planted_faults_are_the_ones_asked_for() -> None:
    expected = manifest().expected
    assert expected["00002", "FBK-01"].verdict is Verdict.FAIL
    assert expected["00003", "FBK-01"].why is Why.UNREADABLE
    assert expected["00004", "FBK-02"].verdict is Verdict.FAIL
    assert expected["00005", "WEB-01"].verdict is Verdict.FAIL
    assert {expected["00006", criterion].why for criterion in CRITERIA} == {Why.TIMEOUT}
    assert expected["00008", "WEB-03"].verdict is Verdict.FAIL
    assert expected["00008", "FBK-01"].party is Party.PROVINCE


def test_every_reason_has_a_text_in_both_languages() -> None:
    keys = {expected.text for expected in manifest().expected.values()}
    keys |= {commune.planted for commune in manifest().communes}
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
    assert len(pairs) == 7


def test_the_invented_numbers_are_accepted_as_digits_only(demo: DemoProvince) -> None:
    terms = yaml.safe_load((demo.folder / "tu-ngu.yaml").read_text(encoding="utf-8"))
    assert terms["phones.accepted"] == [f"0228000000{n}" for n in (0, 1, 4, 7)]


def test_the_profile_is_tu_xa_with_a_tighter_limit_of_sharing(demo: DemoProvince) -> None:
    settings = yaml.safe_load(demo.config.read_text(encoding="utf-8"))
    policy = load_policy(demo.folder / settings["profile"])
    assert [c.id for c in policy.criteria] == [c.id for c in load_policy("tu-xa").criteria]
    for criterion in ("FBK-01", "FBK-02"):
        assert policy.criterion(criterion).limits["shared_by"] == 2
        assert policy.criterion(criterion).loosened == ()
