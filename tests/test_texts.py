"""Every sentence a user may read is there, in both languages."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from auditor.registry import find_checks, load_texts
from auditor.texts import LANGUAGES, check_fillable, read_catalogue

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted(ROOT.glob("*/locale/*/*.po"))
KEY = re.compile(r"""(?:say\(\s*|text=|_key=|detail=)["']([a-z0-9_]+(?:\.[a-z0-9_]+)+)["']""")


def _sources() -> list[Path]:
    return [
        p for top in ("auditor", "checks", "reports") for p in sorted((ROOT / top).rglob("*.py"))
    ]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: str(p.relative_to(ROOT)))
def test_our_reader_answers_as_babel_does(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    expected = {str(m.id): str(m.string) for m in catalogue if m.id and m.string}
    assert read_catalogue(path.read_text(encoding="utf-8")) == expected
    assert expected
    check_fillable(expected)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_key_stands_twice_in_a_catalogue(path: Path) -> None:
    keys = re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(keys) == sorted(set(keys))


def test_no_key_stands_in_two_catalogues() -> None:
    seen: dict[tuple[str, str], Path] = {}
    for path in CATALOGUES:
        for key in read_catalogue(path.read_text(encoding="utf-8")):
            assert (path.parent.name, key) not in seen, (
                f"{key}: {path} and {seen[(path.parent.name, key)]}"
            )
            seen[(path.parent.name, key)] = path


def test_both_languages_have_the_same_keys_with_the_same_values() -> None:
    vi, en = (load_texts(lang) for lang in LANGUAGES)
    assert vi.all_keys() == en.all_keys()
    assert {k: _names(vi.say(k)) for k in vi.all_keys()} == {
        k: _names(en.say(k)) for k in en.all_keys()
    }


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_key_written_in_the_source_has_a_text() -> None:
    texts = load_texts("vi")
    found = {
        (path.relative_to(ROOT), key)
        for path in _sources()
        for key in KEY.findall(path.read_text(encoding="utf-8"))
    }
    assert len(found) > 50
    assert {(str(p), key) for p, key in found if key not in texts} == set()


def test_every_outcome_of_every_check_has_a_text() -> None:
    texts = load_texts("vi")
    checks = find_checks()
    assert checks
    assert {key for check in checks.values() for key in check.says if key not in texts} == set()


@pytest.mark.parametrize("word", ["vi phạm", "kiểm toán", "thanh tra"])
def test_a_draft_never_uses_the_words_of_a_conclusion(word: str) -> None:
    texts = load_texts("vi")
    assert [key for key in texts.all_keys() if word in texts.say(key).lower()] == []
