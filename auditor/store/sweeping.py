"""The locker's files that no row needs any more: of purged bodies, and of runs that were killed."""

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_SHELF = re.compile(r"[0-9a-f]{2}")
_BODY = re.compile(r"([0-9a-f]{64})\.zst")
_ASIDE = re.compile(r"\.([0-9a-f]{64})\.zst\.[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One file of the locker."""

    shelf: str
    name: str
    sha256: str
    whole: bool
    """False: the beginning of a body whose writer was killed."""
    size: int
    """Bytes on disk."""
    changed_at: datetime


def files(folder: Path) -> Iterator[Kept]:
    """Yield what lies on the shelves and has a name of ours; no link is followed."""
    root = os.open(folder, _FOLDER & ~os.O_NOFOLLOW)
    try:
        for shelf in sorted(filter(_SHELF.fullmatch, os.listdir(root))):  # noqa: PTH208 - a descriptor
            yield from _on_shelf(root, shelf)
    finally:
        os.close(root)


def remove(folder: Path, kept: Kept) -> None:
    """Remove one file; FileNotFoundError is no error, every other OSError is the caller's."""
    root = os.open(folder, _FOLDER & ~os.O_NOFOLLOW)
    try:
        shelf = os.open(kept.shelf, _FOLDER, dir_fd=root)
    finally:
        os.close(root)
    try:
        with suppress(FileNotFoundError):
            os.unlink(kept.name, dir_fd=shelf)
    finally:
        os.close(shelf)


def _on_shelf(root: int, shelf: str) -> Iterator[Kept]:
    try:
        number = os.open(shelf, _FOLDER, dir_fd=root)
    except OSError as error:
        if error.errno in (errno.ENOTDIR, errno.ELOOP):
            return  # a file or a link that somebody put there: not ours
        raise
    try:
        for name in sorted(os.listdir(number)):  # noqa: PTH208 - a descriptor
            body, aside = _BODY.fullmatch(name), _ASIDE.fullmatch(name)
            if found := body or aside:
                state = os.stat(name, dir_fd=number, follow_symlinks=False)
                if stat.S_ISREG(state.st_mode):
                    yield Kept(
                        shelf=shelf,
                        name=name,
                        sha256=found[1],
                        whole=body is not None,
                        size=state.st_size,
                        changed_at=datetime.fromtimestamp(state.st_mtime, UTC),
                    )
    finally:
        os.close(number)
