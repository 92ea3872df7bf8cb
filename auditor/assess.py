"""Facts -> judgement: judge, attribute, score and rank, in this order. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from auditor.attribute import attribute, front_of
from auditor.contract import Calendar, Check, Commune, Finding, Period, Province, References, Terms
from auditor.facts import Site, SiteLooks
from auditor.judge import Facts, judge_commune
from auditor.policy import Criterion, Policy, basis_on, criteria_on
from auditor.results import Cause, CriterionInfo, Score
from auditor.scoring import rank, score_commune, working_days_down
from auditor.texts import LANGUAGES

DEAD_AFTER_DAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounding:
    """What every commune is judged by."""

    policy: Policy
    checks: Mapping[str, Check]
    """Those that this run was asked for."""
    existing: frozenset[str]
    """Ids of all checks of this version."""
    calendar_of: Callable[[Commune], Calendar]
    references: References
    province: Province
    period: Period
    at: datetime
    zone: ZoneInfo
    narrowed: bool = False
    """The run left out communes of the inventory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What came of a run's facts."""

    criteria: tuple[CriterionInfo, ...]
    findings: Mapping[str, tuple[Finding, ...]]
    scores: Mapping[str, Score]
    ranks: Mapping[str, int | None]
    causes: tuple[Cause, ...]
    not_reached: tuple[str, ...]


def assess(
    grounding: Grounding, communes: Sequence[Commune], facts_of: Callable[[str], Facts]
) -> Judged:
    """Judge the communes that have facts; the others were not reached and get no verdict at all.

    `facts_of` is asked commune by commune: a province's facts never lie in memory together.
    """
    raw: dict[str, tuple[Finding, ...]] = {}
    dead: set[str] = set()
    fronts: dict[str, str] = {}
    for commune in communes:
        if facts := facts_of(commune.code):
            raw[commune.code] = _judge(grounding, commune, facts)
            if _is_dead(grounding, commune, facts):
                dead.add(commune.code)
            if isinstance(site := facts.get(Site), Site):
                fronts[commune.code] = front_of(site)
    reached = [commune for commune in communes if commune.code in raw]
    criteria_asked = criteria_on(grounding.policy, grounding.period)
    site_checks = _site_checks(grounding)
    findings, causes = attribute(
        raw,
        {c.code: c for c in reached},
        shared_by_criterion=_shared_by(criteria_asked),
        site_checks=site_checks,
        narrowed=grounding.narrowed,
        fronts=fronts,
    )
    criteria = criterion_infos(grounding)
    needing_site = [c.id for c in criteria if c.check in site_checks]
    scores = {
        code: score_commune(
            found,
            criteria,
            bands=grounding.policy.bands,
            min_coverage=grounding.policy.min_coverage,
            checked_share=checked_share(criteria),
            withheld=needing_site if code in dead else (),
        )
        for code, found in findings.items()
    }
    return Judged(
        criteria=criteria,
        findings=findings,
        scores=scores,
        ranks=rank(scores),
        causes=causes,
        not_reached=tuple(c.code for c in communes if c.code not in raw),
    )


def _is_dead(grounding: Grounding, commune: Commune, facts: Facts) -> bool:
    """A site that was down on five working days counts as withheld: switching it off never pays."""
    looks = facts.get(SiteLooks)
    if not isinstance(looks, SiteLooks):
        return False
    calendar = grounding.calendar_of(commune)
    return working_days_down(looks.looks, calendar, grounding.zone) >= DEAD_AFTER_DAYS


def _site_checks(grounding: Grounding) -> frozenset[str]:
    return frozenset(
        check.id for check in grounding.checks.values() if {Site, SiteLooks} & set(check.needs)
    )


def criterion_infos(grounding: Grounding) -> tuple[CriterionInfo, ...]:
    """Return the profile's criteria as a report prints them, law in force in the period."""
    return tuple(
        CriterionInfo(
            id=criterion.id,
            group=criterion.group,
            severity=criterion.severity,
            weight=criterion.weight,
            check=criterion.check if criterion.check in grounding.checks else "",
            left_out=criterion.check in grounding.existing - grounding.checks.keys(),
            source=criterion.source,
            basis={
                lang: basis_on(grounding.policy, criterion, grounding.period, lang)
                for lang in LANGUAGES
            },
            loosened=criterion.loosened,
        )
        for criterion in criteria_on(grounding.policy, grounding.period)
    )


def checked_share(criteria: Sequence[CriterionInfo]) -> float:
    """Return the share 0..1 of the profile's weight that this version has checks for."""
    total = sum(criterion.weight for criterion in criteria)
    return sum(c.weight for c in criteria if c.check) / total if total else 0.0


def _judge(grounding: Grounding, commune: Commune, facts: Facts) -> tuple[Finding, ...]:
    terms = Terms(
        commune=commune,
        province=grounding.province,
        period=grounding.period,
        at=grounding.at,
        limits={},
        calendar=grounding.calendar_of(commune),
        references=grounding.references,
    )
    criteria = criteria_on(grounding.policy, grounding.period)
    return judge_commune(criteria, grounding.checks, facts, terms)


def _shared_by(criteria: Sequence[Criterion]) -> dict[str, int]:
    return {c.id: int(c.limits["shared_by"]) for c in criteria if "shared_by" in c.limits}
