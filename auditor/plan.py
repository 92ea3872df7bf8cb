"""Communes x kinds of facts -> jobs, by network zone. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.contract import Commune, Missing, Party, Why
from auditor.facts import Site, SiteLooks

SITE = "site"

_PROBE_OF: dict[type, str] = {Site: SITE, SiteLooks: SITE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One target to look at: at most one network connection at a time."""

    probe: str
    commune: Commune
    target: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """A probe that cannot be sent out, with what every fact of it becomes."""

    probe: str
    commune: Commune
    target: str
    missing: Missing


def plan(
    communes: Iterable[Commune], kinds: frozenset[type], *, over: bool = False
) -> tuple[tuple[Job, ...], tuple[Unplanned, ...]]:
    """Return what to do and what cannot be done, each probe once a commune.

    `over`: the period audited has ended. What is seen today says nothing of it, so nothing is
    looked at; looks that were taken in the period are judged all the same.
    """
    jobs: list[Job] = []
    unplanned: list[Unplanned] = []
    probes = sorted({_PROBE_OF[kind] for kind in kinds})
    for commune in communes:
        for probe in probes:
            if commune.site is None:
                unplanned.append(
                    Unplanned(probe=probe, commune=commune, target="", missing=_NO_SITE)
                )
            elif over:
                target = commune.site.url
                unplanned.append(
                    Unplanned(probe=probe, commune=commune, target=target, missing=_OVER)
                )
            else:
                target = commune.site.url
                jobs.append(Job(probe=probe, commune=commune, target=target, zone=commune.zone))
    return tuple(jobs), tuple(unplanned)


_OVER = Missing(why=Why.STALE, party=Party.AUDITOR, text="site.period_over")
_NO_SITE = Missing(why=Why.NOT_CONFIGURED, party=Party.PROVINCE, text="site.not_in_inventory")
