"""Killable processes with bounded memory and CPU, for bytes that others wrote.

All pools of a program share one fork server: what only one of them needs is imported in its own
processes, before their memory is bounded.
"""

import asyncio
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from auditor.probes.limits import WorkerLimits

T = TypeVar("T")


class BrokenPool(Exception):  # noqa: N818 - a state, like the others of `Broken`
    """No process could be had for the job: that is our machine, never what was to be read."""

    def __init__(self, *, stuck: bool = False) -> None:
        super().__init__()
        self.stuck = stuck
        """The job ran, and could not be ended."""


Broken = (ProcessExpired, BrokenPool, MemoryError, RecursionError)
"""How a job ends that crashed its process, or found no pool, or wanted too much."""

_USUAL = WorkerLimits()
_PRELOADED = {"auditor.probes.hushed": None}
"""What the one fork server of all pools imports before it forks."""
_NOT_INHERITED = "AUDITOR_CREDENTIAL_"
_RECYCLE = 2_000  # jobs a process
_LIFE_CPU_S = 3_600  # of a process: 1.8 s for each of its jobs, of which a page takes 0.05
_CHECK_S = 1.0
_GRACE_S = 5.0  # over a deadline that the pool itself should have kept
_POOLS = 3  # that one job may see break


class Confined:
    """A pool that starts its processes with the first job."""

    def __init__(
        self,
        modules: Sequence[str],
        *,
        preload: bool = False,
        processes: int | None = None,
        memory: int = _USUAL.memory_bytes,
        cpu_s: int = _USUAL.cpu_s,
    ) -> None:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self._modules = tuple(modules)
        self._memory, self._cpu_s = memory, cpu_s
        self._processes = processes or max(os.cpu_count() or 1, 1)
        self._context = _context(self._modules if preload else ())
        self._pool: ProcessPool | None = None
        self._stopped = False

    async def run(self, job: Callable[..., T], args: tuple[object, ...], deadline_s: float) -> T:
        """Return what the job returns; raises TimeoutError, one of `Broken`, or the job's own.

        When the pool itself breaks, for whatever reason, a new one takes the jobs it held.
        """
        return (await self.timed(job, args, deadline_s))[0]

    async def timed(
        self, job: Callable[..., T], args: tuple[object, ...], deadline_s: float
    ) -> tuple[T, float]:
        """Do as `run` does, and say how many seconds of the waiting the job itself took."""
        for _ in range(_POOLS):
            pool = None
            try:
                pool = self._started()
                future: ProcessFuture[tuple[T, float]] = _schedule(
                    pool, job, args, self._cpu_s, deadline_s
                )
                return await _result(pool, future, deadline_s + _GRACE_S)
            except BrokenPool as broken:
                self._replace(pool)
                if broken.stuck:
                    raise TimeoutError from None
        raise BrokenPool

    def stop(self) -> None:
        """End at once."""
        self._stopped = True
        if self._pool is not None:
            _end(self._pool)

    def _started(self) -> ProcessPool:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._processes,
                max_tasks=_RECYCLE,
                initializer=_confine,
                initargs=(self._modules, self._memory),
                context=self._context,
            )
        return self._pool

    def _replace(self, broken: ProcessPool | None) -> None:
        """Let a new pool be started, unless somebody else has done so already."""
        if broken is not None and broken is self._pool and not self._stopped:
            self._pool = None
            # Its processes may take a moment to end; nobody waits for that.
            threading.Thread(target=_end, args=(broken,), daemon=True).start()


def _schedule(
    pool: ProcessPool,
    job: Callable[..., T],
    args: tuple[object, ...],
    cpu_s: int,
    deadline_s: float,
) -> "ProcessFuture[tuple[T, float]]":
    """Hand over a job; OSError: neither processes nor semaphores are to be had (a full /dev/shm)."""
    try:
        return pool.schedule(_bounded, args=(job, args, cpu_s), timeout=deadline_s)
    except (RuntimeError, OSError, EOFError) as error:
        raise BrokenPool from error


async def _result(pool: ProcessPool, future: "ProcessFuture[T]", longest_s: float) -> T:
    """Wait for a result, but not for a pool that will never tell.

    Its threads may have died, or its fork server: what it was the parent of can no longer be ended.
    """
    result, running = asyncio.wrap_future(future), 0.0
    try:
        while not (await asyncio.wait({result}, timeout=_CHECK_S))[0]:
            running += _CHECK_S if future.running() else 0.0
            if not pool.active or running > longest_s:
                raise BrokenPool(stuck=pool.active)
        return result.result()
    except BrokenProcessPool as error:
        raise BrokenPool from error
    finally:
        result.cancel()


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _bounded(job: Callable[..., T], args: tuple[object, ...], cpu_s: int) -> tuple[T, float]:
    _more_time(cpu_s)
    start = time.monotonic()
    return job(*args), time.monotonic() - start


def _context(preload: Sequence[str]) -> multiprocessing.context.BaseContext:
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = _ForkServer()
    _PRELOADED.update(dict.fromkeys(preload))
    context.set_forkserver_preload(list(_PRELOADED))
    return context


if sys.platform != "win32":

    class _Process(multiprocessing.context.ForkServerProcess):
        """A fork server that died is started again by whoever needs a process: always like this."""

        @staticmethod
        def _Popen(process_obj: Any) -> Any:  # noqa: N802 - the name of multiprocessing
            _start_server()
            return multiprocessing.context.ForkServerProcess._Popen(process_obj)

    class _ForkServer(multiprocessing.context.ForkServerContext):
        Process = _Process


def _start_server() -> None:
    """Start what all processes are forked from, without the passwords of the environment."""
    from multiprocessing import forkserver

    with _without(_NOT_INHERITED):
        forkserver.ensure_running()


@contextmanager
def _without(prefix: str) -> Iterator[None]:
    """Hide variables from children only: `os.environ` keeps them, and whoever reads it meanwhile."""
    held = {name: value for name, value in os.environ.items() if name.startswith(prefix)}
    for name in held:
        os.unsetenv(name)
    try:
        yield
    finally:
        for name, value in held.items():
            os.putenv(name, value)


def _confine(modules: Sequence[str], memory: int) -> None:
    """Bound the memory of this process; a bomb then ends here and not in the machine."""
    for name in modules:
        import_module(name)
    if sys.platform == "win32":
        return
    import resource

    # The hard limits too: no job, whatever it came to run, can raise them again.
    for limit, value in (
        (resource.RLIMIT_AS, _address_space() + memory),
        (resource.RLIMIT_CPU, _LIFE_CPU_S),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, value))


def _more_time(cpu_s: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (min(spent + cpu_s, hard), hard))


def _address_space() -> int:
    """Return the bytes of address space in use now (0 where /proc is not)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - not a path of ours
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
