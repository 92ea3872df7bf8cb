"""`auditor purge`: delete what is past its days. A schedule is asked nothing, a person is."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from auditor.cli import options
from auditor.cli.exits import Exit, told
from auditor.cli.plain import echo
from auditor.textfile import shown
from auditor.words import say

if TYPE_CHECKING:
    from auditor.config import Config
    from auditor.store.aged import Rule
    from auditor.store.amounts import Amount, PastPurge, Purged

KINDS = ("pages", "presence", "frames", "results")


@click.command("purge", help=say("cli.purge"))
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS),
    metavar="KIND",
    help=say("option.purge_kind"),
)
@click.option("--dry-run", "rehearse", is_flag=True, help=say("option.purge_dry"))
@click.option("--list", "listed", is_flag=True, help=say("option.purge_list"))
@click.option("--yes", is_flag=True, help=say("option.purge_yes"))
@options.CONFIG
@click.pass_context
@told
def command(
    ctx: click.Context,
    kinds: tuple[str, ...],
    rehearse: bool,
    listed: bool,
    yes: bool,
    config_path: Path,
) -> Exit | None:
    """Delete, or say what would be, or was."""
    from auditor.cli import session

    config = options.configured(ctx, config_path)
    zone = ZoneInfo(config.time_zone)
    if listed:
        with session.opened(config) as store:
            _list(store.purging().past(), zone)
        return None
    rules = _rules(config, kinds or KINDS)
    if rehearse:
        _rehearsed(config, rules, zone)
        return None
    went = _purged(config, rules, zone, asks=sys.stdin.isatty() and not yes)
    if went is None:
        echo(say("purge.kept"))
        return None
    done, log = went
    _show("purge.did", done, zone)
    if done.seal is not None:
        echo(say("purge.sealed", seal=done.seal, file=shown(log)))
    for trouble in done.troubles:
        echo(trouble, err=True)
    return Exit.BROKE if done.troubles else None


def _rehearsed(config: "Config", rules: "Sequence[Rule]", zone: ZoneInfo) -> "Purged":
    """Say what would go. The store is not held: a run may begin while a person thinks."""
    from auditor.cli import session

    with session.opened(config) as store:
        due = store.purging().due(rules, datetime.now(UTC))
    _show("purge.would", due, zone)
    return due


def _purged(
    config: "Config", rules: "Sequence[Rule]", zone: ZoneInfo, *, asks: bool
) -> "tuple[Purged, Path] | None":
    """Delete, return what went and the log of it; None when the person does not agree.

    What goes is what was agreed to: where the store is another by then, they are asked again.
    """
    from auditor.audit import ready_signer
    from auditor.cli import session

    while True:
        agreed = _rehearsed(config, rules, zone) if asks else None
        if agreed and agreed.count and not _agreed():
            return None
        with session.opened(config, "auditor purge") as store:
            now = datetime.now(UTC)
            if agreed and store.purging().due(rules, now).amounts != agreed.amounts:
                echo(say("purge.changed"))
                continue
            signer = ready_signer(config, store).signer
            return store.purging().purge(rules, now, signer), store.purging().log


def _rules(config: "Config", kinds: Sequence[str]) -> "list[Rule]":
    from auditor.store.aged import Kind, Rule

    days = config.retention
    return [
        Rule(kind=Kind(kind), days=getattr(days, f"{kind}_days")) for kind in dict.fromkeys(kinds)
    ]


def _agreed() -> bool:
    typed = click.prompt(say("purge.ask"), default="", show_default=False, prompt_suffix="")
    return str(typed).strip().casefold() == say("purge.word")


def _show(heading: str, purged: "Purged", zone: ZoneInfo) -> None:
    if not purged.count:
        echo(say("purge.nothing"))
        return
    echo(say(heading))
    for amount in purged.amounts:
        echo(f"  {_line(amount, zone)}")


def _line(amount: "Amount", zone: ZoneInfo) -> str:
    from auditor.store.amounts import STRAY

    values: dict[str, str | int] = {
        "count": amount.count,
        "oldest": _day(amount.oldest, zone),
        "youngest": _day(amount.youngest, zone),
        "size": _size(amount.bytes),
    }
    if amount.kind == STRAY:
        return say("purge.stray", **values)
    what = say(f"purge.{amount.kind}.{amount.what}")
    return say("purge.line", what=what, days=amount.days, **values)


def _list(past: "Sequence[PastPurge]", zone: ZoneInfo) -> None:
    if not past:
        echo(say("purge.none_before"))
    for one in past:
        at = f"{one.at.astimezone(zone):%H:%M %d/%m/%Y}"
        echo(say("purge.past", at=at, seal=one.seal, id=one.id))
        for (reason, table), count in sorted(one.stones.items()):
            kind, _, days = reason.partition(":")
            what = say(f"purge.{kind}.{table}")
            echo(say("purge.past_line", what=what, days=days, count=count))


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d/%m/%Y}"


def _size(count: int) -> str:
    return f"{count / 1_000_000:.0f} MB" if count >= 10_000_000 else f"{count / 1000:.0f} kB"
