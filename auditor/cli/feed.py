"""`auditor feed check [NAME]`: reads the declared logs on trial and tells how they were understood.

Accounts are masked, nothing is kept.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape
from rich.table import Table

from auditor.cli import feed_lines, options
from auditor.cli.exits import Exit, told
from auditor.cli.groups import Subcommands
from auditor.cli.terminal import Console
from auditor.problems import BadInputError, Problem
from auditor.words import say

if TYPE_CHECKING:
    from auditor.outfit import Outfit
    from auditor.probes.feeds import FeedPlan, FeedRead
    from auditor.probes.feeds.samples import Sample

_SAMPLES = 10
_PLACES = 5
_BAR = 30


@click.group("feed", cls=Subcommands, help=say("cli.feed"))
def command() -> None:
    """Hold the commands on feeds."""


@command.command("check", help=say("feed.check.help"))
@click.argument("name", default="", metavar="[NAME]")
@options.CONFIG
@click.option("--period", default=None, metavar="FROM..TO", help=say("option.period"))
@click.pass_context
@told
def check(ctx: click.Context, name: str, config_path: Path, period: str | None) -> Exit:
    """Read and tell; exit code 4 when something could not be used."""
    from auditor.outfit import Choice, prepare

    config = options.configured(ctx, config_path)
    choice = Choice(period=options.period_of(period))
    outfit = prepare(config, choice, datetime.now(UTC))
    plans = _chosen(outfit.feeds, name, config_path)
    console = Console(highlight=False)
    good = True
    for feed in _read(outfit, plans):
        _show(console, feed, outfit)
        good = good and _is_good(feed)
    return Exit.OK if good else Exit.UNKNOWN


def _chosen(plans: Sequence["FeedPlan"], name: str, config: Path) -> list["FeedPlan"]:
    chosen = [plan for plan in plans if not name or plan.name.casefold() == name.casefold()]
    if chosen:
        return chosen
    known = ", ".join(plan.name for plan in plans)
    message = say("problem.feed.unknown", name=name, known=known) if plans else None
    raise BadInputError([Problem(file=str(config), message=message or say("problem.feed.none"))])


def _read(outfit: "Outfit", plans: Sequence["FeedPlan"]) -> list["FeedRead"]:
    from auditor.folding import bounds
    from auditor.probes.feeds import Span, inspect_feeds

    start, end = bounds(outfit.period, outfit.zone)
    span = Span(start=start, end=end, zone=outfit.zone, now=datetime.now(UTC))
    codes = [commune.code for commune in outfit.communes]
    return asyncio.run(inspect_feeds(plans, outfit.inventory.roster, codes, span, samples=_SAMPLES))


def _is_good(feed: "FeedRead") -> bool:
    from auditor.probes.feeds import Doubt, Reason

    if feed.missing or feed.count_of(Reason.ACCOUNT_ALIKE):
        return False
    if set(feed.hours.doubts()) - {Doubt.MORNINGS}:  # many log in once a day
        return False
    return not any(one.unusable for source in feed.sources.values() for one in source.refused)


def _show(console: Console, feed: "FeedRead", outfit: "Outfit") -> None:
    start, end = f"{outfit.period.start:%d/%m/%Y}", f"{outfit.period.end:%d/%m/%Y}"
    title = say("feed.check.title", feed=feed.plan.name, start=start, end=end)
    console.print(f"\n[bold]{escape(title)}[/]", soft_wrap=True)
    _tell(console, feed_lines.skipped(feed.plan))
    if missing := feed.missing:
        values = dict(missing.values)
        text, todo = say(missing.text, **values), say(f"{missing.text}.todo", **values)
        _tell(console, [say("feed.check.missing", text=text, todo=todo)])
        _tell(console, feed_lines.lying_there(feed.plan))
        return
    _tell(console, _files(feed))
    _span(console, feed, outfit)
    if feed.samples:
        console.print(_first_rows(feed.samples, outfit))
    if feed.refused:
        console.print(_refusals(feed))
    _tell(console, feed_lines.suggested(feed))
    _tell(console, feed_lines.unknown_units(feed))
    console.print(_communes(feed, outfit))
    if feed.hours.used:
        console.print(_hours(feed, outfit))
    for doubt in feed_lines.doubts(feed):
        console.print(f"[bold red]![/] {escape(doubt)}", soft_wrap=True)


def _tell(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(escape(line), soft_wrap=True)


def _files(feed: "FeedRead") -> list[str]:
    told = []
    for seen in feed.files:
        delimiter = {"\t": say("feed.check.tab"), "": say("feed.check.no_delimiter")}
        values: dict[str, str | int] = {
            "place": seen.place,
            "encoding": seen.encoding,
            "delimiter": delimiter.get(seen.delimiter, seen.delimiter),
            "rows": seen.rows,
        }
        key = "feed.check.file" if seen.header_line else "feed.check.file_headless"
        told.append(say(key, **values, header=seen.header_line))
        told += [say(f"feed.check.note.{note}") for note in seen.notes]
    if feed.elsewhere:
        told.append(say("feed.check.elsewhere", count=feed.elsewhere))
    return told


def _span(console: Console, feed: "FeedRead", outfit: "Outfit") -> None:
    source = next(iter(feed.sources.values()), None)
    if source and source.since and source.until:
        since, until = (
            f"{t.astimezone(outfit.zone):%d/%m/%Y %H:%M:%S}" for t in (source.since, source.until)
        )
        console.print(say("feed.check.span", since=since, until=until))


def _first_rows(samples: Sequence["Sample"], outfit: "Outfit") -> Table:
    table = _table("place", "account", "at", "commune", "says")
    for sample in samples:
        at = f"{sample.at.astimezone(outfit.zone):%d/%m/%Y %H:%M:%S}" if sample.at else "–"
        commune = sample.commune or "–"
        table.add_row(
            escape(sample.place), masked(sample.account), at, commune, _meaning(sample.says)
        )
    return table


def _meaning(says: str) -> str:
    key = f"feed.check.means.{says}"
    said = say(key)
    return say(f"presence.refused.{says}") if said == key else said


def masked(account: str) -> str:
    """Return an account as it may stand on a screen: its first two characters, of a long one."""
    shown = account[:2] if len(account) > 3 else ""
    return f"{escape(shown)}…" if account else "–"


def _refusals(feed: "FeedRead") -> Table:
    table = _table("reason", "count", "counts_as", "lines")
    for refused in feed.refused:
        more = refused.count > _PLACES
        shown = feed_lines.places(refused.places, _PLACES, more=more)
        word = say("feed.check.unusable" if refused.unusable else "feed.check.aside")
        table.add_row(escape(say(refused.text)), str(refused.count), word, escape(shown))
    return table


def _communes(feed: "FeedRead", outfit: "Outfit") -> Table:
    table = _table("commune", "rows", "used", "heard")
    names = {commune.code: commune.name for commune in outfit.communes}
    for code, source in feed.sources.items():
        days = say("feed.check.days", count=len(source.heard))
        heard = f"{days}: {' '.join(f'{day:%d/%m}' for day in source.heard)}"
        title = escape(f"{code} {names.get(code, '')}".strip())
        shown = heard if source.heard else days
        table.add_row(title, str(source.rows), str(source.used), shown)
    return table


def _hours(feed: "FeedRead", outfit: "Outfit") -> Table:
    """Show the traces by the hour of the local day: a mistaken zone is seen here and nowhere else."""
    table = _table("hour", "traces")
    table.title = say("feed.check.hours", zone=outfit.config.time_zone)
    most = max(feed.hours.by_hour)
    for hour, count in enumerate(feed.hours.by_hour):
        if count:
            bar = "█" * max(1, round(_BAR * count / most))
            table.add_row(f"{hour:02}:00–{hour:02}:59", f"{count:>6} {bar}")
    return table


def _table(*columns: str) -> Table:
    table = Table()
    for column in columns:
        table.add_column(say(f"feed.check.{column}"), overflow="fold")
    return table
