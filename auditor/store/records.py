"""What goes into the store and comes out of it, beside facts and findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from auditor.contract import Commune, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One gathering of facts. The inventory entries are kept whole: a rejudge asks no file."""

    id: str
    """UUID."""
    tool_version: str
    profile: str
    policy_version: str
    inventory_sha256: str
    period_start: date
    period_end: date
    started_at: datetime
    province_code: str
    province_name: str
    invented: bool
    communes: tuple[Commune, ...]
    documents_sha256: tuple[str, ...] = ()
    """Hashes of the waivers, declarations and explanations that the run used."""
    time_zone: str = "Asia/Ho_Chi_Minh"
    narrowed: bool = False
    finished_at: datetime | None = None
    complete: bool = False
    purged: bool = False
    """Its inventory entries are past their days and gone: `communes` is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementRecord:
    """One judging of a run's facts. A rejudge writes another; the first stays."""

    id: str
    """UUID."""
    run_id: str
    judged_at: datetime
    stage: Stage
    tool_version: str
    policy_version: str
    profile: str
    policy: Mapping[str, Any]
    """Snapshot as JSON; `title` is the profile's title by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFact:
    """A kept fact, or the Missing that stands for it."""

    commune: str
    kind: str
    target: str
    schema: int
    fact: Any
    """The fact of its kind, Missing, or None when it is outdated."""
    outdated: bool = False
    """Written under a schema that this version cannot read: its finding is not rejudged."""
    purged: bool = False
    """Past its days and gone; a tombstone stands for it."""
