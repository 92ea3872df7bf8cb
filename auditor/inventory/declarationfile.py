"""What one signed paper says, as its file of YAML or JSON says it.

`by` is the title of whoever signed and stays in the file: no name is ever asked for.
"""

import json
import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from auditor.policy.schema import Part, Slug, Text


def _iso(value: object) -> object:
    """Accept YYYY-MM-DD alone: a number would be taken for seconds since 1970."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return value
    raise PydanticCustomError("date_parsing", "YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_iso)]


class DeclarationFile(Part):
    """One signed paper of a commune: what it says of itself, from one day to another."""

    model_config = ConfigDict(title="Declaration")

    format: Literal[1] = Field(alias="schema")
    """Of this file; 1."""
    id: Slug
    """Once in the commune; `supersedes` names it."""
    kind: Literal["camera_none", "camera_connected", "camera_not_connected"]
    commune: Annotated[Text, Field(json_schema_extra={"pattern": "^[0-9]{5}$"})]
    """Five digits, in quotation marks."""
    document: Text
    """Number and sign alone, such as 12/CV-UBND."""
    at: Day
    """The day it was signed."""
    by: Text
    """Title of whoever signed, such as Chủ tịch UBND xã."""
    start: Day = Field(alias="from")
    until: Day
    """The last day it holds for."""
    targets: list[Text] = Field(default_factory=list)
    """Ids of the cameras or offices it is about; none: all of the commune."""
    attachment: Text
    """The signed paper itself: the name of a file beside this one."""
    sha256: Text | None = None
    """Of the attachment, where whoever signed gave it: another file is refused."""
    supersedes: Slug | None = None
    """Id of an earlier declaration of the commune that holds no more from this one's first day."""


def schema() -> str:
    """Return the JSON Schema of a file, as config/schemas/declaration.schema.json holds it."""
    made = DeclarationFile.model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(made, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
