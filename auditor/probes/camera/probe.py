"""One camera: found, played until its first picture, and asked what it is.

What the inventory knows is used as it is: with a path the stream is asked first, so that its one
try with the credential decides, and ONVIF adds what it can afterwards. Without one ONVIF is asked
for the way.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from auditor.contract import Camera, Commune, Device, Missing, Party, Why
from auditor.facts import CameraSeen, Frame, Stream
from auditor.facts.logins import shown
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
from auditor.probes.camera.pictures import Picture, Pictures
from auditor.probes.camera.rtsp import KeyFrame, key_frame
from auditor.probes.camera.scrub import Scrub
from auditor.probes.camera.steps import Step, Tell, nobody
from auditor.probes.faults import missing

__all__ = ["DEVICE_DOWN", "STREAM_DOWN", "CameraVisit", "Cameras", "address_of"]

_NO_ANSWER = DEVICE_DOWN | {
    "camera.onvif_off",
    "camera.onvif_redirected",
    "camera.http_silent",
    "camera.bad_http",
}
"""ONVIF that says nothing says nothing of the stream either: its port is asked before we judge."""

_LOCKED_OUT = DEVICE_DOWN | {"camera.rtsp_silent"}
"""What a device that locks us out looks like: it let us talk until we showed a wrong password."""

_LEAST_S = 1.0
"""A frame that came at the last moment is decoded all the same."""


class Cameras:
    """The cameras of a run. Make it inside the event loop."""

    def __init__(self, devices: Devices, pictures: Pictures) -> None:
        self._devices = devices
        self._pictures = pictures
        self._known: defaultdict[Device, KnownDevice] = defaultdict(KnownDevice)

    async def visit(
        self, commune: Commune, camera: Camera, *, tell: Tell = nobody, still: bool = False
    ) -> CameraVisit:
        """Look at one camera. One of a device's at a time; waiting for its turn is not counted.

        `still`: ask too where its still picture is, for a person who tries one device.
        """
        device = commune.device_of(camera)
        if device is None:
            nowhere = missing(Why.NOT_CONFIGURED, Party.COMMUNE, "camera.no_device")
            return visit_of(commune, camera, nowhere, 0)
        link = self._devices.link(device)
        async with self._turn(link, tell) as wrong:
            scrub = Scrub(link.logins())
            visit = _Visit(link, camera, self._known[device], self._pictures, scrub.telling(tell))
            seen = wrong or await visit.seen()
            if still and isinstance(seen, CameraSeen):
                await self._known[device].still(camera.channel or 1, visit.deadline, visit.tell)
            if isinstance(seen, Missing) and seen.text in _LOCKED_OUT:
                seen = _perhaps_blocked(seen) if self._known[device].may_block_us(link) else seen
        return visit_of(commune, camera, scrub.seen(seen), visit.elapsed_ms)

    @asynccontextmanager
    async def _turn(self, link: Link, tell: Tell) -> AsyncIterator[Missing | None]:
        """Look the device up and wait for its turn; Missing where it may not be asked."""
        start = asyncio.get_running_loop().time()
        host = link.device.host
        wrong = await link.resolve()
        if wrong:
            tell(_step("device.resolve", start, wrong))
            yield wrong
            return
        done = "camera.done.device.resolve"
        tell(_step("device.resolve", start, done, host=host, address=link.address))
        async with link.turn():
            yield None


@dataclass(slots=True)
class _Visit:
    """One camera's turn at its device."""

    link: Link
    camera: Camera
    known: KnownDevice
    pictures: Pictures
    tell: Tell
    start: float = 0.0
    elapsed_ms: int = 0

    def __post_init__(self) -> None:
        self.start = asyncio.get_running_loop().time()

    @property
    def deadline(self) -> float:
        return self.start + self.link.limits.camera_s

    async def seen(self) -> CameraSeen | Missing:
        """Return the camera as it was seen, or why it was not."""
        if failure := self.known.failure_for(self.camera.id):
            self.tell(_step("device.shared", self.start, failure))
            return failure
        frame = await self._frame()
        if isinstance(frame, Missing):
            self.known.failed(self.camera.id, frame)
            return frame
        self.known.showed(self.link)
        picture = await self._picture(frame)
        at = datetime.now(UTC)
        self.elapsed_ms = round((asyncio.get_running_loop().time() - self.start) * 1000)
        if isinstance(picture, Missing):
            return picture
        report = await self.known.report(self.camera.id, self.link, self.deadline, self.tell)
        return self._fact(frame, picture, report, at)

    async def _frame(self) -> KeyFrame | Missing:
        path = self.camera.path or await self._path()
        if isinstance(path, Missing):
            return path
        return await key_frame(self.link, path, deadline=self.deadline, tell=self.tell)

    async def _path(self) -> str | Missing:
        """Ask ONVIF for the stream of the camera's channel."""
        if not self.link.device.onvif_port:
            return await self._no_path()
        onvif = await self.known.asked(self.camera.id, self.link, self.deadline, self.tell)
        if isinstance(onvif, Missing):
            if onvif.text not in _NO_ANSWER:
                return onvif
            return await self._no_path(onvif.why)
        report = self.known.told
        channel = self.camera.channel or 1
        profiles = report.profiles if isinstance(report, Report) else ()
        if self.camera.recorder and isinstance(report, Report) and not report.in_step:
            return self._missing("camera.channel_uncertain", channel=channel)
        main = next((one for one in profiles if one.channel == channel), None)
        if main is None:
            count = len({one.channel for one in profiles})
            return self._missing("camera.no_channel", channel=channel, count=count)
        place = await onvif.stream(main.token, deadline=self.deadline, tell=self.tell)
        if isinstance(place, Missing):
            self.known.no_stream(self.camera.id, onvif, place)
            return place
        return place.path

    async def _no_path(self, onvif: Why = Why.NOT_CONFIGURED) -> Missing:
        """Nobody knows the path: is at least somebody there who could show a picture?

        ONVIF that was slow may have known it: then nothing is proved of the inventory.
        """
        async with self.link.connect(self.link.device.rtsp_port) as opened:
            if isinstance(opened, Missing):
                return opened
        unknown = self._missing("camera.path_unknown", onvif_port=self.link.device.onvif_port)
        return replace(unknown, why=onvif) if onvif is Why.TIMEOUT else unknown

    async def _picture(self, frame: KeyFrame) -> Picture | Missing:
        start = asyncio.get_running_loop().time()
        left = self.deadline - start
        picture = await self.pictures.decode(frame, self.link.limits, within_s=max(left, _LEAST_S))
        if isinstance(picture, Missing):
            picture = replace(picture, values={"host": self.link.device.host, **picture.values})
            self.tell(_step("picture.decode", start, picture))
            return picture
        self.tell(
            _step(
                "picture.decode", start, "camera.done.picture.decode", codec=frame.codec,
                width=picture.width, height=picture.height, mean=round(picture.mean),
            )
        )  # fmt: skip
        return picture

    def _fact(
        self, frame: KeyFrame, picture: Picture, report: Report | None, at: datetime
    ) -> CameraSeen:
        return CameraSeen(
            camera=self.camera.id,
            name=self.camera.name,
            address=place_of(self.link.device),
            at=at,
            stream=Stream(
                codec=frame.codec,
                path=shown(frame.path),
                auth=frame.auth,
                width=picture.width,
                height=picture.height,
            ),
            frame=Frame(mean=picture.mean, spread=picture.spread, rtp_time=frame.rtp_time),
            device=report.info if report else None,
            clock_offset_s=report.clock_offset_s if report else None,
            calls=report.calls if report else None,
        )

    def _missing(self, text: str, **values: str | int) -> Missing:
        return missing(
            Why.NOT_CONFIGURED, Party.COMMUNE, text, host=self.link.device.host,
            port=self.link.device.rtsp_port, **values,
        )  # fmt: skip


def _perhaps_blocked(seen: Missing) -> Missing:
    return replace(seen, why=Why.REFUSED, party=Party.COMMUNE, text="camera.maybe_blocked")


def _step(name: str, start: float, said: Missing | str, **values: str | int) -> Step:
    took = round((asyncio.get_running_loop().time() - start) * 1000)
    if isinstance(said, Missing):
        return Step(name=name, ok=False, text=said.text, values=said.values, elapsed_ms=took)
    return Step(name=name, ok=True, text=said, values=values, elapsed_ms=took)
