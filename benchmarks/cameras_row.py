"""One way over some cameras: what it cost and what was seen, told in a table."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.processes import Spent

TARGET_WALL_S, TARGET_CPU_MS, TARGET_MB = 120, 50, 900
Name = tuple[str, str]
"""Commune's code and camera's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way over some cameras."""

    name: str
    cameras: int
    dead: int
    unseen: int
    """Living ones of which no picture was had."""
    looked_s: float
    """From the first question to the last answer of a good camera."""
    took_s: tuple[float, ...]
    """Each good camera, its own time."""
    spent: Spent
    found: str
    again: Spent = field(default_factory=Spent)
    """What judging and reporting alone cost."""
    seen: Mapping[Name, tuple[float, float]] = field(default_factory=dict)
    """Good cameras: seconds of the visit until the first picture, and from the run's beginning."""

    @property
    def cpu_ms(self) -> float:
        return self.spent.cpu_s / self.cameras * 1e3

    @property
    def looking_ms(self) -> float:
        """CPU without judging and reporting."""
        return (self.spent.cpu_s - self.again.cpu_s) / self.cameras * 1e3


def show(rows: Sequence[Row], imports_s: float) -> None:
    first = rows[0]
    print(
        f"{'':30} {'cameras':>7} {'dead':>4} {'unseen':>6} {'good seen s':>11} {'a minute':>8} "
        f"{'slowest good s':>14} {'median s':>8} {'program s':>9} {'CPU ms a camera':>15} "
        f"{'ratio':>5} {'PSS MB':>6} {'RSS MB':>6}"
    )
    for row in rows:
        here = row.cpu_ms - (imports_s / row.cameras * 1e3 if row is rows[-1] else 0)
        print(
            f"{row.name:30} {row.cameras:7} {row.dead:4} {row.unseen:6} {row.looked_s:11.1f} "
            f"{(row.cameras - row.dead - row.unseen) / row.looked_s * 60:8.0f} {max(row.took_s):14.1f} "
            f"{statistics.median(row.took_s):8.1f} {row.spent.wall_s:9.1f} {here:15.1f} "
            f"{here / first.cpu_ms:5.1f} {row.spent.pss_mb:6.0f} {row.spent.rss_mb:6.0f}"
        )


def targets(row: Row) -> None:
    for name, value, limit, unit in (
        ("wall of the whole program", row.spent.wall_s, TARGET_WALL_S, "s"),
        ("CPU a camera, looking", row.looking_ms, TARGET_CPU_MS, "ms"),
        ("CPU a camera, reports and all", row.cpu_ms, TARGET_CPU_MS, "ms"),
        ("memory of all processes (RSS)", row.spent.rss_mb, TARGET_MB, "MB"),
    ):
        met = "met" if value <= limit else "NOT met"
        print(f"{row.name}, {row.dead} dead: {name}: {value:.1f} {unit}, target {limit}: {met}")


def delays(without: Row, among: Row) -> None:
    """Compare the same living cameras without dead ones and among them."""
    both = without.seen.keys() & among.seen.keys()
    for what, at in (("own visit to the first picture", 0), ("seen after the run's beginning", 1)):
        alone, beside = ([row.seen[one][at] for one in both] for row in (without, among))
        ratio = statistics.median(beside) / statistics.median(alone)
        print(
            f"{len(both)} living cameras, {what}: median {statistics.median(alone):.2f} s without "
            f"dead ones, {statistics.median(beside):.2f} s among {among.dead}: ratio {ratio:.2f}; "
            f"the last {max(alone):.1f} s and {max(beside):.1f} s"
        )


def tell(row: Row) -> None:
    """Say what the stages cost."""
    each = 1e3 / row.cameras
    main_s, workers_s = row.spent.main_s - row.again.main_s, row.spent.others_s - row.again.others_s
    print(
        f"{row.name}, {row.dead} dead, ms CPU a camera: asking and reading (main process) "
        f"{main_s * each:.1f}, decoding and measuring ({row.spent.processes - 1} workers) "
        f"{workers_s * each:.1f}, judging and reporting {row.again.cpu_s * each:.1f} "
        f"({row.again.wall_s:.1f} s)"
    )
    print(row.found)
