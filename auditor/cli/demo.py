"""`auditor demo`: audit a small invented province that it serves itself on loopback."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape

from auditor.cli import options
from auditor.cli.exits import Exit, told
from auditor.words import say

if TYPE_CHECKING:
    from auditor.demo.compare import Difference
    from auditor.demo.manifest import Expected


@click.command("demo", help=say("cli.demo"))
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("auditor-demo"), show_default=True
)
@options.QUIET
@click.pass_context
@told
def command(ctx: click.Context, folder: Path, quiet: bool) -> Exit:
    """Serve, audit, compare."""
    from auditor.cli import output, session
    from auditor.demo.compare import compare
    from auditor.demo.province import DemoProvince
    from auditor.outfit import Choice, prepare

    output.writable(folder)
    console = Console(highlight=False)
    console.print(say("demo.start"))
    with DemoProvince(folder) as demo:
        config = options.configured(ctx, demo.config)
        outfit = prepare(config, Choice(), datetime.now(UTC))
        wish = session.Wish(
            lang=options.lang_of(ctx, config),
            confirm=True,
            quiet=quiet,
        )
        results, code = session.audit_and_report(outfit, wish)
        differences = compare(demo.expected, results)
    if code in (Exit.INTERRUPTED, Exit.TERMINATED):
        return code
    for difference in differences:
        console.print(f"[bold red]✗[/] {escape(_told(difference))}")
    if differences:
        console.print(say("demo.differs", count=len(differences)))
        return Exit.BROKE
    console.print(say("demo.agrees", count=len(demo.expected)), style="green")
    return Exit.OK


def _told(difference: "Difference") -> str:
    found = difference.found
    return say(
        "demo.difference",
        code=difference.code,
        criterion=difference.criterion,
        expected=_words(difference.expected),
        found=_words(found) if found else "–",
    )


def _words(expected: "Expected") -> str:
    return "/".join(str(part) for part in (expected.verdict, expected.why, expected.party) if part)
