"""Profiles, the catalogue and what is said of files that are wrong."""

import csv
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from auditor.contract import Period, Severity
from auditor.policy import config_folder, criteria_on, load_policy, load_words
from auditor.problems import BadInputError
from auditor.texts import LANGUAGES, Texts

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "auditor" / "locale"
SHIPPED = ("full", "seed-2022", "tu-xa")
SPECIFIED = 43
"""Criteria that the specification asks for: the one place that counts them."""

PROFILE = """
id: mau
version: "1"
title: {vi: Bộ mẫu, en: Sample}
criteria: [WEB-01, FBK-01]
bands:
  - {id: tot, from: 50, critical_cap: true}
  - {id: yeu, from: 0}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of config/ to spoil."""
    return Path(shutil.copytree(config_folder(), tmp_path / "config"))


def profile(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mau.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path, folder: Path | None = None) -> list[str]:
    with pytest.raises(BadInputError) as caught:
        load_policy(path, folder=folder)
    return [f"{Path(p.file).name}:{p.line}:{p.column}: {p.message}" for p in caught.value.problems]


def test_the_catalogue_is_the_specification_s_and_weighs_100() -> None:
    criteria = load_policy("full").criteria
    assert len(criteria) == SPECIFIED
    assert sum(criterion.weight for criterion in criteria) == 100


@pytest.mark.parametrize("name", SHIPPED)
def test_a_profile_asks_what_it_lists_with_the_catalogue_s_weights(name: str) -> None:
    policy, weights = load_policy(name), {c.id: c.weight for c in load_policy("full").criteria}
    path = config_folder() / "profiles" / f"{name}.yaml"
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))["criteria"]
    asked = {criterion.id: criterion.weight for criterion in policy.criteria}
    assert policy.id == name
    assert asked == {one: weights[one] for one in (weights if listed == "all" else listed)}


@pytest.mark.parametrize("name", SHIPPED)
def test_what_a_profile_leaves_out_is_known(name: str) -> None:
    policy = load_policy(name)
    asked = {criterion.id for criterion in policy.criteria}
    everything = {criterion.id for criterion in load_policy("full").criteria}
    assert set(policy.unlisted) == everything - asked


def test_from_afar_no_camera_is_asked_for() -> None:
    assert "CAM-01" in load_policy("tu-xa").unlisted


