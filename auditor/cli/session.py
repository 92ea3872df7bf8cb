"""An audit from the command line's side: lock the store, look, judge, write, tell."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import output, screen
from auditor.cli.exits import BrokeError, Exit, of_results, of_signal
from auditor.cli.plain import echo
from auditor.cli.publish import NARROWED, UNFINISHED
from auditor.cli.terminal import Console
from auditor.problems import BadInputError
from auditor.words import say

if TYPE_CHECKING:
    from auditor.cli.manifest import Stamp
    from auditor.config import Config
    from auditor.interrupts import Interruption
    from auditor.outfit import Outfit
    from auditor.probes.camera.credential import CredentialOf
    from auditor.results import Results
    from auditor.signing import Signer
    from auditor.store import Store
    from auditor.texts import Texts

FEW = 3


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
    audience: str = ""
    """Whose reports are wanted; empty: the usual ones."""


@contextmanager
def opened(config: "Config", holder: str = "") -> Iterator["Store"]:
    """Open the configured store, and hold it if there is a holder: it then writes.

    Another run that holds it ends this one with 5; who only reads waits for nobody.
    """
    from auditor.store import Store, StoreBusyError, StoreDamagedError, StoreVersionError

    try:
        with (
            Store.open(config.store.url, config.store.evidence) as store,
            store.hold(holder) if holder else nullcontext(),
        ):
            yield store
    except StoreBusyError as busy:
        echo(str(busy), err=True)
        raise click.exceptions.Exit(Exit.BUSY) from busy
    except (StoreDamagedError, StoreVersionError) as broken:
        raise BrokeError(str(broken)) from broken


def audit_and_report(outfit: "Outfit", wish: Wish) -> tuple["Results", Exit]:
    """Audit, write every report, print the table; what an interrupted run saw is kept and judged."""
    from auditor.interrupts import Interruption
    from auditor.outfit import credentials_of
    from auditor.registry import load_texts

    wanted = proven(wish, outfit.config)
    console = _console(wanted)
    texts = load_texts(wish.lang, wish.checks_folder)
    passwords = credentials_of(outfit)
    with Interruption() as interruption, opened(outfit.config, "auditor run") as store:
        signer = signer_of(outfit.config, store)
        results = _audited(outfit, store, wish, console, interruption, passwords, signer)
        folder = wish.folder or own_folder(results, outfit.config.reports.folder)
        stamp = stamp_of(results, outfit.config, store, signer, folder)
        files = output.write(results, texts, wanted, folder, stamp)
    if not wish.quiet:
        screen.summary(console, _of_province(results, texts), texts)
    _close(console, results, files, wish)
    number = interruption.number
    return results, of_signal(number) if number else of_results(results, wish.fail_on)


def _audited(
    outfit: "Outfit",
    store: "Store",
    wish: Wish,
    console: Console,
    interruption: "Interruption",
    passwords: "CredentialOf | None",
    signer: "Signer",
) -> "Results":
    """Audit; a store that keeps nothing more is the machine's trouble, not the caller's."""
    from auditor.audit import run_audit

    try:
        with screen.progress(console, wish.quiet) as tell:
            return run_audit(
                outfit,
                store,
                confirm=wish.confirm,
                progress=tell,
                interruption=interruption,
                credential_of=passwords,
                signer=signer,
            )
    except BadInputError as full:
        raise BrokeError("\n".join(map(str, full.problems))) from full


def signer_of(config: "Config", store: "Store") -> "Signer":
    """Return what seals; a key made only now is told, since its public part must be kept elsewhere."""
    from auditor.audit import ready_signer
    from auditor.signing import SigningKey, fingerprint

    missing = SigningKey(config.signing_key).absent
    key = ready_signer(config, store)
    if missing:
        public = key.signer.public_key
        values = {"path": str(key.path), "public": public, "fingerprint": fingerprint(public)}
        echo(say("signing.made", **values), err=True)
    return key.signer


def stamp_of(
    results: "Results", config: "Config", store: "Store", signer: "Signer | None", folder: Path
) -> "Stamp":
    """Return what is signed about a report: of what it is, and where the line of seals ended.

    The manifest of a signed one is sealed in the store as well, under the folder's place.
    """
    from auditor.cli.manifest import Stamp

    def keep(sha256: str) -> None:
        if signer is not None:
            with opened(config) as again:
                place = str(folder.resolve())
                again.sealing().seal_report(place, sha256, results.run.id, signer)

    last = store.sealing().last()
    return Stamp(
        run=results.run.id,
        judgement=results.run.judgement,
        number=last.number if last else 0,
        digest=last.digest if last else "",
        signer=signer,
        keep=keep,
    )


def _stamped(results: "Results", config: "Config", folder: Path, *, proved: bool) -> "Stamp":
    """Return the stamp of a report written later; unproved or without our key it is not signed."""
    from auditor.signing import SigningKey

    key = SigningKey(config.signing_key)
    signer = key.signer if proved and not key.absent else None
    with opened(config) as store:
        return stamp_of(results, config, store, signer, folder)


def proven(wish: Wish, config: "Config") -> tuple[output.Target, ...]:
    """Return where the reports go, proved before anything is looked at or judged."""
    security = config.contact.security is not None
    wanted = output.targets(wish.formats, wish.audience, security=security)
    output.prove(wanted, wish.folder or config.reports.folder, _inputs(config))
    return wanted


def own_folder(results: "Results", folder: Path) -> Path:
    """Return where this run's report goes: only a whole and complete one is the province's.

    A narrowed run has a folder of its own; an incomplete one never replaces a complete one.
    """
    if results.run.narrowed:
        folder = folder / "-".join((NARROWED, *_parts(results)))
    return folder if results.run.complete else folder / UNFINISHED


def _parts(results: "Results") -> list[str]:
    """Name the few communes, the few criteria, or both, that the run was narrowed to."""
    codes = sorted({*(commune.code for commune in results.communes), *results.not_reached})
    if not any(criterion.left_out for criterion in results.criteria):
        return _few(codes)
    asked = _few([c.id for c in results.criteria if c.check and not c.left_out])
    return asked if len(codes) > FEW else [*codes, *asked]


def _few(names: Sequence[str]) -> list[str]:
    return [*names[:FEW], *(["vv"] if len(names) > FEW else [])]


def _inputs(config: "Config") -> tuple[Path, ...]:
    """Return the files that a run reads or keeps, which no report may replace."""
    tables = config.inventory
    held = (getattr(tables, name) for name in type(tables).model_fields)
    read = [path for path in held if isinstance(path, Path)]
    read += [path for feed in config.feeds for path in feed.files]
    calendar = (config.calendar.overrides, config.calendar.hours)
    others = (config.terms, *calendar, config.network.authorities)
    secrets = (config.credentials.file, config.staff_key, config.signing_key)
    kept = config.store.url.partition(":///")[2]
    named = [Path(name) for name in (config.profile, kept) if name]
    return tuple(
        path for path in (config.source, *read, *others, *secrets, *named) if path is not None
    )


def report(results: "Results", wish: Wish, config: "Config", *, proved: bool) -> None:
    """Write the reports of results that are already judged, and tell where they are.

    `proved`: what they were made of is as it was sealed (`auditor.cli.proof`); else not signed.
    """
    from auditor.interrupts import Interruption
    from auditor.registry import load_texts

    wanted = proven(wish, config)
    folder = wish.folder or own_folder(results, config.reports.folder)
    texts = load_texts(wish.lang, wish.checks_folder)
    stamp = _stamped(results, config, folder, proved=proved)
    shown = _for(results, wish, texts)
    with Interruption() as interruption:
        interruption.wakes(lambda: _leave(interruption.number))
        with output.rendered(shown, texts, wanted, folder, stamp) as ready:
            interruption.wakes(lambda: None)  # the last step is short and is not left half done
            files = ready.deliver()
    if interruption.number:
        _leave(interruption.number)
    console = _console(wanted)
    if not wish.quiet:
        screen.summary(console, _of_province(results, texts), texts)
    _close(console, results, files, wish)


def _for(results: "Results", wish: Wish, texts: "Texts") -> "Results":
    """Asked for by name, the province's report has no page that holds a commune's own things."""
    from auditor.contract import Audience

    return _of_province(results, texts) if wish.audience == Audience.PROVINCE else results


def _of_province(results: "Results", texts: "Texts") -> "Results":
    """A terminal is the province's as well: a scheduler's log keeps what it showed."""
    from auditor.audience import narrowed
    from auditor.contract import Audience

    return narrowed(results, Audience.PROVINCE, hidden=texts.say("audience.hidden"))


def _leave(number: int) -> None:
    raise click.exceptions.Exit(of_signal(number))


def _close(console: Console, results: "Results", files: Sequence[Path], wish: Wish) -> None:
    """Even a quiet caller hears of an incomplete run."""
    if not wish.quiet or not results.run.complete:
        screen.closing(console, results, files, own=wish.folder is None)


def _console(wanted: Sequence[output.Target]) -> Console:
    """Speak on stderr when a report itself goes to stdout."""
    return Console(stderr=any(target.path == "-" for target in wanted), highlight=False)
