"""Options that several commands share."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.problems import BadInputError, Problem
from auditor.words import say, set_language

if TYPE_CHECKING:
    from auditor.config import Config
    from auditor.contract import Period

CONFIG = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=Path("auditor.yaml"),
    show_default=True,
    help=say("option.config"),
)
FORMATS = click.option(
    "--format",
    "-f",
    "formats",
    multiple=True,
    metavar="NAME[:PATH]",
    help=say("option.format"),
)
OUTPUT = click.option(
    "--output-dir",
    "-o",
    type=click.Path(path_type=Path),
    default=None,
    metavar="DIR",
    help=say("option.output"),
)
CHECKS_FOLDER = click.option(
    "--checks-folder",
    type=click.Path(path_type=Path),
    default=None,
    metavar="DIR",
    help=say("option.checks_folder"),
)
AUDIENCE = click.option(
    "--audience",
    type=click.Choice(["public", "province", "commune", "security"]),
    default=None,
    help=say("option.audience"),
)
PROFILE = click.option("--profile", default="", metavar="NAME", help=say("option.profile"))
QUIET = click.option("--quiet", "-q", is_flag=True, help=say("option.quiet"))


def configured(ctx: click.Context, path: Path) -> "Config":
    """Read the configuration and settle the language: command line over file."""
    from auditor.config import load_config

    config = load_config(path)
    set_language(lang_of(ctx, config))
    return config


def lang_of(ctx: click.Context, config: "Config") -> str:
    """Return the language of reports and messages."""
    return str(ctx.obj["lang"] or config.reports.lang)


def period_of(text: str | None) -> "Period | None":
    """Read `FROM..TO` (YYYY-MM-DD)."""
    from auditor.contract import Period

    if not text:
        return None
    start, _, end = text.partition("..")
    try:
        period = Period(start=date.fromisoformat(start), end=date.fromisoformat(end))
    except ValueError:
        period = None
    if period is None or period.end < period.start:
        message = say("problem.period", text=text)
        raise BadInputError([Problem(file="--period", message=message)])
    return period