def test_reading_no_policy_loads_nothing_heavy() -> None:
    asked = "import sys, auditor.policy, auditor.worktime, auditor.scoring, auditor.attribute"
    told = "print([m for m in ('yaml', 'pydantic', 'holidays', 'babel') if m in sys.modules])"
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own words
        [sys.executable, "-c", f"{asked}; {told}"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_eight_criteria_are_critical_and_advice_weighs_nothing() -> None:
    criteria = load_policy("full").criteria
    critical = [c.id for c in criteria if c.severity is Severity.CRITICAL]
    assert critical == [
        "CAM-01",
        "WEB-01",
        "WEB-03",
        "FBK-01",
        "FBK-02",
        "STF-02",
        "DOS-01",
        "DOS-02",
    ]
    assert {c.weight for c in criteria if c.severity is Severity.ADVISORY} == {0}


def test_every_criterion_intends_a_check_of_its_own() -> None:
    checks = [criterion.check for criterion in load_policy("full").criteria]
    assert len(set(checks)) == len(checks)
    assert {"website.reachable", "website.procedures", "feedback.hotline"} < set(checks)


def test_from_afar_only_what_needs_nobody_in_the_commune_is_asked() -> None:
    assert {c.source for c in load_policy("tu-xa").criteria} == {"outside", "province_export"}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_profiles_loosen_nothing(name: str) -> None:
    assert [c.loosened for c in load_policy(name).criteria if c.loosened] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_criterion_group_and_source_has_its_texts(lang: str) -> None:
    texts = Texts(lang, [LOCALE, ROOT / "checks" / "locale"])
    for criterion in load_policy("full").criteria:
        for key in (
            f"criterion.{criterion.id}.title",
            f"criterion.{criterion.id}.asks",
            f"group.{criterion.group}",
            f"source.{criterion.source}",
        ):
            assert key in texts


def test_the_languages_have_the_same_texts() -> None:
    keys = [set(_keys(LOCALE / lang / "policy.po")) for lang in LANGUAGES]
    assert keys[0] == keys[1]


def _keys(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("msgid")]


def test_a_profile_may_ask_more_or_less_and_says_when_it_asks_less(tmp_path: Path) -> None:
    text = PROFILE + (
        "overrides:\n"
        "  WEB-01:\n"
        "    weight: 2\n"
        "    severity: major\n"
        "    limits: {pass_from: 0.9, warn_from: 0.85, min_looks: 6}\n"
        "  FBK-01: {weight: 9, limits: {shared_by: 5}}\n"
    )
    policy = load_policy(profile(tmp_path, text))
    web, fbk = policy.criteria
    assert (web.weight, web.severity, web.limits["pass_from"]) == (2, Severity.MAJOR, 0.9)
    assert web.loosened == (
        "severity: critical -> major",
        "weight: 3 -> 2",
        "pass_from: 0.95 -> 0.9",
        "min_looks: 3 -> 6",
    )
    assert fbk.loosened == ("shared_by: 3 -> 5",)
    assert (web.limits["slow_seconds"], policy.min_coverage) == (5, 0.7)


CAM_04 = """
  CAM-04:
    weight: 2
    limits: {agree_sure: 0.7, min_looks: 5}
"""


def test_what_a_profile_sets_of_pictures_holds_for_what_they_cover(tmp_path: Path) -> None:
    listed = PROFILE.replace("[WEB-01, FBK-01]", "[CAM-02, CAM-04]")
    covered, pictured = load_policy(profile(tmp_path, f"{listed}overrides:{CAM_04}")).criteria
    assert {**pictured.limits, "region_tiles": 3} == covered.limits
    assert (covered.limits["agree_sure"], covered.weight, pictured.weight) == (0.7, 4, 2)
    assert covered.loosened == ("min_looks: 3 -> 5",)
    shipped = load_policy("full")
    plain = shipped.criterion("CAM-04").limits
    assert {**plain, "region_tiles": 3} == shipped.criterion("CAM-02").limits


def test_limits_of_a_criterion_that_is_not_there_are_refused(folder: Path) -> None:
    path = folder / "criteria.yaml"
    path.write_text(path.read_text().replace("limits_of: CAM-04", "limits_of: CAM-99"))
    (told,) = refused(folder / "profiles" / "full.yaml", folder)
    assert told.startswith("criteria.yaml:")
    assert "CAM-99" in told


def test_a_changed_policy_has_another_hash(folder: Path) -> None:
    before = load_policy("full", folder=folder).sha256
    assert before == load_policy("full").sha256
    with (folder / "law.yaml").open("a", encoding="utf-8") as file:
        file.write("# seen\n")
    assert load_policy("full", folder=folder).sha256 != before
    assert before != load_policy("tu-xa").sha256


def test_criteria_are_asked_while_they_are_valid(folder: Path) -> None:
    path = folder / "criteria.yaml"
    text = path.read_text(encoding="utf-8")
    at = "    check: website.domain\n"
    path.write_text(text.replace(at, at + "    valid_from: 2026-07-01\n"), encoding="utf-8")
    policy = load_policy("full", folder=folder)
    asked = [
        len(criteria_on(policy, Period(start=date(2026, 1, 1), end=end)))
        for end in (date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert asked == [len(policy.criteria) - 1, len(policy.criteria)]


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("id: mau", "id: mau\nidd: x", "mau.yaml:3:1", "«idd»"),
        ('version: "1"', "version: 1", "mau.yaml:3:1", "nháy kép"),
        ("title: {vi: Bộ mẫu, en: Sample}", "title: {vi: Bộ mẫu}", "mau.yaml:4:1", "«title.en»"),
        ("[WEB-01, FBK-01]", "[WEB-01, WEB-77]", "mau.yaml:5:20", "WEB-77"),
        ("[WEB-01, FBK-01]", "[WEB-01, WEB-01]", "mau.yaml:5:20", "hai lần"),
        ("[WEB-01, FBK-01]", "[WEB-01, web]", "mau.yaml:5:20", "web"),
        ("[WEB-01, FBK-01]", "[]", "mau.yaml:5:1", "để trống"),
        ("from: 50", "from: năm mươi", "mau.yaml:7:15", "số"),
        ("from: 50", "from: 150", "mau.yaml:7:15", "100"),
        ("from: 0}", "from: 10}", "mau.yaml:6:1", "bắt đầu từ 0"),
        (", critical_cap: true", "", "mau.yaml:6:1", "critical_cap"),
        ("bands:", "overrides: {WEB-03: {weight: 1}}\nbands:", "mau.yaml:6:13", "WEB-03"),
        ("bands:", "overrides: {WEB-01: {limits: {looks: 1}}}\nbands:", "mau.yaml:6:31", "min_looks"),
        ("bands:", "overrides: {WEB-01: {weight: -1}}\nbands:", "mau.yaml:6:22", "nhỏ hơn 0"),
        ("bands:", "overrides: {WEB-01: {severity: big}}\nbands:", "mau.yaml:6:22", "big"),
        ("bands:", "overrides: {WEB-01: {severity: advisory}}\nbands:", "mau.yaml:6:22", "khuyến nghị"),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_refused_where_it_is_wrong(
    tmp_path: Path, old: str, new: str, place: str, says: str
) -> None:
    (problem,) = refused(profile(tmp_path, PROFILE.replace(old, new)))
    assert problem.startswith(place)
    assert says in problem


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = PROFILE.replace("id: mau", "id: mau\nidd: x").replace("from: 50", "from: 150")
    assert len(refused(profile(tmp_path, text))) == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("criteria.yaml", "law: nd-224-2026", "law: nd-225-2026", "nd-225-2026"),
        ("criteria.yaml", "id: WEB-02", "id: WEB-01", "hai lần"),
        ("criteria.yaml", "weight: 0", "weight: 1", "trọng số 0"),
        ("criteria.yaml", "source: outside\n", "source: trăng\n", "province_export"),
        ("criteria.yaml", "weaker: both", "weaker: maybe", "maybe"),
        ("law.yaml", "replaced_by: nd-118-2025", "replaced_by: nd-119-2025", "nd-119-2025"),
        ("law.yaml", "valid_to: 2017-12-14", "valid_to: 2007-12-14", "trước"),
        ("law.yaml", "valid_to: 2017-12-14", "valid_to: 14/12/2017", "14/12/2017"),
        ("law.yaml", "kind: technical", "kind: custom", "provincial"),
    ],
)
def test_a_wrong_catalogue_or_register_is_refused(
    folder: Path, file: str, old: str, new: str, says: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = refused(folder / "profiles" / "full.yaml", folder)
    assert len(problems) == 1
    assert problems[0].startswith(f"{file}:")
    assert says in problems[0]


def test_a_profile_nobody_knows_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(BadInputError, match="full, seed-2022, tu-xa"):
        load_policy("fulll")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "a: &x 1\nb: *x\n", "a: [\n"])
