"""Watches ourselves while a run looks at others: our own line, and whether our machine slept.

While the line is gone the run holds. What was looked at meanwhile and seemed to fail says nothing
of the target, and is looked at again.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from auditor.probes.sentinels import Line

log = logging.getLogger(__name__)

GAP_S = 5.0
"""The clock of the day may be set by so much while a look goes on; a lid was closed for longer."""
STALL_S = 10.0
"""So long nothing of ours ran: deadlines that passed meanwhile were not the target's."""
_BEAT_S = 1.0


class Clock:
    """Tells by two clocks that the machine slept, or that this program was not let run."""

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._clocks = (wall, steady)
        self._wall, self._steady = wall(), steady()
        self._jumped = float("-inf")

    def tick(self) -> None:
        """Compare with the last time; asleep, one of the clocks stands still and nobody ticks."""
        wall, steady = (read() for read in self._clocks)
        passed = steady - self._steady
        if abs(wall - self._wall - passed) > GAP_S or passed > STALL_S:
            self._jumped = steady
        self._wall, self._steady = wall, steady

    def jumped_since(self, moment: float) -> bool:
        """Say whether it happened after the steady time `moment`."""
        self.tick()
        return self._jumped >= moment

    def now(self) -> float:
        """Return the steady time."""
        return self._clocks[1]()


@dataclass(slots=True, kw_only=True)
class Watch:
    """One a run, made inside the event loop."""

    ask: Callable[[], Awaitable[bool]] | None = None
    """Asks the sentinels. None: none is declared, and the run never holds."""
    hold_s: float = 1800.0
    every_s: float = 15.0
    """Between two questions while the line is good: one connection."""
    poll_s: float = 10.0
    """The same while it is gone."""
    clock: Clock = field(default_factory=Clock)
    changed: Callable[[], None] = lambda: None
    held_since: datetime | None = None
    """Since when the run holds; None while it goes on."""
    gave_up: bool = False
    """The line is gone and nobody waits for it any more."""
    _line: Line | None = field(init=False, default=None)
    _broken: float = field(init=False, default=float("-inf"))
    _lost: float = field(init=False, default=0.0)
    _free: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _woken: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._free.set()
        self._line = Line(self.ask) if self.ask else None

    async def go(self) -> None:
        """Watch until called off."""
        beating = asyncio.ensure_future(self._beat())
        try:
            await (self._poll() if self.ask else beating)
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating

    async def ready(self) -> bool:
        """Return once the line is good; False when it is gone and nobody waits any more."""
        await self._free.wait()
        return not self.gave_up

    async def line_failed(self, since: float) -> bool:
        """Say whether the line was gone at some time from `since` (steady) until now."""
        if self._line is None:
            return False
        if not await self._line.after():
            self._gone()
        return self._broken >= since

    async def _beat(self) -> None:
        while True:
            self.clock.tick()
            await asyncio.sleep(_BEAT_S)

    async def _poll(self) -> None:
        while True:
            waiting = self.held_since is not None or self.gave_up
            with suppress(TimeoutError):
                async with asyncio.timeout(self.poll_s if waiting else self.every_s):
                    await self._woken.wait()
            self._woken.clear()
            await self._look()

    async def _look(self) -> None:
        assert self.ask is not None  # noqa: S101 - for the type checker: `go` polls only then
        # A single lost packet is not a lost line: the second question is asked at once.
        if await self.ask() or (self.held_since is None and await self.ask()):
            self._back()
        else:
            self._gone()

    def _tell(self) -> None:
        """Whoever shows the hold may break; whoever ends it must not."""
        try:
            self.changed()
        except Exception:
            log.exception("the hold of the run could not be told")

    def _gone(self) -> None:
        now = self.clock.now()
        self._broken = now
        if self.gave_up:
            return
        if self.held_since is None:
            self.held_since, self._lost = datetime.now(UTC), now
            self._free.clear()
            self._woken.set()
            self._tell()
        elif now - self._lost >= self.hold_s:
            self.held_since, self.gave_up = None, True
            self._free.set()
            self._tell()

    def _back(self) -> None:
        if self.held_since is None and not self.gave_up:
            return
        self._broken = self.clock.now()
        self.held_since, self.gave_up = None, False
        self._free.set()
        self._tell()
