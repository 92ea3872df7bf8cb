"""Files that people give us, opened with care: a FIFO would block `open()` for ever."""

import errno
import os
import shlex
import stat
from pathlib import Path

from auditor.problems import BadInputError, Problem
from auditor.tabular.decoding import decode as decode
from auditor.tabular.decoding import is_vietnamese_letter as is_vietnamese_letter
from auditor.tabular.decoding import legacy as legacy
from auditor.words import say

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def shown(path: Path) -> str:
    """Return `path` as a person at the prompt would write it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def refusal(path: Path, key: str, **values: str | int) -> BadInputError:
    """Return the error of one problem with the whole file."""
    return BadInputError([Problem(file=shown(path), message=say(f"problem.{key}", **values))])


def absent(path: Path) -> bool:
    """Say whether nothing is there. What cannot be looked at is left to whoever opens it."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):  # no access on the way, a name too long, a NUL in it
        return False
    return False


def os_reason(error: OSError) -> str:
    """Return why the system refused, in the language of the moment; its own words are English."""
    name = errno.errorcode.get(error.errno or 0, "")
    key = f"os.{name.lower()}"
    said = say(key)
    return say("os.other", code=name or type(error).__name__) if said == key else said


def read_bytes(path: Path, limit: int) -> bytes:
    """Return what a regular file of at most `limit` bytes holds."""
    handle = _open(path)
    with os.fdopen(handle, "rb") as file:
        before = os.fstat(handle)
        try:
            data = file.read(limit + 1) if before.st_size <= limit else b""
        except OSError as error:  # a disk that fails, a file of the kernel
            raise refusal(path, "file.unreadable", detail=os_reason(error)) from None
        after = os.fstat(handle)
    if len(data) > limit or before.st_size > limit:
        raise refusal(path, "file.too_large", limit=limit // 1_000_000)
    if after.st_size != len(data) or after.st_mtime_ns != before.st_mtime_ns:
        raise refusal(path, "file.changing")
    return data


def _open(path: Path) -> int:
    try:
        handle = os.open(path, _FLAGS)
    except FileNotFoundError:
        raise refusal(path, "file.missing") from None
    except PermissionError:
        raise refusal(path, "file.denied") from None
    except OSError as error:  # a name too long, a loop of links
        raise refusal(path, "file.unreadable", detail=os_reason(error)) from None
    except ValueError:  # a NUL in the name
        raise refusal(path, "file.unreadable", detail=say("os.einval")) from None
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise refusal(path, "file.folder" if stat.S_ISDIR(mode) else "file.special")
    return handle


def read_private(path: Path, limit: int) -> bytes:
    """Return what a file of ours holds, if nobody else can read it or put another in its place."""
    if path.is_symlink():
        raise refusal(path, "private.link")
    handle = _open(path)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if os.name == "posix":
            _prove_private(path, found)
        data = file.read(limit + 1)
    if len(data) > limit:
        raise refusal(path, "private.too_large", limit=limit)
    return data


def write_private(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write a file that only we can read, whole or not at all.

    Without `replace` it must not be there yet: FileExistsError says that it is.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
    target = path.with_name(f".{path.name}.{os.getpid()}") if replace else path
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(target, flags | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        if replace:
            target.replace(path)
    except OSError:
        target.unlink(missing_ok=True)
        raise


def _prove_private(path: Path, found: os.stat_result) -> None:
    if found.st_uid != os.geteuid():
        raise refusal(path, "private.owner", file=shlex.quote(shown(path)))
    mode = stat.S_IMODE(found.st_mode)
    if mode != 0o600:
        raise refusal(path, "private.mode", mode=f"{mode:04o}", file=shlex.quote(shown(path)))
