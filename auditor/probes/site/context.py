"""What a visit to a site needs from the run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from auditor.probes.limits import Limits
from auditor.probes.outbound import Outbound
from auditor.probes.workers import Workers

Keep = Callable[[bytes, str, str, datetime], str]
"""Stores evidence (body, url, kind, seen_at) and returns its sha256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContext:
    """One a run."""

    outbound: Outbound
    workers: Workers
    words: Mapping[str, tuple[str, ...]]
    limits: Limits
    keep: Keep
