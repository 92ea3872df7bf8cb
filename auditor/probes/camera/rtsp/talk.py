"""Requests and answers of one RTSP connection."""

import asyncio
from collections import deque
from collections.abc import Mapping

from auditor.facts import Auth
from auditor.probes.camera.rtsp.faults import EndedError, Faults
from auditor.probes.camera.rtsp.framing import Message, Packet
from auditor.probes.camera.rtsp.login import Login
from auditor.probes.camera.rtsp.wire import Wire

_FAREWELL_S = 0.5
_EARLY = 512  # packets that may come before the answer to PLAY


class ReopenError(Exception):
    """The device closes the connection after its answer, and there is more to ask."""


class Talk:
    """Asks one thing after another."""

    def __init__(self, wire: Wire, login: Login, faults: Faults, *, request_s: float) -> None:
        self._wire = wire
        self._login = login
        self._faults = faults
        self._seconds = request_s
        self._count = 0
        self._closing = False
        self.session = ""
        """Given by SETUP."""
        self.early: deque[Packet] = deque(maxlen=_EARLY)
        """Media that overtook the answer to the last request."""

    @property
    def auth(self) -> Auth:
        """Return how the device asked who we are."""
        return self._login.auth

    async def greet(self, url: str) -> Message:
        """Ask OPTIONS without a credential; whatever is answered will do."""
        return await self._once("OPTIONS", url, {})

    async def ask(self, method: str, url: str, **headers: str) -> Message:
        """Return the answer with its body, whatever its number but 401."""
        answer = await self._once(method, url, headers, login=self._login)
        while answer.status == 401:
            self._login.challenged(answer)
            answer = await self._once(method, url, headers, login=self._login)
        self._login.answered(answer)
        return answer

    async def leave(self, url: str) -> None:
        """Tell the device that we are gone, and give it a moment to hear it."""
        if not self.session:
            return
        try:
            async with asyncio.timeout(_FAREWELL_S):
                await self._once("TEARDOWN", url, {}, login=self._login)
        except (EndedError, ReopenError, TimeoutError):
            return

    async def _once(
        self, method: str, url: str, headers: Mapping[str, str], login: Login | None = None
    ) -> Message:
        if self._closing:
            raise ReopenError
        self._count += 1
        secret = login.header(method, url) if login else ""
        self._wire.send(method, self._text(method, url, headers, secret))
        self.early.clear()
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._answer()
        except TimeoutError as error:
            raise EndedError(self._faults.silent(method, self._seconds)) from error
        self._closing = answer.header("connection").lower() == "close"
        return answer

    def _text(self, method: str, url: str, headers: Mapping[str, str], secret: str) -> str:
        lines = {
            "CSeq": str(self._count),
            "User-Agent": "commune-auditor",
            "Session": self.session,
            "Authorization": secret,
            **headers,
        }
        told = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        return f"{method} {url} RTSP/1.0\r\n{told}\r\n"

    async def _answer(self) -> Message:
        """Skip what else comes: media, late and provisional answers, requests of the device's own."""
        while True:
            item = await self._wire.item()
            if isinstance(item, Packet):
                self.early.append(item)
            elif item.status >= 200 and not self._late(item):
                return item

    def _late(self, answer: Message) -> bool:
        number = answer.header("cseq")
        return number.isascii() and number.isdigit() and 0 < int(number[:9]) < self._count
