"""What reports have in common: order, counts, shared causes and who must act. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.contract import Finding, Party, Severity, Values, Verdict, Why
from auditor.results import Cause, CommuneResult, CriterionInfo, Results

VERDICTS = (Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)
NEEDS_WORK = (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN)
SEVERITIES = tuple(Severity)

Criteria = Mapping[str, CriterionInfo]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A cause as one commune's page prints it: once, with a number that findings refer to."""

    number: int
    text: str
    values: Values
    why: Why | None
    party: Party
    criteria: tuple[str, ...]
    communes: int
    """How many communes have it; their names are not this page's business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A criterion and the communes that do not meet it."""

    criterion: str
    communes: tuple[CommuneResult, ...]


def by_id(results: Results) -> dict[str, CriterionInfo]:
    """Return the profile's criteria by id, in the profile's order."""
    return {criterion.id: criterion for criterion in results.criteria}


def ordered(findings: Iterable[Finding], criteria: Criteria) -> tuple[Finding, ...]:
    """Return findings in the order of the profile."""
    place = {criterion: number for number, criterion in enumerate(criteria)}
    return tuple(sorted(findings, key=lambda f: place[f.criterion]))


def counts(findings: Iterable[Finding]) -> dict[Verdict, int]:
    """Return how many findings have each verdict, zeros included."""
    counted = Counter(finding.outcome.verdict for finding in findings)
    return {verdict: counted[verdict] for verdict in VERDICTS}


def ranked(communes: Iterable[CommuneResult]) -> tuple[CommuneResult, ...]:
    """Return communes by rank; those without one come last, by code."""
    return tuple(sorted(communes, key=lambda c: (c.rank is None, c.rank or 0, c.code)))


def widest_first(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Return causes by the number of communes they touch."""
    return tuple(sorted(causes, key=lambda c: (-len(c.communes), -len(c.criteria), c.id)))


def party_of(finding: Finding) -> Party:
    """Return who must act; a judge need not name the commune."""
    return finding.outcome.party or Party.COMMUNE


def open_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what somebody must act on: not what passed, and not what a waiver excuses."""
    return tuple(
        f for f in findings if f.outcome.verdict in NEEDS_WORK and not (f.waiver and _failed(f))
    )


def shared_causes(
    commune: CommuneResult, criteria: Criteria, causes: Iterable[Cause]
) -> tuple[dict[str, Shared], dict[str, Shared]]:
    """Return the causes to print once on a commune's page, and each criterion's cause.

    A cause is shared when it touches several criteria here or several communes; several unknowns
    that say the very same count as one cause too.
    """
    known = {cause.id: cause for cause in causes}
    groups: dict[str, list[Finding]] = {}
    for finding in ordered(commune.findings, criteria):
        if key := _cause_key(finding, known):
            groups.setdefault(key, []).append(finding)
    printed: dict[str, Shared] = {}
    for key, found in groups.items():
        elsewhere = key in known and len(known[key].communes) > 1
        if elsewhere or len(found) > 1:
            printed[key] = _shared(len(printed) + 1, found, known.get(key))
    return printed, {c: shared for shared in printed.values() for c in shared.criteria}


def shortfalls(results: Results) -> tuple[Shortfall, ...]:
    """Return the criteria that communes fail, the most frequent first."""
    failing: dict[str, list[CommuneResult]] = {criterion.id: [] for criterion in results.criteria}
    for commune in results.communes:
        for finding in filter(_failed, commune.findings):
            failing[finding.criterion].append(commune)
    found = [Shortfall(criterion=c, communes=tuple(who)) for c, who in failing.items() if who]
    return tuple(sorted(found, key=lambda shortfall: -len(shortfall.communes)))


def _cause_key(finding: Finding, known: Mapping[str, Cause]) -> str:
    outcome = finding.outcome
    if finding.cause in known:
        return finding.cause
    if outcome.verdict is not Verdict.UNKNOWN:
        return ""
    return f"{outcome.why} {outcome.party} {outcome.text} {sorted(outcome.values.items())}"


def _shared(number: int, found: Sequence[Finding], cause: Cause | None) -> Shared:
    first = found[0].outcome
    return Shared(
        number=number,
        text=cause.text if cause else first.text,
        values=cause.values if cause else first.values,
        why=cause.why if cause else first.why,
        party=cause.party if cause else party_of(found[0]),
        criteria=tuple(finding.criterion for finding in found),
        communes=len(cause.communes) if cause else 1,
    )


def weightiness(finding: Finding, criteria: Criteria) -> tuple[int, int]:
    """Return what the gravest finding has least of."""
    severity = criteria[finding.criterion].severity
    return SEVERITIES.index(severity), NEEDS_WORK.index(finding.outcome.verdict)


def _failed(finding: Finding) -> bool:
    return finding.outcome.verdict is Verdict.FAIL
