"""One file of `config/` against its shape: either the model, or every problem with its place."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from auditor.policy.source import Source, Where, read_source
from auditor.problems import BadInputError, Problem
from auditor.words import say

if TYPE_CHECKING:
    from auditor.policy.schema import Part

Model = TypeVar("Model", bound="Part")

_KEYS = {
    "extra_forbidden": "problem.policy.unknown_key",
    "missing": "problem.policy.missing_key",
    "float_type": "problem.policy.not_number",
    "float_parsing": "problem.policy.not_number",
    "int_type": "problem.policy.not_number",
    "bool_type": "problem.policy.not_boolean",
    "bool_parsing": "problem.policy.not_boolean",
    "string_type": "problem.policy.not_text",
    "string_too_short": "problem.policy.empty",
    "too_short": "problem.policy.empty",
    "string_pattern_mismatch": "problem.policy.not_like",
    "list_type": "problem.policy.not_list",
    "dict_type": "problem.policy.not_mapping",
    "model_type": "problem.policy.not_mapping",
    "literal_error": "problem.policy.not_one_of",
    "enum": "problem.policy.not_one_of",
    "greater_than_equal": "problem.policy.too_small",
    "less_than_equal": "problem.policy.too_large",
}


def read_model(path: Path, model: type[Model]) -> tuple[Model, Source]:
    """Return the checked file and its places; BadInputError names everything wrong at once."""
    from pydantic import ValidationError

    source = read_source(path)
    try:
        return model.model_validate(source.value), source
    except ValidationError as error:
        problems = [_problem(source, dict(detail)) for detail in error.errors()]
    raise BadInputError(_first_at_each_place(problems))


def _problem(source: Source, detail: Mapping[str, Any]) -> Problem:
    from auditor.policy.schema import LOOKS_LIKE

    kind = detail["type"]
    where = _where(source, detail["loc"], absent=kind == "missing")
    key = _KEYS.get(kind, "problem.policy.wrong")
    if detail["input"] is None:
        key = "problem.policy.empty"
    elif kind.startswith("date"):
        key = "problem.policy.not_date"
    context: dict[str, Any] = detail.get("ctx", {})
    values = {
        "name": ".".join(str(part) for part in where) or "-",
        "value": str(detail["input"])[:60],
        "expected": LOOKS_LIKE.get(context.get("pattern", ""), str(context.get("expected", ""))),
        "limit": f"{context.get('ge', context.get('le', 0)):g}",
        "detail": detail["msg"],
    }
    return source.problem(where, say(key, **values))


def _where(source: Source, loc: Where, *, absent: bool) -> Where:
    """Leave out the names of the shapes that a choice of shapes adds to the path."""
    where: Where = ()
    for part in loc:
        if (*where, part) in source.places:
            where = (*where, part)
    return (*where, loc[-1]) if absent else where


def _first_at_each_place(problems: Iterable[Problem]) -> list[Problem]:
    """A choice of shapes fails once a shape; one message a place is enough."""
    found: dict[tuple[int, int], Problem] = {}
    for problem in problems:
        found.setdefault((problem.line, problem.column), problem)
    return [found[place] for place in sorted(found)]
