"""When in the day the traces of a feed fall.

A mistaken zone or format makes every row readable and every officer late: nothing but the hours
shows it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from auditor.probes.feeds.plan import FeedPlan
from auditor.tabular.timeformat import compile_format

FIRST, LAST = 5, 20
"""Hours of the local day between which people are at work, overtime included."""
MOST_OUTSIDE = 0.2
LEAST, LEAST_DAYS = 10, 3  # fewer traces or days look like anything
_NOON = 12


class Doubt(StrEnum):
    """What the hours speak against. The text key is `feed.doubt.<doubt>`."""

    OFF = "off"
    AFTERNOONS = "afternoons"
    MORNINGS = "mornings"
    HALF_CLOCK = "half_clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The used traces of a feed by the hour of the local day."""

    by_hour: tuple[int, ...] = (0,) * 24
    days: int = 0
    mornings: int = 0
    """Days whose traces all lie before noon."""
    afternoons: int = 0
    read: int = 0
    """Times that could be read, used or not."""
    latest: int = 0
    """The highest hour that a row writes."""
    may_be_half: bool = False
    """The format shows hours without saying which half of the day they are of."""

    @property
    def used(self) -> int:
        """Count the traces."""
        return sum(self.by_hour)

    @property
    def outside(self) -> int:
        """Count the traces of hours at which nobody is at work."""
        return self.used - sum(self.by_hour[FIRST:LAST])

    def doubts(self) -> tuple[Doubt, ...]:
        """Return what a person must look at before anybody is judged by this feed."""
        found = []
        if self.used >= LEAST and self.outside > MOST_OUTSIDE * self.used:
            found.append(Doubt.OFF)
        half_clock = self.may_be_half and self.read >= LEAST and self.latest <= _NOON
        if half_clock:
            found.append(Doubt.HALF_CLOCK)
        enough = self.used >= LEAST and self.days >= LEAST_DAYS
        if enough and self.afternoons == self.days:
            found.append(Doubt.AFTERNOONS)
        if enough and self.mornings == self.days and not half_clock:
            found.append(Doubt.MORNINGS)
        return tuple(found)


class HoursSeen:
    """Collects the hours of one feed, row by row."""

    def __init__(self, plan: FeedPlan, zone: ZoneInfo) -> None:
        self._zone = zone
        self._written = ZoneInfo(plan.zone) if plan.zone else None
        self._shows_half = compile_format(plan.time_format).tells_halves
        self._by_hour = [0] * 24
        self._halves: dict[date, set[bool]] = {}
        self._read = self._latest = 0

    def read(self, at: datetime) -> None:
        """Note a time that could be read, whosever it is."""
        self._read += 1
        if self._written is not None:
            self._latest = max(self._latest, at.astimezone(self._written).hour)

    def used(self, at: datetime) -> None:
        """Note a trace of somebody."""
        local = at.astimezone(self._zone)
        self._by_hour[local.hour] += 1
        self._halves.setdefault(local.date(), set()).add(local.hour < _NOON)

    def whole(self) -> Hours:
        """Return what was seen."""
        return Hours(
            by_hour=tuple(self._by_hour),
            days=len(self._halves),
            mornings=_only(self._halves.values(), before_noon=True),
            afternoons=_only(self._halves.values(), before_noon=False),
            read=self._read,
            latest=self._latest,
            may_be_half=self._written is not None and not self._shows_half,
        )


def _only(halves: Iterable[set[bool]], *, before_noon: bool) -> int:
    return sum(seen == {before_noon} for seen in halves)
