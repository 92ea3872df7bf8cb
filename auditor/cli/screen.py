"""What a person sees in the terminal: progress while it runs, a table when it is done."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from auditor.cli.terminal import Console
from auditor.contract import Verdict
from auditor.results import CommuneResult, Results
from auditor.texts import Texts
from auditor.words import say

if TYPE_CHECKING:
    from auditor.run import Progress as Tell
    from auditor.run.keeping import Waiting

MARKS = {
    Verdict.PASS: "[green]●[/]",
    Verdict.WARN: "[yellow]◐[/]",
    Verdict.FAIL: "[bold red]✗[/]",
    Verdict.UNKNOWN: "[blue]?[/]",
    Verdict.NOT_APPLICABLE: "–",
}
WAITED_FOR = 4
APART = 0.05
"""Two scores closer than this are printed as one."""
NARROW = 60
"""Columns below which a table no longer holds what it says."""


@contextmanager
def progress(console: Console, quiet: bool) -> Iterator["Tell | None"]:
    """Show how far the run is and whom it waits for; on a pipe, only when it holds."""
    if quiet or not console.is_terminal:
        yield None if quiet else _only_holds(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[waiting]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(say("cli.progress"), total=None, waiting="")

        def tell(done: int, total: int, waiting: "Waiting") -> None:
            bar.update(task, completed=done, total=total, waiting=waited_for(waiting))

        yield tell


def _only_holds(console: Console) -> "Tell":
    """Return what prints a line when a run begins to hold, and one when it goes on."""
    said: list[bool] = [False]

    def tell(_done: int, _total: int, waiting: "Waiting") -> None:
        holds = waiting.held_since is not None
        if holds != said[0]:
            said[0] = holds
            ended = say("cli.gave_up" if waiting.gave_up else "cli.goes_on")
            console.print(waited_for(waiting) if holds else ended, soft_wrap=True)

    return tell


def waited_for(waiting: "Waiting") -> str:
    """Say whom the run waits for; while it only lets time pass, until when."""
    if waiting.held_since:
        return say("cli.held", since=f"{waiting.held_since.astimezone():%H:%M}")
    if waiting.again:
        until = f"{waiting.again.astimezone():%H:%M}"
        return say("cli.looks_again", until=until, places=waiting.places)
    shown = ", ".join(waiting[:WAITED_FOR]) + (" …" if len(waiting) > WAITED_FOR else "")
    return say("cli.waiting", communes=shown) if waiting else ""


def summary(console: Console, results: Results, texts: Texts) -> None:
    """Print a commune a row: a mark a criterion where they fit, else how many of each verdict."""
    asked = [criterion for criterion in results.criteria if not criterion.left_out]
    checked = [criterion.id for criterion in asked if criterion.check]
    judged = [id_ for id_ in checked if id_ not in results.apart]
    if console.width < NARROW:
        _lines(console, results, texts)
    else:
        console.print(_table(console, results, judged))
        console.print(_legend(texts))
    if any(map(_vague, results.communes)):
        console.print(say("cli.score_range"))
    if left_out := len(results.criteria) - len(asked):
        console.print(say("cli.left_out", count=left_out, total=len(results.criteria)))
    if unchecked := len(asked) - len(checked):
        console.print(say("cli.unchecked", count=unchecked, total=len(results.criteria)))


def _table(console: Console, results: Results, judged: Sequence[str]) -> Table:
    longest = max((len(c.code) + len(c.name) for c in results.communes), default=0)
    fits = longest + 9 * len(judged) + 31 <= console.width
    table = Table(title=say("cli.summary"), title_justify="left", show_lines=False)
    table.add_column(say("cli.code"), no_wrap=True)
    table.add_column(say("cli.commune"), overflow="fold")
    for head in judged if fits else [MARKS[verdict] for verdict in MARKS]:
        table.add_column(head, justify="center", no_wrap=True)
    table.add_column(say("cli.score"), justify="right", no_wrap=True)
    table.add_column(say("cli.coverage"), justify="right", no_wrap=True)
    for commune in results.communes:
        cells = _marks(commune, judged) if fits else _counts(commune)
        table.add_row(
            commune.code, escape(commune.name), *cells, _score(commune), _coverage(commune)
        )
    return table


def _lines(console: Console, results: Results, texts: Texts) -> None:
    """A narrow terminal breaks a table in the middle of its codes: say it in lines instead."""
    console.print(say("cli.summary"))
    for commune in results.communes:
        counts = Counter(finding.outcome.verdict for finding in commune.findings)
        console.print(f"{commune.code} {escape(commune.name)}", soft_wrap=True)
        for verdict in (verdict for verdict in MARKS if counts[verdict]):
            name = texts.say(f"verdict.{verdict}")
            console.print(f"  {MARKS[verdict]} {counts[verdict]} {name}", soft_wrap=True)
        told = say("cli.narrow_score", score=_score(commune), coverage=_coverage(commune))
        console.print(f"  {told}", soft_wrap=True)


def _marks(commune: CommuneResult, judged: Sequence[str]) -> list[str]:
    verdicts = {finding.criterion: finding.outcome.verdict for finding in commune.findings}
    return [MARKS[verdicts[id_]] if id_ in verdicts else " " for id_ in judged]


def _counts(commune: CommuneResult) -> list[str]:
    counts = Counter(finding.outcome.verdict for finding in commune.findings)
    return [str(counts[verdict]) for verdict in MARKS]


def closing(console: Console, results: Results, files: Sequence[Path], *, own: bool) -> None:
    """Print what is worth knowing at the end: the run, what is open, where the report is.

    `own` says that no folder was asked for: an incomplete or narrowed run then has its own.
    """
    if not results.run.complete:
        codes = ", ".join(results.not_reached)
        told = say("cli.incomplete", communes=codes) if codes else say("cli.incomplete_in_part")
        console.print(told, style="bold yellow")
    console.print(say("cli.run_id", run=results.run.id))
    if files:
        console.print(say("cli.report_at", path=escape(str(files[0]))), soft_wrap=True)
    if files and own and (results.run.narrowed or not results.run.complete):
        console.print(say("cli.report_apart" if results.run.complete else "cli.report_unfinished"))


def _coverage(commune: CommuneResult) -> str:
    return f"{commune.score.coverage:.0%}"


def _score(commune: CommuneResult) -> str:
    """Return the score; where it earns no rating, the scores that are possible, rounded outwards."""
    score = commune.score
    if score.value is None:
        return "–"
    if _vague(commune):
        return f"{math.floor(score.low)}–{math.ceil(score.high)}"
    return f"{score.value:.0f}"


def _vague(commune: CommuneResult) -> bool:
    score = commune.score
    return score.value is not None and not score.rating and score.high - score.low >= APART


def _legend(texts: Texts) -> str:
    return "  ".join(f"{mark} {texts.say(f'verdict.{v}')}" for v, mark in MARKS.items())
