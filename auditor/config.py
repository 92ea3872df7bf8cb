"""auditor.yaml: whose audit, which inventory, how gently the network is used.

The model refuses what it does not know; every problem is told at once, with its place in the file.
"""

import json
import shlex
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    StrictBool,
    ValidationError,
    model_validator,
)

from auditor import config_values as values
from auditor.config_feeds import Feeds
from auditor.config_problems import problem_of
from auditor.config_section import AnyPath, Host, HostPort, Line, Section, TableFile
from auditor.problems import BadInputError
from auditor.textfile import absent, refusal, shown
from auditor.yamlfile import plain, read_yaml


def load_config(path: Path) -> "Config":
    """Read auditor.yaml; relative paths in it start from its own folder."""
    if absent(path):
        raise _no_file(path)
    document = read_yaml(path)
    secrets = {
        loc: key
        for loc, key in document.walk_keys()
        if values.is_secret(key) and loc[2:-1] != ("events",)  # "Sai mật khẩu" of a log
    }
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


_TWO_DIGITS = Field(json_schema_extra={"pattern": "^[0-9]{2}$"})


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


class PersonSection(Section):
    """A person or desk that can be written to."""

    name: Line
    email: Annotated[Line, AfterValidator(values.email)]


class ContactSection(PersonSection):
    """Who answers for the visits; goes into the User-Agent."""

    security: PersonSection | None = None
    """The province's security contact: who beside a commune is told what is open to strangers."""


class InventorySection(Section):
    """The tables, a file each or sheets of one workbook."""

    communes: TableFile | None = None
    procedures: TableFile | None = None
    offices: TableFile | None = None
    counters: TableFile | None = None
    zones: TableFile | None = None
    recorders: TableFile | None = None
    cameras: TableFile | None = None
    staff: TableFile | None = None
    leave: TableFile | None = None
    """Naming a leave register says that one is kept for every commune with staff."""
    workbook: Annotated[AnyPath, AfterValidator(values.workbook_file)] | None = None
    views: AnyPath = Path("hinh-duyet")
    """The folder of the cameras' approved views; `auditor camera reference` writes it."""
    declarations: AnyPath | None = None
    """The folder of the communes' signed papers."""
    declaration_days: Annotated[int, Field(strict=True, ge=1, le=1830)] = 366
    """How long a signed paper counts at most, from the day it was signed."""

    @model_validator(mode="after")
    def _one_way(self) -> "InventorySection":
        beside = {"views", "declarations", "declaration_days"}
        if self.workbook and len(self.model_dump(exclude_none=True, exclude=beside)) > 1:
            raise values.wrong("inventory_twice")
        if not self.workbook and not self.communes:
            raise values.wrong("inventory_none")
        return self


class CalendarSection(Section):
    """What the province knows of working days beyond the shipped calendar."""

    overrides: AnyPath | None = None
    hours: AnyPath | None = None
    """Office hours of the province, instead of the shipped assumption."""


class NetworkSection(Section):
    """How gently and how long the network is used, and from where."""

    side: Literal["province", "commune"] | None = None
    """Where the machine stands that looks; None: not said, and then no look shows who can watch."""
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
    camera_timeout_s: Annotated[float, Field(strict=True, ge=1, le=120)] = 20
    device_connect_s: Annotated[float, Field(strict=True, ge=0.5, le=30)] = 4
    devices_in_flight: Annotated[int, Field(strict=True, ge=1, le=1000)] = 64
    frozen_share: Annotated[float, Field(strict=True, ge=0, le=1)] = 0.1
    """Share of the cameras that a run plays for eight seconds more, to see whether they are frozen.

    Such a look costs three times a plain one; in runs on working days nobody waits for more than
    fifteen of them."""
    stream_share: Annotated[float, Field(strict=True, ge=0, le=1)] = 1.0
    """Share of the cameras whose stream a run reads; of the others it looks at a still picture.

    A still picture proves nothing of the stream: such a look says neither that a camera works nor
    that it does not. What is doubtful about it has the stream read all the same."""
    hold_minutes: Annotated[float, Field(strict=True, ge=0, le=1440)] = 30
    """How long a run waits for its own line to come back."""

    @model_validator(mode="after")
    def _request_within_site(self) -> "NetworkSection":
        if self.request_timeout_s > self.site_timeout_s:
            raise values.wrong("timeouts", request=self.request_timeout_s, site=self.site_timeout_s)
        return self


