"""Facts -> findings. The one place beside run.py that catches everything: a crash is `unknown: bug`."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from auditor.contract import Check, Finding, Missing, Outcome, Party, Terms, Verdict, Why

log = logging.getLogger(__name__)

NOT_GATHERED = Missing(why=Why.STALE, party=Party.AUDITOR, text="engine.not_gathered")

Facts = Mapping[type, object]
"""One fact or Missing a kind, of one commune."""


class Asked(Protocol):
    """What of a criterion the judge's caller must know."""

    @property
    def id(self) -> str:
        """Criterion id."""
        ...

    @property
    def check(self) -> str:
        """Check id, empty or unknown to this version where there is none."""
        ...

    @property
    def limits(self) -> Mapping[str, float]:
        """Limits by name."""
        ...


def judge_commune(
    criteria: Sequence[Asked], checks: Mapping[str, Check], facts: Facts, terms: Terms
) -> tuple[Finding, ...]:
    """Return one finding for every criterion that this version has a check for."""
    return tuple(
        Finding(
            criterion=criterion.id,
            check=criterion.check,
            outcome=_outcome(
                checks[criterion.check], facts, replace(terms, limits=criterion.limits)
            ),
        )
        for criterion in criteria
        if criterion.check in checks
    )


def _outcome(check: Check, facts: Facts, terms: Terms) -> Outcome:
    given = [facts.get(kind, NOT_GATHERED) for kind in check.needs]
    for fact in given:
        if isinstance(fact, Missing):
            return _unknown(fact)
    try:
        outcome = check.judge(*given, terms)
    except Exception as error:
        log.exception("%s failed on commune %s", check.id, terms.commune.code)
        return _bug(check, type(error).__name__)
    # An unknown may hand on the words of the fact it is about; a verdict is the check's own.
    if outcome.text not in check.says and outcome.verdict is not Verdict.UNKNOWN:
        log.error("%s answered with the undeclared text %s", check.id, outcome.text)
        return _bug(check, outcome.text)
    return _with_party(outcome)


def _unknown(missing: Missing) -> Outcome:
    return Outcome(
        verdict=Verdict.UNKNOWN,
        why=missing.why,
        party=missing.party,
        text=missing.text,
        values=missing.values,
        evidence=missing.evidence,
        seen_at=missing.seen_at,
    )


def _bug(check: Check, what: str) -> Outcome:
    return Outcome(
        verdict=Verdict.UNKNOWN,
        why=Why.BUG,
        party=Party.AUDITOR,
        text="engine.bug",
        values={"check": check.id, "error": what},
    )


def _with_party(outcome: Outcome) -> Outcome:
    """A judge need only name a party that is not the commune."""
    if outcome.party is None and outcome.verdict not in (Verdict.PASS, Verdict.NOT_APPLICABLE):
        return replace(outcome, party=Party.COMMUNE)
    return outcome
