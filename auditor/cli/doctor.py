"""`auditor doctor`: says what is missing before a run does."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from rich.markup import escape

from auditor.cli import options, output
from auditor.cli.examined import Line, State, good, note, some
from auditor.cli.exits import Exit, told
from auditor.cli.feeds_examined import feeds_examined
from auditor.cli.presence_examined import presence_examined
from auditor.cli.terminal import Console
from auditor.problems import BadInputError
from auditor.words import say

if TYPE_CHECKING:
    from auditor.outfit import Outfit

OLDEST = (3, 11)
SENTINEL_TIMEOUT_S = 3.0


MARKS = {State.GOOD: "[green]✓[/]", State.NOTE: "[yellow]![/]", State.BAD: "[bold red]✗[/]"}


@click.command("doctor", help=say("cli.doctor"))
@options.CONFIG
@options.CHECKS_FOLDER
@click.pass_context
@told
def command(ctx: click.Context, config_path: Path, checks_folder: Path | None) -> Exit:
    """Examine and tell."""
    console = Console(highlight=False)
    states = []
    for line in examine(ctx, config_path, checks_folder):
        console.print(f"{MARKS[line.state]} {escape(line.text)}", soft_wrap=True)
        states.append(line.state)
    bad, notes = State.BAD in states, states.count(State.NOTE)
    if notes and not bad:
        console.print(say("doctor.noted", count=notes))
    console.print(say("doctor.bad" if bad else "doctor.good"))
    return Exit.USAGE if bad else Exit.OK


def examine(ctx: click.Context, config_path: Path, checks_folder: Path | None) -> Iterator[Line]:
    """Yield line by line; what needs a readable configuration is left out when there is none."""
    from auditor.outfit import Choice, prepare

    yield _python()
    yield from _names()
    try:
        config = options.configured(ctx, config_path)
        outfit = prepare(config, Choice(checks_folder=checks_folder), datetime.now(UTC))
    except BadInputError as wrong:
        yield from (Line(state=State.BAD, text=str(problem)) for problem in wrong.problems)
        return
    yield good("doctor.inventory", count=len(outfit.communes), file=str(config.source))
    if config.province.code == "00" and not config.invented:
        yield Line(state=State.BAD, text=say("doctor.province_sample"))
    yield from _rows(outfit)
    yield from _credentials(outfit)
    yield from feeds_examined(outfit)
    yield from _places(outfit)
    yield from _certificates()
    yield _sentinels(outfit)


def _python() -> Line:
    version = ".".join(str(part) for part in sys.version_info[:3])
    state = State.GOOD if sys.version_info >= OLDEST else State.BAD
    return Line(state=state, text=say("doctor.python", version=version))


def _names() -> Iterator[Line]:
    """Other distributions may install a top-level `checks` or `reports` over ours."""
    home = Path(__file__).resolve().parents[2]
    for name in ("auditor", "checks", "reports"):
        spec = find_spec(name)
        where = Path(spec.origin).resolve() if spec and spec.origin else None
        ours = where is not None and where.is_relative_to(home) and not _claimed_twice(name)
        key = "doctor.names_ours" if ours else "doctor.names_taken"
        yield Line(
            state=State.GOOD if ours else State.BAD, text=say(key, name=name, path=str(where))
        )


def _claimed_twice(name: str) -> bool:
    from importlib.metadata import packages_distributions

    return set(packages_distributions().get(name, [])) - {"commune-auditor"} != set()


def _rows(outfit: "Outfit") -> Iterator[Line]:
    if outfit.left_out:
        codes = ", ".join(commune.code for commune in outfit.left_out[:10])
        yield note("doctor.left_out", count=len(outfit.left_out), codes=codes)
    if outfit.period.end < datetime.now(ZoneInfo(outfit.config.time_zone)).date():
        yield note("doctor.past_period", end=f"{outfit.period.end:%d/%m/%Y}")
    without = [commune.code for commune in outfit.communes if commune.site is None]
    if without:
        yield note("doctor.no_site", count=len(without), codes=some(without))
    yield from presence_examined(outfit)
    if not outfit.inventory.procedures:
        yield note("doctor.no_procedures")
    counted = sum(c.check in outfit.checks for c in outfit.policy.criteria)
    total = len(outfit.policy.criteria)
    yield good("doctor.profile", profile=outfit.policy.id, count=counted, total=total)
    named = {c.check for c in outfit.policy.criteria}
    if unused := sorted(set(outfit.checks) - named - _elsewhere()):
        yield note("doctor.unused_checks", ids=", ".join(unused))


def _elsewhere() -> set[str]:
    """Return the checks that the whole catalogue names: a narrower profile leaves some out."""
    from auditor.policy import load_policy

    return {criterion.check for criterion in load_policy("full").criteria}


def _credentials(outfit: "Outfit") -> Iterator[Line]:
    """Tell where each password of a device was found, by the place and never by the password."""
    from auditor.credentials import Place, names_used, places_of

    try:
        found = places_of(outfit.config, names_used(outfit.communes))
    except BadInputError as wrong:
        yield from (Line(state=State.BAD, text=str(problem)) for problem in wrong.problems)
        return
    lacking = {
        Place.NOWHERE: "doctor.credentials_missing",
        Place.UNREADABLE: "doctor.credentials_unreadable",
    }
    for place in Place:
        names = [name for name, its_place in found.items() if its_place is place]
        if names and place in lacking:
            yield note(lacking[place], count=len(names), names=some(names))
        elif names:
            where = say(f"credential.place.{place}")
            yield good("doctor.credentials", count=len(names), names=some(names), place=where)


def _places(outfit: "Outfit") -> Iterator[Line]:
    config = outfit.config
    for key, folder in (
        ("doctor.reports", config.reports.folder),
        ("doctor.store", config.store.evidence),
    ):
        yield _tried(lambda folder=folder: output.writable(folder), key, str(folder))  # type: ignore[misc]
    yield from _database(outfit)
    yield _signing_key(outfit)


def _signing_key(outfit: "Outfit") -> Line:
    """A run makes the key where nothing was ever sealed; one that is there must be readable."""
    from auditor.signing import SigningKey, fingerprint

    key = SigningKey(outfit.config.signing_key)
    if key.absent:
        return note("doctor.no_signing_key", path=str(key.path))
    try:
        shown = fingerprint(key.signer.public_key)
    except BadInputError as wrong:
        return Line(state=State.BAD, text=str(wrong))
    return good("doctor.signing_key", path=str(key.path), fingerprint=shown)


def _database(outfit: "Outfit") -> Iterator[Line]:
    """Open the store as a run would: its path, its soundness, its version, and who holds it."""
    from auditor.store import Store, StoreBusyError

    store = outfit.config.store
    try:
        with Store.open(store.url, store.evidence) as opened, opened.hold("auditor doctor"):
            pass
    except StoreBusyError as busy:
        yield note("doctor.store_busy", detail=str(busy))
    except BadInputError as wrong:
        yield from (Line(state=State.BAD, text=str(problem)) for problem in wrong.problems)
    else:
        yield good("doctor.database", path=store.url.partition(":///")[2])


def _tried(action: Callable[[], None], key: str, path: str) -> Line:
    try:
        action()
    except BadInputError as wrong:
        return Line(state=State.BAD, text=str(wrong))
    return good(key, path=path)


def _certificates() -> Iterator[Line]:
    """Without the system's certificate authorities every site would look untrusted."""
    from auditor.probes.tls import authorities_known

    if not authorities_known():
        yield Line(state=State.BAD, text=say("doctor.no_authorities"))


def _sentinels(outfit: "Outfit") -> Line:
    from auditor.network import addresses, authorities
    from auditor.probes.sentinels import sentinels_answer

    sentinels = outfit.config.network.sentinels
    if not sentinels:
        return note("doctor.no_sentinels")
    asked = sentinels_answer(addresses(sentinels), SENTINEL_TIMEOUT_S, authorities(outfit.config))
    if asyncio.run(asked):
        return good("doctor.sentinels", addresses=", ".join(sentinels))
    return Line(state=State.BAD, text=say("doctor.offline", addresses=", ".join(sentinels)))
