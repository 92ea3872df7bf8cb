"""Results -> the numbers that everybody may know. Pure.

A number of officers below five would point at people, so it is not told; and no sum is told beside
it from which it could be worked out. Officers are counted by day in the whole province and in no
second way, for two tables of the same people give away together what each of them hides. So do
the whole province and a part of it: of a part, whether asked for or left by a stop, nothing is told.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from auditor.contract import Finding, Stage, Verdict
from auditor.results import CommuneResult, DayCount, Published, Results, RunInfo

FEWEST = 5
"""People, or communes before the conclusion, below which a number is not published."""
_DAY = "%d/%m/%Y"
MORE = "staff.row_more"
_FOUND = (Verdict.FAIL, Verdict.WARN)


def published(results: Results, without: Collection[str]) -> Published:
    """Count communes by criterion and verdict, and officers by criterion and day."""
    if not is_whole(results.run):
        return Published(total=0, reached=0)
    reached = [commune for commune in results.communes if commune.findings]
    final = results.run.stage is Stage.FINAL
    verdicts: dict[str, dict[Verdict, int]] = {}
    if final or len(reached) >= FEWEST:
        for finding in (f for c in reached for f in c.findings if f.criterion not in without):
            counted = verdicts.setdefault(finding.criterion, dict.fromkeys(Verdict, 0))
            counted[finding.outcome.verdict] += 1
    codes = {commune.code for commune in results.communes} | set(results.not_reached)
    return Published(
        total=len(codes),
        reached=len(reached),
        verdicts=verdicts,
        days=tuple(_days(reached)),
        partial=_partial(reached),
    )


def is_whole(run: RunInfo) -> bool:
    """Say whether the run was of all communes and all checks, and came to its end."""
    return run.complete and not run.narrowed


def _partial(communes: list[CommuneResult]) -> tuple[str, ...]:
    cut = (f for c in communes for f in c.findings if any(i.text == MORE for i in f.outcome.items))
    return tuple(sorted({finding.criterion for finding in cut}))


def _days(communes: list[CommuneResult]) -> Iterator[DayCount]:
    """Count officers and not shifts: two shifts of one officer are one person."""
    seen: dict[tuple[str, date], set[tuple[str, str]]] = {}
    for commune in communes:
        for finding in commune.findings:
            for day, officer in _officers(finding):
                seen.setdefault((finding.criterion, day), set()).add((commune.code, officer))
    for (criterion, day), officers in sorted(seen.items()):
        told = len(officers) if len(officers) >= FEWEST else None
        yield DayCount(criterion=criterion, day=day, officers=told)


def _officers(finding: Finding) -> Iterator[tuple[date, str]]:
    """Yield who was found late or absent on which day; what could not be judged accuses nobody."""
    if finding.check.partition(".")[0] != "staff":
        return
    for item in finding.outcome.items:
        if item.verdict in _FOUND and {"date", "hours", "part"} <= item.values.keys():
            try:
                day = datetime.strptime(str(item.values["date"]), _DAY).date()  # noqa: DTZ007 - a day
            except ValueError:
                continue
            yield day, item.target
