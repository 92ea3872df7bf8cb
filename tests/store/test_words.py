import re
from pathlib import Path

import pytest

import auditor.store
from auditor.texts import LANGUAGES, Texts

PACKAGE = Path(auditor.store.__file__).parent
SAID = re.compile(r'"(store\.[a-z_]+)"')
BUILT = {f"store.{many}_{what}" for many in ("no", "several") for what in ("run", "judgement")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_of_the_store_has_a_text(lang: str) -> None:
    said = {key for path in PACKAGE.glob("*.py") for key in SAID.findall(path.read_text())}
    texts = Texts(lang, [PACKAGE.parent / "locale"])
    kept = {key for key in texts.all_keys() if key.startswith("store.")}
    assert said - {"store.lock"} | BUILT == kept
