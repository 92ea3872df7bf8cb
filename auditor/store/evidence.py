"""The locker: bodies by their hash, one file each, readable by its owner only.

`<folder>/ab/<sha256>.zst` is written aside, synced and renamed, so a body is there whole or not
at all. The folders are synced only before a seal: each time would cost as much again, and a power
cut then loses bodies of the last seconds, as it loses their rows. No symbolic link is followed
below the folder: whoever can plant one could otherwise have us read or overwrite anything.
"""

import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from auditor.problems import Problem
from auditor.store.codec import compress, decompress, digest
from auditor.store.errors import EvidenceGoneError, damaged, refused
from auditor.textfile import os_reason
from auditor.words import say

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NO_LINK = os.O_NOFOLLOW | os.O_CLOEXEC


class Locker:
    """Bodies on disk. What is known about them is in the tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._probe()
        except OSError as error:
            reason = os_reason(error)
            raise refused(self.folder, "store.unwritable", reason=reason) from error

    def keep(self, body: bytes) -> str:
        """Keep a body once and return its sha256."""
        sha256 = digest(body)
        try:
            with self._shelf(sha256, make=True) as shelf:
                if not _is_file(shelf, _name(sha256)):
                    _write(shelf, _name(sha256), compress(body))
        except OSError as error:
            raise refused(self._place(sha256), "store.unwritable", reason=str(error)) from error
        return sha256

    def body(self, sha256: str, size: int) -> bytes:
        """Return a body of known size, checked against its hash."""
        try:
            with self._shelf(sha256) as shelf:
                packed = _read(shelf, _name(sha256))
        except FileNotFoundError:
            message = say("store.evidence_gone", sha256=sha256)
            raise EvidenceGoneError([Problem(file=self._place(sha256), message=message)]) from None
        except OSError as error:
            raise damaged(self._place(sha256), "store.evidence_damaged", sha256=sha256) from error
        return self._checked(sha256, size, packed)

    def packed(self, sha256: str) -> bytes | None:
        """Return the bytes as they lie on disk, unchecked: None for no file, b"" for no real one."""
        try:
            with self._shelf(sha256) as shelf:
                return _read(shelf, _name(sha256))
        except (FileNotFoundError, ValueError):
            return None
        except PermissionError as error:
            place = self._place(sha256)
            raise refused(place, "store.unwritable", reason=os_reason(error)) from error
        except OSError:  # a link, a folder, a FIFO in its place
            return b""

    def settle(self) -> None:
        """Make every name outlast a power cut: a seal is about to promise their bodies."""
        shelves = [one for one in self.folder.glob("[0-9a-f][0-9a-f]") if not one.is_symlink()]
        for folder in (*shelves, self.folder.resolve()):
            try:
                number = os.open(folder, _FOLDER | os.O_NOFOLLOW)
            except NotADirectoryError:
                continue  # a file that somebody put there: no shelf of ours
            except OSError as error:
                raise refused(folder, "store.unwritable", reason=os_reason(error)) from error
            try:
                os.fsync(number)
            finally:
                os.close(number)

    def names(self) -> Iterator[str]:
        """Yield the hashes that files lie under, in order."""
        for shelf in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            if not shelf.is_symlink():
                yield from sorted(file.stem for file in shelf.glob("*.zst"))

    def _checked(self, sha256: str, size: int, packed: bytes) -> bytes:
        try:
            body = decompress(packed, limit=size)
        except ValueError as error:
            raise damaged(self._place(sha256), "store.evidence_damaged", sha256=sha256) from error
        if digest(body) != sha256:
            raise damaged(self._place(sha256), "store.evidence_damaged", sha256=sha256)
        return body

    @contextmanager
    def _shelf(self, sha256: str, *, make: bool = False) -> Iterator[int]:
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a sha256: {sha256!r}")
        root = os.open(self.folder, _FOLDER)
        try:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(sha256[:2], 0o700, dir_fd=root)
            shelf = os.open(sha256[:2], _FOLDER | os.O_NOFOLLOW, dir_fd=root)
        finally:
            os.close(root)
        try:
            yield shelf
        finally:
            os.close(shelf)

    def _probe(self) -> None:
        name = self.folder / f".probe-{secrets.token_hex(8)}"
        name.touch(mode=0o600, exist_ok=False)
        name.unlink()

    def _place(self, sha256: str) -> str:
        return str(self.folder / sha256[:2] / _name(sha256))


def _name(sha256: str) -> str:
    return f"{sha256}.zst"


def _is_file(shelf: int, name: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(name, dir_fd=shelf, follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return False


def _write(shelf: int, name: str, body: bytes) -> None:
    aside = f".{name}.{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
    try:
        with os.fdopen(os.open(aside, flags, 0o600, dir_fd=shelf), "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.rename(aside, name, src_dir_fd=shelf, dst_dir_fd=shelf)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(aside, dir_fd=shelf)
        raise


def _read(shelf: int, name: str) -> bytes:
    # O_NONBLOCK: a FIFO put in the place of a body would block the opening for ever.
    number = os.open(name, os.O_RDONLY | os.O_NONBLOCK | _NO_LINK, dir_fd=shelf)
    with os.fdopen(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise OSError("not a file")
        return file.read()
