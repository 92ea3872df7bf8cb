"""An audit from the command line's side: lock the store, look, judge, write, tell."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from auditor.cli import output, screen
from auditor.cli.exits import Exit, of_results, of_signal

if TYPE_CHECKING:
    from auditor.config import Config
    from auditor.outfit import Outfit
    from auditor.results import Results
    from auditor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the caller wants it done and told."""

    lang: str
    formats: tuple[str, ...] = ()
    folder: Path | None = None
    """None: the configured one, or one of its own for a run that is not of the whole province."""
    confirm: bool = False
    checks_folder: Path | None = None
    fail_on: str = "any"
    quiet: bool = False


@contextmanager
def opened(config: "Config", holder: str) -> Iterator["Store"]:
    """Open the configured store and hold it; another run that holds it ends this one with 5."""
    from auditor.store import Store, StoreBusyError, StoreDamagedError, StoreVersionError

    try:
        with Store.open(config.store.url, config.store.evidence) as store, store.hold(holder):
            yield store
    except StoreBusyError as busy:
        click.echo(str(busy), err=True)
        raise click.exceptions.Exit(Exit.BUSY) from busy
    except (StoreDamagedError, StoreVersionError) as broken:
        click.echo(str(broken), err=True)
        raise click.exceptions.Exit(Exit.BROKE) from broken


def audit_and_report(outfit: "Outfit", wish: Wish) -> tuple["Results", Exit]:
    """Audit, write every report, print the table; what an interrupted run saw is kept and judged."""
    from auditor.audit import run_audit
    from auditor.registry import load_texts

    wanted = output.targets(wish.formats)
    folder = wish.folder or own_folder(outfit)
    output.writable(folder)
    console = _console(wanted)
    with opened(outfit.config, "auditor run") as store:
        with screen.progress(console, wish.quiet) as tell:
            results, signal = run_audit(outfit, store, confirm=wish.confirm, progress=tell)
        texts = load_texts(wish.lang, wish.checks_folder)
        files = output.write(results, texts, wanted, folder)
    if not wish.quiet:
        screen.summary(console, results, texts)
    if not wish.quiet or not results.run.complete:
        screen.closing(console, results, files)
    return results, of_signal(signal) if signal else of_results(results, wish.fail_on)


def own_folder(outfit: "Outfit") -> Path:
    """A commune's own check never writes over the province's report."""
    folder: Path = outfit.config.reports.folder
    codes = [commune.code for commune in outfit.communes]
    if len(codes) + len(outfit.left_out) == len(outfit.inventory.communes):
        return folder
    return folder / ("rieng-" + "-".join(codes[:3]) + ("-vv" if len(codes) > 3 else ""))


def report(results: "Results", wish: Wish, folder: Path) -> Sequence[Path]:
    """Write the reports of results that are already judged, and tell where they are."""
    from auditor.registry import load_texts

    wanted = output.targets(wish.formats)
    output.writable(folder)
    texts = load_texts(wish.lang, wish.checks_folder)
    files = output.write(results, texts, wanted, folder)
    if not wish.quiet:
        console = _console(wanted)
        screen.summary(console, results, texts)
        screen.closing(console, results, files)
    return files


def _console(wanted: Sequence[output.Target]) -> Console:
    """Speak on stderr when a report itself goes to stdout."""
    return Console(stderr=any(target.path == "-" for target in wanted), highlight=False)
