"""What a person sees in the terminal: progress while it runs, a table when it is done."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from auditor.contract import Verdict
from auditor.results import CommuneResult, Results
from auditor.texts import Texts
from auditor.words import say

if TYPE_CHECKING:
    from auditor.run import Progress as Tell

MARKS = {
    Verdict.PASS: "[green]●[/]",
    Verdict.WARN: "[yellow]◐[/]",
    Verdict.FAIL: "[bold red]✗[/]",
    Verdict.UNKNOWN: "[blue]?[/]",
    Verdict.NOT_APPLICABLE: "–",
}
WAITED_FOR = 4


@contextmanager
def progress(console: Console, quiet: bool) -> Iterator["Tell | None"]:
    """Show how far the run is and whom it waits for; on a pipe, nothing."""
    if quiet or not console.is_terminal:
        yield None
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

        def tell(done: int, total: int, waiting: Sequence[str]) -> None:
            shown = ", ".join(waiting[:WAITED_FOR]) + (" …" if len(waiting) > WAITED_FOR else "")
            words = say("cli.waiting", communes=shown) if waiting else ""
            bar.update(task, completed=done, total=total, waiting=words)

        yield tell


def summary(console: Console, results: Results, texts: Texts) -> None:
    """Print one row a commune: a mark a criterion where they fit, else how many of each verdict."""
    judged = [criterion.id for criterion in results.criteria if criterion.check]
    names = [f"{commune.code} {commune.name}" for commune in results.communes]
    fits = max(map(len, names), default=0) + 9 * len(judged) + 22 <= console.width
    table = Table(title=say("cli.summary"), title_justify="left", show_lines=False)
    table.add_column(say("cli.commune"), overflow="fold")
    for head in judged if fits else [MARKS[verdict] for verdict in MARKS]:
        table.add_column(head, justify="center")
    table.add_column(say("cli.score"), justify="right")
    table.add_column(say("cli.coverage"), justify="right")
    for name, commune in zip(names, results.communes, strict=True):
        cells = _marks(commune, judged) if fits else _counts(commune)
        table.add_row(escape(name), *cells, _score(commune), f"{commune.score.coverage:.0%}")
    console.print(table)
    console.print(_legend(texts))
    if len(judged) < len(results.criteria):
        unchecked = len(results.criteria) - len(judged)
        console.print(say("cli.unchecked", count=unchecked, total=len(results.criteria)))


def _marks(commune: CommuneResult, judged: Sequence[str]) -> list[str]:
    verdicts = {finding.criterion: finding.outcome.verdict for finding in commune.findings}
    return [MARKS[verdicts[id_]] if id_ in verdicts else " " for id_ in judged]


def _counts(commune: CommuneResult) -> list[str]:
    counts = Counter(finding.outcome.verdict for finding in commune.findings)
    return [str(counts[verdict]) for verdict in MARKS]


def closing(console: Console, results: Results, files: Sequence[Path]) -> None:
    """Print what is worth knowing at the end: the run, what is open, where the report is."""
    if not results.run.complete:
        codes = ", ".join(results.not_reached) or "–"
        console.print(say("cli.incomplete", communes=codes), style="bold yellow")
    console.print(say("cli.run_id", run=results.run.id))
    if files:
        console.print(say("cli.report_at", path=escape(str(files[0]))), soft_wrap=True)


def _score(commune: CommuneResult) -> str:
    return "–" if commune.score.value is None else f"{commune.score.value:.0f}"


def _legend(texts: Texts) -> str:
    return "  ".join(f"{mark} {texts.say(f'verdict.{v}')}" for v, mark in MARKS.items())
