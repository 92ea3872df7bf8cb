"""`auditor run`: look, judge, report."""

from datetime import UTC, datetime
from pathlib import Path

import click

from auditor.cli import options
from auditor.cli.exits import Exit, told
from auditor.words import say


@click.command("run", help=say("cli.run"))
@options.CONFIG
@click.option("--commune", "communes", multiple=True, metavar="CODE", help=say("option.commune"))
@click.option("--check", "-c", "checks", multiple=True, metavar="ID", help=say("option.check"))
@click.option("--exclude", "-e", multiple=True, metavar="ID", help=say("option.exclude"))
@options.PROFILE
@click.option("--period", metavar="FROM..TO", help=say("option.period"))
@click.option("--confirm", is_flag=True, help=say("option.confirm"))
@options.FORMATS
@options.OUTPUT
@options.CHECKS_FOLDER
@click.option(
    "--fail-on", type=click.Choice(["any", "critical"]), default="any", help=say("option.fail_on")
)
@click.option("--exit-zero", is_flag=True, help=say("option.exit_zero"))
@options.QUIET
@click.pass_context
@told
def command(
    ctx: click.Context,
    config_path: Path,
    communes: tuple[str, ...],
    checks: tuple[str, ...],
    exclude: tuple[str, ...],
    profile: str,
    period: str | None,
    confirm: bool,
    formats: tuple[str, ...],
    output_dir: Path | None,
    checks_folder: Path | None,
    fail_on: str,
    exit_zero: bool,
    quiet: bool,
) -> Exit:
    """Look, judge, report."""
    from auditor.cli.session import Wish, audit_and_report
    from auditor.outfit import Choice, prepare

    config = options.configured(ctx, config_path)
    choice = Choice(
        communes=communes,
        checks=checks,
        exclude=exclude,
        profile=profile,
        period=options.period_of(period),
        confirm=confirm,
        checks_folder=checks_folder,
    )
    outfit = prepare(config, choice, datetime.now(UTC))
    wish = Wish(
        lang=options.lang_of(ctx, config),
        formats=formats,
        folder=output_dir,
        confirm=confirm,
        checks_folder=checks_folder,
        fail_on=fail_on,
        quiet=quiet,
    )
    _, code = audit_and_report(outfit, wish)
    return Exit.OK if exit_zero and code in (Exit.FAILED, Exit.UNKNOWN) else code
