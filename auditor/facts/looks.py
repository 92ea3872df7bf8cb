"""Looks: short observations of something that can be up or down."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from auditor.contract import Party, Values, Why
from auditor.facts.site import Tls


class LookState(StrEnum):
    """`void` says nothing of the target: a 401, a firewall, an outage of our own."""

    UP = "up"
    DOWN = "down"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at one target. A look that is not up says why, and who must act."""

    at: datetime
    target: str
    state: LookState
    text: str
    values: Values = field(default_factory=dict)
    why: Why | None = None
    party: Party | None = None
    elapsed_ms: int | None = None
    """Request to whole answer, of a look that is up."""
    waited_ms: int = 0
    """In our own queues during the visit that the look begins: no part of the target's time."""
    tls: Tls = Tls.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLooks:
    """All looks at a commune's site in the period, oldest first."""

    url: str
    looks: tuple[Look, ...]
