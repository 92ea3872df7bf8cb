"""What a judge is given and what it says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

from auditor.contract.inventory import Commune, Procedure
from auditor.contract.words import Audience, Party, Values, Verdict, Why

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days audited, both ends included, in the province's time zone."""

    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One part of a working day, in the time zone of the calendar."""

    part: str
    start: datetime
    end: datetime


class Calendar(Protocol):
    """Working days. `auditor.worktime` has the real one."""

    def is_working_day(self, day: date) -> bool:
        """Say whether offices are open on `day`, make-up Saturdays included."""
        ...

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (BLDS 2015 Đ147.2: `day` not counted)."""
        ...

    @property
    def hours_assumed(self) -> bool:
        """Say whether nobody has entered the local decision on office hours yet."""
        ...

    def is_estimated(self, year: int) -> bool:
        """Say whether the year's days off are a guess that nobody has announced yet."""
        ...

    def shifts_of(self, day: date) -> tuple[Shift, ...]:
        """Return the shifts of `day`: none on a day off, the first alone on a half day."""
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
class Seen(Generic[T_co]):
    """One target of a kind of fact that has many: what was seen of it, or why nothing was."""

    target: str
    fact: T_co | Missing


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
    """Kinds of facts; `judge` gets one of each, in this order, then the Terms. A kind with many
    targets arrives as a tuple of `Seen`, in the order of the targets; never an empty one."""
    judge: Callable[..., Outcome]
    says: tuple[str, ...]
    """Every text key that `judge` may answer with; the reference and the catalogues follow it."""
    without: Callable[[Missing, Terms], Outcome | None] | None = None
    """What the commune's own signed papers settle where there is no fact at all to judge; None, or
    an answer of None: the unknown that the Missing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file of a report. `path` is relative and made of codes, never of names."""

    path: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One report format. `render(results, texts)` yields documents; it does no I/O.

    It is given whole results and prints what `auditor.audience.narrowed` leaves of them.
    """

    id: str
    render: Callable[..., Iterable[Document]]
    audience: Audience = Audience.PROVINCE
    """Who reads it; `auditor report --audience` writes the formats of one."""
    single: bool = False
    """One document only, so that it may go to stdout."""
