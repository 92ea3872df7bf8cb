"""Facts -> findings. The one place beside run/machine.py that catches everything: a crash is `unknown: bug`."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Protocol

from auditor.contract import Check, Finding, Item, Missing, Outcome, Party, Terms, Verdict, Why
from auditor.masking import masked_outcome

log = logging.getLogger(__name__)

NOT_GATHERED = Missing(why=Why.STALE, party=Party.AUDITOR, text="engine.not_gathered")

Facts = Mapping[type, object]
"""One fact or Missing a kind, of one commune; a tuple of `Seen` where a kind has many targets."""


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
            # Here and nowhere else: what is stored, shared, compared and printed is masked.
            outcome=masked_outcome(
                _outcome(checks[criterion.check], facts, replace(terms, limits=criterion.limits)),
                known=(terms.commune.hotline,),
            ),
        )
        for criterion in criteria
        if criterion.check in checks
    )


def _outcome(check: Check, facts: Facts, terms: Terms) -> Outcome:
    given = [facts.get(kind, NOT_GATHERED) for kind in check.needs]
    missing = next((fact for fact in given if isinstance(fact, Missing)), None)
    try:
        outcome = _without(check, missing, terms) if missing else check.judge(*given, terms)
        _refuse_nonsense(check, outcome)
    except Exception as error:
        log.exception("%s failed on commune %s", check.id, terms.commune.code)
        return _bug(check, str(error) if isinstance(error, NonsenseError) else type(error).__name__)
    return _with_party(outcome)


def _without(check: Check, missing: Missing, terms: Terms) -> Outcome:
    """Nothing was seen: a signed paper may still say something, else the cause alone is known."""
    said = check.without(missing, terms) if check.without else None
    return said or _unknown(missing)


class NonsenseError(Exception):
    """A judge answered with something that can be neither stored nor read."""


def _refuse_nonsense(check: Check, outcome: object) -> None:
    """Stop what would break the store or the report long after this commune was judged."""
    if not isinstance(outcome, Outcome):
        raise NonsenseError(type(outcome).__name__)
    # An unknown may hand on the words of the fact it is about; a verdict is the check's own.
    if outcome.text not in check.says and outcome.verdict is not Verdict.UNKNOWN:
        raise NonsenseError(outcome.text)
    rows: tuple[Outcome | Item, ...] = (outcome, *outcome.items)
    for said in rows:
        if said.seen_at is not None and said.seen_at.tzinfo is None:
            raise NonsenseError("naive seen_at")
        if any(isinstance(v, float) and not isfinite(v) for v in said.values.values()):
            raise NonsenseError("not finite")


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
