"""One visit to one stream, from the first connection to what came of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from auditor.contract import Missing
from auditor.facts.logins import shown
from auditor.probes.camera.dialling import Connection
from auditor.probes.camera.link import Link
from auditor.probes.camera.rtsp.faults import EndedError, Faults
from auditor.probes.camera.rtsp.frames import Described, GoOn, KeyFrame, KeyFrames, Span
from auditor.probes.camera.rtsp.login import Login
from auditor.probes.camera.rtsp.playing import MuteError, Playing
from auditor.probes.camera.rtsp.progress import Progress
from auditor.probes.camera.rtsp.talk import ReopenError, Talk
from auditor.probes.camera.rtsp.targets import origin, path_of
from auditor.probes.camera.rtsp.wire import Wire
from auditor.probes.camera.steps import Tell, nobody

T = TypeVar("T")

_CONNECTIONS = 3  # some devices close after OPTIONS, and again after a 401


async def key_frame(
    link: Link, path: str, *, deadline: float, tell: Tell = nobody
) -> KeyFrame | Missing:
    """Play the stream at `path` until its first key picture, by `deadline` (time of the loop);
    the good-bye may take half a second more.

    The caller holds the device's turn and has resolved it. Only path and query of a URL count.
    """
    found = await key_frames(link, path, deadline=deadline, go_on=_enough, tell=tell)
    return found if isinstance(found, Missing) else found.first


async def key_frames(
    link: Link, path: str, *, deadline: float, go_on: GoOn, tell: Tell = nobody
) -> KeyFrames | Missing:
    """Do as `key_frame` does, and play on where `go_on` says so of the first key picture.

    What ends the stream after that picture takes nothing away: those that came are returned.
    """
    visit = _Visit(link, path_of(path), tell, go_on)
    return await visit.watched(deadline)


async def describe(
    link: Link, path: str, *, deadline: float, tell: Tell = nobody
) -> Missing | None:
    """Ask what the stream at `path` is, and play nothing; Missing where it is none to be played."""
    found = await described(link, path, deadline=deadline, tell=tell)
    return found if isinstance(found, Missing) else None


async def described(
    link: Link, path: str, *, deadline: float, tell: Tell = nobody
) -> Described | Missing:
    """Return what `describe` heard."""
    visit = _Visit(link, path_of(path), tell, _enough)
    return await visit.within(deadline, visit.ask)


async def _enough(_first: KeyFrame) -> None:
    """One is enough."""


class _Visit:
    def __init__(self, link: Link, path: str, tell: Tell, go_on: GoOn) -> None:
        self._link = link
        self._path = path
        self._go_on = go_on
        self._faults = Faults(host=link.device.host, port=link.device.rtsp_port)
        self._login = Login(link, self._faults)
        self._progress = Progress(tell)
        self._playing: Playing | None = None
        self._found: KeyFrames | None = None
        self._mute: Missing | None = None

    async def within(self, deadline: float, what: Callable[[Playing], Awaitable[T]]) -> T | Missing:
        """Do it by the deadline."""
        try:
            async with asyncio.timeout_at(deadline):
                return await self._run(what)
        except TimeoutError:
            return self._late()

    async def watched(self, deadline: float) -> KeyFrames | Missing:
        """Play the stream by the deadline; what came until then counts."""
        try:
            async with asyncio.timeout_at(deadline):
                return await self._run(self.watch)
        except TimeoutError:
            return self._found or self._late()

    async def watch(self, playing: Playing) -> KeyFrames:
        """Play the stream."""
        stage = await playing.describe()
        async with playing.played(stage) as unit:
            first = KeyFrame(
                codec=stage.track.codec, unit=unit.data, auth=self._login.auth,
                path=shown(self._path), rtp_time=unit.rtp_time,
            )  # fmt: skip
            found = KeyFrames(first=first, units=(unit.data,), times=(unit.rtp_time,))
            self._found = found
            if span := await self._go_on(first):
                found = await self._more(playing, found, span)
        return found

    async def ask(self, playing: Playing) -> Described:
        """Ask what it is."""
        stage = await playing.describe()
        path = shown(self._path)
        return Described(codec=stage.track.codec, auth=self._login.auth, path=path)

    async def _more(self, playing: Playing, found: KeyFrames, span: Span) -> KeyFrames:
        """Collect key pictures that are as far apart as wanted, until there are enough."""
        clock = asyncio.get_running_loop().time
        start = clock()
        self._progress.begin("rtsp.more")
        try:
            async with asyncio.timeout_at(start + span.patience_s):
                while len(found.units) < span.most:
                    unit = await playing.next_picture(start + span.gap_s * len(found.units))
                    found = replace(
                        found, units=(*found.units, unit.data),
                        times=(*found.times, unit.rtp_time), seconds=clock() - start,
                    )  # fmt: skip
                    self._found = found
        except (TimeoutError, EndedError):
            pass  # what came until then is what is known
        self._progress.done(count=len(found.units), seconds=round(found.seconds, 1))
        return found

    async def _run(self, what: Callable[[Playing], Awaitable[T]]) -> T | Missing:
        """Connect, and again where the device closes while there is more to ask."""
        for attempt in range(_CONNECTIONS):
            self._progress.begin("rtsp.connect")
            async with self._link.connect(self._link.device.rtsp_port) as connection:
                if isinstance(connection, Missing):
                    return self._progress.failed(self._mute or connection)
                self._progress.done(host=self._link.device.host, port=self._link.device.rtsp_port)
                try:
                    return await what(await self._ready(connection, greet=attempt == 0))
                except MuteError as ended:
                    self._mute = ended.fault
                except EndedError as ended:
                    silent = ended.fault.text == "camera.rtsp_silent"
                    return self._progress.failed(
                        self._mute if self._mute and silent else ended.fault
                    )
                except ReopenError:
                    continue
        return self._progress.failed(self._faults.closed("DESCRIBE"))

    def _late(self) -> Missing:
        """Say what our time ran out on."""
        if self._mute and self._progress.seconds() >= self._link.limits.request_s / 2:
            return self._progress.failed(self._mute)  # two questions, and not a word all the time
        fault = self._playing.nothing_seen() if self._playing else self._faults.time_cap()
        return self._progress.failed(fault)

    async def _ready(self, connection: Connection, *, greet: bool) -> Playing:
        limits = self._link.limits
        wire = Wire(connection, limits, self._faults)
        talk = Talk(
            wire, self._login, self._faults, request_s=limits.request_s,
            user_agent=self._link.user_agent,
        )  # fmt: skip
        self._playing = Playing(
            talk, wire, self._faults, self._progress, path=self._path, limits=limits,
            origin=origin(self._link.device.host, self._link.device.rtsp_port),
        )  # fmt: skip
        if greet:
            await self._playing.greet()
        return self._playing
