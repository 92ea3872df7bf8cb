"""Killable worker processes for untrusted pages: a crash or a hang costs that page alone."""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from auditor.contract import Missing, Party, Why
from auditor.probes.faults import missing
from auditor.probes.site.view import PageView

DEADLINE_S = 5.0
_SECOND_DEADLINE_S = 8.0  # the sturdier reader is slower: 2.3 s at worst measured
_MEMORY = 512 * 1024 * 1024  # over what the imports take; an HTML worker needs 64 MB of it
_READERS = ("auditor.probes.site.reader", "auditor.probes.site.second_reader")
_RECYCLE = 2_000  # jobs a process


class Workers:
    """A pool of page readers. Use as a context manager, or call `stop`."""

    def __init__(self, processes: int | None = None, *, deadline_s: float = DEADLINE_S) -> None:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self._deadline = deadline_s
        self._pool = ProcessPool(
            max_workers=processes or max(os.cpu_count() or 1, 1),
            max_tasks=_RECYCLE,
            initializer=_confine,
            context=_context(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def read_page(
        self, body: bytes, url: str, charset: str, *, truncated: bool = False
    ) -> PageView | Missing:
        """Return the page's view. What hangs or crashes the first reader is read by the second,
        which sees less: such a view is marked as cut.
        """
        if body.isspace() or not body:
            return missing(Why.MALFORMED, Party.COMMUNE, "site.empty", url=url)
        first = await self._run(_read, (body, url, charset, truncated), self._deadline, url)
        if isinstance(first, PageView):
            return first
        second = await self._run(_read_again, (body, url, charset), _SECOND_DEADLINE_S, url)
        return second if isinstance(second, PageView) else first

    def stop(self) -> None:
        """End at once."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    async def _run(
        self, job: Callable[..., PageView], args: tuple[object, ...], deadline_s: float, url: str
    ) -> PageView | Missing:
        future: ProcessFuture[PageView] = self._pool.schedule(job, args=args, timeout=deadline_s)
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError:
            return missing(
                Why.TIMEOUT, Party.COMMUNE, "site.reading_hung", url=url, seconds=deadline_s
            )
        except (ProcessExpired, MemoryError, RecursionError):
            return missing(Why.MALFORMED, Party.COMMUNE, "site.unparsable", url=url)


def _read(body: bytes, url: str, charset: str, truncated: bool) -> PageView:
    from auditor.probes.site.reader import read

    _more_time()
    return read(body, url, charset, truncated=truncated)


def _read_again(body: bytes, url: str, charset: str) -> PageView:
    from auditor.probes.site.second_reader import read

    _more_time()
    return read(body, url, charset)


def _context() -> multiprocessing.context.BaseContext:
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_READERS))
    return context


def _confine() -> None:
    """Bound the memory of this process; a bomb then ends here and not in the machine."""
    if sys.platform == "win32":
        return
    import resource

    for name in _READERS:
        import_module(name)
    bound = _address_space() + _MEMORY
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


def _more_time() -> None:
    """Bound this job's CPU seconds too, should the parent be gone and nobody there to kill it."""
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + 20, hard))


def _address_space() -> int:
    """Return the bytes of address space in use now (0 where /proc is not)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - not a path of ours
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
