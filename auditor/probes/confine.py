"""Killable processes with bounded memory and CPU, for bytes that others wrote.

All pools of a program share one fork server: what only one of them needs is imported in its own
processes, before their memory is bounded.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from typing import TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

T = TypeVar("T")
Broken = (ProcessExpired, BrokenProcessPool, MemoryError, RecursionError)
"""How a job ends that crashed its process, or the whole pool, or wanted too much."""

_MEMORY = 512 * 1024 * 1024  # over what the imports take; an HTML worker needs 64 MB of it
_CPU_S = 20  # of one job, should the parent be gone and nobody there to kill it
_NOT_INHERITED = "AUDITOR_CREDENTIAL_"
_RECYCLE = 2_000  # jobs a process


class Confined:
    """A pool that starts its processes with the first job."""

    def __init__(
        self,
        modules: Sequence[str],
        *,
        preload: bool = False,
        processes: int | None = None,
        memory: int = _MEMORY,
        cpu_s: int = _CPU_S,
    ) -> None:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self._modules = tuple(modules)
        self._memory, self._cpu_s = memory, cpu_s
        self._processes = processes or max(os.cpu_count() or 1, 1)
        self._context = _context(self._modules if preload else ())
        self._pool: ProcessPool | None = None

    async def run(self, job: Callable[..., T], args: tuple[object, ...], deadline_s: float) -> T:
        """Return what the job returns; raises TimeoutError, one of `Broken`, or the job's own."""
        future: ProcessFuture[T] = self._started().schedule(
            _bounded, args=(job, args, self._cpu_s), timeout=deadline_s
        )
        return await asyncio.wrap_future(future)

    def stop(self) -> None:
        """End at once."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def _started(self) -> ProcessPool:
        if self._pool is None:
            _start_server()
            self._pool = ProcessPool(
                max_workers=self._processes,
                max_tasks=_RECYCLE,
                initializer=_confine,
                initargs=(self._modules, self._memory),
                context=self._context,
            )
        return self._pool


def _bounded(job: Callable[..., T], args: tuple[object, ...], cpu_s: int) -> T:
    _more_time(cpu_s)
    return job(*args)


def _context(preload: Sequence[str]) -> multiprocessing.context.BaseContext:
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    if preload:
        context.set_forkserver_preload(list(preload))
    return context


def _start_server() -> None:
    """Start what all processes are forked from, without the passwords of the environment."""
    if sys.platform == "win32":
        return
    from multiprocessing import forkserver

    with _without(_NOT_INHERITED):
        forkserver.ensure_running()


@contextmanager
def _without(prefix: str) -> Iterator[None]:
    held = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(prefix)}
    try:
        yield
    finally:
        os.environ.update(held)


def _confine(modules: Sequence[str], memory: int) -> None:
    """Bound the memory of this process; a bomb then ends here and not in the machine."""
    for name in modules:
        import_module(name)
    if sys.platform == "win32":
        return
    import resource

    bound = _address_space() + memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


def _more_time(cpu_s: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu_s, hard))


def _address_space() -> int:
    """Return the bytes of address space in use now (0 where /proc is not)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - not a path of ours
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
