"""One camera by its looks: the row that it has under the criterion.

Looks out of hours never count, nor looks at an address that the inventory no longer has: whatever
was wrong there is no fault of the camera.
"""

from dataclasses import dataclass, replace
from math import ceil

from auditor.contract import Item, Missing, Party, Seen, Terms, Values, Verdict, Why
from auditor.facts import CameraLooks, Look, LookState
from checks.camera.judging.cameras import counters_of
from checks.looks import Hours, bounds, spaced, ups

_DOWN = {
    "camera.connection_refused": "online.down_refused",
    "camera.no_connection": "online.down_unreachable",
    "camera.no_answer_to_call": "online.down_unreachable",
    "camera.rtsp_silent": "online.down_silent",
    "camera.closed": "online.down_closed",
    "camera.no_frame": "online.down_no_frame",
}
"""What the last look that found no picture met, as a row of a failure says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Camera:
    """A camera's looks as they were taken, those in hours, and those that count."""

    looks: tuple[Look, ...]
    inside: tuple[Look, ...]
    counted: tuple[Look, ...]
    name: str
    values: Values


def row_of(seen: Seen[CameraLooks], name: str, terms: Terms, hours: Hours) -> Item:
    """Return the row of one camera: what its looks in hours say together."""
    row = _row(seen, name, terms, hours)
    # The id stays when a camera is renamed: a later comparison of runs knows it again.
    values = {**row.values, "id": seen.target}
    if counters := counters_of(seen.target, terms):
        values["counters"] = counters
    return replace(row, values=values)


def _row(seen: Seen[CameraLooks], name: str, terms: Terms, hours: Hours) -> Item:
    if isinstance(seen.fact, Missing):
        return _unseen(seen.fact, name)
    camera = _counted(seen.fact, name, terms, hours)
    if not camera.counted:
        return _nothing_counts(camera)
    up, total = len(ups(camera.counted)), len(camera.counted)
    if up / total >= terms.limits.get("pass_from", 0.95):
        return _said(camera, Verdict.PASS, "online.up_once" if up == 1 else "online.up")
    acceptable = terms.limits.get("warn_from", 0.80)
    if up / total >= acceptable:
        return _said(camera, Verdict.WARN, "online.unsteady")
    if total >= terms.limits.get("min_looks", 3) and bounds(up, total)[1] < acceptable:
        return _down(camera)
    return _said(camera, Verdict.UNKNOWN, "online.unconfirmed", why=Why.UNCONFIRMED)


def _counted(fact: CameraLooks, name: str, terms: Terms, hours: Hours) -> _Camera:
    """Leave out looks at an address that is no longer the camera's, and those out of hours."""
    looks = tuple(
        one
        for one in sorted(fact.looks, key=lambda look: look.at)
        if one.values.get("address", fact.address) == fact.address
    )
    always = not terms.limits.get("in_hours", 1)
    inside = tuple(one for one in looks if always or hours.hold(one.at))
    counted = tuple(spaced(inside, terms.limits.get("gap_seconds", 540)))
    low, high = bounds(len(ups(counted)), len(counted)) if counted else (0.0, 1.0)
    return _Camera(
        looks=looks,
        inside=inside,
        counted=counted,
        name=name,
        values={
            "camera": name,
            "address": fact.address,
            "looks": len(counted),
            "up": len(ups(counted)),
            "low": int(low * 100),
            "high": ceil(high * 100),
            "outside": len(looks) - len(inside),
            "outside_up": len(ups(looks)) - len(ups(inside)),
        },
    )


def _nothing_counts(camera: _Camera) -> Item:
    """Answer with what the last look that says nothing said of itself."""
    if not camera.looks:
        return _said(camera, Verdict.UNKNOWN, "online.no_look", why=Why.UNCONFIRMED)
    if not camera.inside and any(one.state is not LookState.VOID for one in camera.looks):
        return _said(camera, Verdict.UNKNOWN, "online.only_out_of_hours", why=Why.UNCONFIRMED)
    last = (camera.inside or camera.looks)[-1]
    return _said(
        camera,
        Verdict.UNKNOWN,
        last.text,
        why=last.why or Why.UNCONFIRMED,
        party=last.party,
        values=last.values,
    )


def _down(camera: _Camera) -> Item:
    last = next(one for one in reversed(camera.counted) if one.state is LookState.DOWN)
    return _said(
        camera,
        Verdict.FAIL,
        _DOWN.get(last.text, "online.down"),
        why=last.why,
        party=last.party or Party.COMMUNE,
        values=last.values,
    )


def _said(
    camera: _Camera,
    verdict: Verdict,
    text: str,
    *,
    why: Why | None = None,
    party: Party | None = None,
    values: Values | None = None,
) -> Item:
    if verdict is Verdict.UNKNOWN and party is None:
        party = Party.AUDITOR
    return Item(
        target=camera.name,
        verdict=verdict,
        text=text,
        values={**(values or {}), **camera.values},
        why=why,
        party=party,
        seen_at=camera.looks[-1].at if camera.looks else None,
    )


def _unseen(missing: Missing, name: str) -> Item:
    return Item(
        target=name,
        verdict=Verdict.UNKNOWN,
        text=missing.text,
        values={**missing.values, "camera": name},
        why=missing.why,
        party=missing.party,
        evidence=missing.evidence,
        seen_at=missing.seen_at,
    )
