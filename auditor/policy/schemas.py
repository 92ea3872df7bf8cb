"""JSON Schemas of the policy's files, for editors: `python -m auditor.policy.schemas` writes them.

A test compares the files with what this makes, so they cannot fall behind.
"""

import json
from pathlib import Path

from auditor.policy import schema
from auditor.policy.folder import config_folder

FILES: dict[str, type[schema.Part]] = {
    "profile": schema.Profile,
    "criteria": schema.Catalogue,
    "law": schema.Register,
    "calendar": schema.CalendarFile,
    "hours": schema.HoursFile,
}


def schema_text(name: str) -> str:
    """Return the JSON Schema of one kind of file."""
    made = FILES[name].model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(made, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def schema_file(name: str) -> Path:
    """Return where the schema of one kind of file stands."""
    return config_folder() / "schemas" / f"{name}.schema.json"


if __name__ == "__main__":
    for kind in FILES:
        schema_file(kind).write_text(schema_text(kind), encoding="utf-8")
