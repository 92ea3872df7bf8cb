"""Are we online ourselves? Addresses that must always answer, asked before and after."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

FRESH_S = 5.0
"""So recent an answer stands for "before the look": dead sites must not drum on the sentinels."""


class Line:
    """Whether our own line was good, before and after a look that found nothing."""

    def __init__(self, ask: Callable[[], Awaitable[bool]]) -> None:
        self._ask = ask
        self._good = float("-inf")
        self._lock = asyncio.Lock()

    async def before(self) -> bool:
        """Say whether it is good now, or was within the last seconds."""
        return await self._good_since(asyncio.get_running_loop().time() - FRESH_S)

    async def after(self) -> bool:
        """Say whether it is good, asked from now on: those who wait share one answer."""
        return await self._good_since(asyncio.get_running_loop().time())

    async def _good_since(self, moment: float) -> bool:
        async with self._lock:
            if self._good >= moment:
                return True
            asked = asyncio.get_running_loop().time()
            if not await self._ask():
                return False
            self._good = asked
            return True


async def sentinels_answer(addresses: Sequence[tuple[str, int]], timeout_s: float) -> bool:
    """Say whether a TCP connection to any of the addresses was accepted in time."""
    asked = [asyncio.ensure_future(_answers(host, port, timeout_s)) for host, port in addresses]
    try:
        for done in asyncio.as_completed(asked):
            if await done:
                return True
        return False
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)


async def _answers(host: str, port: int, timeout_s: float) -> bool:
    try:
        async with asyncio.timeout(timeout_s):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError, UnicodeError):
        return False
    writer.close()
    return True
