"""What several looks at one target in one run leave together.

A later look that sees less takes nothing away from what an earlier one saw whole: that the target
answered no more is said by the look.
"""

from dataclasses import dataclass, field, replace

from auditor.contract import Missing
from auditor.facts import CameraSeen

Key = tuple[str, str, str]


@dataclass(slots=True)
class Whole:
    """Which targets of a run were seen whole, and of cameras what was seen."""

    _seen: dict[Key, CameraSeen | None] = field(default_factory=dict)

    def with_earlier(self, key: Key, fact: object) -> object:
        """Return what is to be kept from now on; None: what is kept stays as it is."""
        if fact is None or isinstance(fact, Missing):
            return None if key in self._seen else fact
        before = self._seen.get(key)
        if isinstance(fact, CameraSeen):
            fact = together(before, fact) if before else fact
        self._seen[key] = fact if isinstance(fact, CameraSeen) else None
        return fact


def together(before: CameraSeen, now: CameraSeen) -> CameraSeen:
    """Return the later look, with what only the earlier one was told.

    What a recorder says it kept is not among it: it is judged by the moment it was asked.
    """
    told = before if now.device is None and before.device is not None else now
    timed = before if now.clock_offset_s is None else now
    return replace(
        now,
        device=told.device,
        calls=told.calls,
        untold=told.untold,
        clock_offset_s=timed.clock_offset_s,
        ours_off_s=timed.ours_off_s,
        open_still=now.open_still or before.open_still,
    )
