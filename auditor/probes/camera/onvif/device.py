"""One device over ONVIF: what it is, what time it has, what it shows and where.

Asked once a run, whoever of its cameras comes first. The clock comes before everything else,
because a token that is dated wrongly looks like a wrong password.
"""

from auditor.contract import Missing, Party, Why
from auditor.facts import Auth, DeviceInfo, Recording
from auditor.probes.camera.link import Link
from auditor.probes.camera.onvif import clock, readings
from auditor.probes.camera.onvif.addresses import http_target, place
from auditor.probes.camera.onvif.asked import Ask
from auditor.probes.camera.onvif.conversation import Conversation
from auditor.probes.camera.onvif.recordings import Recordings
from auditor.probes.camera.onvif.report import Profile, Report, StreamPlace
from auditor.probes.camera.onvif.soap import Fault, Reply
from auditor.probes.camera.onvif.stage import Stage
from auditor.probes.camera.onvif.stranger import asks_strangers
from auditor.probes.camera.steps import Tell, nobody
from auditor.probes.faults import missing

ENTRANCE = "/onvif/device_service"
"""Where the standard puts the device service."""
_SERVICES = (
    "camera.onvif.services",
    "camera.onvif.services_elsewhere",
    "camera.onvif.services_other_port",
)
_STREAM = (
    "camera.onvif.stream",
    "camera.onvif.stream_elsewhere",
    "camera.onvif.stream_other_port",
)
_SNAPSHOT = (
    "camera.onvif.snapshot",
    "camera.onvif.snapshot_elsewhere",
    "camera.onvif.snapshot_other_port",
)
"""Where it is: at the address that answered; at another host; at a port we may not ask."""
_NO_PROFILE = frozenset({"NoProfile", "NoSuchProfile", "InvalidProfile", "ProfileNotExist"})


