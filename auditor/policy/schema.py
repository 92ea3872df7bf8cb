"""What the files of `config/` may say. pydantic judges the shape, `load` says where it is wrong."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StrictStr, Tag

from auditor.contract import Severity

Text = Annotated[StrictStr, Field(min_length=1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(ge=0, le=100)]
Weight = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]

SLUG = r"^[a-z0-9][a-z0-9_-]*$"
CRITERION = r"^[A-Z]{3}-[0-9]{2}$"
CHECK = r"^([a-z0-9_]+\.[a-z0-9_]+)?$"
UNIT = r"^[0-9]{2}([0-9]{3})?$"
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
MONTH_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"

LOOKS_LIKE = {
    SLUG: "tu-xa",
    CRITERION: "WEB-01",
    CHECK: "website.reachable",
    UNIT: "37, 00001",
    CLOCK: "07:30",
    MONTH_DAY: "04-16",
}
"""A value of each form, for whoever wrote another."""

Slug = Annotated[StrictStr, Field(pattern=SLUG)]
CriterionId = Annotated[StrictStr, Field(pattern=CRITERION)]
CheckId = Annotated[StrictStr, Field(pattern=CHECK)]
Weaker = Literal["lower", "higher", "both"]
SourceId = Literal[
    "outside",
    "outside_and_roster",
    "province_export",
    "survey",
    "second_source",
    "log",
    "roster",
    "declared",
    "declared_or_log",
    "commune_lan",
    "commune_lan_or_province",
    "received",
    "human",
]


class Part(BaseModel):
    """Nothing is accepted that is not named here."""

    model_config = ConfigDict(extra="forbid")


class Title(Part):
    """A title in both languages."""

    vi: Text
    en: Text


class LimitEntry(Part):
    """A number of the criterion, and the direction in which it would ask less."""

    value: Number
    weaker: Weaker


class BasisEntry(Part):
    """A law by its id, and articles of it."""

    law: Slug
    articles: list[Text] = []


class CriterionEntry(Part):
    """One row of criteria.yaml."""

    id: CriterionId
    group: Literal["A", "B", "C", "D", "E", "F", "G"]
    severity: Severity
    weight: Weight
    check: CheckId
    source: SourceId
    limits: dict[Slug, LimitEntry] = {}
    limits_of: CriterionId | None = None
    """Another criterion, all of whose limits hold here too, as the profile has set them there."""
    basis: list[BasisEntry] = []
    valid_from: date | None = None
    valid_to: date | None = None


class Catalogue(Part):
    """criteria.yaml."""

    version: Text
    criteria: Annotated[list[CriterionEntry], Field(min_length=1)]


class LawEntry(Part):
    """One document of law.yaml."""

    id: Slug
    kind: Literal["law", "provincial", "technical"]
    number: StrictStr
    """Empty where the document has none, or the province still has to give it."""
    title: Title
    valid_from: date | None = None
    valid_to: date | None = None
    dates_verified: bool = False
    articles: list[Text] = []
    replaced_by: Slug | None = None
    amends: Slug | None = None
    note: Text | None = None


class Register(Part):
    """law.yaml."""

    laws: Annotated[list[LawEntry], Field(min_length=1)]


class BandEntry(Part):
    """A rating; exactly one may be the best that a critical failure leaves."""

    id: Slug
    from_: Points = Field(alias="from")
    critical_cap: bool = False


class Override(Part):
    """What a profile asks otherwise than the catalogue."""

    weight: Weight | None = None
    severity: Severity | None = None
    limits: dict[Slug, Number] = {}


class Profile(Part):
    """profiles/<id>.yaml."""

    id: Slug
    version: Text
    title: Title
    criteria: Annotated[
        Annotated[list[CriterionId], Field(min_length=1), Tag("list")]
        | Annotated[Literal["all"], Tag("all")],
        Discriminator(lambda value: "all" if isinstance(value, str) else "list"),
    ]
    overrides: dict[CriterionId, Override] = {}
    bands: Annotated[list[BandEntry], Field(min_length=1)]
    min_coverage: Share = 0.70


class CalendarEntry(Part):
    """One day that differs from the library's calendar, and where that is written."""

    day: date = Field(alias="date")
    kind: Literal["off", "work", "half_day"]
    scope: Literal["national", "province", "commune"] = "national"
    code: Annotated[StrictStr, Field(pattern=UNIT)] | None = None
    swap_with: date | None = None
    source: Text
    verified: bool


class CalendarFile(Part):
    """calendar/*.yaml."""

    announced_through: Annotated[int, Field(strict=True, ge=2015, le=2100)] | None = None
    days: list[CalendarEntry] = []


Clock = Annotated[StrictStr, Field(pattern=CLOCK)]


class ShiftEntry(Part):
    """One part of a working day."""

    part: Slug
    start: Clock
    end: Clock


class HoursEntry(Part):
    """Hours from one day of the year on (`MM-DD`), until the next entry's."""

    from_day: Annotated[StrictStr, Field(pattern=MONTH_DAY)]
    shifts: Annotated[list[ShiftEntry], Field(min_length=1)]


class HoursFile(Part):
    """calendar/hours.yaml."""

    assumed: bool
    source: Text
    hours: Annotated[list[HoursEntry], Field(min_length=1)]
