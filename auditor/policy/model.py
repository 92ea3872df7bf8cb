"""The policy as the engine uses it: checked, frozen, ready to be asked. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from auditor.contract import Period, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A rating and the score it begins at. `critical_cap`: the best one with a critical failure."""

    id: str
    from_score: float
    critical_cap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisRef:
    """What a criterion rests on: a law of the register and articles (`13.2.b`, `Mẫu 04`)."""

    law: str
    articles: tuple[str, ...] = ()

    @property
    def article(self) -> str:
        """The articles in one short line, as the policy writes them."""
        return ", ".join(self.articles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One document of the register, in force from `valid_from` to `valid_to`, both included."""

    id: str
    kind: str
    """law | provincial | technical"""
    number: str
    title: Mapping[str, str]
    valid_from: date | None = None
    valid_to: date | None = None
    articles: tuple[str, ...] = ()
    """Those whose text has been read: no other article is ever printed."""
    replaced_by: str = ""
    amends: str = ""

    def in_force(self, day: date) -> bool:
        """Say whether the document binds on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that is asked of a commune. `check` is the intended check, existing or not."""

    id: str
    group: str
    severity: Severity
    weight: float
    check: str
    source: str
    """Who can see it (text key `source.<it>`)."""
    limits: Mapping[str, float] = field(default_factory=dict)
    basis: tuple[BasisRef, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    loosened: tuple[str, ...] = ()
    """What the profile sets weaker than the catalogue, `name: catalogue -> profile`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A profile with everything it refers to."""

    id: str
    version: str
    title: Mapping[str, str]
    criteria: tuple[Criterion, ...]
    bands: tuple[Band, ...]
    """Best first."""
    laws: Mapping[str, Law]
    min_coverage: float = 0.70
    unlisted: tuple[str, ...] = ()
    """Criteria of the catalogue that the profile does not ask."""
    sha256: str = ""
    """Of the catalogue, the law register and the profile as read."""

    def criterion(self, criterion_id: str) -> Criterion:
        """Return a criterion of this profile; KeyError when the profile leaves it out."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)


def criteria_on(policy: Policy, period: Period) -> tuple[Criterion, ...]:
    """Return the profile's criteria that are asked at the period's end, in the profile's order."""
    return tuple(
        criterion
        for criterion in policy.criteria
        if (criterion.valid_from is None or criterion.valid_from <= period.end)
        and (criterion.valid_to is None or period.end <= criterion.valid_to)
    )
