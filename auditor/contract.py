"""The shared words of the auditor. Standard library only; imports nothing of ours.

Prose never stands here: a `text` is a key of the gettext catalogues, `values` fill it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

Values = Mapping[str, str | int | float]


class Verdict(StrEnum):
    """What is said of a criterion. A waiver never replaces it, it stands beside it."""

    PASS = "pass"  # noqa: S105 - a verdict
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Why(StrEnum):
    """The true cause of an unknown."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    MALFORMED = "malformed"
    INCOMPLETE = "incomplete"
    NEEDS_BROWSER = "needs_browser"
    UNREADABLE = "unreadable"
    UNCONFIRMED = "unconfirmed"
    TOO_FEW = "too_few"
    FEED_GAP = "feed_gap"
    CLOCK_DRIFT = "clock_drift"
    STALE = "stale"
    NOT_CONFIGURED = "not_configured"
    NOT_SUPPLIED = "not_supplied"
    PROBE_OFFLINE = "probe_offline"
    BUG = "bug"


class Party(StrEnum):
    """Who must act."""

    COMMUNE = "commune"
    PROVINCE = "province"
    CARRIER = "carrier"
    THIRD_PARTY = "third_party"
    AUDITOR = "auditor"


class Severity(StrEnum):
    """How much a criterion matters; an unwaived critical fail caps the rating."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    ADVISORY = "advisory"


class Stage(StrEnum):
    """Dự thảo, giải trình, kết luận. Only `final` may be ranked in public."""

    DRAFT = "draft"
    EXPLAINED = "explained"
    FINAL = "final"


class CommuneKind(StrEnum):
    """Kinds of commune-level units, those abolished in 2025 (thị trấn) included."""

    XA = "xa"
    PHUONG = "phuong"
    THI_TRAN = "thi_tran"
    DAC_KHU = "dac_khu"


class SiteScope(StrEnum):
    """What of a host belongs to one commune."""

    HOST = "host"
    PREFIX = "prefix"
    QUERY = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAddress:
    """Where a commune's site is: a host, a path prefix of one, or pages with given query values."""

    url: str
    scope: SiteScope = SiteScope.HOST
    prefix: str = "/"
    query: tuple[tuple[str, str], ...] = ()
    internal: bool = False
    """The inventory says the site may be on a private address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """One inventory entry. `code` (5 digits) is the key; a name never is."""

    code: str
    name: str
    kind: CommuneKind
    province_code: str
    district_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    site: SiteAddress | None = None
    hotline: str = ""
    """The hotline number registered with the province, as written in the inventory."""
    email: str = ""
    zone: str = "internet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One row of the province's official list of procedures (TTHC) that communes publish."""

    code: str
    """Base form `n.nnnnnn`."""
    name: str
    field: str
    valid_from: date
    """The date of the decision that announced it."""
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days audited, both ends included, in the province's time zone."""

    start: date
    end: date


class Calendar(Protocol):
    """Working days. `auditor.worktime` has the real one."""

    def is_working_day(self, day: date) -> bool:
        """Say whether offices are open on `day`, make-up Saturdays included."""
        ...

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (BLDS 2015 Đ147.2: `day` not counted)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """Whose audit this is, and the hosts that are the province's own portals."""

    code: str
    name: str
    portals: tuple[str, ...] = ()
    """Host names of the provincial portal and service portal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """The lists of the policy that judges compare with."""

    procedures: tuple[Procedure, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Term lists by id (`hotline.labels`), as written in config/terms.yaml, with diacritics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """All a judge may know beside the facts. Judges read no clock: `at` is when facts were seen."""

    commune: Commune
    province: Province
    period: Period
    at: datetime
    limits: Mapping[str, float]
    calendar: Calendar
    references: References

    def words(self, list_id: str) -> tuple[str, ...]:
        """Return a term list of the policy; KeyError names a list that is not configured."""
        return self.references.words[list_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact that could not be had, with its true cause and who must act."""

    why: Why
    party: Party
    text: str
    values: Values = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row below a verdict: a page, a camera, an officer, a field of procedures."""

    target: str
    verdict: Verdict
    text: str
    values: Values = field(default_factory=dict)
    why: Why | None = None
    party: Party | None = None
    url: str = ""
    quote: str = ""
    """What stood there, word for word, cut to a line."""
    evidence: tuple[str, ...] = ()
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a good verdict rests on, so that what many communes share is credited to none.

    `key` names the thing (`phone:+842280000001`). When every ground of an outcome is shared by
    too many communes, the engine answers `warn`, party province, with the text `shared_text`.
    """

    key: str
    shared_text: str
    values: Values = field(default_factory=dict)
    own: bool = False
    """Registered as the commune's own: it stays theirs, whoever else shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a judge says. `unknown` always has a why; nothing else has one."""

    verdict: Verdict
    text: str
    values: Values = field(default_factory=dict)
    why: Why | None = None
    party: Party | None = None
    items: tuple[Item, ...] = ()
    evidence: tuple[str, ...] = ()
    seen_at: datetime | None = None
    grounds: tuple[Ground, ...] = ()

    def __post_init__(self) -> None:
        if (self.verdict is Verdict.UNKNOWN) != (self.why is not None):
            raise ValueError(f"{self.text}: a why belongs to unknown and to nothing else")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A dated decision that excuses a failure; it stands beside the verdict."""

    document: str
    owner: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A criterion of policy, the check that looked, and what came of it."""

    criterion: str
    check: str
    outcome: Outcome
    waiver: Waiver | None = None
    cause: str = ""
    """Id of the shared cause that attribute.py found, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question of fact and law. `id` is its file: checks/feedback/hotline.py."""

    id: str
    needs: tuple[type[Any], ...]
    """Kinds of facts; `judge` gets one of each, in this order, then the Terms."""
    judge: Callable[..., Outcome]
    says: tuple[str, ...]
    """Every text key that `judge` may answer with; the reference and the catalogues follow it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file of a report. `path` is relative and made of codes, never of names."""

    path: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One report format. `render(results, texts)` yields documents; it does no I/O."""

    id: str
    render: Callable[..., Iterable[Document]]
    single: bool = False
    """One document only, so that it may go to stdout."""
