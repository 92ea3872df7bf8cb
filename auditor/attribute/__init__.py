"""Sees all communes at once: what many share is credited to none, and one cause is told once. Pure.

Four questions, in this order. Does a good verdict rest on something that several communes show
alike? Then it is the portal's. Do several sites show one and the same home page? Then it is
nobody's own, and what it lacks is held against no commune. Is a whole portal out for every commune that has a section on it?
Then its owner must act, not the communes. Which rows have one root? They get one `Cause`.
"""

from collections.abc import Collection, Mapping

from auditor.attribute.causes import tell_once
from auditor.attribute.fronts import front_of, leave_same_page
from auditor.attribute.grounds import credit, leave_open
from auditor.attribute.outages import blame_portals
from auditor.attribute.rows import Findings
from auditor.contract import Commune, Finding
from auditor.results import Cause

__all__ = ["attribute", "front_of"]


def attribute(
    findings: Findings,
    communes: Mapping[str, Commune],
    *,
    shared_by: int = 3,
    shared_by_criterion: Mapping[str, int] | None = None,
    site_checks: Collection[str] | None = None,
    narrowed: bool = False,
    fronts: Mapping[str, str] | None = None,
) -> tuple[dict[str, tuple[Finding, ...]], tuple[Cause, ...]]:
    """Return the findings with parties and causes set, and the causes by id.

    `shared_by_criterion` overrides `shared_by`; `site_checks` names the checks that look at the
    commune's site (None: all of them), for only those share the fate of its host; `narrowed` says
    that the run left out communes that may show the same; `fronts` gives by commune the home page
    that was read, as `front_of` puts it.
    """

    def of_site(finding: Finding) -> bool:
        return site_checks is None or finding.check in site_checks

    limits = shared_by_criterion or {}

    def least(criterion: str) -> int:
        return limits.get(criterion, shared_by)

    credited, shared = credit(findings, least)
    credited = leave_open(credited, communes, least, narrowed=narrowed)
    open_, same = leave_same_page(credited, communes, fronts or {}, of_site)
    owned = blame_portals(open_, communes, of_site)
    marked, told = tell_once(owned, communes, of_site)
    return marked, tuple(sorted((*shared, *same, *told), key=lambda cause: cause.id))
