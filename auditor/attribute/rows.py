"""What rows of findings say of themselves. Pure."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from auditor.contract import Commune, Finding, Outcome, SiteScope, Values, Verdict, Why

Findings = Mapping[str, tuple[Finding, ...]]


def in_order(findings: Findings) -> Iterator[tuple[str, Finding]]:
    """Yield (commune, finding) by code and criterion, whatever order they came in."""
    for code in sorted(findings):
        for finding in sorted(findings[code], key=lambda one: one.criterion):
            yield code, finding


def is_good(finding: Finding) -> bool:
    """Say whether something was found that can be credited."""
    return finding.outcome.verdict in (Verdict.PASS, Verdict.WARN)


def is_bad(finding: Finding) -> bool:
    """Say whether a row needs a cause."""
    return finding.outcome.verdict in (Verdict.FAIL, Verdict.UNKNOWN)


def deepest(outcome: Outcome) -> tuple[Why | None, str, Values]:
    """A judge says what it could not conclude; its rows say what stood in the way.

    A failure has such a root only when every bad row of it has: one camera that did not answer is
    not why another one is dark.
    """
    bad = [item for item in outcome.items if item.verdict in (Verdict.FAIL, Verdict.UNKNOWN)]
    reasons = [item for item in bad if item.why is not None]
    if outcome.verdict is Verdict.FAIL and len(reasons) < len(bad):
        reasons = []
    same = [item for item in reasons if item.why is outcome.why]
    if found := (same or reasons):
        return found[0].why, found[0].text, found[0].values
    return outcome.why, outcome.text, outcome.values


def section_host(commune: Commune) -> str:
    """Return the host of the portal that the commune has a section of, or nothing."""
    site = commune.site
    return host_of(site.url) if site is not None and site.scope is not SiteScope.HOST else ""


def host_of(url: str) -> str:
    """Return host and port as written; without user info, which never leaves the inventory."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()
