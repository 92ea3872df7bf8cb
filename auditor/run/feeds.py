"""Logs: read once for all communes, handed out commune by commune."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.facts import Look, Presence
from auditor.plan import Job
from auditor.run.visits import Visit


@dataclass(slots=True, kw_only=True)
class FeedProber:
    """Made inside the event loop, one a run."""

    read: Callable[[], Coroutine[Any, Any, Mapping[str, Presence]]]
    """Reads every feed; presence by the code of every commune audited."""
    _reading: "asyncio.Task[Mapping[str, Presence]] | None" = field(default=None, init=False)

    async def visit(self, job: Job) -> Visit:
        """Return what the logs hold of a commune."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(self.read())
        found = await asyncio.shield(self._reading)
        return Visit(fact=found[job.commune.code])

    async def glance(self, job: Job) -> Visit:
        """A log is never glanced at."""
        return await self.visit(job)

    def unwitnessed(self, job: Job, look: Look) -> bool:  # noqa: ARG002 - the interface
        """A log has no looks."""
        return False

    async def close(self) -> None:
        """End a reading that nobody waits for any more."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
