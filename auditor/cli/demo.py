"""`auditor demo`: audit a small invented province that it serves itself on loopback."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from auditor.cli import options
from auditor.cli.exits import Exit, told
from auditor.cli.terminal import Console
from auditor.words import say

if TYPE_CHECKING:
    from auditor.demo.compare import Difference
    from auditor.demo.manifest import Expected
    from auditor.demo.province import DemoProvince


@click.command("demo", help=say("cli.demo"))
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("auditor-demo"), show_default=True
)
@click.option("--keep", is_flag=True, help=say("option.demo_keep"))
@options.QUIET
@click.pass_context
@told
def command(ctx: click.Context, folder: Path, keep: bool, quiet: bool) -> Exit:
    """Serve, audit, compare; on demand serve on, so that the commands can be practised."""
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
        agreed = _compared(console, differences, len(demo.expected))
        if keep:
            _serve_on(console, demo)
    return agreed


def _compared(console: Console, differences: "Sequence[Difference]", expected: int) -> Exit:
    for difference in differences:
        console.print(f"[bold red]✗[/] {escape(_told(difference))}")
    if differences:
        console.print(say("demo.differs", count=len(differences)))
        return Exit.BROKE
    console.print(say("demo.agrees", count=expected), style="green")
    return Exit.OK


def _serve_on(console: Console, demo: "DemoProvince") -> None:
    """Print what stands where and a command to try; the first Ctrl-C ends it in order."""
    from threading import Event

    from auditor.interrupts import Interruption

    for line in _where(demo):
        console.print(escape(line), soft_wrap=True)
    over = Event()
    with Interruption() as interruption:
        interruption.wakes(over.set)
        over.wait()
    console.print(say("demo.ended"))


def _where(demo: "DemoProvince") -> Iterator[str]:
    yield say("demo.kept", config=str(demo.config))
    for code, url in demo.sites.items():
        yield say("demo.kept_site", code=code, url=url)
    for one in demo.devices:
        yield say(
            "demo.kept_device",
            code=one.office.code,
            host=one.host,
            rtsp=one.rtsp_port,
            onvif=one.onvif_port,
        )
    yield say("demo.kept_try", camera=_first_camera(demo), config=str(demo.config))


def _first_camera(demo: "DemoProvince") -> str:
    from auditor.config import load_config
    from auditor.inventory import load_inventory

    communes = load_inventory(load_config(demo.config)).communes
    return next(f"{one.code}/{one.cameras[0].id}" for one in communes if one.cameras)


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
