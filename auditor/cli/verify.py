"""`auditor verify [RUN]`: is what is kept still what was sealed?"""

import base64
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import options
from auditor.cli.exits import BrokeError, Exit, told
from auditor.cli.plain import echo
from auditor.cli.proof import few
from auditor.problems import BadInputError, Problem
from auditor.words import say

if TYPE_CHECKING:
    from auditor.config import Config
    from auditor.store.reports import WrittenReport
    from auditor.store.troubles import Verified


@click.command("verify", help=say("cli.verify"))
@click.argument("run", default="last")
@click.option(
    "--report",
    "folder",
    type=click.Path(path_type=Path),
    default=None,
    help=say("option.verified_report"),
)
@click.option(
    "--public-key", "keys", multiple=True, metavar="BASE64", help=say("option.public_key")
)
@click.option("--all", "everything", is_flag=True, help=say("option.verify_all"))
@options.CONFIG
@click.pass_context
@told
def command(
    ctx: click.Context,
    run: str,
    folder: Path | None,
    keys: tuple[str, ...],
    everything: bool,
    config_path: Path,
) -> Exit:
    """Compare, tell what is not as it was sealed, and end with 3 if anything is not."""
    from auditor.store import StoreBusyError, StoreDamagedError, StoreVersionError

    config = options.configured(ctx, config_path)
    _refuse_absent(config)
    trusted = tuple(map(_public_key, keys)) or _own_key(config)
    try:
        verified, written = _verified(config, run, folder, trusted, everything)
        _reports(folder, config.reports.folder, verified.believed or trusted, written, verified)
        _tell_unused(keys, verified)
    except StoreDamagedError as damaged:
        for problem in damaged.problems:
            echo(str(problem))
        echo(say("verify.closing.damaged"))
        return Exit.FAILED
    except StoreVersionError as newer:
        raise BrokeError(str(newer)) from newer
    except StoreBusyError as busy:
        echo(str(busy), err=True)
        return Exit.BUSY
    if not verified.runs and not verified.troubles:
        raise BadInputError([Problem(file=run, message=say("store.no_run"))])
    return _told(verified, certain=bool(trusted))


def _refuse_absent(config: "Config") -> None:
    """Say that there is no store: opening it would make an empty one, which looks like one cut off."""
    from auditor.textfile import absent, refusal

    scheme, _, path = config.store.url.partition(":///")
    if scheme == "sqlite" and absent(Path(path)):
        raise refusal(Path(path), "verify.no_store")


def _verified(
    config: "Config", run: str, folder: Path | None, trusted: Collection[str], everything: bool
) -> "tuple[Verified, Sequence[WrittenReport]]":
    """Return what was compared, and the reports that the store knows of."""
    from auditor.store import Store, reading

    with Store.open(config.store.url, config.store.evidence) as store:
        sealing = store.sealing()
        if _only_reported(config, folder, run, sealing.run_ids()):
            run = reading.LAST
        verified = sealing.verify(run, trusted, everything=everything)
        return verified, sealing.written_reports(verified.believed or trusted)


def _only_reported(config: "Config", folder: Path | None, run: str, known: Collection[str]) -> bool:
    """Say whether a run is known to the report and no longer to the store: it was cut off."""
    from auditor.cli import manifest

    entries = manifest.earlier(folder or config.reports.folder).entries
    if not run or not any(entry.run.startswith(run) for entry in entries):
        return False
    return not any(one.startswith(run) for one in known)


def _reports(
    folder: Path | None,
    usual: Path,
    trusted: Collection[str],
    written: "Sequence[WrittenReport]",
    verified: "Verified",
) -> None:
    """Check the folder asked for, else the usual one: a report may be gone, never unnoticed."""
    from auditor.cli import manifest
    from auditor.cli.report_verified import check_gone, check_report, check_seals_named

    place = folder or usual
    if folder is not None and not folder.is_dir():
        raise BadInputError([Problem(file=str(folder), message=say("problem.report.no_folder"))])
    try:
        found = manifest.read(place)
    except BadInputError as wrong:
        verified.add("manifest_broken", detail=str(wrong))
        return
    if found == manifest.EMPTY:
        check_gone(place, written, verified, asked=folder is not None)
        return
    check_seals_named(place, found, trusted, verified)
    check_report(place, found, trusted, written, verified)


def _tell_unused(keys: Collection[str], verified: "Verified") -> None:
    """Without a key that should be there the line may be one that an older key made again."""
    from auditor.signing import fingerprint

    if set(keys) & set(verified.keys):
        for key in sorted(set(keys) - set(verified.keys)):
            verified.add("key_unused", public=key, fingerprint=fingerprint(key))


def _own_key(config: "Config") -> tuple[str, ...]:
    """Return the public part of our own key; without it the line's first key is taken at its word."""
    from auditor.signing import SigningKey

    key = SigningKey(config.signing_key)
    if key.absent:
        return ()
    try:
        return (key.signer.public_key,)
    except BadInputError as wrong:
        for problem in wrong.problems:
            echo(str(problem), err=True)
        return ()


def _public_key(text: str) -> str:
    try:
        sound = len(base64.b64decode(text, validate=True)) == 32  # Ed25519
    except ValueError:
        sound = False
    if not sound:
        message = say("problem.public_key")
        raise BadInputError([Problem(file="--public-key", message=message)])
    return text


def _told(verified: "Verified", *, certain: bool) -> Exit:
    from auditor.signing import fingerprint

    for line in few([*verified.notes, *verified.unproved]):
        echo(line)
    for line in few(verified.troubles):
        echo(line)
    if verified.keys and not certain:
        key = verified.keys[0]
        echo(say("verify.key_unproved", public=key, fingerprint=fingerprint(key)))
    if verified.troubles:
        echo(say("verify.closing.not_sound", count=len(verified.troubles)))
        return Exit.FAILED
    if verified.purged:
        echo(say("verify.purged", count=verified.purged))
    if verified.unproved:
        echo(say("verify.closing.unproved", count=len(verified.unproved)))
        return Exit.UNKNOWN
    counts = {"rows": verified.rows, "files": verified.files, "seals": verified.seals}
    keys = ", ".join(map(fingerprint, verified.keys)) or "–"
    echo(say("verify.closing.sound", **counts, keys=keys))
    return Exit.OK
