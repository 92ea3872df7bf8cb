"""Whether our own clock may accuse: by what vouched for it in the run, else by the devices themselves.

A difference between two clocks says that one of them is wrong, and never which.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from auditor.contract import Missing, Seen, Terms
from auditor.facts import CameraSeen

VOUCHED_S = 10.0
"""A clock that is kept right over the network is; `Date` tells whole seconds, on a line that waits."""
_BORN = datetime(2026, 1, 1, tzinfo=UTC)
"""No device was looked at before: a clock that says so is wrong, whatever ours is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What is known of our own clock."""

    text: str
    """Why it accuses nobody: `clock.ours_wrong`, `clock.ours_perhaps`, `clock.ours_unchecked`;
    empty: it is right."""
    clears: bool = True
    """Whoever agrees with it is right."""
    off_s: float = 0.0
    """Ours minus those that were asked, where they told."""


def trust_in_ours(cameras: Sequence[Seen[CameraSeen]], terms: Terms, doubt_s: float) -> Trust:
    """Return what may be concluded by our clock. `doubt_s`: of any one reading."""
    facts = [one.fact for one in cameras if not isinstance(one.fact, Missing)]
    told = [one.ours_off_s for one in facts if one.ours_off_s is not None]
    if told:
        off_s = max(told, key=abs)
        text = "" if abs(off_s) <= VOUCHED_S else "clock.ours_wrong"
        return Trust(text=text, off_s=off_s)
    return _by_devices(_offsets(facts), terms.limits.get("pass_seconds", 60) + doubt_s)


def impossible(fact: CameraSeen) -> bool:
    """Tell whether a device says a day on which nobody can have asked it."""
    offset_s = fact.clock_offset_s or 0.0
    return fact.at.timestamp() + offset_s < _BORN.timestamp()


def _offsets(facts: Iterable[CameraSeen]) -> Mapping[str, float]:
    """Return a difference for every host: the channels of one recorder have one clock."""
    return {
        one.address.rpartition(":")[0]: one.clock_offset_s
        for one in facts
        if one.clock_offset_s is not None
    }


def _by_devices(offsets: Mapping[str, float], near_s: float) -> Trust:
    """Weigh those that agree with us against the most that agree with one another otherwise."""
    with_us = sum(abs(one) <= near_s for one in offsets.values())
    others = sorted(one for one in offsets.values() if abs(one) > near_s)
    together = max((_within(others, start, near_s) for start in others), default=0)
    if with_us and with_us >= together:
        return Trust(text="")
    if together > 1:
        return Trust(text="clock.ours_perhaps", clears=False)
    return Trust(text="clock.ours_unchecked")


def _within(offsets: Sequence[float], start: float, width_s: float) -> int:
    return sum(start <= one <= start + width_s for one in offsets)
