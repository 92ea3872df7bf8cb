"""Texts by key, from the gettext catalogues of the engine, the checks and the reports.

Catalogues are plain .po files `<folder>/<lang>/<part>.po`, read when first asked for: no build
step, and a folder of local checks brings its own the same way.
"""

import string
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.contract import Values

LANGUAGES = ("vi", "en")


class CatalogueError(ValueError):
    """A catalogue that cannot be read, or a text that could not be filled."""

    def __init__(self, line: int = 0, key: str = "") -> None:
        super().__init__(f"line {line}" if line else key)
        self.line, self.key = line, key


class Texts:
    """Look-ups in one language. An unknown key comes back as itself; a test keeps that from users."""

    def __init__(self, lang: str, folders: Iterable[Path]) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"no such language: {lang}")
        self.lang = lang
        self._texts: dict[str, str] = {}
        for folder in folders:
            self._texts.update(_read(folder / lang))

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def all_keys(self) -> frozenset[str]:
        """Return every key that has a text."""
        return frozenset(self._texts)

    def say(self, key: str, values: "Values | None" = None) -> str:
        """Return the text of `key` with `{name}` filled from `values`; missing names stay visible."""
        text = self._texts.get(key, key)
        return text.format_map(_Shown(values)) if values else text


class _Shown(dict[str, object]):
    def __init__(self, values: "Values") -> None:
        super().__init__(values)

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@lru_cache(maxsize=32)
def _read(folder: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        texts.update(read_catalogue(path.read_text(encoding="utf-8-sig")))
    return texts


def read_catalogue(po: str) -> dict[str, str]:
    """Return the entries of a plain .po file: no plurals, no contexts, none of them fuzzy.

    Babel's reader costs 40 ms of import at every start; a test holds this one to its answers.
    """
    texts: dict[str, str] = {}
    key, parts, target = "", [""], ""
    for number, raw in enumerate([*po.split("\n"), 'msgid ""'], 1):
        line = raw.strip()
        word, _, rest = line.partition(" ")
        if word == "msgid":
            if key and target == "msgstr":
                texts[key] = "".join(parts)
            key, parts, target = "", [_unquoted(rest, number)], "msgid"
        elif word == "msgstr" and target == "msgid":
            key, parts, target = "".join(parts), [_unquoted(rest, number)], "msgstr"
        elif line.startswith('"') and target:
            parts.append(_unquoted(line, number))
        elif line and not line.startswith("#"):
            raise CatalogueError(line=number)
    return {key: text for key, text in texts.items() if text}


def check_fillable(texts: dict[str, str]) -> None:
    """Refuse a text whose braces are not `{name}`: it would break where a report is written."""
    for key, text in texts.items():
        try:
            holes = list(string.Formatter().parse(text))
        except ValueError as error:
            raise CatalogueError(key=key) from error
        for _, name, form, conversion in holes:
            if name is not None and (form or conversion or not name.isidentifier()):
                raise CatalogueError(key=key)


def _unquoted(text: str, line: int) -> str:
    """Take the quotes off; only the few strings with an escape need a parser."""
    plain = text.strip()
    if not (len(plain) > 1 and plain[0] == plain[-1] == '"'):
        raise CatalogueError(line=line)
    inner = plain[1:-1]
    if "\\" not in inner:
        if '"' in inner:
            raise CatalogueError(line=line)
        return inner
    from ast import literal_eval

    try:
        return str(literal_eval(plain))
    except (SyntaxError, ValueError) as error:
        raise CatalogueError(line=line) from error
