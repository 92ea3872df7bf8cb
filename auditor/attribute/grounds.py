"""What many communes show alike is the portal's, and credited to none of them. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from auditor.attribute.causes import Group, cause_id, cause_of
from auditor.attribute.rows import Findings, is_good
from auditor.contract import (
    Commune,
    Finding,
    Ground,
    Outcome,
    Party,
    SiteScope,
    Values,
    Verdict,
    Why,
)
from auditor.results import Cause


def credit(
    findings: Findings, least: Callable[[str], int]
) -> tuple[dict[str, tuple[Finding, ...]], list[Cause]]:
    """Take back what rests only on grounds that too many communes show."""
    showing = _showing(findings)
    groups: dict[tuple[str, str], Group] = {}

    def judge(code: str, finding: Finding) -> Finding:
        grounds = finding.outcome.grounds if is_good(finding) else ()
        need = max(2, least(finding.criterion))
        if not grounds or any(ground.own or len(showing[ground.key]) < need for ground in grounds):
            return finding
        ground = min(grounds, key=lambda one: (-len(showing[one.key]), one.key))
        values = {**ground.values, "communes": len(showing[ground.key])}
        group = groups.setdefault(
            (ground.shared_text, ground.key),
            Group(party=Party.PROVINCE, text=ground.shared_text, values=values),
        )
        group.rows.append((code, finding.criterion))
        return _shared(finding, ground, values)

    credited = {code: tuple(judge(code, f) for f in findings[code]) for code in sorted(findings)}
    causes = [cause_of(None, group, ("shared", *key)) for key, group in groups.items()]
    return credited, causes


def leave_open(
    findings: Findings,
    communes: Mapping[str, Commune],
    least: Callable[[str], int],
    *,
    narrowed: bool,
) -> dict[str, tuple[Finding, ...]]:
    """Say of a section of a portal that nobody could tell its own from the portal's.

    That takes its neighbours: one section alone, or too few of a run that was narrowed, show
    nothing of what the others show.
    """
    sections = Counter(host for code in findings if (host := _portal(communes[code])))

    def judge(code: str, finding: Finding) -> Finding:
        beside = sections[_portal(communes[code])]
        alone = beside == 1 or (narrowed and beside < max(2, least(finding.criterion)))
        grounds = finding.outcome.grounds if is_good(finding) else ()
        if not (beside and alone and grounds) or any(ground.own for ground in grounds):
            return finding
        return replace(finding, outcome=_unexamined(finding.outcome))

    return {code: tuple(judge(code, f) for f in rows) for code, rows in findings.items()}


def _portal(commune: Commune) -> str:
    """Return the host that a section shares with others; empty for a site of its own."""
    if commune.site is None or commune.site.scope is SiteScope.HOST:
        return ""
    return urlsplit(commune.site.url).netloc.lower().removeprefix("www.")


def _unexamined(outcome: Outcome) -> Outcome:
    return replace(
        outcome,
        verdict=Verdict.UNKNOWN,
        why=Why.UNCONFIRMED,
        party=Party.AUDITOR,
        text="sharing.unexamined",
        values={},
        grounds=(),
    )


def _showing(findings: Findings) -> dict[str, set[str]]:
    showing: dict[str, set[str]] = defaultdict(set)
    for code, rows in findings.items():
        for finding in filter(is_good, rows):
            for ground in finding.outcome.grounds:
                showing[ground.key].add(code)
    return showing


def _shared(finding: Finding, ground: Ground, values: Values) -> Finding:
    outcome = replace(
        finding.outcome,
        verdict=Verdict.WARN,
        party=Party.PROVINCE,
        text=ground.shared_text,
        values=values,
    )
    return replace(
        finding, outcome=outcome, cause=cause_id(("shared", ground.shared_text, ground.key))
    )
