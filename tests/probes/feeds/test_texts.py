"""What is said of a log that could not be used reads well in a report of a commune."""

import re
from pathlib import Path

import pytest

import auditor
from auditor.probes.feeds import Reason
from auditor.texts import Texts

LOCALE = Path(auditor.__file__).parent / "locale"
KEYS = re.findall(
    r'^msgid "(presence\..+)"', (LOCALE / "vi" / "feeds.po").read_text("utf-8"), re.MULTILINE
)
CONFIG = re.compile(r"auditor\.yaml|columns[.:]|date_format|time_zone|(khóa|mục) [a-z]+ ")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_a_text_is_a_sentence_for_somebody_who_wrote_no_configuration(key: str, lang: str) -> None:
    said = Texts(lang, [LOCALE]).say(key)
    assert said != key
    assert said[0].isupper()
    assert said.endswith(".")
    assert not CONFIG.search(said)
    assert key.endswith(".todo") or f"{key}.todo" in KEYS


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_text(reason: Reason) -> None:
    assert reason.text in KEYS
