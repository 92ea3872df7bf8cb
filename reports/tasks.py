"""What is to be done and by whom: of a criterion as a whole, and of rows that say more. Pure.

One camera may wait for the commune and its neighbour for the auditor: a row that names its own
party is that party's work, whoever must act on the criterion.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.contract import Finding, Item, Party, Severity, Verdict
from auditor.results import Cause, CommuneResult, Results
from reports.grouping import (
    NEEDS_WORK,
    SEVERITIES,
    Criteria,
    Shared,
    by_id,
    open_findings,
    ordered,
    party_of,
    weightiness,
    widest_first,
)
from reports.wording import Said

ROWS = 5
"""Different actions of rows that one task names; the criterion names them all."""

Advice = Callable[[Said], str]
"""Says what to do about an outcome, a row or a cause; empty where the catalogue says nothing."""
Link = tuple[str, Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One action, and the rows that it is about; no row means the criterion as a whole."""

    party: Party
    todo: str
    verdict: Verdict
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing for one party to do, whatever number of criteria it mends."""

    said: Said | None
    """None: only the rows below are this party's."""
    todo: str
    party: Party
    verdict: Verdict
    severity: Severity
    criteria: tuple[Link, ...]
    """Each with its own verdict: a cause that failed one criterion left others unknown."""
    rows: tuple[Act, ...] = ()
    more: int = 0
    """Further actions that are told at the criterion only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The criteria of one commune that wait for one party."""

    commune: CommuneResult
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The first action of communes that all have the same one to do."""

    todo: str
    """Empty where all that is theirs is told with the causes above."""
    criterion: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Everything that waits for one party."""

    party: Party
    causes: tuple[tuple[Cause, str], ...] = ()
    """Causes of several communes, each with its action."""
    steps: tuple[Step, ...] = ()


def acts(finding: Finding, advice: Advice) -> tuple[Act, ...]:
    """Return the finding's own action first, then every different one that its rows ask for."""
    outcome, party = finding.outcome, party_of(finding)
    todo = advice(outcome)
    asked: dict[tuple[Party, str], list[Item]] = {}
    for item in filter(_asks, outcome.items):
        act = item.party or party, advice(item)
        if act[1] and act != (party, todo):
            asked.setdefault(act, []).append(item)
    whole = Act(party=party, todo=todo, verdict=outcome.verdict)
    return (whole, *(_act(*act, items) for act, items in asked.items()))


def _act(party: Party, todo: str, items: Sequence[Item]) -> Act:
    return Act(
        party=party,
        todo=todo,
        verdict=min((item.verdict for item in items), key=NEEDS_WORK.index),
        targets=tuple(dict.fromkeys(item.target for item in items)),
    )


def _asks(item: Item) -> bool:
    return item.verdict in NEEDS_WORK and item.party is not None


def tasks(
    findings: Sequence[Finding],
    criteria: Criteria,
    cause_of: Mapping[str, Shared],
    advice: Advice,
) -> tuple[Task, ...]:
    """Return what is to be done, the gravest first; a shared cause is one task."""
    grouped: dict[str, list[Finding]] = {}
    for finding in ordered(open_findings(findings), criteria):
        cause = cause_of.get(finding.criterion)
        grouped.setdefault(f"#{cause.number}" if cause else finding.criterion, []).append(finding)
    made = [
        task for found in grouped.values() for task in _tasks(found, criteria, cause_of, advice)
    ]
    return tuple(sorted(made, key=_gravity))


def _tasks(
    found: Sequence[Finding], criteria: Criteria, cause_of: Mapping[str, Shared], advice: Advice
) -> Iterable[Task]:
    """Yield a task for every party that the findings, or rows of theirs, wait for."""
    gravest = min(found, key=lambda f: weightiness(f, criteria))
    shared = cause_of.get(gravest.criterion)
    said = shared or gravest.outcome
    party = shared.party if shared else party_of(gravest)
    todo = advice(said) or advice(gravest.outcome)
    rows = _rows(found, advice, told=(party, todo))
    for one in dict.fromkeys((party, *(act.party for act in rows))):
        own = tuple(act for act in rows if act.party is one)
        verdicts = [gravest.outcome.verdict] if one is party else [act.verdict for act in own]
        yield Task(
            said=said if one is party else None,
            todo=todo if one is party else "",
            party=one,
            verdict=min(verdicts, key=NEEDS_WORK.index),
            severity=criteria[gravest.criterion].severity,
            criteria=tuple((f.criterion, f.outcome.verdict) for f in found),
            rows=own[:ROWS],
            more=max(0, len(own) - ROWS),
        )


def _rows(found: Iterable[Finding], advice: Advice, told: tuple[Party, str]) -> tuple[Act, ...]:
    every = (act for finding in found for act in acts(finding, advice)[1:])
    return tuple(dict.fromkeys(act for act in every if (act.party, act.todo) != told))


def _gravity(task: Task) -> tuple[int, int]:
    return SEVERITIES.index(task.severity), NEEDS_WORK.index(task.verdict)


def duties(results: Results, advice: Advice) -> tuple[Duty, ...]:
    """Return, for each party that has anything to do, its shared causes and its communes."""
    criteria = by_id(results)
    wide = widest_first(cause for cause in results.causes if len(cause.communes) > 1)
    found = []
    for party in Party:
        causes = tuple((c, _action(c, results, advice)) for c in wide if c.party is party)
        steps = tuple(_steps(results.communes, criteria, party, {c.id for c in wide}, advice))
        if causes or steps:
            found.append(Duty(party=party, causes=causes, steps=steps))
    return tuple(found)


def _action(cause: Cause, results: Results, advice: Advice) -> str:
    """Return what to do about a cause, from one of its findings where it has no advice itself."""
    findings = (f for commune in results.communes for f in commune.findings if f.cause == cause.id)
    return advice(cause) or next(filter(None, (advice(f.outcome) for f in findings)), "")


def _steps(
    communes: Iterable[CommuneResult],
    criteria: Criteria,
    party: Party,
    told: set[str],
    advice: Advice,
) -> Iterable[Step]:
    """Yield the communes' first actions; communes with the very same one stand together."""
    together: dict[tuple[str, str], list[Part]] = {}
    for commune in communes:
        findings = open_findings(commune.findings)
        mine = [f for f in findings if any(a.party is party for a in acts(f, advice))]
        mine.sort(key=lambda f: weightiness(f, criteria))
        if mine:
            first = _first(mine, party, told, advice)
            together.setdefault(first, []).append(Part(commune=commune, findings=tuple(mine)))
    return (Step(todo=t, criterion=c, parts=tuple(parts)) for (t, c), parts in together.items())


def _first(
    findings: Iterable[Finding], party: Party, told: set[str], advice: Advice
) -> tuple[str, str]:
    """Return the gravest action that no cause of several communes told already, and its criterion."""
    every = ((f.criterion, a) for f in findings if f.cause not in told for a in acts(f, advice))
    mine = ((act.todo, code) for code, act in every if act.party is party and act.todo)
    return next(mine, ("", ""))
