"""What a program costs with all the processes that it starts: time, processor, memory.

Read from /proc ten times a second, by session: a fork server's children belong to nobody's tree.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_EVERY_S = 0.1
_MEMORY_EVERY = 3
"""Shared pages are counted by the kernel one by one: that is asked less often."""


@dataclass(slots=True)
class Spent:
    """Of one program, all its processes together."""

    wall_s: float = 0.0
    main_s: float = 0.0
    """Processor time of the first process."""
    others_s: float = 0.0
    rss_mb: float = 0.0
    """Peak of the sum; what processes share is counted for each of them."""
    pss_mb: float = 0.0
    """Peak of the sum; what they share is counted once."""
    processes: int = 0
    """The most at a time."""
    code: int = 0
    output: str = ""

    @property
    def cpu_s(self) -> float:
        return self.main_s + self.others_s


@dataclass(slots=True)
class _Watched:
    session: int
    cpu: dict[int, float] = field(default_factory=dict)
    spent: Spent = field(default_factory=Spent)
    turns: int = 0

    def look(self) -> None:
        living = []
        for entry, fields in _of_session(self.session):
            self.cpu[int(entry.name)] = (int(fields[11]) + int(fields[12])) / _TICK
            living.append((entry, int(fields[21]) * _PAGE / 1e6))
        self.spent.processes = max(self.spent.processes, len(living))
        self.spent.rss_mb = max(self.spent.rss_mb, sum(size for _, size in living))
        if self.turns % _MEMORY_EVERY == 0:
            self.spent.pss_mb = max(self.spent.pss_mb, sum(_pss_mb(one) for one, _ in living))
        self.turns += 1


def measured(command: Sequence[str], *, cwd: Path | None = None) -> Spent:
    """Run a program to its end; whatever ends us before ends all of its processes too."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        watched = _Watched(process.pid)
        try:
            while process.poll() is None:
                watched.look()
                time.sleep(_EVERY_S)
        except BaseException:
            _end(process)
            raise
        spent = watched.spent
        spent.wall_s = time.perf_counter() - start
        out.seek(0)
        spent.output = out.read().decode(errors="replace")
    spent.code = process.returncode
    spent.main_s = watched.cpu.pop(process.pid, 0.0)
    spent.others_s = sum(watched.cpu.values())
    return spent


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the block as Ctrl-C does, so that it ends what it has started."""

    def leave(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    before = {one: signal.signal(one, leave) for one in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _end(process: "subprocess.Popen[bytes]") -> None:
    for entry, _ in _of_session(process.pid):
        with suppress(ProcessLookupError):
            os.kill(int(entry.name), signal.SIGKILL)
    process.wait()


def _of_session(session: int) -> Iterator[tuple[Path, list[str]]]:
    """Yield the processes of a session, and what their `stat` says after the name."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(entry)) and int(fields[3]) == session:
            yield entry, fields


def _stat(entry: Path) -> list[str]:
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _pss_mb(entry: Path) -> float:
    try:
        lines = (entry / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    found = next((line for line in lines if line.startswith("Pss:")), "Pss: 0 kB")
    return int(found.split()[1]) * 1024 / 1e6
