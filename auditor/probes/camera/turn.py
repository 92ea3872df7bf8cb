"""One camera's turn at its device: found, looked at, and asked what it is.

What the inventory knows is used as it is: with a path the stream is asked first, so that its one
try with the credential decides, and ONVIF adds what it can afterwards. Without one ONVIF is asked
for the way.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from auditor.contract import Camera, Missing
from auditor.facts import CameraSeen, Frame, Recording, Stream
from auditor.facts.logins import shown
from auditor.probes.camera.finding import Finding
from auditor.probes.camera.known import KnownDevice
from auditor.probes.camera.lightly import Lightly
from auditor.probes.camera.link import Link
from auditor.probes.camera.looking import place_of
from auditor.probes.camera.onvif.report import Report
from auditor.probes.camera.pictures import Picture
from auditor.probes.camera.picturing import Picturing
from auditor.probes.camera.rtsp import Described, KeyFrame, KeyFrames, key_frames
from auditor.probes.camera.steps import Tell, step

_UNREAD = frozenset(
    {
        "camera.undecodable",
        "camera.decoder_failed",
        "camera.codec",
        "camera.no_key_frame",
        "camera.unreadable_stream",
        "camera.only_udp",
        "camera.stream_too_big",
    }
)
"""The stream shows a picture that we cannot read: the device may have a still one."""


@dataclass(slots=True)
class Turn:
    """One camera's turn at its device."""

    link: Link
    camera: Camera
    known: KnownDevice
    picturing: Picturing
    finding: Finding
    tell: Tell

    @property
    def deadline(self) -> float:
        """Return when the visit ends, in the time of the loop."""
        return self.picturing.deadline

    async def seen(self, *, lightly: bool = False) -> CameraSeen | Missing:
        """Return the camera as it was seen, or why it was not; `lightly`: without its stream."""
        if failure := self.known.failure_for(self.camera.id):
            self.tell(step("device.shared", self.picturing.start, failure))
            return failure
        path = await self.finding.path()
        if lightly and not isinstance(path, Missing):
            offered = await self._light().seen(path)
            if isinstance(offered, Described) and self.picturing.looked is not None:
                return await self._told(offered, self.picturing.looked.picture)
            if isinstance(offered, Missing):
                path = self.finding.told(path, offered)
        frames = path if isinstance(path, Missing) else await self._frames(path)
        if isinstance(frames, Missing):
            self.known.failed(self.camera.id, frames)
            return await self._unread(frames)
        looked = await self.picturing.settled(frames)
        if isinstance(looked, Missing):
            self.known.showed(self.link)
            return await self._unread(looked)
        return await self._told(frames.first, looked.picture)

    async def _told(self, of: KeyFrame | Described, picture: Picture) -> CameraSeen:
        """Add what the device tells of itself."""
        self.known.showed(self.link)
        fact = self._fact(of, picture, await self._report())
        return replace(fact, recording=await self._recording())

    def _light(self) -> Lightly:
        return Lightly(
            camera=self.camera, known=self.known, picturing=self.picturing, report=self._report
        )

    async def _frames(self, path: str) -> KeyFrames | Missing:
        found = await key_frames(
            self.link, path, deadline=self.deadline, go_on=self.picturing.go_on, tell=self.tell
        )
        return self.finding.told(path, found) if isinstance(found, Missing) else found

    async def _unread(self, why: Missing) -> Missing:
        """See what the device's still picture shows; that the stream was not read stays as it is."""
        if why.text in _UNREAD and (report := await self._report()):
            channel = self.camera.channel or 1
            if report.in_step or not self.camera.recorder:
                target = await self.known.still(channel, self.deadline, self.tell)
                if target:
                    await self.picturing.still(target)
        return why

    async def _report(self) -> Report | None:
        return await self.known.report(self.camera.id, self.link, self.deadline, self.tell)

    async def _recording(self) -> Recording | None:
        """Ask a recorder what it keeps of the channel; a camera of its own has none to ask."""
        if not self.camera.recorder:
            return None
        return await self.known.recording(self.camera.channel, self.deadline, self.tell)

    def _fact(
        self, of: KeyFrame | Described, picture: Picture, report: Report | None
    ) -> CameraSeen:
        played = isinstance(of, KeyFrame)
        return CameraSeen(
            camera=self.camera.id,
            name=self.camera.name,
            address=place_of(self.link.device),
            at=self.picturing.at or datetime.now(UTC),
            stream=Stream(
                codec=of.codec,
                path=shown(of.path),
                auth=of.auth,
                width=picture.width if played else 0,
                height=picture.height if played else 0,
            ),
            frame=Frame(mean=picture.mean, spread=picture.spread, rtp_time=of.rtp_time)
            if isinstance(of, KeyFrame)
            else None,
            device=report.info if report else None,
            clock_offset_s=self.known.clock_offset_s,
            calls=report.calls if report else None,
            open_still=self.picturing.open_still,
            untold=self.known.told if isinstance(self.known.told, Missing) else None,
        )
