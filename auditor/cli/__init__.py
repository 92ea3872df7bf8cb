"""The command line: one file a command, each read only when it is called."""

import importlib
import io
import sys

import click

from auditor import __version__
from auditor.cli import logs
from auditor.cli.exits import Exit, unheard
from auditor.cli.plain import echo
from auditor.cli.usage import Context, NoCommandError, sentence
from auditor.words import say, set_language

COMMANDS = {
    "init": "auditor.cli.init",
    "doctor": "auditor.cli.doctor",
    "run": "auditor.cli.run",
    "rejudge": "auditor.cli.rejudge",
    "report": "auditor.cli.report",
    "verify": "auditor.cli.verify",
    "checks": "auditor.cli.checks",
    "purge": "auditor.cli.purge",
    "camera": "auditor.cli.camera",
    "feed": "auditor.cli.feed",
    "credential": "auditor.cli.credential",
    "staff": "auditor.cli.staff",
    "demo": "auditor.cli.demo",
}


class LazyGroup(click.Group):
    """Loads a command's module when it is asked for: `--help` costs no heavy import."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order a new user needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command's module and return its `command`."""
        module = COMMANDS.get(name)
        if module is None:
            return None
        command: click.Command = importlib.import_module(module).command
        command.context_class = Context
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuse an unknown command in our own words."""
        if args[0] not in COMMANDS:
            raise NoCommandError(args[0], COMMANDS, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """List the commands from the catalogue, so that help imports none of them."""
        with formatter.section(say("cli.commands")):
            formatter.write_dl([(name, say(f"cli.{name}")) for name in COMMANDS])

    def format_help_text(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the introduction from the catalogue."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say("cli.intro"))


def _speak(_ctx: click.Context, _option: click.Parameter, lang: str | None) -> str | None:
    """Settle the language before any command's module is read: its help comes from say()."""
    set_language(lang or "vi")
    return lang


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    default=None,
    envvar="AUDITOR_LANG",
    is_eager=True,
    callback=_speak,
    help="vi, en",
)
@click.version_option(__version__, prog_name="auditor", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, lang: str | None) -> None:
    """Keep the language for the command."""
    ctx.obj = {"lang": lang}


def main() -> None:
    """Run the command line; every way out has its own exit code (auditor.cli.exits)."""
    logs.configure()
    _no_core()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A redirected stream on another code page must not break on Vietnamese.
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        # Not standalone, click returns the code of an Exit instead of leaving with it.
        sys.exit(cli.main(prog_name="auditor", standalone_mode=False))
    except click.Abort:
        sys.exit(Exit.INTERRUPTED)
    except click.ClickException as wrong:
        echo(sentence(wrong), err=True)
        sys.exit(Exit.USAGE)
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except OSError as error:
        sys.exit(unheard(error))


def _no_core() -> None:
    """A crash leaves no picture of our memory on the disk: passwords would stand in it."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
