"""A portal that is out for everybody on it is its owner's to put right. Pure."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from auditor.attribute.rows import Findings, deepest, is_bad, section_host
from auditor.contract import Commune, Finding, Party, Why

OUTAGES = frozenset({Why.UNREACHABLE, Why.TIMEOUT, Why.REFUSED})
"""Causes that a portal's owner can be the one to put right."""


def blame_portals(
    findings: Findings, communes: Mapping[str, Commune], of_site: Callable[[Finding], bool]
) -> dict[str, tuple[Finding, ...]]:
    """A portal that is out for every commune on it is its owner's: one section alone may not be."""
    sections: dict[str, list[str]] = defaultdict(list)
    for code in findings:
        if host := section_host(communes[code]):
            sections[host].append(code)
    out = {
        code
        for codes in sections.values()
        if len(codes) > 1 and all(_is_out(findings[code], of_site) for code in codes)
        for code in codes
    }
    return {
        code: tuple(_to_province(f) if code in out and of_site(f) else f for f in rows)
        for code, rows in findings.items()
    }


def _is_out(rows: Sequence[Finding], of_site: Callable[[Finding], bool]) -> bool:
    """Every row about the site is an outage: one page that timed out is not a portal that is out."""
    of = [row for row in rows if of_site(row)]
    return bool(of) and all(is_bad(row) and deepest(row.outcome)[0] in OUTAGES for row in of)


def _to_province(finding: Finding) -> Finding:
    if finding.outcome.party not in (None, Party.COMMUNE):
        return finding
    return replace(finding, outcome=replace(finding.outcome, party=Party.PROVINCE))
