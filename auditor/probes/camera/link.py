"""The one way to a device: exactly its declared host and ports, one connection at a time.

What a device says of its own addresses never leads anywhere: a caller gets a port of the
inventory and a target on it, or nothing. Redirects are not followed.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from copy import copy
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import hdrs
from multidict import CIMultiDictProxy
from yarl import URL

from auditor.contract import Device, Missing, Party, Why
from auditor.probes.camera import faults
from auditor.probes.camera.credential import Credential, CredentialOf
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.tries import Tries
from auditor.probes.faults import missing
from auditor.probes.gate import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A TCP connection to a device; closed by the block that opened it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAnswer:
    """A whole HTTP answer of any status."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    elapsed_ms: int


class Devices:
    """The links of a run. Use as an async context manager, inside the gate's life."""

    def __init__(
        self, gate: Gate, limits: DeviceLimits, *, credential_of: CredentialOf, user_agent: str
    ) -> None:
        self.limits = limits
        self.gate = gate
        self.credential_of = credential_of
        self.user_agent = user_agent
        self._tries = Tries()

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            resolver=self.gate.pins,
            use_dns_cache=False,
            limit=0,
            happy_eyeballs_delay=None,
            socket_factory=self.gate.socket,
            force_close=True,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={hdrs.USER_AGENT: self.user_agent, hdrs.ACCEPT_ENCODING: "identity"},
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    def link(self, device: Device) -> "Link":
        """Return the way to a device."""
        return Link(self, device, self._session, self._tries)


