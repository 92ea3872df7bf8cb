"""A report's folder compared with its manifest, and the manifest with the store."""

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from auditor.cli import manifest
from auditor.cli.publish import ASIDE, NARROWED, UNFINISHED
from auditor.signing import fingerprint
from auditor.store.reports import WrittenReport
from auditor.store.troubles import Verified
from auditor.textfile import shown


def check_report(
    folder: Path,
    found: manifest.Manifest,
    trusted: Collection[str],
    written: Sequence[WrittenReport],
    verified: Verified,
) -> None:
    """Note what is not as the report was written; `trusted` is never empty.

    `written`: the manifests that the store knows of, in their order.
    """
    for entry in found.entries:
        _check_entry(folder, entry, trusted, verified)
    signed = {entry.format for entry in found.entries}
    for name in sorted(set(found.files) - signed):
        verified.add("report_unsigned", folder=shown(folder), format=name)
    if all(_true(entry, trusted) for entry in found.entries) and signed >= set(found.files):
        _check_known(folder, found.sha256, written, verified)
    ours = {path for entry in found.entries if entry.proved for path in entry.files}
    for path in sorted(set(_all_files(folder, folder, verified)) - ours):
        if manifest.looks_ours(path):
            verified.add("file_added", file=shown(folder / path))
        else:
            verified.note("report_not_ours", file=shown(folder / path))


def check_gone(
    folder: Path, written: Sequence[WrittenReport], verified: Verified, *, asked: bool
) -> None:
    """Note a folder without a manifest: pages without one are no report that we can prove."""
    there = folder.is_dir() and any(map(manifest.looks_ours, _all_files(folder, folder, verified)))
    here = [one for one in written if one.place == str(folder.resolve())]
    if asked or there:
        verified.add("manifest_missing", folder=shown(folder))
    elif here:
        verified.note("report_gone", folder=shown(folder), number=here[-1].number)


def _check_known(
    folder: Path, sha256: str, written: Sequence[WrittenReport], verified: Verified
) -> None:
    """A manifest that is signed may still be an old one, or put together from several."""
    same = [one.number for one in written if one.sha256 == sha256]
    last = [one.number for one in written if one.place == str(folder.resolve())][-1:]
    if not same:
        verified.add("report_unknown", folder=shown(folder))
    elif last and last[0] > same[-1]:
        numbers = {"number": same[-1], "last": last[0]}
        verified.add("report_older", folder=shown(folder), **numbers)


def check_seals_named(
    folder: Path, found: manifest.Manifest, trusted: Collection[str], verified: Verified
) -> None:
    """Note a store that ends before what a signed report saw in it: the store alone cannot tell."""
    said = {(e.number, e.digest) for e in found.entries if _true(e, trusted) and e.number}
    for number, digest in sorted(said):
        if number > max(verified.digests, default=0):
            last = max(verified.digests, default=0)
            verified.add("store_cut", folder=shown(folder), number=number, last=last)
        elif verified.digests.get(number) != digest:
            verified.add("seal_replaced", folder=shown(folder), number=number)
    for run in sorted({e.run for e in found.entries if _true(e, trusted)} - set(verified.runs)):
        verified.add("report_run_missing", folder=shown(folder), id=run)


def _true(entry: manifest.Entry, trusted: Collection[str]) -> bool:
    return entry.proved and entry.public_key in trusted


def _check_entry(
    folder: Path, entry: manifest.Entry, trusted: Collection[str], verified: Verified
) -> None:
    named = {"folder": shown(folder), "format": entry.format}
    if not entry.public_key:
        verified.add("report_unsigned", **named)
    elif not entry.proved:
        verified.add("manifest_changed", **named)
    elif entry.public_key not in trusted:
        key = entry.public_key
        verified.add("report_key", **named, public=key, fingerprint=fingerprint(key))
    for path, (digest, size) in sorted(entry.files.items()):
        state = _state(folder, path, digest, size)
        if state:
            verified.add(f"file_{state}", file=shown(folder / path))
        else:
            verified.files += 1


def _state(folder: Path, path: str, digest: str, size: int) -> str:
    """Return missing or changed; nothing for a file that is as it was written."""
    file = folder / path
    if Path(path).is_absolute() or ".." in Path(path).parts:
        return "changed"
    links = [above.is_symlink() for above in (file, *file.parents) if above.is_relative_to(folder)]
    if any(links[: len(Path(path).parts)]):
        return "changed"
    try:
        number = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    except ValueError:
        return "changed"
    with os.fdopen(number, "rb") as opened:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode) or found.st_size != size:
            return "changed"
        return "" if _digest(opened.fileno()) == digest else "changed"


def _is_another(folder: Path, root: Path) -> bool:
    """Say whether a folder holds a report of its own; those of our pages never do."""
    if folder.parent == root and manifest.looks_ours(folder.name):
        return False
    own = folder.name == UNFINISHED or folder.name.startswith(f"{NARROWED}-")
    return own or os.path.lexists(folder / manifest.NAME)


def _digest(number: int) -> str:
    hashed = sha256()
    while part := os.read(number, 1 << 20):
        hashed.update(part)
    return hashed.hexdigest()


def _all_files(folder: Path, root: Path, verified: Verified) -> Iterator[str]:
    """Yield what lies in the folder; another report inside is noted as one that was not checked."""
    with os.scandir(folder) as inside:
        for entry in sorted(inside, key=lambda one: one.name):
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                if entry.name.startswith(ASIDE):
                    continue
                if _is_another(path, root):
                    verified.note("report_apart", folder=shown(path))
                else:
                    yield from _all_files(path, root, verified)
            elif entry.name != manifest.NAME:
                yield path.relative_to(root).as_posix()
