"""The engine's own sentences in the language of the moment: for problems and the command line."""

import os
from pathlib import Path

from auditor.texts import Texts

_FOLDER = Path(__file__).parent / "locale"
_state = {"lang": "vi"}


def set_language(lang: str) -> None:
    """Choose the language of `say` for this process; the command line calls it once."""
    _state["lang"] = lang


def say(key: str, **values: str | int | float) -> str:
    """Return the engine's text of `key`, filled."""
    return Texts(_state["lang"], [_FOLDER]).say(key, {"program": program(), **values})


def program() -> str:
    """Return how this program was called, so that advice can be copied: `./run auditor`."""
    return os.environ.get("AUDITOR_PROGRAM", "auditor")
