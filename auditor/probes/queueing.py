"""Politeness: one request at a time to one address, a pause between two, and one site at a time.

The lock is the resolved address's, not the name's: 129 communes may live on one machine. The
overall limit is taken only after the address's own lock, so that those who wait for a slow
host take no place from the others.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Queue:
    """Who may ask which address, and when."""

    def __init__(self, *, delay_s: float, in_flight: int, devices_in_flight: int = 64) -> None:
        self._delay = delay_s
        self._delays: dict[str, float] = {}
        self._requests: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._visits: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._last: dict[str, float] = {}
        self._all = asyncio.Semaphore(in_flight)
        self._devices = asyncio.Semaphore(devices_in_flight)

    @asynccontextmanager
    async def place(self, address: str) -> AsyncIterator[float]:
        """Wait for the one place at `address`, its pause included.

        The block is told how many seconds others were in the way; the pause is the site's.
        """
        loop = asyncio.get_running_loop()
        start = loop.time()
        async with self._requests[address]:
            pause = self._last.get(address, 0.0) + self._pause(address) - loop.time()
            if pause > 0:
                await asyncio.sleep(pause)
            async with self._all:
                try:
                    yield loop.time() - start - max(pause, 0.0)
                finally:
                    self._last[address] = loop.time()

    @asynccontextmanager
    async def device(self, address: str) -> AsyncIterator[None]:
        """Wait for the one connection at a device's `address`, no pause: its visit is ours alone."""
        loop = asyncio.get_running_loop()
        async with self._requests[address]:
            try:
                yield
            finally:
                self._last[address] = loop.time()

    @asynccontextmanager
    async def device_visit(self, address: str) -> AsyncIterator[None]:
        """Wait for the device's turn and then for one of the places that devices have.

        Cameras that hang are many and slow: they wait in a crowd of their own, never the sites',
        and before their visit begins, for its time is not to go by in waiting for us.
        """
        async with self._visits[address], self._devices:
            yield

    @asynccontextmanager
    async def knock(self, address: str) -> AsyncIterator[None]:
        """Wait for a place for one short connection between the visits to a device."""
        async with self._devices, self.device(address):
            yield

    def visit(self, address: str) -> asyncio.Lock:
        """Return the lock that lets one commune's site at a time be walked at `address`."""
        return self._visits[address]

    def slow_down(self, address: str, delay_s: float) -> None:
        """Obey a robots.txt that asks for a longer pause."""
        self._delays[address] = max(self._delays.get(address, 0.0), delay_s)

    def _pause(self, address: str) -> float:
        return max(self._delay, self._delays.get(address, 0.0))