class Link:
    """One device of the inventory, in one run."""

    def __init__(
        self,
        devices: Devices,
        device: Device,
        session: aiohttp.ClientSession,
        tries: Tries,
    ) -> None:
        self.device = device
        self.limits = devices.limits
        self.user_agent = devices.user_agent
        self._devices = devices
        self._gate = devices.gate
        self._session = session
        self._tries = tries
        self._address = ""

    @property
    def address(self) -> str:
        """Return the address that answered for the host; empty before `resolve`."""
        return self._address

    async def resolve(self) -> Missing | None:
        """Look the host up and have its ports approved; Missing says why it may not be asked."""
        host, ports = self.device.host, (self.device.rtsp_port, self.device.onvif_port)
        try:
            found = await self._gate.pins.addresses(host)
        except (OSError, UnicodeError) as error:
            return faults.lookup_fault(error, host)
        for port in filter(None, ports):
            good = self._gate.approve(host, found, port, internal=True)
            if not good:
                return faults.address_refused(host)
            pinned = self._gate.pins.pinned(host)
            self._address = pinned if pinned in good else good[0]
        self._gate.pins.pin(host, self._address)
        return None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold the device's address for one camera's visit. `resolve` comes first."""
        async with self._gate.queue.visit(self._address):
            yield

    def credential(self) -> Credential | Missing | None:
        """Return what may be shown to the device: None where the inventory names nothing.

        Missing where the name leads to nothing, or this very credential was shown before in this
        run and not accepted: it is never shown twice.
        """
        if not self.device.credential:
            return None
        found = self._devices.credential_of(self.device.credential)
        if isinstance(found, Missing):
            return found
        return self._tries.spent(self._address, found) or found

    def was_refused(self) -> bool:
        """Tell whether the device was shown its credential in this run and did not accept it."""
        return self._tries.any_spent(self._address)

    def apart(self) -> "Link":
        """Return the same way with a memory of tries of its own.

        For a device whose streams took the credential and that may have other users for ONVIF:
        that ONVIF refuses it must not keep the next channel from its picture.
        """
        other = copy(self)
        other._tries = Tries()
        return other

    def refuse(self, credential: Credential, refusal: Missing) -> None:
        """Remember that the device did not take the credential, whichever channel asked."""
        self._tries.refuse(self._address, credential, refusal)

    def trying(self, credential: Credential, port: int, unanswered: Missing) -> None:
        """Remember, before a credential is shown at a port, what to say if no answer ever comes.

        A device that falls silent or hangs up may be about to lock the account: such a try counts
        like a refused one, unless the credential was accepted at this port before.
        """
        self._tries.begin(self._address, port, credential, unanswered)

    def accept(self, credential: Credential, port: int) -> None:
        """Remember that the device took the credential at a port."""
        self._tries.accept(self._address, port, credential)

    def unshown(self, credential: Credential) -> None:
        """Forget a try of which nothing was sent, or that was answered by something else."""
        self._tries.forget(self._address, credential)

    @asynccontextmanager
    async def connect(self, port: int) -> AsyncIterator[Connection | Missing]:
        """Open a TCP connection to a declared port; no other connection of ours stands meanwhile."""
        if wrong := self._undeclared(port):
            yield wrong
            return
        async with self._gate.queue.device(self._address):
            opened = await self._open(port)
            try:
                yield opened
            finally:
                if isinstance(opened, Connection):
                    await _closed(opened.writer)

    async def http(
        self,
        method: str,
        port: int,
        target: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> DeviceAnswer | Missing:
        """Ask once over HTTP; `target` is path and query. A redirect is an answer like any other."""
        if wrong := self._undeclared(port):
            return wrong
        seconds = timeout_s or self.limits.request_s
        async with self._gate.queue.device(self._address):
            try:
                async with asyncio.timeout(seconds):
                    return await self._ask(method, self._url(port, target), body, headers or {})
            except TimeoutError:
                return missing(
                    Why.TIMEOUT, Party.COMMUNE, "camera.http_silent", host=self.device.host,
                    port=port, seconds=round(seconds, 1),
                )  # fmt: skip
            except aiohttp.ClientConnectorError as error:
                return faults.connect_fault(error.os_error, self.device.host, port)
            except (aiohttp.ClientError, OSError, ValueError):
                return missing(
                    Why.MALFORMED,
                    Party.COMMUNE,
                    "camera.bad_http",
                    host=self.device.host,
                    port=port,
                )

    async def _ask(
        self, method: str, url: URL, body: bytes, headers: Mapping[str, str]
    ) -> DeviceAnswer | Missing:
        loop = asyncio.get_running_loop()
        start = loop.time()
        async with self._session.request(
            method, url, data=body or None, headers=headers, allow_redirects=False
        ) as response:
            read = bytearray()
            async for chunk in response.content.iter_any():
                read += chunk
                if len(read) > self.limits.http_bytes:
                    return missing(
                        Why.INCOMPLETE, Party.COMMUNE, "camera.http_too_big", host=self.device.host
                    )
            return DeviceAnswer(
                status=response.status,
                headers=response.headers,
                body=bytes(read),
                elapsed_ms=round((loop.time() - start) * 1000),
            )

    async def _open(self, port: int) -> Connection | Missing:
        family = socket.AF_INET6 if ":" in self._address else socket.AF_INET
        place = (self._address, port)
        seconds = self.limits.connect_s
        sock = None
        try:
            sock = self._gate.socket((family, socket.SOCK_STREAM, 0, "", place))
            async with asyncio.timeout(seconds):
                await asyncio.get_running_loop().sock_connect(sock, place)
            reader, writer = await asyncio.open_connection(sock=sock, limit=2**18)
        except TimeoutError:
            self._drop(sock)
            return faults.not_connected(self.device.host, port, seconds)
        except OSError as error:
            self._drop(sock)
            return faults.connect_fault(error, self.device.host, port)
        return Connection(reader=reader, writer=writer)

    @staticmethod
    def _drop(sock: socket.socket | None) -> None:
        if sock is not None:
            sock.close()

    def _undeclared(self, port: int) -> Missing | None:
        if port and port in {self.device.rtsp_port, self.device.onvif_port}:
            return None
        return missing(
            Why.NOT_CONFIGURED, Party.PROVINCE, "camera.port_not_declared", host=self.device.host,
            port=port,
        )  # fmt: skip

    def _url(self, port: int, target: str) -> URL:
        host = f"[{self.device.host}]" if ":" in self.device.host else self.device.host
        return URL(f"http://{host}:{port}{target if target.startswith('/') else '/' + target}")


async def _closed(writer: asyncio.StreamWriter) -> None:
    """Return when the socket is gone: an aborted one still stands for a turn of the loop."""
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()
