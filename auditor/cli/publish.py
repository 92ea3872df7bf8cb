"""Whole or not at all: every file is written aside and synced, then all are moved in together.

Aside is a hidden folder inside the target, never beside it: the target may be a mount of its own,
and files move at once only within one file system. The target itself may be reached over a link;
below it none is followed, since whoever can plant one could have us write anywhere.
"""

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

from auditor.cli import manifest
from auditor.textfile import refusal

MANIFEST = manifest.NAME
"""Lists what we wrote into the folder, by format: nothing else is ever removed."""
NARROWED = "rieng"
"""How folders of narrowed runs begin."""
UNFINISHED = "chua-hoan-thanh"
"""Folder of what an interrupted run saw, so that the last complete report stays."""
ASIDE = ".auditor-"
"""How the names of what is not yet in its place begin."""
_PAGE = re.compile(r"xa/[0-9A-Za-z-]{1,16}\.html")
"""The pages that go when their commune is no longer in the report. All other names stay the same."""
_PRIVATE = 0o600
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class Staging:
    """Files on their way into one folder; leaving without `publish` leaves no trace."""

    def __init__(self, folder: Path, stamp: manifest.Stamp | None = None) -> None:
        self._folder = folder
        self._stamp = stamp
        self._aside: Path | None = None
        self._made: dict[str, dict[str, dict[str, Any]]] = {}
        self._loose: list[tuple[Path, Path]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._aside is not None:
            shutil.rmtree(self._aside, ignore_errors=True)
        for aside, _ in self._loose:
            aside.unlink(missing_ok=True)

    def add(self, format_id: str, path: str, body: bytes, *, private: bool = False) -> None:
        """Write a document of the folder aside; a private one is for our own account alone."""
        if self._aside is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._aside = Path(tempfile.mkdtemp(dir=self._folder, prefix=ASIDE))
        file = self._aside / path
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, body)
        if private:
            file.chmod(_PRIVATE)
        self._made.setdefault(format_id, {})[path] = manifest.seen(body)

    def add_file(self, path: Path, body: bytes, *, private: bool = False) -> None:
        """Write a file that has a place of its own aside; a link in that place is refused."""
        refuse_link(path)
        file = path.parent.resolve() / path.name
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=ASIDE)
        os.close(handle)
        self._loose.append((Path(name), file))
        _write(Path(name), body)
        # mkstemp makes 0600; most reports are for others too.
        Path(name).chmod(_PRIVATE if private else 0o666 & ~_umask())

    def publish(self) -> list[Path]:
        """Move everything in, and remove the pages of ours that the report no longer has."""
        documents = [path for paths in self._made.values() for path in paths]
        for path in documents:
            _make_way(self._folder, path)
        for _, file in self._loose:
            refuse_link(file)
            _refuse_folder(file)
        before = manifest.earlier(self._folder)
        made = {name: sorted(paths) for name, paths in self._made.items()}
        after = {**before.files, **made}
        last = manifest.written(after, self._entries(before.raw))
        self._keep(last)
        # First of all: a crash on the way forgets no page.
        self._note(manifest.written(_union(before.files, after), before.raw))
        for aside, file in self._loose:
            aside.replace(file)
        self._move(documents)
        for path in _stale(before.files, after):
            with suppress(FileNotFoundError), _inside(self._folder, path) as (parent, name):
                os.unlink(name, dir_fd=parent)
        self._note(last)
        return [file for _, file in self._loose] + [self._folder / path for path in documents]

    def _move(self, documents: Iterable[str]) -> None:
        for path in documents:
            with _inside(self._folder, path) as (parent, name):
                os.replace(self._kept(path), name, dst_dir_fd=parent)

    def _kept(self, path: str) -> str:
        return str((self._aside or self._folder) / path)

    def _entries(self, before: Mapping[str, Any]) -> dict[str, Any]:
        kept = {name: said for name, said in before.items() if name not in self._made}
        if self._stamp is None:
            return kept
        return kept | {name: self._stamp.entry(name, files) for name, files in self._made.items()}

    def _keep(self, last: bytes) -> None:
        """A store that cannot be written to stops all this before the first file moves."""
        if self._aside is not None and self._stamp is not None and self._stamp.keep is not None:
            self._stamp.keep(sha256(last).hexdigest())

    def _note(self, body: bytes) -> None:
        if self._aside is None:
            return
        _write(self._aside / MANIFEST, body)
        (self._aside / MANIFEST).replace(self._folder / MANIFEST)


def refuse_link(path: Path) -> None:
    """Refuse to write where a link lies, and name where it leads."""
    if path.is_symlink():
        raise refusal(path, "report.link", target=str(path.readlink()))


def _write(file: Path, body: bytes) -> None:
    with file.open("wb") as opened:
        opened.write(body)
        opened.flush()
        os.fsync(opened.fileno())


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _make_way(folder: Path, path: str) -> None:
    """What would stop the moves half way is found before the first."""
    above = folder
    for part in PurePosixPath(path).parts[:-1]:
        above /= part
        refuse_link(above)
        above.mkdir(exist_ok=True)
    _refuse_folder(folder / path)


def _refuse_folder(file: Path) -> None:
    if file.is_dir() and not file.is_symlink():
        raise IsADirectoryError(errno.EISDIR, "", str(file))


@contextmanager
def _inside(folder: Path, path: str) -> Iterator[tuple[int, str]]:
    """Give the folder of a document as a number, reached over no link, and its own name."""
    *above, name = PurePosixPath(path).parts
    number = os.open(folder, _FOLDER)
    try:
        for part in above:
            deeper = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=number)
            os.close(number)
            number = deeper
        yield number, name
    finally:
        os.close(number)


def _union(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    return {name: sorted({*before.get(name, ()), *paths}) for name, paths in after.items()}


def _stale(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> Iterable[str]:
    kept = {path for paths in after.values() for path in paths}
    gone = {path for paths in before.values() for path in paths} - kept
    return sorted(path for path in gone if _PAGE.fullmatch(path))
