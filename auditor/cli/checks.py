"""`auditor checks [ID]`: every check with its criterion, title and law; one explained."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape
from rich.table import Table

from auditor.cli import options
from auditor.cli.exits import told
from auditor.cli.terminal import Console
from auditor.problems import BadInputError, Problem
from auditor.words import say

if TYPE_CHECKING:
    from auditor.contract import Check
    from auditor.policy import Criterion, Policy
    from auditor.texts import Texts


@click.command("checks", help=say("cli.checks"))
@click.argument("wanted", default="", metavar="[ID]")
@options.PROFILE
@options.CHECKS_FOLDER
@click.pass_context
@told
def command(ctx: click.Context, wanted: str, profile: str, checks_folder: Path | None) -> None:
    """List or explain."""
    from auditor.policy import load_policy
    from auditor.registry import find_checks, load_texts

    texts = load_texts(ctx.obj["lang"] or "vi", checks_folder)
    policy = load_policy(profile or "full")
    checks = find_checks(checks_folder)
    console = Console(highlight=False)
    if wanted:
        _explain(console, *_one(wanted, policy, checks), policy, texts)
    else:
        _list(console, policy, checks, texts)


def _one(
    wanted: str, policy: "Policy", checks: "dict[str, Check]"
) -> "tuple[Criterion | None, Check | None]":
    word = wanted.upper()
    criterion = next((c for c in policy.criteria if word in (c.id, c.check.upper())), None)
    check = checks.get(criterion.check if criterion else wanted.lower())
    if criterion is None and check is None:
        message = say("problem.unknown_check", id=wanted)
        raise BadInputError([Problem(file="auditor checks", message=message)])
    return criterion, check


def _list(console: Console, policy: "Policy", checks: "dict[str, Check]", texts: "Texts") -> None:
    table = Table()
    for column in ("criterion", "check", "title", "law", "severity", "weight"):
        table.add_column(say(f"cli.column.{column}"), overflow="fold")
    for criterion in policy.criteria:
        table.add_row(
            criterion.id,
            criterion.check if criterion.check in checks else say("cli.unchecked_yet"),
            escape(texts.say(f"criterion.{criterion.id}.title")),
            escape("; ".join(_law(policy, criterion))),
            texts.say(f"severity.{criterion.severity}"),
            f"{criterion.weight:g}",
        )
    judged = {c.check for c in policy.criteria}
    for id_ in sorted(set(checks) - judged):
        table.add_row("–", id_, say("cli.no_criterion"), "", "", "")
    console.print(table)


def _explain(
    console: Console,
    criterion: "Criterion | None",
    check: "Check | None",
    policy: "Policy",
    texts: "Texts",
) -> None:
    if criterion:
        title = texts.say(f"criterion.{criterion.id}.title")
        console.print(f"[bold]{criterion.id}[/] {escape(title)}")
        console.print(escape(texts.say(f"criterion.{criterion.id}.asks")))
        for law in _law(policy, criterion):
            console.print(f"  § {escape(law)}")
        for name, value in criterion.limits.items():
            console.print(f"  {name} = {value:.10g}")
    if check is None:
        console.print(say("cli.unchecked_yet"))
        return
    console.print(f"\n[bold]{check.id}[/]  {say('cli.outcomes')}")
    for key in check.says:
        console.print(f"  • {escape(texts.say(key))}  [dim]{key}[/]")
        if f"{key}.todo" in texts:
            console.print(f"    → {escape(texts.say(f'{key}.todo'))}")


def _law(policy: "Policy", criterion: "Criterion") -> list[str]:
    """The grounds in force today; an article stands only where its text was read."""
    from auditor.contract import Period
    from auditor.policy import basis_on

    today = datetime.now(UTC).date()
    bases = basis_on(policy, criterion, Period(start=today, end=today))
    return [f"{b.number} {b.article}".strip() for b in bases]