class LimitsSection(Section):
    """What a run and what others send may cost, beside the bounds of `network`.

    The defaults held every hostile server and page measured; what reaches one is incomplete.
    """

    run_minutes: Annotated[float, Field(strict=True, ge=0.1, le=10_080)] = 480
    """A working day: 128 communes with 1,000 dead cameras and three spaced looks need an hour."""
    header_kb: Annotated[int, Field(strict=True, ge=8, le=256)] = 32
    page_links: Annotated[int, Field(strict=True, ge=100, le=50_000)] = 5000
    page_nodes: Annotated[int, Field(strict=True, ge=1000, le=1_000_000)] = 200_000
    page_depth: Annotated[int, Field(strict=True, ge=50, le=5000)] = 800
    page_reading_s: Annotated[float, Field(strict=True, ge=1, le=60)] = 5
    sdp_kb: Annotated[int, Field(strict=True, ge=4, le=256)] = 32
    xml_kb: Annotated[int, Field(strict=True, ge=100, le=10_000)] = 1000
    picture_megapixels: Annotated[float, Field(strict=True, ge=1, le=64)] = 16.8
    picture_mb: Annotated[int, Field(strict=True, ge=1, le=32)] = 8
    stream_mb: Annotated[int, Field(strict=True, ge=2, le=64)] = 16
    picture_reading_s: Annotated[float, Field(strict=True, ge=1, le=60)] = 5
    worker_memory_mb: Annotated[int, Field(strict=True, ge=256, le=4096)] = 512
    worker_cpu_s: Annotated[int, Field(strict=True, ge=5, le=300)] = 20

    @model_validator(mode="after")
    def _one_picture_in_a_stream(self) -> "LimitsSection":
        if self.picture_mb > self.stream_mb:
            raise values.wrong("picture_stream", picture=self.picture_mb, stream=self.stream_mb)
        return self


class CredentialsSection(Section):
    """Where the passwords of devices are looked for, after the environment."""

    file: AnyPath = Path("bi-mat.ini")
    keyring: StrictBool = True


class StoreSection(Section):
    """Where runs and evidence are kept."""

    url: Annotated[Line, AfterValidator(values.store_url)] = "sqlite:///data/auditor.sqlite"
    evidence: AnyPath = Path("data/evidence")


_DAYS = Field(strict=True, ge=1, le=36_500)


class RetentionSection(Section):
    """How many days what is stored is kept before `auditor purge` deletes it. No law names figures."""

    pages_days: Annotated[int, _DAYS] = 90
    """Raw pages, and the facts read from them."""
    presence_days: Annotated[int, _DAYS] = 90
    """Traces of officers at work."""
    frames_days: Annotated[int, _DAYS] = 30
    """Reduced pictures of a camera that failed by them."""
    results_days: Annotated[int, _DAYS] = 1826
    """Findings, with the inventory entries they are about."""


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
    feeds: Feeds = ()
    network: NetworkSection = NetworkSection()
    limits: LimitsSection = LimitsSection()
    credentials: CredentialsSection = Field(default_factory=CredentialsSection)
    staff_key: AnyPath = Path("data/bi-danh.key")
    """The key that makes pseudonyms of staff; made at first need."""
    signing_key: AnyPath = Path("data/khoa-ky.pem")
    """The key that seals runs and reports (Ed25519)."""
    store: StoreSection = Field(default_factory=StoreSection)
    retention: RetentionSection = RetentionSection()
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
            return {"store": {}, "reports": {}, "credentials": {}} | written
        return data
