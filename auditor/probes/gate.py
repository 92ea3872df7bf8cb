"""Which address may be connected to: looked up once, judged, pinned, and looked at once more.

Websites and devices share one gate, so a host is one host whoever asks: the same pin, the same
one place in the queue.
"""

import asyncio
import errno
import socket
from collections.abc import Sequence
from typing import Any

import aiohttp

from auditor.probes.addresses import allowed
from auditor.probes.queueing import Queue
from auditor.probes.resolving import Lookup, Pins, system_lookup


class Gate:
    """One a run. Make it inside the event loop."""

    def __init__(
        self,
        *,
        lab: frozenset[tuple[str, int]] = frozenset(),
        sentinels: frozenset[tuple[str, int]] = frozenset(),
        lookup: Lookup | None = None,
        delay_s: float = 0.0,
        in_flight: int = 64,
        devices_in_flight: int = 200,
    ) -> None:
        self._lab, self._sentinels = lab, sentinels
        self._approved: set[tuple[str, int]] = set()
        self.pins = Pins(lookup or system_lookup())
        self.queue = Queue(
            delay_s=delay_s, in_flight=in_flight, devices_in_flight=devices_in_flight
        )

    def approve(
        self, host: str, found: Sequence[str], port: int, *, internal: bool
    ) -> tuple[str, ...]:
        """Return those of the addresses of `host` that may be asked at `port`, two at most."""
        good = tuple(one for one in found if self._may(host, one, port, internal))[:2]
        self._approved.update((address, port) for address in good)
        return good

    def socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Make the socket only for an address that was approved: the last gate."""
        family, kind, proto, _, sockaddr = info
        if (sockaddr[0], sockaddr[1]) not in self._approved:
            raise OSError(errno.EACCES, "address not approved")
        made = socket.socket(family, kind, proto)
        made.setblocking(False)
        return made

    def connector(self, **more: Any) -> aiohttp.TCPConnector:
        """Return what connects for HTTP: to pinned addresses, through the last gate, nowhere else."""
        return aiohttp.TCPConnector(
            resolver=self.pins,
            use_dns_cache=False,
            limit=0,
            happy_eyeballs_delay=None,
            socket_factory=self.socket,
            **more,
        )

    async def sentinel(self, host: str, port: int, timeout_s: float) -> str:
        """Return the address at which a declared sentinel took a connection; empty where none did.

        These pairs are the operator's own, exactly these, and may be a gateway inside. Nothing is
        sent, and nothing else may go where a sentinel stands.
        """
        if (host, port) not in self._sentinels:
            return ""
        try:
            async with asyncio.timeout(timeout_s):
                for address in (await self.pins.addresses(host))[:2]:
                    if await _takes_connection(address, port):
                        return address
        except (OSError, TimeoutError, UnicodeError):
            return ""
        return ""

    async def close(self) -> None:
        """Forget look-ups under way."""
        await self.pins.close()

    def _may(self, host: str, address: str, port: int, internal: bool) -> bool:
        if (host, port) in self._lab or (address, port) in self._lab:
            return True
        return allowed(address, internal=internal)


async def _takes_connection(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as made:
        made.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(made, (address, port))
        except OSError:
            return False
    return True
