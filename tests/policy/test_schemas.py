"""The JSON Schemas say what the reader says."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from auditor.policy import config_folder
from auditor.policy.schemas import FILES, schema_file, schema_text
from auditor.policy.source import read_source

SHIPPED = [
    ("criteria", "criteria.yaml"),
    ("law", "law.yaml"),
    ("calendar", "calendar/vn.yaml"),
    ("hours", "calendar/hours.yaml"),
    *(("profile", f"profiles/{name}.yaml") for name in ("full", "seed-2022", "tu-xa")),
]


@pytest.mark.parametrize("name", list(FILES))
def test_a_schema_is_as_the_code_makes_it(name: str) -> None:
    assert schema_file(name).read_text(encoding="utf-8") == schema_text(name)


@pytest.mark.parametrize(("name", "path"), SHIPPED)
def test_the_files_that_come_with_it_keep_their_schema(name: str, path: str) -> None:
    validator = Draft202012Validator(json.loads(schema_text(name)))
    value = read_source(config_folder() / Path(path)).value
    assert [error.message for error in validator.iter_errors(value)] == []
