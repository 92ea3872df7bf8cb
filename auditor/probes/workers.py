"""Killable worker processes for untrusted pages: a crash or a hang costs that page alone."""

from collections.abc import Callable
from typing import Self

from auditor.contract import Missing, Party, Why
from auditor.probes.confine import Broken, BrokenPool, Confined
from auditor.probes.faults import missing
from auditor.probes.limits import PageBounds, WorkerLimits
from auditor.probes.site.view import PageView

_SECOND_DEADLINE_S = 8.0  # the sturdier reader is slower: 2.3 s at worst measured
_USUAL = WorkerLimits()
_READERS = ("auditor.probes.site.reader", "auditor.probes.site.second_reader")


class Workers:
    """A pool of page readers. Use as a context manager, or call `stop`."""

    def __init__(
        self,
        processes: int | None = None,
        *,
        deadline_s: float | None = None,
        limits: WorkerLimits = _USUAL,
    ) -> None:
        self._deadline = limits.page_s if deadline_s is None else deadline_s
        self._bounds = limits.bounds
        self._pool = Confined(
            _READERS,
            preload=True,
            processes=processes,
            memory=limits.memory_bytes,
            cpu_s=limits.cpu_s,
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
        first = await self._run(
            _read, (body, url, charset, truncated, self._bounds), self._deadline, url
        )
        if isinstance(first, PageView):
            return first
        second = await self._run(_read_again, (body, url, charset), _SECOND_DEADLINE_S, url)
        return second if isinstance(second, PageView) else first

    def stop(self) -> None:
        """End at once."""
        self._pool.stop()

    async def _run(
        self, job: Callable[..., PageView], args: tuple[object, ...], deadline_s: float, url: str
    ) -> PageView | Missing:
        try:
            return await self._pool.run(job, args, deadline_s)
        except TimeoutError:
            return missing(
                Why.TIMEOUT, Party.COMMUNE, "site.reading_hung", url=url, seconds=deadline_s
            )
        except BrokenPool:
            return missing(Why.UNREADABLE, Party.AUDITOR, "site.no_reader", url=url)
        except Broken:
            return missing(Why.MALFORMED, Party.COMMUNE, "site.unparsable", url=url)


def _read(body: bytes, url: str, charset: str, truncated: bool, bounds: PageBounds) -> PageView:
    from auditor.probes.site.reader import read

    return read(body, url, charset, truncated=truncated, bounds=bounds)


def _read_again(body: bytes, url: str, charset: str) -> PageView:
    from auditor.probes.site.second_reader import read

    return read(body, url, charset)
