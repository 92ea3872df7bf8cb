"""One camera: found, played until its first picture, and asked what it is.

What the inventory knows is used as it is: with a path the stream is asked first, so that its one
try with the credential decides, and ONVIF adds what it can afterwards. Without one ONVIF is asked
for the way.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from auditor.contract import Camera, Commune, Device, Missing, Party, Why
from auditor.facts import CameraSeen, Frame, Recording, Side, Stream
from auditor.facts.logins import shown
from auditor.facts.picture import Light
from auditor.probes.camera.finding import Finding
from auditor.probes.camera.known import KnownDevice
from auditor.probes.camera.link import Devices, Link
from auditor.probes.camera.looking import (
    DEVICE_DOWN,
    STREAM_DOWN,
    CameraVisit,
    address_of,
    place_of,
    visit_of,
)
from auditor.probes.camera.onvif.report import Report
from auditor.probes.camera.pictures import Picture, Pictures, View
from auditor.probes.camera.picturing import Picturing
from auditor.probes.camera.rtsp import KeyFrame, KeyFrames, key_frames
from auditor.probes.camera.scrub import Scrub
from auditor.probes.camera.steps import Tell, nobody, step
from auditor.probes.faults import missing

__all__ = ["DEVICE_DOWN", "STREAM_DOWN", "CameraVisit", "Cameras", "address_of"]

_LOCKED_OUT = DEVICE_DOWN | {"camera.rtsp_silent"}
"""What a device that locks us out looks like: it let us talk until we showed a wrong password."""

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

ViewOf = Callable[[Commune, Camera, Light], View | None]
"""The approved view of a camera in a light, where there is one."""
Sampled = Callable[[str, str], bool]
"""Whether it is the turn of a commune's camera to be looked at for longer."""


def no_view(_commune: Commune, _camera: Camera, _light: Light) -> None:
    """Nobody approved any."""


def nobody_s_turn(_commune: str, _camera: str) -> bool:
    """Look for longer only at what is doubtful."""
    return False


class Cameras:
    """The cameras of a run. Make it inside the event loop."""

    def __init__(
        self,
        devices: Devices,
        pictures: Pictures,
        *,
        view_of: ViewOf = no_view,
        sampled: Sampled = nobody_s_turn,
        side: Side = Side.UNSAID,
    ) -> None:
        self._devices = devices
        self._side = side
        self._pictures = pictures
        self._view_of = view_of
        self._sampled = sampled
        self._known: defaultdict[Device, KnownDevice] = defaultdict(KnownDevice)

    async def visit(
        self,
        commune: Commune,
        camera: Camera,
        *,
        tell: Tell = nobody,
        still: bool = False,
        thorough: bool = False,
    ) -> CameraVisit:
        """Look at one camera. One of a device's at a time; waiting for its turn is not counted.

        `still`: ask too where its still picture is, for a person who tries one device. `thorough`:
        look for as long as it takes to see whether its picture is frozen.
        """
        device = commune.device_of(camera)
        if device is None:
            nowhere = missing(Why.NOT_CONFIGURED, Party.COMMUNE, "camera.no_device")
            return visit_of(commune, camera, nowhere)
        link = self._devices.link(device)
        async with self._turn(link, tell) as wrong:
            scrub = Scrub(link.logins())
            visit = self._visit(commune, camera, link, scrub.telling(tell), thorough=thorough)
            seen = wrong or await visit.seen()
            seen = seen if isinstance(seen, Missing) else replace(seen, side=self._side)
            if still and isinstance(seen, CameraSeen):
                await self._known[device].still(camera.channel or 1, visit.deadline, visit.tell)
            if isinstance(seen, Missing) and seen.text in _LOCKED_OUT:
                seen = _perhaps_blocked(seen) if self._known[device].may_block_us(link) else seen
        return visit_of(commune, camera, scrub.seen(seen), visit.picturing)

    def _visit(
        self, commune: Commune, camera: Camera, link: Link, tell: Tell, *, thorough: bool
    ) -> "_Visit":
        start = asyncio.get_running_loop().time()
        deadline = start + link.limits.camera_s
        views = {light: self._view_of(commune, camera, light) for light in Light if camera.views}
        picturing = Picturing(
            link=link, pictures=self._pictures, tell=tell, start=start, deadline=deadline,
            thorough=thorough or self._sampled(commune.code, camera.id),
            views={light: view for light, view in views.items() if view},
        )  # fmt: skip
        known = self._known[link.device]
        proof = next(
            (c.path for c in commune.cameras if c.path and commune.device_of(c) == link.device), ""
        )
        finding = Finding(
            link=link, camera=camera, known=known, tell=tell, deadline=deadline, proof=proof
        )
        return _Visit(link, camera, known, picturing, finding, tell)

    @asynccontextmanager
    async def _turn(self, link: Link, tell: Tell) -> AsyncIterator[Missing | None]:
        """Look the device up and wait for its turn; Missing where it may not be asked."""
        start = asyncio.get_running_loop().time()
        host = link.device.host
        wrong = await link.resolve()
        if wrong:
            tell(step("device.resolve", start, wrong))
            yield wrong
            return
        done = "camera.done.device.resolve"
        tell(step("device.resolve", start, done, host=host, address=link.address))
        async with link.turn():
            yield None


@dataclass(slots=True)
class _Visit:
    """One camera's turn at its device."""

    link: Link
    camera: Camera
    known: KnownDevice
    picturing: Picturing
    finding: Finding
    tell: Tell

    @property
    def deadline(self) -> float:
        return self.picturing.deadline

    async def seen(self) -> CameraSeen | Missing:
        """Return the camera as it was seen, or why it was not."""
        if failure := self.known.failure_for(self.camera.id):
            self.tell(step("device.shared", self.picturing.start, failure))
            return failure
        frames = await self._frames()
        if isinstance(frames, Missing):
            self.known.failed(self.camera.id, frames)
            return await self._unread(frames)
        self.known.showed(self.link)
        looked = await self.picturing.settled(frames)
        if isinstance(looked, Missing):
            return await self._unread(looked)
        report = await self._report()
        fact = self._fact(frames.first, looked.picture, report)
        return replace(fact, recording=await self._recording())

    async def _frames(self) -> KeyFrames | Missing:
        path = await self.finding.path()
        if isinstance(path, Missing):
            return path
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

    def _fact(self, frame: KeyFrame, picture: Picture, report: Report | None) -> CameraSeen:
        return CameraSeen(
            camera=self.camera.id,
            name=self.camera.name,
            address=place_of(self.link.device),
            at=self.picturing.at or datetime.now(UTC),
            stream=Stream(
                codec=frame.codec,
                path=shown(frame.path),
                auth=frame.auth,
                width=picture.width,
                height=picture.height,
            ),
            frame=Frame(mean=picture.mean, spread=picture.spread, rtp_time=frame.rtp_time),
            device=report.info if report else None,
            clock_offset_s=self.known.clock_offset_s,
            calls=report.calls if report else None,
            untold=self.known.told if isinstance(self.known.told, Missing) else None,
        )


def _perhaps_blocked(seen: Missing) -> Missing:
    return replace(seen, why=Why.REFUSED, party=Party.COMMUNE, text="camera.maybe_blocked")
