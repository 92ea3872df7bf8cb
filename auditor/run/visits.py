"""What a probe's visit comes to, and how it is put when it says nothing of the target."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from auditor.contract import Missing, Party, Why
from auditor.facts import Look, LookState
from auditor.plan import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The fact (or Missing) of a job, and the look that it was."""

    fact: object = None
    """None: only a glance was taken."""
    look: Look | None = None
    """None: the target cannot be up or down, as a log cannot."""
    picture: Look | None = None
    """What the picture of a camera measured: a look of the kind `picture`."""
    odd: bool = False
    """Something was seen that counts only when further looks, spaced, see it too."""


class Prober(Protocol):
    """One kind of probe. A look it returns as down was witnessed before and after."""

    async def visit(self, job: Job) -> Visit:
        """Look whole, and return the fact."""
        ...

    async def glance(self, job: Job) -> Visit:
        """Look whether it is up, as lightly as that can be told."""
        ...

    def unwitnessed(self, job: Job, look: Look) -> bool:
        """Say whether a void look is worth another one, for now there is a witness."""
        ...


def voided(look: Look, missing: Missing) -> Look:
    """Return the look as one that says nothing, for this reason."""
    return replace(
        look,
        state=LookState.VOID,
        why=missing.why,
        party=missing.party,
        text=missing.text,
        values={**missing.values, **_address(look)},
    )


def unpictured(look: Look) -> Look:
    """Return the look at the picture of a camera that showed none, for the reason that it has."""
    return replace(look, state=LookState.VOID, elapsed_ms=None)


def missing_of(look: Look) -> Missing:
    """Return what a look that is not up leaves as a fact."""
    return Missing(
        why=look.why or Why.UNREACHABLE,
        party=look.party or Party.COMMUNE,
        text=look.text,
        values=look.values,
        seen_at=look.at,
    )


def crashed(job: Job, error: Exception) -> Visit:
    """Return what a bug of ours leaves: unknown, and the auditor must act."""
    values: Mapping[str, str] = {"probe": job.probe, "error": type(error).__name__}
    missing = Missing(why=Why.BUG, party=Party.AUDITOR, text="engine.probe_bug", values=values)
    look = Look(
        at=datetime.now(UTC),
        target=job.target,
        state=LookState.VOID,
        text=missing.text,
        values=values,
        why=missing.why,
        party=missing.party,
    )
    return Visit(fact=missing, look=look)


def offline(job: Job, missing: Missing) -> Visit:
    """Return what a target comes to that was not even asked, for we could not ask."""
    now = datetime.now(UTC)
    look = Look(
        at=now,
        target=job.target,
        state=LookState.VOID,
        text=missing.text,
        why=missing.why,
        party=missing.party,
    )
    return Visit(fact=replace(missing, seen_at=now), look=look)


def _address(look: Look) -> Mapping[str, str | int | float]:
    """Keep which address was looked at: looks at another one say nothing of this."""
    return {"address": look.values["address"]} if "address" in look.values else {}
