"""auditor.yaml: whose audit, which inventory, how gently the network is used.

The model refuses what it does not know; every problem is told at once, with its place in the file.
"""

import json
import re
import shlex
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StrictBool,
    ValidationError,
    model_validator,
)

from auditor import config_values as values
from auditor.config_problems import problem_of
from auditor.facts.text import fold
from auditor.problems import BadInputError
from auditor.textfile import absent, refusal, shown
from auditor.yamlfile import plain, read_yaml

_SECRETS = re.compile(
    r"(^|[^a-z])(password|passwd|passphrase|pwd|pass|mat ?khau|secrets?|tokens?|(api|private) ?key)([^a-z]|$)"
)


def load_config(path: Path) -> "Config":
    """Read auditor.yaml; relative paths in it start from its own folder."""
    if absent(path):
        raise _no_file(path)
    document = read_yaml(path)
    secrets = {loc: key for loc, key in document.walk_keys() if _SECRETS.search(_words(key))}
    problems = [document.problem_of_key(at, "config.secret", name=k) for at, k in secrets.items()]
    base = path.absolute().parent
    try:
        config = Config.model_validate(plain(document.root) or {}, context={"base": base})
    except ValidationError as error:
        problems += [
            problem_of(document, e, Config) for e in error.errors() if e["loc"] not in secrets
        ]
    if problems:
        raise BadInputError(sorted(problems, key=lambda p: (p.line, p.column)))
    config._source = path
    return config


def _no_file(path: Path) -> BadInputError:
    """Advise `auditor init` only where it would make this very file and finds nothing in its way."""
    folder = path.absolute().parent
    clear = folder.is_dir() and not any(folder.glob("danh-muc*"))
    if path.name != "auditor.yaml" or not clear:
        return refusal(path, "config.no_file")
    here = "" if folder == Path.cwd() else f" {shlex.quote(shown(folder))}"
    return refusal(path, "config.not_started", command=f"auditor init{here}")


def schema() -> str:
    """Return the JSON Schema of the file, as config/schemas/auditor.schema.json holds it."""
    return json.dumps(Config.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


Line = Annotated[str, AfterValidator(values.one_line)]
AnyPath = Annotated[Path, BeforeValidator(values.path_from_base)]
TableFile = Annotated[AnyPath, AfterValidator(values.table_file)]
_TWO_DIGITS = Field(json_schema_extra={"pattern": "^[0-9]{2}$"})
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


class ProvinceSection(Section):
    """The province that the audit is of."""

    code: Annotated[Line, AfterValidator(values.province_code), _TWO_DIGITS]
    name: Line
    portals: tuple[Host, ...] = ()


class PeriodSection(Section):
    """The days audited, both included."""

    start: Annotated[date, BeforeValidator(values.iso_date)] = Field(alias="from")
    end: Annotated[date, BeforeValidator(values.iso_date)] = Field(alias="to")

    @model_validator(mode="before")
    @staticmethod
    def _not_blank(data: object) -> object:
        """Refuse a period of no days: who wrote it meant some, and this month is no guess to make."""
        if isinstance(data, dict) and not any(data.values()):
            raise values.wrong("period_blank")
        return data

    @model_validator(mode="after")
    def _in_order(self) -> "PeriodSection":
        if self.end < self.start:
            raise values.wrong("period", start=self.start.isoformat(), end=self.end.isoformat())
        return self


class ContactSection(Section):
    """Who answers for the visits; goes into the User-Agent."""

    name: Line
    email: Annotated[Line, AfterValidator(values.email)]


class InventorySection(Section):
    """The tables, a file each or sheets of one workbook."""

    communes: TableFile | None = None
    procedures: TableFile | None = None
    workbook: Annotated[AnyPath, AfterValidator(values.workbook_file)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "InventorySection":
        if self.workbook and (self.communes or self.procedures):
            raise values.wrong("inventory_twice")
        if not self.workbook and not self.communes:
            raise values.wrong("inventory_none")
        return self


class CalendarSection(Section):
    """What the province knows of working days beyond the shipped calendar."""

    overrides: AnyPath | None = None


class NetworkSection(Section):
    """How gently and how long the network is used."""

    sentinels: tuple[HostPort, ...] = ()
    lab: tuple[HostPort, ...] = ()
    authorities: AnyPath | None = None
    delay_ms: Annotated[int, Field(strict=True, ge=0, le=60_000), AfterValidator(values.delay)] = (
        250
    )
    request_timeout_s: Annotated[float, Field(strict=True, ge=0.1, le=120)] = 20
    site_timeout_s: Annotated[float, Field(strict=True, ge=0.5, le=1800)] = 120
    max_page_kb: Annotated[int, Field(strict=True, ge=16, le=20_000)] = 3000
    max_pages: Annotated[int, Field(strict=True, ge=1, le=100)] = 12
    max_redirects: Annotated[int, Field(strict=True, ge=0, le=10)] = 5
    in_flight: Annotated[int, Field(strict=True, ge=1, le=512)] = 64
    confirm_after_s: Annotated[float, Field(strict=True, ge=0.1, le=86_400)] = 600

    @model_validator(mode="after")
    def _request_within_site(self) -> "NetworkSection":
        if self.request_timeout_s > self.site_timeout_s:
            raise values.wrong("timeouts", request=self.request_timeout_s, site=self.site_timeout_s)
        return self


class StoreSection(Section):
    """Where runs and evidence are kept."""

    url: Annotated[Line, AfterValidator(values.store_url)] = "sqlite:///data/auditor.sqlite"
    evidence: AnyPath = Path("data/evidence")


class ReportsSection(Section):
    """Where reports go, and in which language."""

    folder: AnyPath = Path("bao-cao")
    lang: Literal["vi", "en"] = "vi"


class Config(Section):
    """The whole file."""

    province: ProvinceSection
    profile: Annotated[Line, AfterValidator(values.profile)] = "full"
    period: PeriodSection | None = None
    contact: ContactSection
    time_zone: Annotated[Line, AfterValidator(values.time_zone)] = "Asia/Ho_Chi_Minh"
    inventory: InventorySection
    terms: AnyPath | None = None
    calendar: CalendarSection = CalendarSection()
    network: NetworkSection = NetworkSection()
    store: StoreSection = Field(default_factory=StoreSection)
    reports: ReportsSection = Field(default_factory=ReportsSection)
    invented: StrictBool = False
    """Demo data: every page of the report says so."""
    _source: Path = PrivateAttr(Path("auditor.yaml"))

    @property
    def source(self) -> Path:
        """The file this was read from."""
        return self._source

    @model_validator(mode="before")
    @staticmethod
    def _default_sections(data: object) -> object:
        """Sections with paths are always validated, so that their defaults are resolved too."""
        if isinstance(data, dict):
            written = {key: value for key, value in data.items() if value is not None}
            if "period" in data:  # its own section says when it is blank
                written.setdefault("period", {})
            return {"store": {}, "reports": {}} | written
        return data


def _words(key: str) -> str:
    """Split matKhau, mat_khau and mật-khẩu alike into words."""
    return re.sub(r"[_\W]+", " ", fold(re.sub(r"([a-z])([A-Z])", r"\1 \2", key)))
