"""One page in front of many sites is nobody's own: what it lacks is held against no commune. Pure.

A carrier's notice, a proxy's log-in page, a provider's parking page: the answer is whole and comes
from the site's address, so every judge takes it for the commune's. Only all sites together show it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from auditor.attribute.causes import Group, cause_id, cause_of
from auditor.attribute.rows import Findings, host_of
from auditor.contract import Commune, Finding, Outcome, Party, Values, Verdict, Why
from auditor.facts import Site
from auditor.results import Cause

_TEXT = "attribute.same_page"
_LEAST = 3
"""Sites that show one page before it is taken for nobody's own; two may be an old and a new name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Front:
    """The page that several sites show, and whose line or server it must be."""

    key: str
    sites: int
    party: Party


def front_of(site: Site) -> str:
    """Return the home page in one short word, equal for equal pages.

    What it says is compared, its own host left out, for such pages greet each site by its name;
    a page that says nothing is compared by its bytes.
    """
    said = [site.home.title, *(line.text for line in site.home.lines)]
    if not any(said):
        return site.home.evidence
    whole = "\n".join(said).lower()
    names = {urlsplit(url).hostname or "" for url in (site.url, site.home.url)}
    for name in sorted(filter(None, names), key=lambda one: (-len(one), one)):
        whole = whole.replace(name, "")
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()


def leave_same_page(
    findings: Findings,
    communes: Mapping[str, Commune],
    fronts: Mapping[str, str],
    of_site: Callable[[Finding], bool],
) -> tuple[dict[str, tuple[Finding, ...]], list[Cause]]:
    """Turn what is held against sites that show one and the same home page into one `unknown`.

    Held against a commune is a failure, and an `unknown` that the commune is to put right.
    """
    shared = _shared(communes, fronts)
    groups: dict[str, Group] = {}

    def judge(code: str, finding: Finding) -> Finding:
        front = shared.get(fronts.get(code, ""))
        if front is None or not of_site(finding) or not _is_laid_on_commune(finding.outcome):
            return finding
        values = {"sites": front.sites}
        group = groups.setdefault(front.key, Group(party=front.party, text=_TEXT, values=values))
        group.rows.append((code, finding.criterion))
        outcome = _unconfirmed(finding.outcome, front.party, values)
        return replace(finding, outcome=outcome, cause=cause_id(_parts(front.key)))

    left = {code: tuple(judge(code, f) for f in findings[code]) for code in sorted(findings)}
    causes = [cause_of(Why.UNCONFIRMED, group, _parts(key)) for key, group in groups.items()]
    return left, causes


def _shared(communes: Mapping[str, Commune], fronts: Mapping[str, str]) -> dict[str, _Front]:
    """Return the pages that stand on several hosts; sections of one portal are one host."""
    hosts: dict[str, set[str]] = defaultdict(set)
    for code, front in fronts.items():
        if (site := communes[code].site) is not None:
            hosts[front].add(host_of(site.url).removeprefix("www."))
    everyone = len(set[str]().union(*hosts.values()))
    return {
        front: _Front(key=front, sites=len(on), party=_party(on, everyone))
        for front, on in hosts.items()
        if len(on) >= _LEAST
    }


def _party(on: Collection[str], everyone: int) -> Party:
    """What every site of the run shows comes from the line they were all read by."""
    return Party.AUDITOR if len(on) == everyone else Party.PROVINCE


def _is_laid_on_commune(outcome: Outcome) -> bool:
    if outcome.verdict is Verdict.UNKNOWN:
        return outcome.party in (None, Party.COMMUNE)
    return outcome.verdict is Verdict.FAIL


def _unconfirmed(outcome: Outcome, party: Party, values: Values) -> Outcome:
    return replace(
        outcome,
        verdict=Verdict.UNKNOWN,
        why=Why.UNCONFIRMED,
        party=party,
        text=_TEXT,
        values=values,
        items=(),
        grounds=(),
    )


def _parts(key: str) -> tuple[str, ...]:
    return ("same page", key)
