"""One run at a time: a lock of the operating system, so a crash releases it.

The file beside the store says who holds it and since when; it is never removed, since a lock on
a removed file would exclude nobody.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from auditor.store.errors import StoreBusyError, refused
from auditor.textfile import os_reason

_LONGEST = 4096  # of the holder's note, which another program may have written


@contextmanager
def hold(path: Path, holder: str) -> Iterator[None]:
    """Hold the lock while inside; StoreBusyError names who has it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        number = os.open(path, flags, 0o600)
    except OSError as error:
        reason = os_reason(error)
        raise refused(path, "store.unwritable", reason=reason) from error
    with os.fdopen(number, "r+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _busy(file.read(_LONGEST) or b"") from None
        _sign(file.fileno(), {"holder": holder, "since": datetime.now(UTC).isoformat()})
        yield
        _sign(file.fileno(), None)


def _sign(number: int, note: dict[str, str] | None) -> None:
    os.ftruncate(number, 0)
    if note is not None:
        os.pwrite(number, json.dumps(note).encode(), 0)


def _busy(note: bytes) -> StoreBusyError:
    try:
        read = json.loads(note)
        return StoreBusyError(str(read["holder"]), datetime.fromisoformat(read["since"]))
    except (ValueError, KeyError, TypeError):
        return StoreBusyError("", None)
