"""The moment of a row, in UTC: read as declared, or the reason why it is none."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from auditor.probes.feeds.faults import Reason
from auditor.probes.feeds.plan import FeedPlan
from auditor.probes.feeds.sheets import Cell
from auditor.tabular.timeformat import TimeFault, compile_format

TOO_OLD = datetime(2010, 1, 1, tzinfo=UTC)
"""A clock that lost its battery says 1970, 1980 or 2000; no commune logged in by then."""
AHEAD = timedelta(hours=1)
"""How far past now a row may lie: clocks run fast, but not by hours."""
_HALF = timedelta(milliseconds=500)


class Times:
    """Reads the times of one feed."""

    def __init__(self, plan: FeedPlan, now: datetime) -> None:
        self._format = compile_format(plan.time_format)
        self._zone = ZoneInfo(plan.zone) if plan.zone else None
        self._offset = timedelta(seconds=plan.offset_s)
        self._latest = now + AHEAD
        self._days: dict[date, timedelta | None] = {}

    def moment(self, clock: Cell, day: Cell | None) -> datetime | Reason:
        """Return when it was; `day` is the cell of a date that stands apart."""
        try:
            found = self._whole(clock) if day is None else self._apart(day, clock)
            if isinstance(found, TimeFault):
                return Reason.DATE if found is TimeFault.DATE else Reason.NO_ZONE
            at = self._in_utc(found)
        except OverflowError:  # the year 1, or 9999
            return Reason.DATE
        return at if isinstance(at, Reason) else self._plausible(at)

    def is_swapped(self, cells: Iterable[Cell], *, apart: bool) -> bool:
        """Say whether a workbook's own dates look as if Excel had taken the day for the month.

        Excel turns `05/03/2026` into a date by its own language and leaves `25/03/2026` as text:
        then every date has a day up to 12 and every text one above.
        """
        typed, written = set[int](), set[int]()
        for cell in cells:
            if isinstance(cell, date):
                typed.add(cell.day)
            elif isinstance(cell, str):
                on = text(cell)
                found = self._format.read_apart(on, time()) if apart else self._format.read(on)
                written |= {found.day} if isinstance(found, datetime) else set()
        return bool(typed) and bool(written) and max(typed) <= 12 < min(written)

    def _whole(self, cell: Cell) -> datetime | TimeFault:
        if isinstance(cell, str):
            return self._format.read(text(cell))
        if isinstance(cell, datetime):
            return _rounded(cell)
        return TimeFault.DATE  # a day without a time, or a time without a day

    def _apart(self, day: Cell, clock: Cell) -> datetime | TimeFault:
        on, at = _day(day), _clock(clock)
        if on is None or at is None:
            return TimeFault.DATE
        return self._format.read_apart(on, at)

    def _in_utc(self, at: datetime) -> datetime | Reason:
        """A time that the clocks skip or show twice cannot be told apart, so it is refused."""
        if at.tzinfo is not None:
            return at.astimezone(UTC) + self._offset
        if self._zone is None:  # a workbook's own date has no zone, whatever the format promises
            return Reason.NO_ZONE
        day = at.date()
        if day not in self._days:
            self._days[day] = self._steady(day)
        before = self._days[day] or self._told_apart(at)
        return (
            Reason.NO_ZONE if before is None else (at - before).replace(tzinfo=UTC) + self._offset
        )

    def _steady(self, day: date) -> timedelta | None:
        """Return the offset of a day on which the clocks are not changed."""
        ends = (datetime.combine(day + timedelta(days=n), time()) for n in (0, 1))
        offsets = {self._told_apart(end) for end in ends}
        return offsets.pop() if len(offsets) == 1 else None

    def _told_apart(self, at: datetime) -> timedelta | None:
        before = at.replace(tzinfo=self._zone).utcoffset()
        after = at.replace(tzinfo=self._zone, fold=1).utcoffset()
        return before if before == after else None

    def _plausible(self, at: datetime) -> datetime | Reason:
        if at > self._latest:
            return Reason.FUTURE
        return at if at >= TOO_OLD else Reason.TOO_OLD


def _day(cell: Cell) -> str | date | None:
    if isinstance(cell, str):
        return text(cell)
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else None


def _clock(cell: Cell) -> str | time | None:
    if isinstance(cell, str):
        return text(cell)
    if isinstance(cell, datetime):
        return _rounded(cell).time()
    return cell if isinstance(cell, time) else None


def text(cell: Cell) -> str:
    """Return a cell as text, without blanks around it and the apostrophe that Excel shows as text."""
    shown = cell.strip() if isinstance(cell, str) else str(cell)
    return shown[1:].strip() if shown[:1] == "'" else shown


def _rounded(at: datetime) -> datetime:
    """Excel keeps a fraction of a day: 07:31:00 comes back as 07:30:59.999."""
    return (at + _HALF).replace(microsecond=0)
