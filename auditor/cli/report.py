"""`auditor report`: write the reports of a stored run again, in any format or language."""

from pathlib import Path

import click

from auditor.cli import options
from auditor.cli.exits import told
from auditor.words import say


@click.command("report", help=say("cli.report"))
@click.argument("run", default="last")
@click.option("--judgement", default="last", metavar="ID", help=say("option.judgement"))
@options.CONFIG
@options.FORMATS
@options.OUTPUT
@options.AUDIENCE
@options.CHECKS_FOLDER
@options.QUIET
@click.pass_context
@told
def command(
    ctx: click.Context,
    run: str,
    judgement: str,
    config_path: Path,
    formats: tuple[str, ...],
    output_dir: Path | None,
    audience: str | None,
    checks_folder: Path | None,
    quiet: bool,
) -> None:
    """Report a stored run."""
    from auditor.cli import session
    from auditor.cli.proof import proved
    from auditor.results import load_results

    config = options.configured(ctx, config_path)
    with session.opened(config) as store:
        results = load_results(store, run, judgement)
        sound = proved(config, store, results.run.id)
    wish = session.Wish(
        lang=options.lang_of(ctx, config),
        formats=formats,
        folder=output_dir,
        checks_folder=checks_folder,
        quiet=quiet,
        audience=audience or "",
    )
    session.report(results, wish, config, proved=sound)
