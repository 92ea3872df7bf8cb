"""Other ways to write a date, tried on what the declared one could not read: to suggest, never to use."""

from dataclasses import dataclass, replace
from datetime import datetime

from auditor.probes.feeds.plan import FeedPlan
from auditor.probes.feeds.sheets import Cell
from auditor.probes.feeds.times import Times

MOST_TRIED = 2_000
_DAYS = ("dd/mm/yyyy", "yyyy-mm-dd", "dd-mm-yyyy", "mm/dd/yyyy", "dd.mm.yyyy", "yyyy/mm/dd",
         "dd/mm/yy", "mm-dd-yyyy", "mm/dd/yy")  # fmt: skip
_CLOCKS = ("HH:MM:SS", "hh:mm:ss SA/CH")
_OTHERS = ("ISO", "epoch_s", "epoch_ms")
_ZONE = "Asia/Ho_Chi_Minh"  # any would do: a trial keeps no time
FORMATS = (
    *(f"{day} {clock}" for clock in _CLOCKS for day in _DAYS),
    *(f"HH:MM:SS {day}" for day in _DAYS),
    *_OTHERS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Formats that read most of what was unreadable; two when the days do not tell them apart."""

    formats: tuple[str, ...]
    read: int
    tried: int


class Unread:
    """Keeps the first cells that are no date by the declared format; for the screen alone."""

    def __init__(self) -> None:
        self._cells: list[tuple[Cell, Cell | None]] = []

    def keep(self, clock: Cell, day: Cell | None) -> None:
        """Keep a row's time."""
        if len(self._cells) < MOST_TRIED and str(clock if day is None else day).strip():
            self._cells.append((clock, day))

    def suggestion(self, plan: FeedPlan, now: datetime) -> Suggestion | None:
        """Return the format that reads more than half of the cells, None when none does."""
        counts = {form: self._read_by(form, plan, now) for form in FORMATS}
        best = max(counts.values())
        if best * 2 <= len(self._cells):
            return None
        forms = [form for form, count in counts.items() if count == best]
        return Suggestion(formats=tuple(forms[:2]), read=best, tried=len(self._cells))

    def _read_by(self, form: str, plan: FeedPlan, now: datetime) -> int:
        times = Times(replace(plan, time_format=form, zone=plan.zone or _ZONE), now)
        found = (times.moment(clock, day) for clock, day in self._cells)
        return sum(isinstance(one, datetime) for one in found)
