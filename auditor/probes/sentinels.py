"""Are we online ourselves? Addresses that must always answer, asked before and after.

Three things are asked of our own line, each proved by more than the one before: that something
takes a connection, that names are found, and that nobody on the way answers in another's name.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from auditor.probes import tls
from auditor.probes.addresses import internal
from auditor.probes.gate import Gate
from auditor.probes.resolving import is_name

TIMEOUT_S = 3.0
"""A connection takes one turn of the line; a first packet lost is sent again after one second."""
FRESH_S = 5.0
"""So recent an answer stands for "before the look": dead sites must not drum on the sentinels."""


SECURE_PORTS = frozenset({443})
"""Where a sentinel beyond our own network has to show a certificate that verifies. A proxy or a
log-in page of a network takes any connection and answers it; this it cannot do."""


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
        self,
        gate: Gate,
        declared: Sequence[tuple[str, int]],
        *,
        timeout_s: float = TIMEOUT_S,
        authorities: str | None = None,
        secure_ports: frozenset[int] = SECURE_PORTS,
    ) -> None:
        self._gate, self._declared, self._timeout_s = gate, tuple(declared), timeout_s
        self._contexts, self._secure_ports = tls.Contexts(authorities), secure_ports
        self._inside: dict[tuple[str, int], bool] = {}

    def __bool__(self) -> bool:
        return bool(self._declared)

    @property
    def only_inside(self) -> bool:
        """Say whether all that are declared stand in our own network, as far as is known."""
        return bool(self._declared) and all(map(self._is_inside, self._declared))

    @property
    def names(self) -> tuple[str, ...]:
        """Return those that are declared by name."""
        return tuple(host for host, _ in self._declared if is_name(host))

    async def answer(self) -> bool:
        """Say whether our own line is good, as far as the declared addresses can tell."""
        inside, outside = await self._ask(self._declared)
        return outside or (inside and self.only_inside)

    async def proven(self) -> bool:
        """Say whether one of them showed, just now, that nobody on the way answers for others."""
        secure = [one for one in self._declared if one[1] in self._secure_ports]
        return (await self._ask(secure))[1]

    async def _ask(self, places: Sequence[tuple[str, int]]) -> tuple[bool, bool]:
        """Return whether one answered inside our own network, and whether one did beyond it."""
        asked = [asyncio.ensure_future(self._one(place)) for place in places]
        inside = False
        try:
            for done in asyncio.as_completed(asked):
                place = await done
                if place is not None and not self._is_inside(place):
                    return inside, True
                inside = inside or place is not None
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
        return inside, False

    async def _one(self, place: tuple[str, int]) -> tuple[str, int] | None:
        secured = self._contexts.checking if place[1] in self._secure_ports else None
        address = await self._gate.sentinel(*place, self._timeout_s, secured)
        if not address:
            return None
        self._inside[place] = internal(address)
        return place

    def _is_inside(self, place: tuple[str, int]) -> bool:
        """Tell by the address that answered; a name that never resolved may stand anywhere."""
        return self._inside.get(place, internal(place[0]))


async def sentinels_answer(
    declared: Sequence[tuple[str, int]], timeout_s: float, authorities: str | None = None
) -> bool:
    """Ask once, outside a run."""
    gate = Gate(sentinels=frozenset(declared))
    try:
        asked = Sentinels(gate, declared, timeout_s=timeout_s, authorities=authorities)
        return await asked.answer()
    finally:
        await gate.close()
