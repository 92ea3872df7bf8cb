"""What every audience's narrowing does to an outcome and to evidence. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from auditor.contract import Finding, Item, Outcome
from auditor.results import EvidenceInfo, Results
from auditor.sweeping import Sweep


def sweep_of(results: Results, hidden: str) -> Sweep:
    """Return the sweep of all communes' devices.

    A host that is a site as well is swept with its ports alone: the site's address is public.
    """
    sites = [c.site for c in results.communes if c.site]
    addresses = {host for c in results.communes for host in c.addresses}
    return Sweep.of(addresses, sites=sites, hidden=hidden)


def swept(outcome: Outcome, sweep: Sweep) -> Outcome:
    """Return the outcome without them; what it shares with others is said by its cause."""
    return replace(
        outcome,
        values=sweep.values(outcome.values),
        items=tuple(_item(item, sweep) for item in outcome.items),
        grounds=(),
    )


def cited(findings: Sequence[Finding]) -> frozenset[str]:
    """Return the hashes that these findings name."""
    rows = (item.evidence for f in findings for item in f.outcome.items)
    return frozenset(
        sha for shas in (*(f.outcome.evidence for f in findings), *rows) for sha in shas
    )


def evidence(
    kept: Sequence[EvidenceInfo], wanted: frozenset[str], sweep: Sweep
) -> tuple[EvidenceInfo, ...]:
    """Return the evidence that is wanted."""
    return tuple(replace(e, url=sweep.text(e.url)) for e in kept if e.sha256 in wanted)


def _item(item: Item, sweep: Sweep) -> Item:
    return replace(
        item,
        target=sweep.text(item.target),
        values=sweep.values(item.values),
        url=sweep.text(item.url),
        quote=sweep.text(item.quote),
    )
