"""`feeds` of auditor.yaml: logs of log-ins, as officials export them. Everything in them is declared."""

import glob
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictInt,
    ValidationInfo,
    model_validator,
)

from auditor import config_values as values
from auditor.config_section import Line, Section
from auditor.facts import MarkKind, SourceKind
from auditor.facts.text import fold
from auditor.tabular.feedplan import MACHINES, FeedColumns, FeedPlan
from auditor.tabular.personal import names_citizens
from auditor.tabular.timeformat import FormatError, compile_format

ENDINGS = frozenset(
    {
        "", ".csv", ".tsv", ".txt", ".log", ".dat", ".xls", ".xlsx", ".xlsm", ".htm", ".html",
        ".evtx",
    }
)  # fmt: skip
LOCKS = ("~$", ".~lock.", "._")
"""How the files begin that Excel, LibreOffice and macOS lay beside those that are open or copied."""
NO_LOGS = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_DAY_S = 86_400
_TWO_YEARS = re.compile(r"(?<!y)yy(?!y)", re.IGNORECASE)
Header = Line | Annotated[StrictInt, Field(ge=1, le=200)]
"""A header as it stands in the export, or the column's number where there are no headers."""
Meaning = Literal["in", "out", "activity", "ignore"]


def _commune(value: str) -> str:
    """Accept five digits."""
    if not re.fullmatch(r"[0-9]{5}", value):
        raise values.wrong("feed_commune", value=value)
    return value


def _unit(value: object) -> object:
    """Accept a code, or `none` for a unit that is no commune."""
    if value is None or value in ("none", ""):
        return ""
    if _is_number(value):
        raise values.wrong("feed_code_number")
    return _commune(values.one_line(value)) if isinstance(value, str) else value


def _quoted(value: object) -> object:
    """Refuse a number: a code without its quotation marks has lost its zeros."""
    if _is_number(value):
        raise values.wrong("feed_code_number")
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _paths(value: object, info: ValidationInfo) -> object:
    """Resolve one pattern or a list of them against the folder of the configuration."""
    patterns = [value] if isinstance(value, str) else value
    if not isinstance(patterns, list | tuple) or not patterns:
        raise values.wrong("feed_files")
    return tuple(_path(pattern, info) for pattern in patterns)


def _path(pattern: object, info: ValidationInfo) -> object:
    """Only what stands in the file is a pattern, never the folder that the file is in."""
    if isinstance(pattern, str) and glob.has_magic(pattern):
        base = (info.context or {}).get("base", Path())
        return Path(glob.escape(str(base))) / values.one_line(pattern)
    return values.path_from_base(pattern, info)


def _format(value: str) -> str:
    """Accept a format that every date can be read by without a guess."""
    if not value:
        raise values.wrong("feed_no_format")
    try:
        compile_format(value)
    except FormatError as error:
        raise values.wrong(f"feed_format_{error.key}", value=value, part=error.part) from None
    return value


def _told_apart(events: Mapping[str, Meaning]) -> Mapping[str, Meaning]:
    """Refuse two texts that are read as one and mean different things."""
    known: dict[str, Meaning] = {}
    for text, meaning in events.items():
        if known.setdefault(fold(text), meaning) != meaning:
            raise values.wrong("feed_event_twice", value=text)
    return events


Code = Annotated[Line, AfterValidator(_commune), BeforeValidator(_quoted)]
UnitCode = Annotated[str, BeforeValidator(_unit)]


class FeedColumnsSection(Section):
    """Which column says what."""

    account: Header
    time: Header
    date: Header | None = None
    commune: Header | None = None
    event: Header | None = None

    @model_validator(mode="after")
    def _alike(self) -> "FeedColumnsSection":
        """Refuse headers and numbers mixed: either there is a row of headers or there is none."""
        written = [c for c in self.model_dump().values() if c is not None]
        if len({type(column) for column in written}) > 1:
            raise values.wrong("feed_columns_mixed")
        if len(set(written)) < len(written):
            raise values.wrong("feed_columns_twice")
        for column in written:
            if isinstance(column, str) and names_citizens(column):
                raise values.wrong("feed_citizens", column=column)
        return self


