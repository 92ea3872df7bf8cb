"""What is said of a feed that was read on trial; `feed check` and the doctor say it alike."""

import glob
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.words import program, say

if TYPE_CHECKING:
    from auditor.probes.feeds import FeedPlan, FeedRead

MOST_UNITS = 20
_MOST_FILES = 10
_NOON = 12


def command_of(plan: "FeedPlan") -> str:
    """Return the command that shows a feed, to be copied."""
    name = f'"{plan.name}"' if " " in plan.name else plan.name
    return f"{program()} feed check {name}"


def doubts(feed: "FeedRead") -> Iterator[str]:
    """Yield what the hours of the traces speak against."""
    hours = feed.hours
    first_missing = "12:00" if hours.latest < _NOON else "13:00"
    for doubt in hours.doubts():
        yield say(
            f"feed.doubt.{doubt}",
            outside=hours.outside,
            used=hours.used,
            days=hours.days,
            hour=first_missing,
        )


def suggested(feed: "FeedRead") -> Iterator[str]:
    """Yield the format that reads what the declared one does not."""
    if found := feed.suggestion:
        formats = say("feed.check.or").join(f"`{form}`" for form in found.formats)
        key = "feed.check.try_either" if len(found.formats) > 1 else "feed.check.try"
        yield say(key, formats=formats, read=found.read, tried=found.tried)


def unknown_units(feed: "FeedRead") -> Iterator[str]:
    """Yield the units that nobody has said the commune of, and a line to paste."""
    if not (units := feed.unknown_units[:MOST_UNITS]):
        return
    rows = sum(count for _, count in feed.unknown_units)
    yield say("feed.check.unknown_units", count=len(feed.unknown_units), rows=rows)
    for name, count in units:
        yield say("feed.check.unknown_unit", name=name, count=count)
    pairs = ", ".join(f'{json.dumps(name, ensure_ascii=False)}: "…"' for name, _ in units)
    yield say("feed.check.paste_units")
    yield f"    units: {{{pairs}}}"


def skipped(plan: "FeedPlan") -> Iterator[str]:
    """Yield how many files a pattern met that are no logs."""
    if plan.skipped:
        count, names = len(plan.skipped), _shortened(plan.skipped)
        yield say("feed.check.skipped", count=count, names=names)


def lying_there(plan: "FeedPlan") -> Iterator[str]:
    """Yield where the files of a feed were looked for and what lies there instead."""
    for written in () if plan.files else plan.patterns:
        folder = _folder_of(Path(written))
        pattern = _unescaped(written)
        if not folder.is_dir():
            yield say("feed.check.no_folder", pattern=pattern, folder=str(folder))
            continue
        names = sorted(path.name for path in folder.iterdir())
        key = "feed.check.lying_there" if names else "feed.check.folder_empty"
        yield say(key, pattern=pattern, folder=str(folder), names=_shortened(names))


def places(found: Iterable[str], most: int, *, more: bool) -> str:
    """Return places with each file named once: `a.csv: dòng 3, 5; b.csv: dòng 2 …`."""
    lines: dict[str, list[str]] = {}
    for place in list(found)[:most]:
        file, _, line = place.rpartition(":")
        lines.setdefault(file, []).append(line)
    shown = "; ".join(
        say("feed.check.lines_of", file=file, lines=", ".join(numbers))
        for file, numbers in lines.items()
    )
    return f"{shown} …" if more else shown


def _folder_of(pattern: Path) -> Path:
    """Return the folder in front of the first part that is a pattern."""
    fixed = pattern
    while glob.has_magic(_unescaped(str(fixed))) and fixed != fixed.parent:
        fixed = fixed.parent
    return Path(_unescaped(str(fixed)))


def _unescaped(written: str) -> str:
    for char in "*?[":
        written = written.replace(f"[{char}]", char)
    return written


def _shortened(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:_MOST_FILES]) + (" …" if len(every) > _MOST_FILES else "")
