"""What a run does to the machine, looked at from outside twenty times a second (Linux).

Memory of the program and of each of its children, their command lines and environments, and how
long each address was connected to. `lag` is the worst delay of the watcher itself: on a machine
that is too busy to look, times are uncertain by that much.
"""

import socket
import struct
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

EVERY_S = 0.05
_BUSY = {"01", "02"}
"""Established, and on the way to it."""


@dataclass(slots=True)
class Watch:
    """Watches a process and its children while the block lasts; sizes in bytes, times in seconds."""

    pid: int
    secrets: tuple[str, ...] = ()
    parent_peak: int = 0
    child_peak: int = 0
    children: set[int] = field(default_factory=set)
    leaks: set[str] = field(default_factory=set)
    connected: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    """By address: spans of time with a connection, none of them nearer than two looks."""
    lag: float = 0.0
    samples: int = 0
    _searched: dict[int, float] = field(default_factory=dict)
    """When each process was searched last."""
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def longest(self, host: str) -> float:
        """Return how long one visit to an address took, from its first connection to its last."""
        return max((end - start for start, end in self.connected.get(host, ())), default=0.0)

    def _run(self) -> None:
        due = time.monotonic()
        while not self._over.wait(max(0.0, due - time.monotonic())):
            now = time.monotonic()
            self.lag = max(self.lag, now - due)
            self._look(now)
            due = max(due + EVERY_S, time.monotonic())

    def _look(self, now: float) -> None:
        self.samples += 1
        self.parent_peak = max(self.parent_peak, resident(self.pid))
        for child in descendants(self.pid):
            self.children.add(child)
            self.child_peak = max(self.child_peak, resident(child))
            self._search(child, "environ", "cmdline", now=now)
        self._search(self.pid, "cmdline", now=now)
        if self.samples % 2:  # the kernel goes through its whole table for this
            self._connections(now)

    def _connections(self, now: float) -> None:
        for host in set(connections(self.pid)):
            spans = self.connected.setdefault(host, [])
            if spans and now - spans[-1][1] < 1.0:
                spans[-1] = (spans[-1][0], now)
            else:
                spans.append((now, now))

    def _search(self, pid: int, *names: str, now: float) -> None:
        """Search at first sight and each second: what a process shows changes when it starts."""
        if now - self._searched.get(pid, -1.0) < 1.0:
            return
        self._searched[pid] = now
        for name in names:
            try:
                held = Path(f"/proc/{pid}/{name}").read_bytes()
            except OSError:
                return
            self.leaks |= {f"{name} of {pid}" for one in self.secrets if one.encode() in held}


def resident(pid: int) -> int:
    """Return the memory of a process, 0 when it has gone."""
    try:
        text = Path(f"/proc/{pid}/statm").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(text.split()[1]) * 4096


def descendants(pid: int) -> Iterator[int]:
    """Yield the children of a process, and theirs."""
    for task in _listed(Path(f"/proc/{pid}/task")):
        try:
            found = (task / "children").read_text(encoding="ascii").split()
        except OSError:
            continue
        for child in map(int, found):
            yield child
            yield from descendants(child)


def _listed(folder: Path) -> Iterable[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return ()


def connections(pid: int) -> Iterator[str]:
    """Yield the addresses that the process has connections to."""
    own = _sockets(pid)
    try:
        rows = Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return
    for row in rows:
        words = row.split()
        if words[3] in _BUSY and words[9] in own:
            number = int(words[2].partition(":")[0], 16)
            yield socket.inet_ntoa(struct.pack("<I", number))


def _sockets(pid: int) -> set[str]:
    found = set()
    for one in _listed(Path(f"/proc/{pid}/fd")):
        try:
            target = str(one.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            found.add(target[8:-1])
    return found
