"""Which visits may have failed by ourselves, and what they come to when they cannot be repeated."""

from dataclasses import replace

from auditor.contract import Missing, Party, Why
from auditor.facts import LookState, Site
from auditor.plan import CAMERA, SITE, Job
from auditor.run.visits import Visit, voided

OFFLINE = Missing(why=Why.PROBE_OFFLINE, party=Party.AUDITOR, text="look.probe_offline")
SLEPT = Missing(why=Why.PROBE_OFFLINE, party=Party.AUDITOR, text="look.slept")
_NETWORK = frozenset({Why.UNREACHABLE, Why.TIMEOUT, Why.PROBE_OFFLINE})
_CUT = frozenset({"site.cut", "site.time_cap", "camera.time_cap"})


def waits_for_line(job: Job) -> bool:
    """A camera in our own network may be seen while the line out of it is gone: it is tried."""
    return job.probe == SITE


def doubtful(visit: Visit) -> bool:
    """Say whether something was not seen for a reason that could be our own."""
    if visit.look is None:
        return False
    if visit.look.state is LookState.DOWN or _by_network(visit.fact):
        return True
    if visit.look.state is LookState.VOID and visit.look.why in _NETWORK:
        return True
    return isinstance(visit.fact, Site) and any(_by_network(u.missing) for u in visit.fact.unread)


def by_line(job: Job, visit: Visit) -> bool:
    """Say whether a line that is gone explains it: a camera's own office has witnessed its own."""
    witnessed = visit.look is not None and visit.look.state is LookState.DOWN
    return not (job.probe == CAMERA and witnessed)


def unseen(visit: Visit, own: Missing) -> Visit:
    """Return the visit with the blame where it belongs; what was seen stays."""
    look, fact = visit.look, visit.fact
    at = look.at if look else None
    mine = replace(own, seen_at=at)
    if isinstance(fact, Site):
        unread = (
            replace(one, missing=mine) if _by_network(one.missing) else one for one in fact.unread
        )
        fact = replace(fact, unread=tuple(unread))
    elif isinstance(fact, Missing) or (look is not None and look.state is LookState.DOWN):
        fact = mine
    if look is not None and look.state is not LookState.UP:
        look = voided(look, mine)
    return Visit(fact=fact, look=look)


def _by_network(fact: object) -> bool:
    return isinstance(fact, Missing) and (fact.why in _NETWORK or fact.text in _CUT)
