"""The reference in docs/ says what the program does."""

import re

import pytest

from auditor.policy import load_policy
from auditor.reference import path_of, reference
from auditor.texts import LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reference_is_what_the_metadata_makes(lang: str) -> None:
    hint = "run: python -m auditor.reference"
    assert path_of(lang).read_text(encoding="utf-8") == reference(lang), hint


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reference_names_every_criterion_and_leaves_no_key_bare(lang: str) -> None:
    text = reference(lang)
    known = [criterion.id for criterion in load_policy("full").criteria]
    assert re.findall(r"^### (\S+) ", text, re.MULTILINE) == known
    assert not re.search(r"criterion\.[A-Z]", text)
    assert "| reference." not in text
