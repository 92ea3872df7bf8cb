"""The one way to read what is stored: typed, frozen, by run, commune code and criterion.

Reports get a `Results` and nothing else. Never a row number, never a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from auditor.contract import (
    Audience,
    CommuneKind,
    Finding,
    Party,
    Severity,
    Stage,
    Values,
    Verdict,
    Why,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A legal, provincial or technical ground in force in the period audited."""

    id: str
    kind: str
    """law | provincial | technical"""
    number: str
    title: str
    article: str = ""
    """Empty when no text could be read: then the decree alone is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionInfo:
    """A criterion of the profile as it stood when judged."""

    id: str
    group: str
    severity: Severity
    weight: float
    check: str
    """Empty: this version has no check for it (chưa kiểm tra); it is never counted."""
    source: str
    basis: Mapping[str, tuple[Basis, ...]] = field(default_factory=dict)
    """By language: how a document is cited differs, the document does not."""
    left_out: bool = False
    """There is a check, but this run was not asked for it."""
    loosened: tuple[str, ...] = ()
    """Limits set weaker than the catalogue's, `name: catalogue -> profile`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """0 to 100 over what is known; `low` and `high` if the unknowns all failed or all passed."""

    value: float | None
    low: float
    high: float
    coverage: float
    """Share 0..1 of the weight with a check and applicable here that is known."""
    rating: str
    """Band id of the profile, or empty."""
    no_rating: str = ""
    """Text key that says why there is no rating."""
    capped_by: tuple[str, ...] = ()
    """Criteria whose critical failure capped the rating."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceInfo:
    """Where a piece of evidence came from. The body stays in the locker."""

    sha256: str
    url: str
    seen_at: datetime
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneResult:
    """Everything about one commune: its page is rendered from this and the run alone."""

    code: str
    name: str
    kind: CommuneKind
    site: str
    """Address of its site, without user info; empty when the inventory has none."""
    score: Score
    findings: tuple[Finding, ...]
    evidence: tuple[EvidenceInfo, ...] = ()
    rank: int | None = None
    """By lower bound; communes whose intervals cannot be told apart share a rank."""
    addresses: tuple[str, ...] = ()
    """Hosts, and host:port, of its cameras, recorders and lines: what no other reader may see."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What its officers are, by pseudonym: for its own page alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One cause that several communes share, and who must act on it."""

    id: str
    why: Why | None
    party: Party
    text: str
    values: Values = field(default_factory=dict)
    communes: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """One run and one judgement of it."""

    id: str
    """UUID."""
    judgement: str
    tool_version: str
    profile: str
    policy_version: str
    inventory_sha256: str
    period_start: date
    period_end: date
    started_at: datetime
    finished_at: datetime | None
    complete: bool
    stage: Stage
    narrowed: bool = False
    """The run was not of all communes or not of all checks."""
    judged_at: datetime
    time_zone: str = "Asia/Ho_Chi_Minh"
    profile_title: Mapping[str, str] = field(default_factory=dict)
    """By language."""
    seal: str = ""
    """`12-0123456789abcdef · 27bf 3057 84d0 8ea6`: number of the judgement's seal, the beginning of
    its digest, the fingerprint of the key; empty without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """How many officers one criterion found something about on one day."""

    criterion: str
    day: date
    officers: int | None
    """None: some, but too few to be counted in public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What everybody may know: numbers of communes and of officers, and nobody's name."""

    total: int
    reached: int
    verdicts: Mapping[str, Mapping[Verdict, int]] = field(default_factory=dict)
    """By criterion; empty where so few communes were judged that a number would name one."""
    days: tuple[DayCount, ...] = ()
    partial: tuple[str, ...] = ()
    """Criteria with more rows than were kept: their days count too few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a report is made of."""

    run: RunInfo
    province_code: str
    province_name: str
    criteria: tuple[CriterionInfo, ...]
    communes: tuple[CommuneResult, ...]
    """By code."""
    causes: tuple[Cause, ...] = ()
    not_reached: tuple[str, ...] = ()
    """Codes of communes that an interrupted run did not get to."""
    invented: bool = False
    """Demo data: every page must say so."""
    audience: Audience | None = None
    """Who may read what is here; None: nothing was left out yet."""
    apart: tuple[str, ...] = ()
    """Criteria whose results are told to the commune and the security contact alone."""
    published: Published | None = None
    """The counts, where the audience is the public."""


class ResultsStore(Protocol):
    """What is read of a store; `auditor.store.Store` is one. Named here so that nothing heavy,
    and no way back into the store, is imported by those who only read results."""

    def results(self, run: str, judgement: str) -> Results:
        """Return what a judgement said."""
        ...

    def run_infos(self) -> tuple[RunInfo, ...]:
        """Return every judgement of every run."""
        ...


def load_results(store: ResultsStore, run: str = "last", judgement: str = "last") -> Results:
    """Return what was judged, exactly; ids may be shortened. BadInputError when there is none."""
    return store.results(run, judgement)


def list_runs(store: ResultsStore) -> tuple[RunInfo, ...]:
    """Return one entry a judgement, the last run and in it the last judgement first."""
    return store.run_infos()
