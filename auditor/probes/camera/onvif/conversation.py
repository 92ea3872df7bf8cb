"""One call after another with one device: sent by the link, within a deadline, logged in if asked."""

import asyncio
from datetime import UTC, datetime, timedelta

from aiohttp import hdrs

from auditor.contract import Missing, Party, Why
from auditor.probes.camera.asking import DeviceAnswer
from auditor.probes.camera.link import Link
from auditor.probes.camera.onvif import soap
from auditor.probes.camera.onvif.asked import Ask, arguments
from auditor.probes.camera.onvif.login import METHOD, Login, proves, refuses
from auditor.probes.camera.onvif.soap import Fault, Garbled, Reply, Said
from auditor.probes.camera.onvif.wsdl import descriptions
from auditor.probes.faults import missing

_NOTHING_THERE = frozenset({"camera.connection_refused"})


class Conversation:
    """What is said to one device in one run. The caller holds its turn."""

    def __init__(self, link: Link) -> None:
        self.login = Login(link)
        self.heard_at = datetime.now(UTC)
        """Our clock half-way through the last call that was answered."""
        self._link = link
        self._speaks = False

    async def ask(
        self, ask: Ask, target: str, *, deadline: float, token: str = ""
    ) -> Reply | Fault | Missing:
        """Ask once; again with a credential only where the device asks for one."""
        login = self.login
        if login.shut is not None:
            return login.shut
        if login.way is not None and not login.proven:
            return await self._first_try(ask, target, deadline, token)
        if login.proven and login.may_not(f"{ask} {token}"):
            return login.not_for_us()
        answer = await self._once(ask, target, deadline, token)
        if isinstance(answer, Missing):
            return answer
        if not refuses(*answer):
            return self._judged(ask, *answer)
        if login.may_not(f"{ask} {token}"):
            return login.not_for_us()
        if login.proven:
            return await self._once_more(ask, target, deadline, token, *answer)
        if wrong := login.learn(*answer):
            return wrong
        return await self._first_try(ask, target, deadline, token)

    async def as_stranger(
        self, ask: Ask, target: str, *, deadline: float
    ) -> tuple[DeviceAnswer, Said] | Missing:
        """Ask once without a credential, whatever the device asked for before."""
        if self.login.shut is not None:
            return self.login.shut
        return await self._once(ask, target, deadline, "", stranger=True)

    async def _first_try(
        self, ask: Ask, target: str, deadline: float, token: str
    ) -> Reply | Fault | Missing:
        """Show the credential to a device that has not accepted it yet.

        A try that ends without a word, or is called off, is spent all the same.
        """
        if self._left(deadline) <= 0:
            return self.out_of_time()
        login = self.login
        login.begin(self.out_of_time())
        answer = await self._once(ask, target, deadline, token)
        if not isinstance(answer, Missing) and login.renews(answer[0]):
            answer = await self._once(ask, target, deadline, token)
        if isinstance(answer, Missing):
            return login.unanswered(answer)
        if refuses(*answer) or answer[0].status == 403:
            return login.refuted()
        judged = self._judged(ask, *answer)
        if isinstance(judged, Missing):
            return login.puzzled(judged, answer[0])
        if not proves(judged):
            return login.refuted()
        login.accepted()
        return judged

    async def _once_more(
        self, ask: Ask, target: str, deadline: float, token: str, answer: DeviceAnswer, said: Said
    ) -> Reply | Fault | Missing:
        """Answer a fresh nonce; a good credential that is refused still has no right to this call."""
        again: tuple[DeviceAnswer, Said] | Missing = (answer, said)
        if self.login.again(answer, said):
            again = await self._once(ask, target, deadline, token)
        if isinstance(again, Missing):
            return again
        if refuses(*again):
            self.login.forbid(f"{ask} {token}")
            return self.login.not_for_us()
        self.login.took_anew()
        return self._judged(ask, *again)

    async def _once(
        self, ask: Ask, target: str, deadline: float, token: str, *, stranger: bool = False
    ) -> tuple[DeviceAnswer, Said] | Missing:
        book = await descriptions()
        credential, created = (None if stranger else self.login.signs()) or (None, None)
        message = soap.written(book, ask, arguments(ask, token), credential, created)
        login = {} if stranger else self.login.headers(target)
        headers = {hdrs.CONTENT_TYPE: message.content_type, **login}
        answer = await self._sent(target, message.body, headers, deadline)
        if isinstance(answer, Missing):
            return answer
        self.heard_at = datetime.now(UTC) - timedelta(milliseconds=answer.elapsed_ms / 2)
        self.login.hear(answer, self.heard_at)
        return answer, await self._link.answers.read(ask, answer.body)

    async def _sent(
        self, target: str, body: bytes, headers: dict[str, str], deadline: float
    ) -> DeviceAnswer | Missing:
        """Send within what is left; a time that we cut ourselves is not the device's silence."""
        patience = min(self._left(deadline), self._link.limits.request_s)
        if patience <= 0:
            return self.out_of_time()
        answer = await self._link.http(
            METHOD, self._port, target, body=body, headers=headers, timeout_s=patience
        )
        if isinstance(answer, DeviceAnswer):
            return answer
        if answer.text in _NOTHING_THERE and not self._speaks:
            return self._off()
        short = answer.why is Why.TIMEOUT and patience < self._link.limits.request_s
        return self.out_of_time() if short else answer

    def _judged(self, ask: Ask, answer: DeviceAnswer, said: Said) -> Reply | Fault | Missing:
        if isinstance(said, Garbled):
            return self._unreadable(ask, answer, said)
        self._speaks = True
        return said

    def _unreadable(self, ask: Ask, answer: DeviceAnswer, said: Garbled) -> Missing:
        if said.ours:
            return missing(
                Why.UNREADABLE, Party.AUDITOR, "camera.onvif_reader_failed",
                host=self._link.device.host, call=str(ask),
            )  # fmt: skip
        if said.soap or self._speaks or answer.status >= 500:
            return self.bad(ask)
        if 300 <= answer.status < 400:
            return self._missing(Why.REFUSED, "camera.onvif_redirected")
        return self._off()

    def bad(self, ask: Ask) -> Missing:
        """Say that what is needed was answered in a way that cannot be used."""
        return missing(
            Why.MALFORMED, Party.COMMUNE, "camera.onvif_bad", host=self._link.device.host,
            port=self._port, call=str(ask),
        )  # fmt: skip

    def out_of_time(self) -> Missing:
        """Say that our own patience with the camera as a whole ended."""
        return missing(
            Why.INCOMPLETE, Party.AUDITOR, "camera.time_cap", host=self._link.device.host,
            seconds=round(self._link.limits.camera_s, 1),
        )  # fmt: skip

    def _off(self) -> Missing:
        return self._missing(Why.UNREACHABLE, "camera.onvif_off")

    def _missing(self, why: Why, text: str) -> Missing:
        return missing(why, Party.COMMUNE, text, host=self._link.device.host, port=self._port)

    @staticmethod
    def _left(deadline: float) -> float:
        return deadline - asyncio.get_running_loop().time()

    @property
    def _port(self) -> int:
        return self._link.device.onvif_port
