"""What reports have in common: order, counts, shared causes and who must act. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.contract import Finding, Outcome, Party, Severity, Values, Verdict, Why
from auditor.results import Cause, CommuneResult, CriterionInfo, Results

VERDICTS = (Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)
_NEEDS_WORK = (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN)
_SEVERITIES = tuple(Severity)

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
class Task:
    """One thing to do, whatever number of criteria it mends."""

    said: Outcome | Shared
    party: Party
    verdict: Verdict
    severity: Severity
    criteria: tuple[tuple[str, Verdict], ...]
    """Each with its own verdict: a cause that failed one criterion left others unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A criterion and the communes that do not meet it."""

    criterion: str
    communes: tuple[CommuneResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one party must do in one commune."""

    commune: CommuneResult
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Everything that waits for one party."""

    party: Party
    causes: tuple[Cause, ...] = ()
    parts: tuple[Part, ...] = field(default=())


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
        f for f in findings if f.outcome.verdict in _NEEDS_WORK and not (f.waiver and _failed(f))
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


def tasks(
    findings: Sequence[Finding], criteria: Criteria, cause_of: Mapping[str, Shared]
) -> tuple[Task, ...]:
    """Return what is to be done, the gravest first; a shared cause is one task."""
    grouped: dict[str, list[Finding]] = {}
    for finding in ordered(open_findings(findings), criteria):
        cause = cause_of.get(finding.criterion)
        grouped.setdefault(f"#{cause.number}" if cause else finding.criterion, []).append(finding)
    made = [_task(found, criteria, cause_of) for found in grouped.values()]
    return tuple(sorted(made, key=_gravity))


def shortfalls(results: Results) -> tuple[Shortfall, ...]:
    """Return the criteria that communes fail, the most frequent first."""
    failing: dict[str, list[CommuneResult]] = {criterion.id: [] for criterion in results.criteria}
    for commune in results.communes:
        for finding in filter(_failed, commune.findings):
            failing[finding.criterion].append(commune)
    found = [Shortfall(criterion=c, communes=tuple(who)) for c, who in failing.items() if who]
    return tuple(sorted(found, key=lambda shortfall: -len(shortfall.communes)))


def duties(results: Results) -> tuple[Duty, ...]:
    """Return, for each party that has anything to do, its shared causes and its communes."""
    criteria = by_id(results)
    found = []
    for party in Party:
        causes = widest_first(cause for cause in results.causes if cause.party is party)
        parts = tuple(_parts(results.communes, criteria, party))
        if causes or parts:
            found.append(Duty(party=party, causes=causes, parts=parts))
    return tuple(found)


def _parts(communes: Iterable[CommuneResult], criteria: Criteria, party: Party) -> Iterable[Part]:
    for commune in communes:
        mine = [f for f in open_findings(commune.findings) if party_of(f) is party]
        if mine:
            mine.sort(key=lambda f: _weightiness(f, criteria))
            yield Part(commune=commune, findings=tuple(mine))


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


def _task(found: Sequence[Finding], criteria: Criteria, cause_of: Mapping[str, Shared]) -> Task:
    gravest = min(found, key=lambda f: _weightiness(f, criteria))
    shared = cause_of.get(gravest.criterion)
    return Task(
        said=shared or gravest.outcome,
        party=shared.party if shared else party_of(gravest),
        verdict=gravest.outcome.verdict,
        severity=criteria[gravest.criterion].severity,
        criteria=tuple((finding.criterion, finding.outcome.verdict) for finding in found),
    )


def _gravity(task: Task) -> tuple[int, int]:
    return _SEVERITIES.index(task.severity), _NEEDS_WORK.index(task.verdict)


def _weightiness(finding: Finding, criteria: Criteria) -> tuple[int, int]:
    severity = criteria[finding.criterion].severity
    return _SEVERITIES.index(severity), _NEEDS_WORK.index(finding.outcome.verdict)


def _failed(finding: Finding) -> bool:
    return finding.outcome.verdict is Verdict.FAIL
