"""One connection read with caps: bytes in all, things in all, bytes of a head."""

import asyncio

from auditor.probes.camera.dialling import Connection
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.rtsp.faults import ClosedError, EndedError, Faults
from auditor.probes.camera.rtsp.framing import (
    Framing,
    Message,
    NotRtspError,
    Packet,
    Skim,
    TooBigError,
)

_CHUNK = 65_536
_RUN = 4_096
"""Things taken at a stretch: what a flood of the smallest may hold up everybody else for, some ten
milliseconds."""
_REST_S = 0.25
"""At 8 Mbit/s 250 KB gather in it, which a socket holds."""
_MOST_ITEMS = 50_000  # 16 MB of ordinary packets are 12,000


class Wire:
    """What a session writes to and reads from."""

    def __init__(self, connection: Connection, limits: DeviceLimits, faults: Faults) -> None:
        self._connection = connection
        self._faults = faults
        self._framing = Framing(
            header_bytes=limits.rtsp_header_bytes, body_bytes=limits.rtsp_body_bytes
        )
        self._most = limits.session_bytes
        self._came = 0
        self._items = 0
        self._run = 0
        self.request = "OPTIONS"
        """What was asked last."""

    @property
    def ended(self) -> bool:
        """Tell whether the device has hung up already."""
        return self._connection.reader.at_eof()

    def send(self, request: str, text: str) -> None:
        """Write a request; it is short, so nobody waits for it to leave."""
        self.request = request
        self._connection.writer.write(text.encode("utf-8", "surrogateescape"))

    async def item(self) -> Message | Packet:
        """Return the next whole thing; whoever asks decides how long to wait."""
        while (found := self.at_hand()) is None:
            await self._more()
        return found

    def at_hand(self) -> Message | Packet | None:
        """Return the next whole thing of what has been read, unless others want their turn."""
        if self._run >= _RUN:
            return None
        found = self._taken()
        if found is not None:
            self._count()
        return found

    def _taken(self) -> Message | Packet | None:
        try:
            return self._framing.take()
        except NotRtspError as error:
            raise EndedError(self._faults.bad(str(error))) from error
        except TooBigError as error:
            raise EndedError(self._faults.too_big(error.limit)) from error

    def skim(self, channel: int, unwanted: Skim) -> None:
        """Drop at once those packets that are at hand and unwanted, until one is not."""
        self._count(self._framing.skim(channel, unwanted))

    async def pass_over(self, until: float) -> None:
        """Throw away what comes until a moment in the time of the loop, at a tenth of the cost."""
        clock = asyncio.get_running_loop().time
        while (left := until - clock()) > 0:
            self._count(self._framing.pass_over())
            if self._taken() is None:
                await self._rest(min(left, _REST_S))
                await self._more()

    async def _rest(self, seconds: float) -> None:
        """Let what comes gather where it costs nothing: in the kernel."""
        transport = self._connection.writer.transport
        if isinstance(transport, asyncio.Transport):
            transport.pause_reading()
            try:
                await asyncio.sleep(seconds)
            finally:
                transport.resume_reading()

    def _count(self, items: int = 1) -> None:
        self._items += items
        self._run += items
        if self._items > _MOST_ITEMS:
            raise EndedError(self._faults.too_big(self._came))

    async def _more(self) -> None:
        # What is there already is read without a pause: the others, and our clock, want their turn.
        await asyncio.sleep(0)
        tired, self._run = self._run >= _RUN, 0
        if tired:
            return
        try:
            came = await self._connection.reader.read(_CHUNK)
        except OSError as error:
            raise ClosedError(self._faults.closed(self.request)) from error
        if not came:
            raise ClosedError(self._faults.closed(self.request))
        self._came += len(came)
        if self._came > self._most:
            raise EndedError(self._faults.too_big(self._most))
        self._framing.feed(came)
