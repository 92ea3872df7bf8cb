"""From DESCRIBE to the first key picture, over one connection that stands."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from auditor.contract import Missing
from auditor.facts.logins import shown
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.rtsp import sdp
from auditor.probes.camera.rtsp.depacketise import Depacketiser, Unit
from auditor.probes.camera.rtsp.faults import ClosedError, EndedError, Faults
from auditor.probes.camera.rtsp.framing import Message, Packet, TooBigError
from auditor.probes.camera.rtsp.progress import Progress
from auditor.probes.camera.rtsp.talk import ReopenError, Talk
from auditor.probes.camera.rtsp.targets import joined, path_of
from auditor.probes.camera.rtsp.wire import Wire

_TRANSPORT = "RTP/AVP/TCP;unicast;interleaved=0-1"
_LINGER_S = 0.2  # so long more slices of a picture are waited for after its marker
_INTERLEAVED = re.compile(r"interleaved=(\d{1,3})", re.IGNORECASE)


class MuteError(EndedError):
    """It did not answer the greeting: the real question is asked all the same, once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What DESCRIBE told: the track, and the paths to set it up and to play it."""

    track: sdp.Track
    set_up: str
    play: str


class Playing:
    """One stream asked for over one connection."""

    def __init__(
        self,
        talk: Talk,
        wire: Wire,
        faults: Faults,
        progress: Progress,
        *,
        origin: str,
        path: str,
        limits: DeviceLimits,
    ) -> None:
        self._talk = talk
        self._wire = wire
        self._faults = faults
        self._progress = progress
        self._origin = origin
        self._path = path
        self._limits = limits
        self._pictures: Depacketiser | None = None
        self._channel = 0
        self._last = 0
        """Number of the last picture that was given out."""
        self._elsewhere = 0
        """Packets on channels that the device did not name."""

    async def greet(self) -> None:
        """Ask OPTIONS; a device that does not like it is asked on, by a new connection if need be."""
        self._progress.begin("rtsp.options")
        try:
            answer = await self._talk.greet(self._origin + self._path)
        except ClosedError as error:
            raise ReopenError from error
        except EndedError as error:
            if error.fault.text == "camera.rtsp_silent":  # some never answer this one question
                raise MuteError(error.fault) from error
            raise
        self._progress.done(status=answer.status)

    async def describe(self) -> Stage:
        """Return what the stream says of itself."""
        self._progress.begin("rtsp.describe")
        answer = await self._good("DESCRIBE", self._path, Accept="application/sdp")
        described = sdp.describe(answer.body)
        track = self._track(described)
        base = answer.header("content-base") or answer.header("content-location")
        base = path_of(base) if base else self._path
        play = joined(base, described.control)
        self._progress.done(codec=track.codec, auth=self._talk.auth.value)
        return Stage(track=track, set_up=joined(base, track.control), play=play)

    @asynccontextmanager
    async def played(self, stage: Stage) -> AsyncIterator[Unit]:
        """Play until the block ends; its value is the first key picture."""
        try:
            self._channel = await self._set_up(stage)
            self._progress.begin("rtsp.play")
            await self._good("PLAY", stage.play, Range="npt=0.000-")
            self._progress.done(path=shown(self._path))
            self._progress.begin("rtsp.frame")
            self._pictures = Depacketiser(stage.track, unit_bytes=self._limits.unit_bytes)
            unit = await self.next_picture()
            self._progress.done(bytes=len(unit.data))
            yield unit
        finally:
            await self._talk.leave(self._origin + stage.play)

    async def next_picture(self, after: float = 0.0) -> Unit:
        """Return the next key picture of what is played, of those after a moment of the loop."""
        await self._wire.pass_over(after)
        assert self._pictures is not None  # noqa: S101 - `played` has made it
        try:
            while True:
                # Most of them are at hand: a coroutine each would double their cost.
                item = None if self._talk.early else self._wire.at_hand()
                item = item or await self._media()
                if not isinstance(item, Packet) or item.channel != self._channel:
                    self._elsewhere += _elsewhere(item, self._channel)
                    continue
                taken = self._pictures.take(item.data)
                if taken is None or taken.number == self._last:
                    if not self._talk.early:
                        self._wire.skim(self._channel, self._pictures.unwanted)
                    continue
                if unit := await self._rest(taken, self._pictures):
                    self._last = unit.number
                    return unit
        except TooBigError as error:
            raise EndedError(self._faults.too_big(error.limit)) from error

    def nothing_seen(self) -> Missing:
        """Say what our time ran out on."""
        if self._pictures is None:
            return self._faults.time_cap()
        seconds = self._progress.seconds()
        if self._pictures.pictures:
            return self._faults.no_key_frame(seconds, self._pictures.pictures)
        if packets := self._pictures.packets + self._elsewhere:
            return self._faults.unreadable(seconds, packets)
        waited = seconds >= self._limits.stall_s
        return self._faults.no_frame(seconds) if waited else self._faults.time_cap()

    def _track(self, described: sdp.Description) -> sdp.Track:
        if not described.media:
            raise EndedError(self._faults.bad("DESCRIBE: SDP"))
        if described.video is None:
            raise EndedError(self._faults.no_video(shown(self._path)))
        if not described.video.known:
            raise EndedError(self._faults.codec(described.video.codec))
        if described.recorded:
            raise EndedError(self._faults.recorded(shown(self._path)))
        return described.video

    async def _set_up(self, stage: Stage) -> int:
        """Return the channel that the picture will come on."""
        self._progress.begin("rtsp.setup")
        answer = await self._good("SETUP", stage.set_up, Transport=_TRANSPORT)
        self._talk.session = answer.header("session").partition(";")[0].strip()
        transport = answer.header("transport")
        if transport and "TCP" not in transport.upper():
            raise EndedError(self._faults.only_udp())
        self._progress.done()
        found = _INTERLEAVED.search(transport)
        return int(found[1]) if found else 0

    async def _rest(self, unit: Unit, pictures: Depacketiser) -> Unit | None:
        """Wait a moment for more slices of the same picture; None where one of them was lost."""
        last: Unit | None = unit
        try:
            async with asyncio.timeout(_LINGER_S):
                while pictures.may_grow():
                    item = await self._media()
                    if isinstance(item, Packet) and item.channel == self._channel:
                        more = pictures.take(item.data)
                        last = more or (last if pictures.may_grow() else None)
        except (TimeoutError, EndedError):
            return last
        return last

    async def _media(self) -> Message | Packet:
        """Return what comes next; only the camera's whole time ends the waiting."""
        return self._talk.early.popleft() if self._talk.early else await self._wire.item()

    async def _good(self, method: str, path: str, **headers: str) -> Message:
        answer = await self._talk.ask(method, self._origin + path, **headers)
        if 200 <= answer.status < 300:
            return answer
        raise EndedError(
            self._faults.status(method, answer.status, answer.reason, shown(self._path))
        )


def _elsewhere(item: Message | Packet, channel: int) -> bool:
    """Tell what may be the picture on another channel from the control beside ours."""
    return isinstance(item, Packet) and item.channel not in {channel, channel + 1}
