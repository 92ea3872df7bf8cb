"""One visit to one stream, from the first connection to what came of it."""

import asyncio

from auditor.contract import Missing
from auditor.facts.logins import shown
from auditor.probes.camera.link import Connection, Link
from auditor.probes.camera.rtsp.faults import EndedError, Faults
from auditor.probes.camera.rtsp.frames import KeyFrame
from auditor.probes.camera.rtsp.login import Login
from auditor.probes.camera.rtsp.playing import MuteError, Playing
from auditor.probes.camera.rtsp.progress import Progress
from auditor.probes.camera.rtsp.talk import ReopenError, Talk
from auditor.probes.camera.rtsp.targets import origin, path_of
from auditor.probes.camera.rtsp.wire import Wire
from auditor.probes.camera.steps import Tell, nobody

_CONNECTIONS = 3  # some devices close after OPTIONS, and again after a 401


async def key_frame(
    link: Link, path: str, *, deadline: float, tell: Tell = nobody
) -> KeyFrame | Missing:
    """Play the stream at `path` until its first key picture, by `deadline` (time of the loop);
    the good-bye may take half a second more.

    The caller holds the device's turn and has resolved it. Only path and query of a URL count.
    """
    visit = _Visit(link, path_of(path), tell)
    try:
        async with asyncio.timeout_at(deadline):
            return await visit.run()
    except TimeoutError:
        return visit.late()


class _Visit:
    def __init__(self, link: Link, path: str, tell: Tell) -> None:
        self._link = link
        self._path = path
        self._faults = Faults(host=link.device.host, port=link.device.rtsp_port)
        self._login = Login(link, self._faults)
        self._progress = Progress(tell)
        self._playing: Playing | None = None
        self._mute: Missing | None = None

    async def run(self) -> KeyFrame | Missing:
        """Connect, and again where the device closes while there is more to ask."""
        for attempt in range(_CONNECTIONS):
            self._progress.begin("rtsp.connect")
            async with self._link.connect(self._link.device.rtsp_port) as connection:
                if isinstance(connection, Missing):
                    return self._progress.failed(self._mute or connection)
                self._progress.done(host=self._link.device.host, port=self._link.device.rtsp_port)
                try:
                    return await self._play(connection, greet=attempt == 0)
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

    def late(self) -> Missing:
        """Say what our time ran out on."""
        if self._mute and self._progress.seconds() >= self._link.limits.request_s / 2:
            return self._progress.failed(self._mute)  # two questions, and not a word all the time
        fault = self._playing.nothing_seen() if self._playing else self._faults.time_cap()
        return self._progress.failed(fault)

    async def _play(self, connection: Connection, *, greet: bool) -> KeyFrame:
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
        codec, unit = await self._playing.first_picture()
        return KeyFrame(
            codec=codec,
            unit=unit.data,
            auth=self._login.auth,
            path=shown(self._path),
            rtp_time=unit.rtp_time,
        )
