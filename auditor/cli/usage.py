"""Help, and what is said of a call that cannot be meant, in the language of the moment.

click speaks English: its help passes through one formatter, each of its errors becomes one sentence.
"""

import re
from collections.abc import Iterable
from types import TracebackType

import click

from auditor.words import say

_PHRASES = {
    "Options": "usage.options",
    "Positional arguments": "usage.arguments",
    "Show this message and exit.": "usage.help_option",
    "Show the version and exit.": "usage.version_option",
    "vi, en": "option.lang",
}
_METAVARS = {"[OPTIONS]": "usage.options_metavar", "COMMAND [ARGS]...": "usage.command_metavar"}
_MEANT = {
    **dict.fromkeys(("tao", "tao moi", "khoi tao", "bat dau", "start"), "init"),
    **dict.fromkeys(("kham", "soat", "chan doan", "kiem tra cau hinh", "check"), "doctor"),
    **dict.fromkeys(("chay", "kiem tra", "danh gia", "audit"), "run"),
    **dict.fromkeys(("danh gia lai", "cham lai"), "rejudge"),
    **dict.fromkeys(("bao cao", "lap bao cao", "in"), "report"),
    **dict.fromkeys(("tieu chi", "phep kiem tra", "liet ke"), "checks"),
    **dict.fromkeys(("thu camera", "xem camera", "dau ghi", "cameras"), "camera"),
    **dict.fromkeys(("mat khau", "tai khoan", "password"), "credential"),
    **dict.fromkeys(("can bo", "bi danh", "ho ten"), "staff"),
    **dict.fromkeys(("xoa", "don dep", "huy du lieu", "delete"), "purge"),
    **dict.fromkeys(("thu", "chay thu", "mau"), "demo"),
}
"""What people call a command before they have read its name."""


class NoCommandError(click.UsageError):
    """A word stands where a command should."""

    def __init__(self, name: str, known: Iterable[str], ctx: click.Context) -> None:
        super().__init__(name, ctx)
        self.known = tuple(known)


class Formatter(click.HelpFormatter):
    """Writes click's own words from the catalogue."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how the command is called."""
        for word, key in _METAVARS.items():
            args = args.replace(word, say(key))
        super().write_usage(prog, args, prefix or f"{say('usage.usage')} ")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(_said(heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write what each option is for."""
        said = [(first, _said(second)) for first, second in rows]
        super().write_dl(said, col_max, col_spacing)


class Context(click.Context):
    """Gives every command the formatter, and every usage error the command it is about."""

    formatter_class = Formatter

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> bool | None:
        """The parser raises some errors without saying where."""
        if isinstance(exc_value, click.UsageError) and exc_value.ctx is None:
            exc_value.ctx = self
        return super().__exit__(exc_type, exc_value, tb)


def sentence(error: click.ClickException) -> str:
    """Return what is wrong with the call, what was likely meant, and where help is."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if ctx is None:
        return say("usage.other", detail=error.format_message())
    path = ctx.command_path
    return f"{path}: {_wrong(error, ctx)}\n{say('usage.see_help', command=f'{path} --help')}"


def _wrong(error: click.ClickException, ctx: click.Context) -> str:
    match error:
        case NoCommandError():
            return _no_command(error)
        case click.NoSuchOption():
            return _no_option(error.option_name, ctx)
        case click.BadOptionUsage():
            return _value_or_none(error.option_name, ctx)
        case click.MissingParameter() if error.param:
            return say("usage.missing", name=_name(error.param))
        case click.BadParameter() if error.param:
            return _bad_value(error.param)
    if extra := re.search(r"\((.*)\)$", error.format_message(), re.DOTALL):
        return say("usage.extra", words=_short(extra[1]))
    if isinstance(ctx.command, click.Group):
        return say("usage.no_command_given", known=", ".join(ctx.command.list_commands(ctx)))
    return say("usage.other", detail=error.format_message())


def _no_command(error: NoCommandError) -> str:
    from auditor.facts.text import fold  # the facts take 50 ms to load, and help needs none

    word = " ".join(re.sub(r"[-_]+", " ", fold(error.message)).split())
    meant = _MEANT.get(word, "")
    near = meant if meant in error.known else _nearest(word, error.known)
    if near:
        return say("usage.no_command_near", name=_short(error.message), near=near)
    known = ", ".join(error.known)
    return say("usage.no_command", name=_short(error.message), known=known)


def _no_option(name: str, ctx: click.Context) -> str:
    root = ctx.find_root()
    if ctx is not root and name in _options(root):
        return say(
            "usage.option_first", name=name, written=f"{root.command_path} {name} … {ctx.info_name}"
        )
    if near := _nearest(name, _options(ctx)):
        return say("usage.no_option_near", name=_short(name), near=near)
    return say("usage.no_option_first" if ctx is root else "usage.no_option", name=_short(name))


def _value_or_none(name: str, ctx: click.Context) -> str:
    option = _options(ctx).get(name)
    if isinstance(option, click.Option) and option.is_flag:
        return say("usage.takes_no_value", name=name)
    metavar = option.make_metavar(ctx) if option else ""
    return say("usage.needs_value", name=name, written=f"{name} {metavar}".strip())


def _bad_value(param: click.Parameter) -> str:
    if isinstance(param.type, click.Choice):
        choices = ", ".join(map(str, param.type.choices))
        return say("usage.choice", name=_name(param), choices=choices)
    return say("usage.value", name=_name(param))


def _options(ctx: click.Context) -> dict[str, click.Parameter]:
    params = (param for param in ctx.command.get_params(ctx) if isinstance(param, click.Option))
    return {name: param for param in params for name in (*param.opts, *param.secondary_opts)}


def _name(param: click.Parameter) -> str:
    """Return an option as it is typed, an argument as the usage line shows it."""
    return max(param.opts, key=len) if isinstance(param, click.Option) else str(param.name).upper()


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.7)), "")


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


def _said(text: str) -> str:
    if key := _PHRASES.get(text):
        return say(key)
    return re.sub(r"\[default: (.*)\]$", lambda m: say("usage.default", value=m[1]), text)
