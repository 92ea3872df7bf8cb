"""Is our own clock right? The declared addresses are asked for theirs, by the `Date` of HTTP.

Without it every device of a province would be called wrong by a machine whose own clock is.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from auditor.probes import tls
from auditor.probes.addresses import internal
from auditor.probes.gate import Gate
from auditor.probes.sentinels import SECURE_PORTS, TIMEOUT_S

HOLDS_S = 600.0
"""A clock does not go wrong within minutes."""
_WEB = frozenset({80, 443})
_SERVICES = 1024
"""Below it, all but the web speaks something else: a name server is not asked for a page."""
_WITHIN = timedelta(seconds=0.5)
"""`Date` names a second that has begun."""


class OurClock:
    """How far our clock is from those of the declared addresses, asked once in a while."""

    def __init__(
        self,
        gate: Gate,
        declared: Sequence[tuple[str, int]],
        *,
        timeout_s: float = TIMEOUT_S,
        authorities: str | None = None,
        secure_ports: frozenset[int] = SECURE_PORTS,
    ) -> None:
        self._gate, self._timeout_s = gate, timeout_s
        self._asked = [one for one in declared if one[1] in _WEB or one[1] >= _SERVICES]
        self._contexts, self._secure_ports = tls.Contexts(authorities), secure_ports
        self._lock = asyncio.Lock()
        self._until = float("-inf")
        self._off_s: float | None = None

    async def off_s(self) -> float | None:
        """Return our clock minus theirs in seconds; None: none of them told its own."""
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if now >= self._until:
                self._off_s, self._until = await self._ask(), now + HOLDS_S
            return self._off_s

    async def _ask(self) -> float | None:
        """Of several that tell the farthest counts; those beyond our own network before others."""
        told = [one for one in await asyncio.gather(*map(self._one, self._asked)) if one]
        beyond = [off for inside, off in told if not inside]
        return max(beyond or [off for _, off in told], key=abs, default=None)

    async def _one(self, place: tuple[str, int]) -> tuple[bool, float] | None:
        secured = self._contexts.checking if place[1] in self._secure_ports else None
        before = datetime.now(UTC)
        address, head = await self._gate.sentinel_head(*place, self._timeout_s, secured)
        after = datetime.now(UTC)
        theirs = date_of(head)
        if theirs is None:
            return None
        return internal(address), (before + (after - before) / 2 - theirs).total_seconds()


def date_of(head: bytes) -> datetime | None:
    """Return the time that the head of an answer tells; None too where it is a stored answer's."""
    lines = head.decode("latin-1").split("\r\n")
    if not lines[0].startswith("HTTP/1."):
        return None
    fields = {
        name.strip().lower(): value.strip()
        for name, colon, value in (line.partition(":") for line in lines[1:])
        if colon
    }
    if fields.get("age", "0") != "0":
        return None
    try:
        told = parsedate_to_datetime(fields.get("date", ""))
    except ValueError:
        return None
    return told + _WITHIN if told.tzinfo else None
