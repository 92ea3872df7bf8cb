"""Take a variable out of what the kernel shows of this process: /proc/PID/environ.

Python forgets a variable, but the bytes that the program was started with stay where they were, and
whoever may read the process's environment reads them there.
"""

import ctypes
from collections.abc import Iterable
from pathlib import Path

_STAT = Path("/proc/self/stat")
_ENV_START, _ENV_END = 49, 50
"""Fields of /proc/PID/stat, counted from 0 (proc_pid_stat(5))."""


def wipe(names: Iterable[str]) -> None:
    """Overwrite the values of variables that are no longer in os.environ; nothing where /proc is not."""
    found = _place()
    if found is None:
        return
    start, size = found
    entries = ctypes.string_at(start, size).split(b"\0")
    wanted = {name.encode() for name in names}
    at = start
    for entry in entries:
        name, equals, value = entry.partition(b"=")
        if equals and name in wanted:
            ctypes.memset(at + len(name) + 1, ord("*"), len(value))
        at += len(entry) + 1


def _place() -> tuple[int, int] | None:
    try:
        # The second field is a file's name, which may hold blanks and parentheses.
        fields = _STAT.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        start, end = int(fields[_ENV_START - 2]), int(fields[_ENV_END - 2])
    except (OSError, ValueError, IndexError):
        return None
    return (start, end - start) if 0 < start < end else None
