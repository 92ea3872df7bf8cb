"""YAML whose every word still knows its place.

An alias bomb loads at once and then hangs whoever walks it, and deep nesting overruns the stack of
the composer: both are refused on the events, before a tree is built.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from auditor.facts.text import fold
from auditor.problems import BadInputError, Problem
from auditor.textfile import decode, read_bytes, refusal, shown
from auditor.words import say

LIMIT = 2_000_000
MAX_DEPTH = 40
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"

_SYNTAX = (  # libyaml's words, then those of its twin in Python
    ("',' or ']'", "yaml.syntax_bracket"),
    ("',' or '}'", "yaml.syntax_bracket"),
    ("unexpected end of stream", "yaml.syntax_quote"),
    ("mapping values are not allowed", "yaml.syntax_colon"),
    ("expected ':'", "yaml.syntax_colon"),
    ("expected key", "yaml.syntax_indent"),
    ("expected <block end>", "yaml.syntax_indent"),
    ("'-' indicator", "yaml.syntax_indent"),
    ("sequence entries are not allowed", "yaml.syntax_indent"),
    ("cannot start any token", "yaml.syntax_character"),
    ("escape", "yaml.syntax_escape"),
)

Loc = tuple[int | str, ...]
Pair = tuple[yaml.Node, yaml.Node]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One YAML document as nodes."""

    file: str
    root: yaml.Node | None

    def problem(self, loc: Loc, text: str, **values: str | int | float) -> Problem:
        """Return the problem `key` at the place of `loc`, or of the nearest thing round it."""
        node, led = _walk(self.root, loc)
        target = led if node is None or _is_blank(node) else node
        return _problem(self.file, target.start_mark if target else None, text, **values)

    def problem_of_key(self, loc: Loc, text: str, **values: str | int | float) -> Problem:
        """Return the problem `text` at the key that `loc` ends with."""
        _, led = _walk(self.root, loc)
        return _problem(self.file, led.start_mark if led else None, text, **values)

    def raw(self, loc: Loc) -> str:
        """Return the scalar at `loc` as it stands in the file, '' when there is none."""
        node, _ = _walk(self.root, loc)
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""

    def keys(self, loc: Loc) -> frozenset[str]:
        """Return the keys that the mapping at `loc` has."""
        node, _ = _walk(self.root, loc)
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        return frozenset(str(key.value) for key, _ in pairs)

    def walk_keys(self) -> Iterator[tuple[Loc, str]]:
        """Yield every key of every mapping with its place."""
        for loc, pair in _pairs(self.root, ()):
            yield loc, str(pair[0].value)


def read_yaml(path: Path) -> Document:
    """Read one document of UTF-8 YAML without aliases, tags or keys written twice."""
    text, encoding = decode(read_bytes(path, LIMIT))
    if encoding != "UTF-8":
        key = "yaml.encoding" if encoding else "yaml.encoding_unknown"
        raise refusal(path, key, encoding=encoding)
    file = shown(path)
    try:
        _refuse_dangers(file, text)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise BadInputError([_syntax_problem(file, text, error)]) from None
    if problems := list(_doubles(file, root)):
        raise BadInputError(problems)
    return Document(file=file, root=root)


def plain(node: yaml.Node | None) -> object:
    """Return `node` as Python data. Dates stay text: their format is the reader's to judge."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    if node is None or node.tag == f"{_TAG}null":
        return None
    text = str(node.value)
    try:
        return _SCALARS.get(node.tag.removeprefix(_TAG), str)(text)
    except ValueError:
        return text


def nearest(key: str, *known: Iterable[str]) -> str:
    """Return the known key that `key` was surely meant to be, '' when none is that close.

    The likelier keys come first; a far-fetched guess sends people the wrong way.
    """
    for names in known:
        folded = {_key_words(name): name for name in names}
        if close := get_close_matches(_key_words(key), list(folded), n=1, cutoff=0.75):
            return folded[close[0]]
    return ""


def _key_words(key: str) -> str:
    return re.sub(r"[-_ ]+", " ", fold(key))


def _integer(text: str) -> int:
    text = text.replace("_", "")
    return int(text, 8) if re.fullmatch(r"[-+]?0[0-7]+", text) else int(text, 0)


_SCALARS: dict[str, Any] = {
    "int": _integer,
    "float": lambda text: float(
        text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan")
    ),
    "bool": lambda text: text.lower() in {"yes", "true", "on"},
}


def _problem(file: str, mark: Any, text: str, **values: str | int | float) -> Problem:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(file=file, line=line, column=column, message=say(f"problem.{text}", **values))


def _refuse_dangers(file: str, text: str) -> None:
    depth, problems = 0, []
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if key := _danger(event, depth):
            problems.append(_problem(file, event.start_mark, key))
        if depth > MAX_DEPTH:
            break
    if problems:
        raise BadInputError(problems)


def _danger(event: Any, depth: int) -> str:
    if isinstance(event, yaml.AliasEvent):
        return "yaml.alias"
    if depth > MAX_DEPTH:
        return "yaml.deep"
    tag = getattr(event, "tag", None)
    return "yaml.tag" if tag and tag not in ("!", f"{_TAG}str") else ""


def _syntax_problem(file: str, text: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    detail = str(getattr(error, "problem", None) or "")
    if mark is None:  # an unprintable character: only its offset is known
        before = text[: getattr(error, "position", 0)]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = say("problem.yaml.character")
        return Problem(file=file, line=line, column=column, message=message)
    if "\t" in _indentation(text, mark.line):
        return _problem(file, mark, "yaml.tab")
    if "another document" in detail:
        return _problem(file, mark, "yaml.two_documents")
    return _problem(file, mark, _syntax_key(detail))


def _syntax_key(detail: str) -> str:
    """Return the text of what the parser says in English; what it seldom says has a general one."""
    return next((key for words, key in _SYNTAX if words in detail), "yaml.syntax")


def _indentation(text: str, line: int) -> str:
    at = "".join(text.splitlines(keepends=True)[line : line + 1])
    return at[: len(at) - len(at.lstrip())]


def _walk(node: yaml.Node | None, loc: Loc) -> tuple[yaml.Node | None, yaml.Node | None]:
    """Follow `loc` as far as it goes; return the node reached and the key that led there."""
    led: yaml.Node | None = None
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == part), None)
            if pair is None:
                break
            led, node = pair
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            led, node = None, node.value[part]
        else:
            break
    return node, led


def _is_blank(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.value


def _pairs(node: yaml.Node | None, loc: Loc) -> Iterator[tuple[Loc, Pair]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*loc, str(key.value))
            yield here, (key, value)
            yield from _pairs(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _pairs(item, (*loc, index))


def _doubles(file: str, root: yaml.Node | None) -> Iterator[Problem]:
    first: dict[Loc, int] = {}
    for loc, (key, _) in _pairs(root, ()):
        line = key.start_mark.line + 1
        if loc in first:
            name = str(key.value)
            yield _problem(file, key.start_mark, "yaml.duplicate", name=name, line=first[loc])
        first.setdefault(loc, line)
