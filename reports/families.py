"""The rooms of an audit side by side: cameras, website and feedback, officers, all the rest. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.contract import Finding, Verdict
from auditor.results import CriterionInfo
from reports import grouping

_OF_GROUP = {"B": "camera", "C": "website", "D": "website", "E": "staff"}
_ORDER = ("camera", "website", "staff", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What was found of one commune in one room."""

    id: str
    group: str
    """The first of its groups of criteria, where a reader finds the rows."""
    counts: Mapping[Verdict, int]

    @property
    def looked(self) -> bool:
        """Say whether anything was judged here."""
        return any(self.counts.values())


def checked(criteria: Iterable[CriterionInfo]) -> dict[str, str]:
    """Return the families that this run has a check for, each with its first group."""
    found: dict[str, str] = {}
    for criterion in criteria:
        if criterion.check and not criterion.left_out:
            found.setdefault(_family(criterion), criterion.group)
    return {family: found[family] for family in _ORDER if family in found}


def families(criteria: Iterable[CriterionInfo], findings: Iterable[Finding]) -> tuple[Family, ...]:
    """Return what was found in every family that has a check, zeros included."""
    known = {criterion.id: criterion for criterion in criteria}
    by_family: dict[str, list[Finding]] = {}
    for finding in findings:
        by_family.setdefault(_family(known[finding.criterion]), []).append(finding)
    return tuple(
        Family(id=family, group=group, counts=grouping.counts(by_family.get(family, ())))
        for family, group in checked(known.values()).items()
    )


def _family(criterion: CriterionInfo) -> str:
    return _OF_GROUP.get(criterion.group, "other")
