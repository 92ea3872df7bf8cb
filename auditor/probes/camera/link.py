"""The one way to a device: exactly its declared host and ports, one connection at a time.

What a device says of its own addresses never leads anywhere: a caller gets a port of the
inventory and a target on it, or nothing. Redirects are not followed.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from copy import copy
from types import TracebackType
from typing import Self

import aiohttp

from auditor.contract import Device, Missing
from auditor.probes.camera import faults
from auditor.probes.camera.asking import Asking, DeviceAnswer, session
from auditor.probes.camera.credential import Credential, CredentialOf
from auditor.probes.camera.dialling import Connection, dial, hung_up
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.onvif.answers import Answers
from auditor.probes.camera.tries import Book
from auditor.probes.gate import Gate


class Devices:
    """The links of a run. Use as an async context manager, inside the gate's life."""

    def __init__(
        self, gate: Gate, limits: DeviceLimits, *, credential_of: CredentialOf, user_agent: str
    ) -> None:
        self.limits = limits
        self.gate = gate
        self.credential_of = credential_of
        self.user_agent = user_agent
        self.answers = Answers()
        self._book = Book()

    async def __aenter__(self) -> Self:
        self._session = session(self.gate, self.user_agent)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.answers.stop()
        await self._session.close()

    def link(self, device: Device) -> "Link":
        """Return the way to a device."""
        return Link(self, device, self._session, self._book)


class Link:
    """One device of the inventory, in one run."""

    def __init__(
        self, devices: Devices, device: Device, session: aiohttp.ClientSession, book: Book
    ) -> None:
        self.device = device
        self.limits = devices.limits
        self.user_agent = devices.user_agent
        self.answers = devices.answers
        self._devices = devices
        self._gate = devices.gate
        self._session = session
        self._book = book
        self._tries = book.tries
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
        async with self._gate.queue.device_visit(self._address):
            yield

    async def knock(self) -> bool:
        """Say whether the device takes a connection. `resolve` comes first, and no turn is held."""
        port = self.device.rtsp_port
        if self._undeclared(port):
            return False
        async with self._gate.queue.knock(self._address):
            opened = await self._dial(port)
            if isinstance(opened, Connection):
                await hung_up(opened)
        return isinstance(opened, Connection)

    def credential(self) -> Credential | Missing | None:
        """Return what may be shown to the device: None where the inventory names nothing.

        Missing where the name leads to nothing, or this credential or another one was shown in this
        run and not accepted: none is shown twice, nor another after it.
        """
        if not self.device.credential:
            return None
        found = self._devices.credential_of(self.device.credential)
        if isinstance(found, Missing):
            return found
        self._book.handed(self._address, found)
        if spent := self._tries.spent(self._address, found):
            return faults.not_again(self.device, spent)
        ports = {self.device.rtsp_port, self.device.onvif_port}
        another = self._tries.spent_by_another(self._address, found, ports)
        return found if another is None else faults.not_another(self.device)

    def logins(self) -> tuple[Credential, ...]:
        """Return all that this device has been shown, or may be: what it must not make us repeat."""
        own = self._own()
        return (*((own,) if own else ()), *self._book.known_to(self._address))

    def was_refused(self) -> bool:
        """Tell whether the device was shown its credential in this run and did not accept it."""
        return self._tries.any_spent(self._address)

    def for_onvif(self) -> "Link":
        """Return the way for ONVIF, with a memory of its own once the streams took the credential.

        The box may have other users for ONVIF: that it refuses there must not keep the next channel
        from its picture. Whatever rows of the inventory lead to the box share that memory.
        """
        return self._apart(self.device.onvif_port)

    def for_channels(self) -> "Link":
        """Return the way for paths that are only supposed: once the box took the credential, what it
        refuses to such a path must not keep the next channel from its own."""
        return self._apart(self.device.rtsp_port)

    def was_accepted(self) -> bool:
        """Tell whether the device took its credential in this run, at whatever port."""
        found = self._own()
        return found is not None and self._book.tries.accepted(self._address, found)

    def _apart(self, port: int) -> "Link":
        if not self.was_accepted():
            return self
        other = copy(self)
        other._tries = self._book.apart(self._address, port)
        return other

    def refused_apart(self) -> bool:
        """Tell whether ONVIF alone refused a credential that the streams took."""
        apart = self._book.apart(self._address, self.device.onvif_port)
        return apart.any_spent(self._address)

    def forbid(self, credential: Credential, what: str) -> None:
        """Remember that a good credential has no right to something."""
        self._book.forbid(self._address, self.device.onvif_port, credential, what)

    def forbidden(self, credential: Credential, what: str) -> bool:
        """Tell whether it has no right to something; asking again would look like guessing."""
        return self._book.forbidden(self._address, self.device.onvif_port, credential, what)

    def _own(self) -> Credential | None:
        name = self.device.credential
        found = self._devices.credential_of(name) if name else None
        return found if isinstance(found, Credential) else None

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
        """Open a TCP connection to a declared port; no other connection of ours stands meanwhile.

        The caller holds the turn.
        """
        if wrong := self._undeclared(port):
            yield wrong
            return
        async with self._gate.queue.device(self._address):
            opened = await self._dial(port)
            try:
                yield opened
            finally:
                if isinstance(opened, Connection):
                    await hung_up(opened)

    async def http(
        self,
        method: str,
        port: int,
        target: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
        most: int | None = None,
    ) -> DeviceAnswer | Missing:
        """Ask once over HTTP; `target` is path and query. A redirect is an answer like any other.

        `most`: bytes of the answer, where they are not those of a message."""
        if wrong := self._undeclared(port):
            return wrong
        most = most or self.limits.http_bytes
        asking = Asking(session=self._session, host=self.device.host, most=most)
        async with self._gate.queue.device(self._address):
            return await asking.ask(
                method, port, target, body=body, headers=headers or {},
                seconds=timeout_s or self.limits.request_s,
            )  # fmt: skip

    async def _dial(self, port: int) -> Connection | Missing:
        seconds = self.limits.connect_s
        return await dial(self._gate, self.device.host, self._address, port, seconds=seconds)

    def _undeclared(self, port: int) -> Missing | None:
        if port and port in {self.device.rtsp_port, self.device.onvif_port}:
            return None
        return faults.port_not_declared(self.device.host, port)
