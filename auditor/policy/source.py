"""The values of one YAML file of the policy, and where each of them stood.

Plain words stay words: a calendar may say `off`, a day `2026-01-02`, a code `00001`.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.problems import Problem

if TYPE_CHECKING:
    import yaml

Where = tuple[str | int, ...]
Place = tuple[int, int]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The values of one file, and line and column of each by its path of keys."""

    file: str
    value: Any
    places: dict[Where, Place]

    def problem(self, where: Where, message: str) -> Problem:
        """Return a problem at `where`, or at the nearest thing around it that has a place."""
        while where and where not in self.places:
            where = where[:-1]
        line, column = self.places.get(where, (1, 1))
        return Problem(file=self.file, message=message, line=line, column=column)


def read_source(path: Path) -> Source:
    """Return what the file says; BadInputError when it cannot be read as plain YAML."""
    from auditor.yamlfile import read_yaml

    document = read_yaml(path)
    places: dict[Where, Place] = {}
    value = None if document.root is None else _value(document.root, (), places)
    return Source(file=document.file, value=value, places=places)


def _value(node: "yaml.Node", where: Where, places: dict[Where, Place]) -> Any:
    import yaml

    places.setdefault(where, _place(node.start_mark))
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*where, n), places) for n, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, child in node.value:
            name = str(key.value)
            places[(*where, name)] = _place(key.start_mark)
            found[name] = _value(child, (*where, name), places)
        return found
    return _scalar(str(node.value), quoted=bool(getattr(node, "style", None)))


def _scalar(text: str, *, quoted: bool) -> str | int | float | bool | None:
    if quoted:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _place(mark: "yaml.Mark") -> Place:
    return mark.line + 1, mark.column + 1
