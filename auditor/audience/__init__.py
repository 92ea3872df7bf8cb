"""Results -> what one reader may read of them. Pure.

Addresses of cameras, and what stands open to strangers, are for the commune and the province's
security contact; officers' rows for their own commune; the public reads counts. What is sensitive
is decided here, by family and by name, and a sweep looks once more: no check has to think of it.
"""

from collections.abc import Iterator
from dataclasses import replace

from auditor.audience.apart import apart_of, is_apart
from auditor.audience.parts import cited, evidence, sweep_of, swept
from auditor.audience.province import of_province
from auditor.contract import Audience, Stage
from auditor.published import is_whole, published
from auditor.results import CommuneResult, Results, Score
from auditor.sweeping import Sweep

__all__ = ["HIDDEN", "by_commune", "is_apart", "narrowed"]

HIDDEN = "(…)"
"""Stands for what is left out where the caller has no words for it."""
_NOTHING = Score(value=None, low=0, high=100, coverage=0, rating="", no_rating="")


def narrowed(
    results: Results, audience: Audience, *, commune: str = "", hidden: str = HIDDEN
) -> Results:
    """Return what the audience may read; `hidden` stands where something was left out.

    COMMUNE needs the commune's code and gives it everything of its own and nothing of another's.
    Narrowing twice is narrowing once; what was left out for one audience is there for no other.
    """
    if results.audience is audience and not commune:
        return results
    match audience:
        case Audience.PUBLIC:
            return _public(results)
        case Audience.PROVINCE:
            return of_province(results, hidden)
        case Audience.COMMUNE:
            return _commune(results, commune, sweep_of(results, hidden), apart_of(results))
        case Audience.SECURITY:
            return _security(results, hidden)


def by_commune(results: Results, *, hidden: str = HIDDEN) -> Iterator[Results]:
    """Yield what each commune may read, in their order: what all have in common is gathered only once."""
    sweep, apart = sweep_of(results, hidden), apart_of(results)
    for commune in results.communes:
        yield _commune(results, commune.code, sweep, apart)


def _public(results: Results) -> Results:
    """Leave counts; a conclusion, and nothing before it, also has communes with their scores.

    Of a part of the province it leaves nothing: the part taken from the whole names the rest.
    """
    told = results.run.stage is Stage.FINAL and is_whole(results.run)
    communes = tuple(_named(c) for c in results.communes if c.findings) if told else ()
    apart = apart_of(results)
    return replace(
        results,
        communes=communes,
        causes=(),
        not_reached=(),
        audience=Audience.PUBLIC,
        apart=apart,
        published=published(results, without=apart),
    )


def _named(commune: CommuneResult) -> CommuneResult:
    """A criterion that holds a rating down would be a verdict of one commune: it is not named."""
    return replace(
        commune,
        site="",
        findings=(),
        evidence=(),
        addresses=(),
        titles={},
        score=replace(commune.score, capped_by=()),
    )


def _commune(results: Results, code: str, sweep: Sweep, apart: tuple[str, ...]) -> Results:
    """Leave the commune alone with its own; what it shares keeps its number of communes only."""
    mine = tuple(c for c in results.communes if c.code == code)
    others = sweep.sparing(host for c in mine for host in c.addresses)
    own = replace(others, people=False)
    mine = tuple(
        replace(
            c,
            findings=tuple(replace(f, outcome=swept(f.outcome, own)) for f in c.findings),
            evidence=tuple(replace(e, url=own.text(e.url)) for e in c.evidence),
        )
        for c in mine
    )
    causes = tuple(
        replace(
            cause,
            values=others.values(cause.values),
            communes=tuple(c if c == code else "" for c in cause.communes),
        )
        for cause in results.causes
        if code in cause.communes
    )
    return replace(
        results,
        communes=mine,
        causes=causes,
        not_reached=tuple(c for c in results.not_reached if c == code),
        audience=Audience.COMMUNE,
        apart=apart,
    )


def _security(results: Results, hidden: str) -> Results:
    """Leave what stands open, where, and nothing of sites, officers or scores."""
    apart = apart_of(results)
    communes = []
    for commune in results.communes:
        findings = tuple(f for f in commune.findings if is_apart(f))
        kept = evidence(commune.evidence, cited(findings), Sweep(hidden=hidden))
        communes.append(
            replace(
                commune,
                score=_NOTHING,
                rank=None,
                findings=findings,
                evidence=kept,
                titles={},
            )
        )
    return replace(
        results,
        communes=tuple(communes),
        causes=tuple(c for c in results.causes if set(c.criteria) & set(apart)),
        audience=Audience.SECURITY,
        apart=apart,
    )