def test_a_file_that_is_no_profile_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(profile(tmp_path, text))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere.yaml")


# ------------------------------------------------------------------ lists of words


def test_lists_of_words_of_ones_own_add_to_those_that_come_with_it(tmp_path: Path) -> None:
    extra = profile(tmp_path, "hotline.labels: [số nóng mẫu, hotline]\nmau.list: [một]\n")
    before, after = load_words(), load_words(extra)
    assert after["hotline.labels"] == (*before["hotline.labels"], "số nóng mẫu")
    assert after["mau.list"] == ("một",)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("hotline.labels: nóng\n", "mau.yaml:1:1"),
        ("hotline.labels:\n  - nóng\n  - 12\n", "mau.yaml:3:5"),
        ("- nóng\n", "mau.yaml:1:1"),
        ("a: ['']\n", "mau.yaml:1:5"),
    ],
)
def test_wrong_lists_of_words_are_refused(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(BadInputError, match=place):
        load_words(profile(tmp_path, text))


def test_a_list_stands_in_one_file_only(folder: Path) -> None:
    again = folder / "terms" / "zz.yaml"
    again.write_text("hotline.labels: [x]\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="hai lần"):
        load_words(folder=folder)


def test_the_golden_deadlines_are_plain_csv() -> None:
    path = Path(__file__).parents[1] / "golden" / "deadlines.csv"
    with path.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["received", "working_days", "due", "why"]