class FeedSection(Section):
    """One feed: a log of the same shape, in one file or many."""

    name: Line
    files: Annotated[tuple[Path, ...], BeforeValidator(_paths)] = Field(
        json_schema_extra={"type": ["string", "array"]}
    )
    kind: Literal["time_clock", "login", "activity"]
    columns: FeedColumnsSection
    date_format: Annotated[str, AfterValidator(_format)] = ""
    time_zone: Annotated[Line, AfterValidator(values.time_zone)] | None = None
    offset_seconds: Annotated[int, Field(strict=True, ge=-_DAY_S, le=_DAY_S)] = 0
    events: Annotated[Mapping[str, Meaning], AfterValidator(_told_apart)] = Field(
        default_factory=dict
    )
    commune: Code | None = None
    communes: tuple[Code, ...] = ()
    units: Mapping[str, UnitCode] = Field(default_factory=dict)
    machines: tuple[Line, ...] = ()
    time_record: Line | None = None
    sheet: Line | None = None

    @model_validator(mode="after")
    def _whole(self) -> "FeedSection":
        """Refuse what would leave a time or an event to be guessed."""
        if not compile_format(self.date_format).carries_zone and not self.time_zone:
            raise values.wrong("feed_no_zone", feed=self.name)
        if self.columns.event and not self.events:
            raise values.wrong("feed_no_events", feed=self.name)
        if self.events and not self.columns.event:
            raise values.wrong("feed_events_nowhere", feed=self.name)
        if self.commune and (self.columns.commune or self.communes or self.units):
            raise values.wrong("feed_commune_twice", feed=self.name)
        if self.units and not self.columns.commune:
            raise values.wrong("feed_units_nowhere", feed=self.name)
        return self


def unlike(feeds: tuple[FeedSection, ...]) -> tuple[FeedSection, ...]:
    """Refuse two feeds of one name: facts and reports tell them apart by it."""
    names = [feed.name.casefold() for feed in feeds]
    for feed in feeds:
        if names.count(feed.name.casefold()) > 1:
            raise values.wrong("feed_twice", value=feed.name)
    return feeds


Feeds = Annotated[tuple[FeedSection, ...], AfterValidator(unlike)]
"""The type of the key `feeds`."""


def feed_plans(sections: Iterable[FeedSection]) -> tuple[FeedPlan, ...]:
    """Return the feeds as they are read; patterns of files are looked up now."""
    return tuple(_plan(section) for section in sections)


def _plan(section: FeedSection) -> FeedPlan:
    columns = section.columns
    kind = SourceKind(section.kind)
    files, skipped = _files(section.files)
    return FeedPlan(
        name=section.name,
        files=files,
        patterns=tuple(map(str, section.files)),
        skipped=skipped,
        kind=kind,
        columns=FeedColumns(
            account=columns.account,
            time=columns.time,
            date=columns.date or "",
            commune=columns.commune or "",
            event=columns.event or "",
        ),
        time_format=section.date_format,
        zone=section.time_zone or "",
        offset_s=section.offset_seconds,
        events={fold(text): _mark(meaning) for text, meaning in section.events.items()},
        default=MarkKind.ACTIVITY if kind is SourceKind.ACTIVITY else MarkKind.IN,
        commune=section.commune or "",
        communes=section.communes,
        units=dict(section.units),
        machines=(*MACHINES, *section.machines),
        time_record=section.time_record or "",
        sheet=section.sheet or "",
    )


def _mark(meaning: Meaning) -> MarkKind | None:
    return None if meaning == "ignore" else MarkKind(meaning)


def _files(patterns: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Return the logs that the patterns meet, and the names of files that are none.

    A plain path stays, so that its absence is told.
    """
    found, skipped = set[Path](), set[Path]()
    for pattern in patterns:
        if not glob.has_magic(str(pattern)) or pattern.exists():
            found.add(pattern)
            continue
        met = map(Path, glob.glob(str(pattern), recursive=True))  # noqa: PTH207 - escaped
        for path in (path for path in met if not path.is_dir()):
            (found if _is_log(path, pattern) else skipped).add(path)
    return tuple(sorted(found)), tuple(sorted(path.name for path in skipped - found))


def _is_log(path: Path, pattern: Path) -> bool:
    """Leave out what programs put beside logs; an ending that is asked for is taken."""
    if path.name.startswith(LOCKS) or path.name.casefold() in NO_LOGS:
        return False
    ending = pattern.suffix
    asked = bool(ending) and not glob.has_magic(ending)
    return asked or path.suffix.casefold() in ENDINGS
