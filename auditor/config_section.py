"""What every section of auditor.yaml is built from: the base model and the kinds of value."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from auditor import config_values as values

Line = Annotated[str, AfterValidator(values.one_line)]
AnyPath = Annotated[Path, BeforeValidator(values.path_from_base)]
TableFile = Annotated[AnyPath, AfterValidator(values.table_file)]
Host = Annotated[Line, AfterValidator(values.host)]
HostPort = Annotated[Line, AfterValidator(values.host_port)]


class Section(BaseModel):
    """A mapping of the file. A key without a value counts as not written."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, hide_input_in_errors=True
    )

    @model_validator(mode="before")
    @staticmethod
    def _without_blanks(data: object) -> object:
        if isinstance(data, dict):
            return {key: value for key, value in data.items() if value is not None}
        return data
