"""What the checks say exists in both languages, and whoever must act is told what to do."""

import re
from pathlib import Path

import pytest
import yaml

from auditor.contract import Check
from auditor.registry import find_checks
from auditor.texts import LANGUAGES, Texts
from checks.feedback import box, guidance, hotline
from checks.website import procedures, reachable

CHECKS = [module.CHECK for module in (reachable, procedures, hotline, box, guidance)]
ROOT = Path(__file__).parents[2]
PASSES = {
    "hotline.published", "box.form", "box.mail", "box.petition_link", "guidance.complete",
    "procedures.complete", "procedures.national_link", "reachable.up", "reachable.up_once",
}  # fmt: skip
ROWS = re.compile(r"page\.|\w+\.(seen|part|frame|lacks)_|procedures\.field")
VALUES = re.compile(r"\{(\w+)\}")


def texts(lang: str) -> Texts:
    return Texts(lang, [ROOT / "checks" / "locale"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_check_that_is_found_has_its_texts(lang: str) -> None:
    known = texts(lang)
    checks = find_checks()
    assert {check.id for check in CHECKS} <= set(checks)
    assert [key for check in checks.values() for key in check.says if key not in known] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_text_exists_and_says_what_to_do(check: Check, lang: str) -> None:
    known = texts(lang)
    wanted = set(check.says)
    wanted |= {f"{key}.todo" for key in check.says if key not in PASSES and not ROWS.match(key)}
    assert wanted - known.all_keys() == set()


def test_both_languages_have_the_same_texts_with_the_same_values() -> None:
    vi, en = texts("vi"), texts("en")
    assert vi.all_keys() == en.all_keys()
    for key in vi.all_keys():
        assert set(VALUES.findall(vi.say(key))) == set(VALUES.findall(en.say(key))), key


def test_every_criterion_has_a_title_and_a_question_and_every_group_a_name() -> None:
    catalogue = yaml.safe_load((ROOT / "config" / "criteria.yaml").read_text(encoding="utf-8"))
    ids = [criterion["id"] for criterion in catalogue["criteria"]]
    wanted = {f"criterion.{id_}.{part}" for id_ in ids for part in ("title", "asks")}
    wanted |= {f"group.{criterion['group']}" for criterion in catalogue["criteria"]}
    for lang in LANGUAGES:
        assert wanted - texts(lang).all_keys() == set()


@pytest.mark.parametrize("word", ["vi phạm", "kiểm toán", "thanh tra"])
def test_no_text_accuses(word: str) -> None:
    known = texts("vi")
    assert [key for key in known.all_keys() if word in known.say(key).lower()] == []
