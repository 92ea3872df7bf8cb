"""Commands of a command: `auditor credential set`."""

import click

from auditor.cli.usage import Context, NoCommandError
from auditor.words import say


class Subcommands(click.Group):
    """A group whose help and errors speak the language of the moment, down to its own commands."""

    context_class = Context

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Give the command our way of speaking."""
        cmd.context_class = Context
        super().add_command(cmd, name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuse an unknown command in our own words."""
        if args[0] not in self.commands:
            raise NoCommandError(args[0], self.commands, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands, each with its whole sentence."""
        with formatter.section(say("cli.commands")):
            formatter.write_dl([(name, cmd.help or "") for name, cmd in self.commands.items()])
