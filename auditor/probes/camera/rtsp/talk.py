"""Requests and answers of one RTSP connection."""

import asyncio
from collections import deque
from collections.abc import Mapping

from auditor.contract import Missing
from auditor.facts import Auth
from auditor.probes.camera.rtsp.faults import ClosedError, EndedError, Faults
from auditor.probes.camera.rtsp.framing import Message, Packet
from auditor.probes.camera.rtsp.login import Login
from auditor.probes.camera.rtsp.wire import Wire

_FAREWELL_S = 0.5
_EARLY = 512  # packets that may come before the answer to PLAY
_LATE_S = 0.5  # so long a better answer is waited for after one with an earlier number


class ReopenError(Exception):
    """The device closes the connection after its answer, and there is more to ask."""


class Talk:
    """Asks one thing after another."""

    def __init__(
        self, wire: Wire, login: Login, faults: Faults, *, request_s: float, user_agent: str
    ) -> None:
        self._wire = wire
        self._login = login
        self._faults = faults
        self._seconds = request_s
        self._user_agent = " ".join(user_agent.split())
        self._count = 0
        self._misnumbered = False
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
                login = self._login if self._login.accepted else None
                await self._once("TEARDOWN", url, {}, login=login)
        except (EndedError, ReopenError, TimeoutError):
            return

    async def _once(
        self, method: str, url: str, headers: Mapping[str, str], login: Login | None = None
    ) -> Message:
        if self._closing or self._wire.ended:
            raise ReopenError
        self._count += 1
        secret = login.header(method, url) if login else ""
        self._wire.send(method, self._text(method, url, headers, secret))
        self.early.clear()
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._answer()
        except TimeoutError as error:
            raise EndedError(self._silent(method, shown=bool(secret))) from error
        except ClosedError as error:
            if secret and not self._login.accepted:
                raise ClosedError(self._faults.silent_after_login(method)) from error
            raise
        self._closing = answer.header("connection").lower() == "close"
        return answer

    def _text(self, method: str, url: str, headers: Mapping[str, str], secret: str) -> str:
        lines = {
            "CSeq": str(self._count),
            "User-Agent": self._user_agent,
            "Session": self.session,
            "Authorization": secret,
            **headers,
        }
        told = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        return f"{method} {url} RTSP/1.0\r\n{told}\r\n"

    def _silent(self, method: str, *, shown: bool) -> Missing:
        """Tell a device that is dumb from one that may have shut itself to us at our password."""
        if shown and not (self._login.accepted and method == "PLAY"):
            return self._faults.silent_after_login(method)
        return self._faults.silent(method, self._seconds)

    async def _answer(self) -> Message:
        """Return the answer; one with an earlier number is late, or the device cannot count.

        Only one request is ever open, so it is taken where no better one follows.
        """
        late: Message | None = None
        try:
            async with asyncio.timeout(None) as patience:
                while True:
                    answer = await self._next()
                    if self._misnumbered or not self._late(answer):
                        return answer
                    if late is None:
                        grace = min(_LATE_S, self._seconds / 2)
                        patience.reschedule(asyncio.get_running_loop().time() + grace)
                    late = answer
        except (TimeoutError, ClosedError):
            if late is None:
                raise
        self._misnumbered = True
        return late

    async def _next(self) -> Message:
        """Skip what else comes: media, provisional answers, requests of the device's own."""
        while True:
            item = await self._wire.item()
            if isinstance(item, Packet):
                self.early.append(item)
            elif item.status >= 200:
                return item

    def _late(self, answer: Message) -> bool:
        number = answer.header("cseq")
        return number.isascii() and number.isdigit() and 0 < int(number[:9]) < self._count
