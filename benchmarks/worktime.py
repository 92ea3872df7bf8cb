"""150,000 deadlines: our list of working days against the library's own counting.

Run: python benchmarks/worktime.py. Both sides count the same deadlines, in turn (A B A B); the
library gets a hundredth of them, or this would take minutes.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from holidays import country_holidays

from auditor.worktime import load_calendar

COUNT = 150_000
SAMPLE = COUNT // 100
Asked = tuple[date, int]


def asked(count: int) -> list[Asked]:
    """Return made-up dossiers of 2022: day received and working days allowed."""
    chance = random.Random(20220531)
    first = date(2022, 1, 1)
    return [(first + timedelta(chance.randrange(365)), chance.randint(1, 30)) for _ in range(count)]


def seconds(due: Callable[[date, int], date], rows: Sequence[Asked]) -> float:
    start = time.perf_counter()
    for received, days in rows:
        due(received, days)
    return time.perf_counter() - start


def main() -> None:
    rows = asked(COUNT)
    start = time.perf_counter()
    calendar = load_calendar()
    loaded = time.perf_counter() - start
    library = country_holidays("VN", years=range(2021, 2024))
    ours = theirs = float("inf")
    for _ in range(3):
        ours = min(ours, seconds(calendar.due_date, rows) / COUNT)
        theirs = min(theirs, seconds(library.get_nth_working_day, rows[:SAMPLE]) / SAMPLE)
    print(f"calendar loaded once           {loaded:8.3f} s")
    print(f"{COUNT:,} deadlines, ours      {ours * COUNT:8.3f} s")
    print(f"{COUNT:,} deadlines, library   {theirs * COUNT:8.3f} s (from {SAMPLE:,})")
    print(f"ratio                          {theirs / ours:8.1f} x")


if __name__ == "__main__":
    main()
