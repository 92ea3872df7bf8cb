"""Killable worker processes for untrusted pages: a crash or a hang costs that page alone."""

import asyncio
import math
from collections.abc import Callable
from typing import Self

from auditor.contract import Missing, Party, Why
from auditor.probes.confine import Broken, BrokenPool, Confined
from auditor.probes.faults import missing
from auditor.probes.limits import PageBounds, SiteTime, WorkerLimits
from auditor.probes.site.view import PageView

_SECOND_DEADLINE_S = 8.0  # the sturdier reader is slower: 2.3 s at worst measured
_SHORTEST_S = 0.5
"""For a page that came just before the site's time was over: an honest one takes a hundredth."""
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
        self,
        body: bytes,
        url: str,
        charset: str,
        *,
        truncated: bool = False,
        time: SiteTime | None = None,
    ) -> PageView | Missing:
        """Return the page's view. What hangs or crashes the first reader is read by the second,
        which sees less: such a view is marked as cut.

        Both readings are the site's own `time`; waiting for a reader that is busy is not.
        """
        if body.isspace() or not body:
            return missing(Why.MALFORMED, Party.COMMUNE, "site.empty", url=url)
        time = time or SiteTime(math.inf)
        page = (body, url, charset)
        first = await self._run(_read, (*page, truncated, self._bounds), self._deadline, url, time)
        if isinstance(first, PageView) or _left(time) <= 0:
            return first
        second = await self._run(_read_again, page, _SECOND_DEADLINE_S, url, time)
        return second if isinstance(second, PageView) else first

    def stop(self) -> None:
        """End at once."""
        self._pool.stop()

    async def _run(
        self,
        job: Callable[..., PageView],
        args: tuple[object, ...],
        deadline_s: float,
        url: str,
        time: SiteTime,
    ) -> PageView | Missing:
        start, left = asyncio.get_running_loop().time(), max(_left(time), _SHORTEST_S)
        ran = allowed = min(deadline_s, left)
        try:
            view, ran = await self._pool.timed(job, args, allowed)
        except TimeoutError:
            if allowed < deadline_s:
                return missing(Why.INCOMPLETE, Party.COMMUNE, "site.time_cap", url=url)
            return missing(
                Why.TIMEOUT, Party.COMMUNE, "site.reading_hung", url=url, seconds=deadline_s
            )
        except BrokenPool:
            ran = 0.0
            return missing(Why.UNREADABLE, Party.AUDITOR, "site.no_reader", url=url)
        except Broken:
            return missing(Why.MALFORMED, Party.COMMUNE, "site.unparsable", url=url)
        finally:
            spent = asyncio.get_running_loop().time() - start
            time.give_back(max(spent - ran, 0.0))
        return view


def _left(time: SiteTime) -> float:
    return time.until - asyncio.get_running_loop().time()


def _read(body: bytes, url: str, charset: str, truncated: bool, bounds: PageBounds) -> PageView:
    from auditor.probes.site.reader import read

    return read(body, url, charset, truncated=truncated, bounds=bounds)


def _read_again(body: bytes, url: str, charset: str) -> PageView:
    from auditor.probes.site.second_reader import read

    return read(body, url, charset)
