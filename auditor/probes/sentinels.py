"""Are we online ourselves? Addresses that must always answer, asked before and after."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from auditor.probes.addresses import internal
from auditor.probes.gate import Gate

TIMEOUT_S = 3.0
"""A connection takes one turn of the line; a first packet lost is sent again after one second."""
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


class Sentinels:
    """The declared addresses, asked through the gate.

    A gateway says that we reach our own gateway, and nothing of what lies behind it: where an
    address beyond our own network is declared too, one of those has to answer.
    """

    def __init__(
        self, gate: Gate, declared: Sequence[tuple[str, int]], *, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._gate, self._declared, self._timeout_s = gate, tuple(declared), timeout_s
        self._inside: dict[tuple[str, int], bool] = {}

    def __bool__(self) -> bool:
        return bool(self._declared)

    @property
    def only_inside(self) -> bool:
        """Say whether all that are declared stand in our own network, as far as is known."""
        return bool(self._declared) and all(map(self._is_inside, self._declared))

    async def answer(self) -> bool:
        """Say whether our own line is good, as far as the declared addresses can tell."""
        asked = [asyncio.ensure_future(self._one(place)) for place in self._declared]
        beside = False
        try:
            for done in asyncio.as_completed(asked):
                place = await done
                if place is not None and not self._is_inside(place):
                    return True
                beside = beside or place is not None
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
        return beside and self.only_inside

    async def _one(self, place: tuple[str, int]) -> tuple[str, int] | None:
        address = await self._gate.sentinel(*place, self._timeout_s)
        if not address:
            return None
        self._inside[place] = internal(address)
        return place

    def _is_inside(self, place: tuple[str, int]) -> bool:
        """Tell by the address that answered; a name that never resolved may stand anywhere."""
        return self._inside.get(place, internal(place[0]))


async def sentinels_answer(declared: Sequence[tuple[str, int]], timeout_s: float) -> bool:
    """Ask once, outside a run."""
    gate = Gate(sentinels=frozenset(declared))
    try:
        return await Sentinels(gate, declared, timeout_s=timeout_s).answer()
    finally:
        await gate.close()
