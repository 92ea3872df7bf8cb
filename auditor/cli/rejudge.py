"""`auditor rejudge RUN`: judge kept facts again under today's policy, without any network."""

from datetime import UTC, datetime
from pathlib import Path

import click

from auditor.cli import options
from auditor.cli.exits import Exit, of_results, told
from auditor.words import say


@click.command("rejudge", help=say("cli.rejudge"))
@click.argument("run", default="last")
@options.CONFIG
@options.PROFILE
@options.FORMATS
@options.OUTPUT
@options.CHECKS_FOLDER
@options.QUIET
@click.pass_context
@told
def command(
    ctx: click.Context,
    run: str,
    config_path: Path,
    profile: str,
    formats: tuple[str, ...],
    output_dir: Path | None,
    checks_folder: Path | None,
    quiet: bool,
) -> Exit:
    """Judge a stored run again and report."""
    from auditor.audit import judge_again
    from auditor.cli import session
    from auditor.cli.proof import proved
    from auditor.outfit import Choice, prepare
    from auditor.results import load_results

    config = options.configured(ctx, config_path)
    choice = Choice(profile=profile, checks_folder=checks_folder)
    outfit = prepare(config, choice, datetime.now(UTC))
    wish = session.Wish(
        lang=options.lang_of(ctx, config),
        formats=formats,
        folder=output_dir,
        checks_folder=checks_folder,
        quiet=quiet,
    )
    session.proven(wish, config)
    with session.opened(config, "auditor rejudge") as store:
        signer = session.signer_of(config, store)
        record = store.run(run)
        sound = proved(config, store, record.id)
        judge_again(outfit, store, record, signer)
        results = load_results(store, record.id)
    session.report(results, wish, config, proved=sound)
    return of_results(results)
