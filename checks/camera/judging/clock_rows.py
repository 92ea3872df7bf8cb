"""One camera by the time that its device told: the row that it has under the criterion."""

from dataclasses import replace
from datetime import timedelta, timezone

from auditor.contract import Item, Missing, Party, Seen, Terms, Verdict, Why
from auditor.facts import CameraSeen
from checks.camera.judging.clock_trust import Trust, impossible

DOUBT_S = 3.5
"""A device tells whole seconds, and read its clock at some moment of a call of five at most."""
_VIETNAM = timezone(timedelta(hours=7))
_WRITTEN = "%H:%M:%S %d/%m/%Y"
_HOUR = 3600.0
_SPOKE = frozenset({"camera.no_profile", "camera.onvif_media2", "camera.onvif_bad"})
"""Of a device that could have told its time, and did not."""
_HERE = {"camera.time_cap": "clock.no_time_left"}
"""What is said of a picture that was waited for is not said of one that came."""
_ZONES = frozenset(
    abs(zone - 7)
    for zone in (
        *range(-12, 15), -9.5, -3.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75, 13.75,
    )
    if zone != 7
)  # fmt: skip
"""Hours between our zone and any other that is or was in use, the quarters and halves too."""


def row_of(seen: Seen[CameraSeen], name: str, terms: Terms, trust: Trust) -> Item:
    """Return the row of one camera, as far as our own clock may say it."""
    fact = seen.fact
    if isinstance(fact, Missing):
        return _unknown(fact, name)
    if fact.clock_offset_s is None:
        return _untold(seen, fact, name, terms)
    verdict, text = _told(fact, fact.clock_offset_s, terms, trust)
    unknown = verdict is Verdict.UNKNOWN
    return Item(
        target=name,
        verdict=verdict,
        text=text,
        values={
            "camera": name,
            "address": fact.address,
            **_times(fact, fact.clock_offset_s),
            "ours_off_s": round(abs(trust.off_s)),
        },
        why=Why.CLOCK_DRIFT if unknown else None,
        party=Party.AUDITOR if unknown else None,
        seen_at=fact.at,
    )


def _told(fact: CameraSeen, offset_s: float, terms: Terms, trust: Trust) -> tuple[Verdict, str]:
    """Judge by our clock as far as it is right; a day that cannot be is wrong by any clock."""
    # Where two clocks of ours differ by seconds, the one that is kinder to the device counts.
    verdict, text = _verdict(min(offset_s, offset_s + trust.off_s, key=abs), terms)
    if not trust.text or impossible(fact):
        return verdict, text
    if (
        verdict is Verdict.PASS
        and trust.clears
        and not _off(abs(offset_s) + abs(trust.off_s), terms)
    ):
        return verdict, text
    return Verdict.UNKNOWN, trust.text


def _off(offset_s: float, terms: Terms) -> bool:
    """Tell whether a clock is surely further off than a good one."""
    return abs(offset_s) - DOUBT_S > terms.limits.get("pass_seconds", 60)


def _verdict(offset_s: float, terms: Terms) -> tuple[Verdict, str]:
    """Judge what is sure of it. What a zone explains accuses nobody: the picture may be right.

    A device that is set to a wrong zone, and by hand to the right time of day, tells a wrong UTC.
    """
    if not _off(offset_s, terms):
        return Verdict.PASS, "clock.right"
    hours = _hours(offset_s)
    if hours in _ZONES and not _off(abs(offset_s) - hours * _HOUR, terms):
        return Verdict.WARN, "clock.zone"
    if abs(offset_s) - DOUBT_S <= terms.limits.get("warn_seconds", 300):
        return Verdict.WARN, "clock.drifts"
    return Verdict.FAIL, "clock.wrong"


def _hours(offset_s: float) -> float:
    """Return the difference in hours, to the nearest quarter: zones differ by quarters."""
    return round(4 * abs(offset_s) / _HOUR) / 4


def _times(fact: CameraSeen, offset_s: float) -> dict[str, str | int]:
    """Write both times out: "off by 29,400,000 seconds" tells nobody that a battery is empty."""
    ours = fact.at.astimezone(_VIETNAM)
    try:
        theirs = (ours + timedelta(seconds=round(offset_s))).strftime(_WRITTEN)
    except OverflowError:
        theirs = f"{round(offset_s):+d} s"
    return {
        "seconds": abs(round(offset_s)),
        "hours": _written_hours(offset_s),
        "offset_s": round(offset_s),
        "theirs": theirs,
        "ours": ours.strftime(_WRITTEN),
    }


def _written_hours(offset_s: float) -> str | int:
    """Write whole hours as a number, others with their minutes: 7, 0:30."""
    minutes = round(60 * _hours(offset_s))
    return minutes // 60 if minutes % 60 == 0 else f"{minutes // 60}:{minutes % 60:02d}"


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
