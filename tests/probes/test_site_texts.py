"""Everything that the probe says has words in both languages, and says what to do."""

import re
from pathlib import Path
from string import Formatter

import pytest

from auditor.texts import LANGUAGES, Texts
from tests.probes.lab import ROOT, words

PROBES = ROOT / "auditor" / "probes"
KEY = re.compile(r'"(site\.[a-z0-9_]+)"')
NOT_KEYS = {"site.css"}


def said() -> list[str]:
    sources = (path.read_text(encoding="utf-8") for path in PROBES.rglob("*.py"))
    return sorted({key for source in sources for key in KEY.findall(source)} - NOT_KEYS)


def catalogue(lang: str) -> Texts:
    return Texts(lang, [ROOT / "auditor" / "locale"])


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", said())
def test_every_key_has_a_text_and_a_next_step(key: str, lang: str) -> None:
    texts = catalogue(lang)
    assert texts.say(key) != key
    assert texts.say(f"{key}.todo") != f"{key}.todo"


@pytest.mark.parametrize("key", said())
def test_both_languages_ask_for_the_same_values(key: str) -> None:
    for one in (key, f"{key}.todo"):
        assert names(catalogue("vi").say(one)) == names(catalogue("en").say(one))


def test_no_text_is_without_a_use() -> None:
    po = (ROOT / "auditor" / "locale" / "vi" / "site.po").read_text(encoding="utf-8")
    kept = {key.removesuffix(".todo") for key in re.findall(r'^msgid "(.+)"', po, re.M)}
    assert kept == set(said())


def test_the_word_lists_hold_phrases_each_once() -> None:
    for name, phrases in words().items():
        assert name.startswith("walk.")
        assert phrases
        assert len(set(phrases)) == len(phrases), name
        assert all(phrase.strip() for phrase in phrases), name


def test_probes_know_neither_checks_nor_reports() -> None:
    for path in Path(PROBES).rglob("*.py"):
        assert not re.search(r"^(from|import) (checks|reports)\b", path.read_text("utf-8"), re.M)
