"""Which address may be connected to: looked up once, judged, pinned, and looked at once more.

Websites and devices share one gate, so a host is one host whoever asks: the same pin, the same
one place in the queue.
"""

import asyncio
import errno
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aiohttp

from auditor.probes.addresses import allowed, internal
from auditor.probes.queueing import Queue
from auditor.probes.resolving import Lookup, Pins, find, system_lookup

_LOOKUP_S = 6.0
"""A question to a name server that was lost is asked again after five seconds."""


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
        devices_in_flight: int = 64,
    ) -> None:
        self._lab, self._sentinels = lab, sentinels
        self._approved: set[tuple[str, int]] = set()
        self.pins = Pins(lookup or system_lookup())
        # In threads of its own: names that hang must not make our own name server seem to.
        self._lookup_now = lookup or system_lookup()
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

    async def sentinel(
        self, host: str, port: int, timeout_s: float, secured: ssl.SSLContext | None = None
    ) -> str:
        """Return the address at which a declared sentinel took a connection; empty where none did.

        These pairs are the operator's own, exactly these, and may be a gateway inside. Nothing is
        sent but, with `secured`, a TLS greeting, and beyond our own network the certificate must
        verify. A name is looked up each time: what a name server once knew, it may know no more.
        """
        if (host, port) not in self._sentinels:
            return ""
        for address in (await self.look_up(host))[:2]:
            with suppress(OSError, TimeoutError, UnicodeError):
                async with asyncio.timeout(timeout_s):
                    await _greet(address, port, host, None if internal(address) else secured)
                    return address
        return ""

    async def sentinel_head(
        self, host: str, port: int, timeout_s: float, secured: ssl.SSLContext | None = None
    ) -> tuple[str, bytes]:
        """Return where a declared sentinel answered HEAD, and the head; both empty where none did.

        It is asked as in `sentinel`; nothing else is ever sent to it.
        """
        if (host, port) not in self._sentinels:
            return "", b""
        for address in (await self.look_up(host))[:2]:
            with suppress(OSError, TimeoutError, UnicodeError, EOFError, asyncio.LimitOverrunError):
                async with asyncio.timeout(timeout_s):
                    checked = None if internal(address) else secured
                    return address, await _head(address, port, host, checked)
        return "", b""

    async def look_up(self, host: str) -> tuple[str, ...]:
        """Return the addresses of `host` as they are now, pinned nowhere; empty where none is had."""
        try:
            async with asyncio.timeout(_LOOKUP_S):
                return await find(self._lookup_now, host)
        except (OSError, TimeoutError, UnicodeError):
            return ()

    async def close(self) -> None:
        """Forget look-ups under way."""
        await self.pins.close()

    def _may(self, host: str, address: str, port: int, internal: bool) -> bool:
        if (host, port) in self._lab or (address, port) in self._lab:
            return True
        return allowed(address, internal=internal)


async def _greet(address: str, port: int, host: str, secured: ssl.SSLContext | None) -> None:
    """Connect and hang up; raises OSError, of which a certificate that does not verify is one."""
    with await _connected(address, port) as made:
        if secured is not None:
            _, writer = await _opened(made, host, secured)
            writer.transport.abort()


async def _head(address: str, port: int, host: str, secured: ssl.SSLContext | None) -> bytes:
    """Ask for the head of the home page; raises OSError, EOFError or LimitOverrunError."""
    with await _connected(address, port) as made:
        reader, writer = await _opened(made, host, secured)
        try:
            asked = f"HEAD / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            writer.write(asked.encode("ascii"))
            return await reader.readuntil(b"\r\n\r\n")
        finally:
            writer.transport.abort()


async def _connected(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        await asyncio.get_running_loop().sock_connect(made, (address, port))
    except BaseException:
        made.close()
        raise
    return made


async def _opened(
    made: socket.socket, host: str, secured: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    name = host.strip("[]") if secured else None
    return await asyncio.open_connection(sock=made, ssl=secured, server_hostname=name)
