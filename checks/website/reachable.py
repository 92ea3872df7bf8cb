"""The commune's site is up: by looks, because one bad moment is no bad site.

Looks that say nothing of the site (a firewall, an outage of our own) are left out. One good look
passes, at the time of the look; a failure needs several, spaced, and an interval that excludes
an acceptable availability. Time, day and load are left to the looks; judges read no clock.
"""

from dataclasses import dataclass
from statistics import median

from auditor.contract import Check, Item, Outcome, Party, Terms, Values, Verdict, Why
from auditor.facts import Look, LookState, SiteLooks, Tls
from checks.looks import spaced, upper_bound, ups

_MOST = 10
"""Rows of looks that were not up; the counts say how many there were in all."""
_BAD_TLS = {
    Tls.EXPIRED: "reachable.tls_expired",
    Tls.WRONG_HOST: "reachable.tls_wrong_host",
    Tls.UNTRUSTED: "reachable.tls_untrusted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """The looks as they were taken, and those that count: void ones left out, close ones as one."""

    looks: SiteLooks
    counted: tuple[Look, ...]


def judge(looks: SiteLooks, terms: Terms) -> Outcome:
    """Pass when the looks that count were good; fail only when enough of them were not."""
    counted = spaced(looks.looks, terms.limits.get("gap_seconds", 540))
    seen = _Seen(looks=looks, counted=tuple(counted))
    if not counted:
        return _not_looked(seen)
    up = ups(counted)
    share = len(up) / len(counted)
    if share >= terms.limits.get("pass_from", 0.95):
        return _up(seen, terms, up)
    if share >= terms.limits.get("warn_from", 0.80):
        return _answer(seen, Verdict.WARN, "reachable.unsteady")
    enough = len(counted) >= terms.limits.get("min_looks", 3)
    if enough and upper_bound(len(up), len(counted)) < terms.limits.get("warn_from", 0.80):
        party = next(look.party for look in reversed(counted) if look.state is LookState.DOWN)
        return _answer(seen, Verdict.FAIL, "reachable.down", party=party)
    return _answer(
        seen, Verdict.UNKNOWN, "reachable.unconfirmed", why=Why.UNCONFIRMED, party=Party.AUDITOR
    )


def _not_looked(seen: _Seen) -> Outcome:
    """Answer with what the last void look said of itself."""
    looks = seen.looks
    if not looks.looks:
        return _answer(
            seen, Verdict.UNKNOWN, "reachable.no_look", why=Why.UNCONFIRMED, party=Party.AUDITOR
        )
    last = looks.looks[-1]
    why, party = last.why or Why.UNCONFIRMED, last.party or Party.AUDITOR
    return _answer(seen, Verdict.UNKNOWN, last.text, why=why, party=party, values=last.values)


def _up(seen: _Seen, terms: Terms, up: list[Look]) -> Outcome:
    last = up[-1]
    if text := _BAD_TLS.get(last.tls, ""):
        return _answer(seen, Verdict.WARN, text)
    if last.tls is Tls.NONE:
        return _answer(seen, Verdict.WARN, "reachable.http_only")
    took = int(median([look.elapsed_ms for look in up if look.elapsed_ms is not None] or [0]))
    if took > (slow := int(terms.limits.get("slow_seconds", 5) * 1000)):
        return _answer(seen, Verdict.WARN, "reachable.slow", values={"ms": took, "limit": slow})
    once = len(up) == 1
    return _answer(seen, Verdict.PASS, "reachable.up_once" if once else "reachable.up")


def _answer(
    seen: _Seen,
    verdict: Verdict,
    text: str,
    *,
    why: Why | None = None,
    party: Party | None = None,
    values: Values | None = None,
) -> Outcome:
    looks, counted = seen.looks, seen.counted
    good = sum(look.state is LookState.UP for look in counted)
    return Outcome(
        verdict=verdict,
        text=text,
        values={"looks": len(counted), "up": good, "url": looks.url, **(values or {})},
        why=why,
        party=party,
        items=tuple(_row(look) for look in _shown(looks)),
        seen_at=looks.looks[-1].at if looks.looks else None,
    )


def _shown(looks: SiteLooks) -> list[Look]:
    """Return the latest look that was up and the latest of the others: a month of good ones is one row."""
    up = ups(looks.looks)[-1:]
    others = [look for look in looks.looks if look.state is not LookState.UP][-_MOST:]
    return sorted([*up, *others], key=lambda look: look.at)


def _row(look: Look) -> Item:
    verdicts = {
        LookState.UP: Verdict.PASS,
        LookState.DOWN: Verdict.FAIL,
        LookState.VOID: Verdict.UNKNOWN,
    }
    void = look.state is LookState.VOID
    return Item(
        target=look.target,
        verdict=verdicts[look.state],
        text=look.text,
        values=look.values,
        why=(look.why or Why.UNCONFIRMED) if void else look.why,
        party=look.party,
        url=look.target,
        seen_at=look.at,
    )


CHECK = Check(
    id="website.reachable",
    needs=(SiteLooks,),
    judge=judge,
    says=(
        "reachable.up_once",
        "reachable.up",
        "reachable.unsteady",
        "reachable.down",
        "reachable.unconfirmed",
        "reachable.no_look",
        "reachable.tls_expired",
        "reachable.tls_wrong_host",
        "reachable.tls_untrusted",
        "reachable.http_only",
        "reachable.slow",
    ),
)
