"""One camera by the time that its device told: the row that it has under the criterion."""

from dataclasses import replace
from datetime import timedelta, timezone

from auditor.contract import Item, Missing, Party, Seen, Terms, Verdict, Why
from auditor.facts import CameraSeen

DOUBT_S = 3.5
"""A device tells whole seconds, and read its clock at some moment of a call of five at most."""
_VIETNAM = timezone(timedelta(hours=7))
_WRITTEN = "%H:%M:%S %d/%m/%Y"
_HOUR = 3600.0
_SPOKE = frozenset({"camera.no_profile", "camera.onvif_media2", "camera.onvif_bad"})
"""Of a device that could have told its time, and did not."""
_HERE = {"camera.time_cap": "clock.no_time_left"}
"""What is said of a picture that was waited for is not said of one that came."""
_ZONES = range(1, 20)
"""Hours between our zone and any other: of UTC+7 the farthest is UTC-12."""


def row_of(seen: Seen[CameraSeen], name: str, terms: Terms, *, together: bool) -> Item:
    """Return the row of one camera; `together`: all devices differ from us by the same."""
    fact = seen.fact
    if isinstance(fact, Missing):
        return _unknown(fact, name)
    if fact.clock_offset_s is None:
        return _untold(seen, fact, name, terms)
    verdict, text = _verdict(fact.clock_offset_s, terms)
    if verdict is not Verdict.PASS and together:
        verdict, text = Verdict.UNKNOWN, "clock.ours_perhaps"
    unknown = verdict is Verdict.UNKNOWN
    return Item(
        target=name,
        verdict=verdict,
        text=text,
        values={"camera": name, "address": fact.address, **_times(fact, fact.clock_offset_s)},
        why=Why.CLOCK_DRIFT if unknown else None,
        party=Party.AUDITOR if unknown else None,
        seen_at=fact.at,
    )


def off(offset_s: float, terms: Terms) -> bool:
    """Tell whether a clock is surely further off than a good one."""
    return abs(offset_s) - DOUBT_S > terms.limits.get("pass_seconds", 60)


def _verdict(offset_s: float, terms: Terms) -> tuple[Verdict, str]:
    """Judge what is sure of it. Whole hours accuse nobody: the picture may show the right time.

    A device that is set to a wrong zone, and by hand to the right time of day, tells a wrong UTC.
    """
    if not off(offset_s, terms):
        return Verdict.PASS, "clock.right"
    hours = round(offset_s / _HOUR)
    if abs(hours) in _ZONES and not off(offset_s - hours * _HOUR, terms):
        return Verdict.WARN, "clock.zone"
    if abs(offset_s) - DOUBT_S <= terms.limits.get("warn_seconds", 300):
        return Verdict.WARN, "clock.drifts"
    return Verdict.FAIL, "clock.wrong"


def _times(fact: CameraSeen, offset_s: float) -> dict[str, str | int]:
    """Write both times out: "off by 29,400,000 seconds" tells nobody that a battery is empty."""
    ours = fact.at.astimezone(_VIETNAM)
    try:
        theirs = (ours + timedelta(seconds=round(offset_s))).strftime(_WRITTEN)
    except OverflowError:
        theirs = f"{round(offset_s):+d} s"
    return {
        "seconds": abs(round(offset_s)),
        "hours": abs(round(offset_s / _HOUR)),
        "offset_s": round(offset_s),
        "theirs": theirs,
        "ours": ours.strftime(_WRITTEN),
    }


def _untold(seen: Seen[CameraSeen], fact: CameraSeen, name: str, terms: Terms) -> Item:
    """Say why a camera that showed its picture told no time."""
    if fact.untold is not None and fact.untold.text not in _SPOKE:
        row = replace(_unknown(fact.untold, name), seen_at=fact.at)
        return replace(row, text=_HERE.get(row.text, row.text))
    device = next(
        (terms.commune.device_of(one) for one in terms.commune.cameras if one.id == seen.target),
        None,
    )
    asked = device is None or bool(device.onvif_port)
    return Item(
        target=name,
        verdict=Verdict.UNKNOWN,
        text="clock.untold" if asked else "clock.no_onvif",
        values={"camera": name, "address": fact.address},
        why=Why.NOT_SUPPLIED if asked else Why.NOT_CONFIGURED,
        party=Party.COMMUNE,
        seen_at=fact.at,
    )


def _unknown(missing: Missing, name: str) -> Item:
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
