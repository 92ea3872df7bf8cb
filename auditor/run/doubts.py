"""Which visits may have failed by ourselves, and what they come to when they cannot be repeated."""

from dataclasses import replace

from auditor.contract import Missing, Party, Why
from auditor.facts import LookState, Site
from auditor.plan import CAMERA, SITE, Job
from auditor.run.visits import Visit, voided

OFFLINE = Missing(why=Why.PROBE_OFFLINE, party=Party.AUDITOR, text="look.probe_offline")
SLEPT = Missing(why=Why.PROBE_OFFLINE, party=Party.AUDITOR, text="look.slept")
_NETWORK = frozenset({Why.UNREACHABLE, Why.TIMEOUT, Why.PROBE_OFFLINE})
_CUT = frozenset({"site.cut", "site.time_cap", "site.robots_unavailable"})
# A portal that wants us to log in first sends every visitor elsewhere, whatever was asked for.
_ELSEWHERE = frozenset({"site.moved", "site.address_404"})
# A device that stopped talking; anything else it refused is its own word, "no" to a password too.
_SPENT = frozenset(
    {
        "camera.silent_after_login",
        "camera.hung_up",
        "camera.maybe_blocked",
        "camera.not_tried",
        "camera.another_refused",
    }
)
_SILENT = _SPENT | {"camera.time_cap"}


def waits_for_line(job: Job) -> bool:
    """A camera in our own network may be seen while the line out of it is gone: it is tried."""
    return job.probe == SITE


def doubtful(visit: Visit) -> bool:
    """Say whether less than the whole was seen, and we may have been the reason.

    A bug of ours is one already; what the inventory does not say, no line brings.
    """
    look, fact = visit.look, visit.fact
    if look is None:
        return False
    if isinstance(fact, Site):
        return any(_by_network(one.missing) for one in fact.unread)
    why, text = (fact.why, fact.text) if isinstance(fact, Missing) else (look.why, look.text)
    if look.state is LookState.UP and not isinstance(fact, Missing):
        return False
    return why is not Why.BUG and (why is not Why.NOT_CONFIGURED or text in _ELSEWHERE)


def by_line(job: Job, visit: Visit) -> bool:
    """Say whether a line that is gone explains it.

    A camera's own office has witnessed its own, and what a device answered came over some line.
    """
    look = visit.look
    if job.probe != CAMERA or look is None:
        return True
    return look.state is not LookState.DOWN and (look.why in _NETWORK or look.text in _SILENT)


def spent_at(job: Job, visit: Visit) -> str:
    """Return the host whose one try with a password may be spent in vain; empty where none is.

    Looking again would be a second try, or find that there is none left.
    """
    look = visit.look
    if job.probe != CAMERA or look is None or look.text not in _SPENT:
        return ""
    return str(look.values.get("host", ""))


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


def _by_network(missing: Missing) -> bool:
    return missing.why in _NETWORK or missing.text in _CUT
