"""What pydantic says of auditor.yaml, said by the catalogue: what is wrong and what to write."""

import re
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from auditor.problems import Problem
from auditor.words import say
from auditor.yamlfile import Document, Loc, nearest

KEYS = {
    "missing": "missing",
    "string_type": "text",
    "bool_type": "yes_no",
    "literal_error": "choice",
    "int_type": "number",
    "int_from_float": "number",
    "float_type": "number",
    "finite_number": "number",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "model_type": "section",
    "model_attributes_type": "section",
    "tuple_type": "list",
    "dict_type": "section",
    "path_type": "text",
}


def problem_of(document: Document, detail: ErrorDetails, model: type[BaseModel]) -> Problem:
    """Return what is wrong in our own words, at its place in the file."""
    loc, kind = tuple(part for part in detail["loc"] if part != "[key]"), detail["type"]
    ctx = {k: v for k, v in detail.get("ctx", {}).items() if isinstance(v, str | int | float)}
    if "expected" in ctx:  # pydantic writes 'vi' or 'en'
        ctx["expected"] = ", ".join(re.findall(r"'([^']*)'", str(ctx["expected"])))
    said: dict[str, Any] = {**ctx, "name": _name(document, loc), "raw": document.raw(loc)}
    said = {k: v[:120] if isinstance(v, str) else v for k, v in said.items()}
    if kind == "extra_forbidden":
        return _unknown(document, loc, said, model)
    if loc == ("province", "code") and kind == "string_type" and said["raw"]:
        return _province_code(document, loc, said)
    if kind == "string_type" and not said["raw"]:
        return document.problem(loc, "config.not_text", **said)
    if not loc and kind in ("model_type", "model_attributes_type"):
        return document.problem(loc, "config.whole")
    if kind == "config.feed_code_number":
        said["written"] = said["raw"].zfill(5)
    key = kind if kind.startswith("config.") else f"config.{KEYS.get(kind, 'invalid')}"
    return document.problem(loc, key, **said)


def _name(document: Document, loc: Loc) -> str:
    """Name a key by where it stands: the third feed is known by its own name, not by a number."""
    feed = document.raw((*loc[:2], "name")) if len(loc) > 2 and loc[0] == "feeds" else ""
    if not feed:
        return ".".join(map(str, loc))
    return say("problem.config.feed_key", feed=feed, where=", ".join(map(str, loc[2:])))


def _province_code(document: Document, loc: Loc, said: dict[str, Any]) -> Problem:
    """A code without its quotes has often lost its zero as well."""
    if re.fullmatch(r"[0-9]{1,2}", said["raw"]):
        written = said["raw"].zfill(2)
        return document.problem(loc, "config.province_number", **said, written=written)
    return document.problem(loc, "config.province_code", value=said["raw"])


def _unknown(document: Document, loc: Loc, said: dict[str, Any], model: type[BaseModel]) -> Problem:
    """Suggest a key that is really close: first those that must stand there and do not."""
    fields, present = _fields_of(loc[:-1], model), document.keys(loc[:-1])
    missing = [name for name, needed in fields.items() if needed and name not in present]
    near = nearest(str(loc[-1]), missing, (name for name in fields if name not in present), fields)
    key = "config.unknown_near" if near else "config.unknown"
    return document.problem_of_key(loc, key, **said, near=near, known=", ".join(fields))


def _fields_of(loc: Loc, model: type[BaseModel]) -> dict[str, bool]:
    """Return the keys that the section at `loc` may have, and whether it must have them."""
    models = [model]
    for part in loc:  # an index, a name the file makes up or the tag of a union leads no deeper
        named = [f for m in models for n, f in m.model_fields.items() if part in (n, f.alias)]
        models = [m for field in named for m in _models_in(field.annotation)] or models
    return {f.alias or n: f.is_required() for m in models for n, f in m.model_fields.items()}


def _models_in(kind: object) -> list[type[BaseModel]]:
    """Return the models that a field may hold, however they are wrapped."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for inner in get_args(kind) for model in _models_in(inner)]
