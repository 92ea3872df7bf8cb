"""The engine's own sentences in the language of the moment: for problems and the command line."""

import os
from functools import lru_cache
from pathlib import Path

from auditor.texts import Texts

_FOLDER = Path(__file__).parent / "locale"
_state = {"lang": "vi"}


def set_language(lang: str) -> None:
    """Choose the language of `say` for this process; the command line calls it once."""
    _state["lang"] = lang


def say(key: str, **values: str | int | float) -> str:
    """Return the engine's text of `key`, filled."""
    return _texts(_state["lang"]).say(key, {"program": program(), **values})


@lru_cache(maxsize=2)
def _texts(lang: str) -> Texts:
    return Texts(lang, [_FOLDER])


def program() -> str:
    """Return how this program was called, so that advice can be copied: `./run auditor`."""
    return os.environ.get("AUDITOR_PROGRAM", "auditor")