class OnvifDevice:
    """One a device and run; the caller holds the device's turn."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._talk = Conversation(link)
        self._kept: Report | Missing | None = None
        self._media = ""
        self._recordings = Recordings(self._talk, {})
        self.clock_offset_s: float | None = None
        """Its clock minus ours by its own word; a Date header may hold local time called GMT."""

    async def report(self, *, deadline: float, tell: Tell = nobody) -> Report | Missing:
        """Return what the device says of itself; the same answer to whoever asks later.

        Only our own patience running out is not kept: that was one camera's, not the device's.
        """
        if self._kept is not None:
            return self._kept
        made = await self._made(deadline, tell)
        if isinstance(made, Report) or made.text != "camera.time_cap":
            self._kept = made
        return made

    @property
    def shut(self) -> bool:
        """Tell whether nothing more is asked of it."""
        return self._talk.login.shut is not None

    async def stream(
        self, profile_token: str, *, deadline: float, tell: Tell = nobody
    ) -> StreamPlace | Missing:
        """Return where a profile's stream is, on the declared RTSP port."""
        return await self._where(Ask.STREAM, profile_token, deadline, tell)

    async def snapshot(
        self, profile_token: str, *, deadline: float, tell: Tell = nobody
    ) -> StreamPlace | Missing:
        """Return where a profile's still picture is, on the declared ONVIF port."""
        return await self._where(Ask.SNAPSHOT, profile_token, deadline, tell)

    async def recording(
        self, channel: int, *, deadline: float, tell: Tell = nobody
    ) -> Recording | None:
        """Return what a recorder keeps of a channel; None where it does not say, or not surely."""
        report = self._kept
        if not isinstance(report, Report) or not self._recordings.offered:
            return None
        step = Stage("onvif.recording", tell)
        found = await self._recordings.of(channel, report, deadline=deadline)
        if found is None:
            step.done("camera.onvif.recording_unsure", {"channel": channel})
        else:
            key = "camera.onvif.recording" if found.listed else "camera.onvif.recording_none"
            until = found.until.isoformat(timespec="seconds") if found.until else "–"
            step.done(key, {"channel": channel, "until": until})
        return found

    async def _made(self, deadline: float, tell: Tell) -> Report | Missing:
        if wrong := await self._time(deadline, tell):
            return wrong
        if wrong := await self._services(deadline, tell):
            return wrong
        info = await self._device(deadline, tell)
        asks = await asks_strangers(self._talk, self._media, deadline=deadline)
        found = await self._profiles(deadline, tell)
        if isinstance(found, Missing):
            return found
        profiles, in_step = found
        return Report(
            info=info,
            clock_offset_s=self._talk.login.offset_s,
            profiles=profiles,
            in_step=in_step,
            calls=self._asked_by(asks),
        )

    def _asked_by(self, asks: bool | None) -> Auth | None:
        if asks is None:
            return None
        return self._talk.login.asked_by if asks else Auth.NONE

    async def _time(self, deadline: float, tell: Tell) -> Missing | None:
        step = Stage("onvif.time", tell)
        said = await self._talk.ask(Ask.TIME, ENTRANCE, deadline=deadline)
        if isinstance(said, Missing) and said.text != "camera.onvif_bad":
            return step.failed(said)
        login = self._talk.login
        value = said.value if isinstance(said, Reply) else None
        heard = clock.offset_by_answer(value, self._talk.heard_at)
        self.clock_offset_s = heard
        login.offset_s = login.offset_s if heard is None else heard
        if login.offset_s is None:
            step.done("camera.onvif.clock_unknown", {})
        else:
            key = "camera.onvif.clock" if heard is not None else "camera.onvif.clock_by_date"
            step.done(key, {"offset_s": login.offset_s})
        return None

    async def _services(self, deadline: float, tell: Tell) -> Missing | None:
        """Find the media service: GetServices, and the older GetCapabilities where that fails."""
        step = Stage("onvif.services", tell)
        said = await self._talk.ask(Ask.SERVICES, ENTRANCE, deadline=deadline)
        if isinstance(said, Missing) and said.text != "camera.onvif_bad":
            return step.failed(said)
        known = readings.services(said.value) if isinstance(said, Reply) else {}
        self._recordings = Recordings(self._talk, known)
        address = known.get(readings.MEDIA, "")
        if not address:
            old = await self._talk.ask(Ask.CAPABILITIES, ENTRANCE, deadline=deadline)
            if isinstance(old, Missing) and old.text != "camera.onvif_bad":
                return step.failed(old)
            address = readings.media_capability(old.value) if isinstance(old, Reply) else ""
            if not address:
                return step.failed(self._no_media(known, spoke=isinstance(said, Reply)))
        found = place(address)
        if found is None:
            return step.failed(self._talk.bad(Ask.SERVICES))
        self._media = http_target(found)
        step.placed(_SERVICES, found, self._media, *self._onvif)
        return None

    async def _device(self, deadline: float, tell: Tell) -> DeviceInfo:
        """Ask who made it; a device that keeps it to itself is none the worse."""
        step = Stage("onvif.device", tell)
        said = await self._talk.ask(Ask.DEVICE, ENTRANCE, deadline=deadline)
        if isinstance(said, Missing):
            step.failed(said)
            return DeviceInfo()
        if isinstance(said, Fault):
            step.failed(self._talk.bad(Ask.DEVICE))
            return DeviceInfo()
        info = readings.device_info(said.value)
        step.done(
            "camera.onvif.device",
            {"manufacturer": info.manufacturer, "model": info.model, "firmware": info.firmware},
        )
        return info

    async def _profiles(
        self, deadline: float, tell: Tell
    ) -> tuple[tuple[Profile, ...], bool] | Missing:
        """Return the profiles, and whether the numbers of their sources say which is which."""
        step = Stage("onvif.profiles", tell)
        said = await self._talk.ask(Ask.PROFILES, self._media, deadline=deadline)
        if isinstance(said, Fault):
            said = self._talk.bad(Ask.PROFILES)
        if isinstance(said, Missing):
            return step.failed(said)
        found, sources = readings.profiles(said.value)
        if not found:
            return step.failed(self._no_profile())
        odd = readings.out_of_step(sources)
        step.done(
            "camera.onvif.profiles_out_of_step"
            if odd and len(sources) > 1
            else "camera.onvif.profiles",
            {"count": len(found), "channels": len(sources), "sources": ", ".join(sources)[:200]},
        )
        return found, not odd

    async def _where(
        self, ask: Ask, token: str, deadline: float, tell: Tell
    ) -> StreamPlace | Missing:
        report = await self.report(deadline=deadline, tell=tell)
        if isinstance(report, Missing):
            return report
        stream = ask is Ask.STREAM
        step = Stage("onvif.stream" if stream else "onvif.snapshot", tell)
        said = await self._talk.ask(ask, self._media, deadline=deadline, token=token)
        if isinstance(said, Fault):
            gone = said.code in _NO_PROFILE
            said = self._no_profile() if gone else self._talk.bad(ask)
        if isinstance(said, Missing):
            return step.failed(said)
        found = place(readings.uri(said.value))
        if found is None:
            return step.failed(self._talk.bad(ask))
        path = found.target if stream else http_target(found)
        host, port = self._rtsp if stream else self._onvif
        reported = step.placed(_STREAM if stream else _SNAPSHOT, found, path, host, port)
        return StreamPlace(path=path, reported=reported)

    def _no_media(self, known: dict[str, str], *, spoke: bool) -> Missing:
        """Tell a device without pictures from one that speaks only the newer Media2, which we do not."""
        if readings.MEDIA2 in known:
            return missing(
                Why.UNREADABLE, Party.AUDITOR, "camera.onvif_media2", host=self._onvif[0],
                port=self._onvif[1],
            )  # fmt: skip
        return self._no_profile() if spoke else self._talk.bad(Ask.SERVICES)

    def _no_profile(self) -> Missing:
        return missing(
            Why.NOT_CONFIGURED, Party.COMMUNE, "camera.no_profile", host=self._onvif[0],
            port=self._onvif[1],
        )  # fmt: skip

    @property
    def _onvif(self) -> tuple[str, int]:
        return self._link.device.host, self._link.device.onvif_port

    @property
    def _rtsp(self) -> tuple[str, int]:
        return self._link.device.host, self._link.device.rtsp_port
