"""The cameras of a run: whose turn it is, at which device, and how closely it is looked at."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from auditor.contract import Camera, Commune, Device, Missing, Party, Why
from auditor.facts import CameraSeen, Side
from auditor.facts.picture import Light
from auditor.probes.camera.finding import Finding
from auditor.probes.camera.known import KnownDevice
from auditor.probes.camera.link import Devices, Link
from auditor.probes.camera.looking import (
    DEVICE_DOWN,
    STREAM_DOWN,
    CameraVisit,
    address_of,
    visit_of,
)
from auditor.probes.camera.pictures import Pictures, View
from auditor.probes.camera.picturing import MEASURED, Bounds, Picturing
from auditor.probes.camera.scrub import Scrub
from auditor.probes.camera.steps import Tell, nobody, step
from auditor.probes.camera.turn import Turn
from auditor.probes.faults import missing

__all__ = ["DEVICE_DOWN", "STREAM_DOWN", "CameraVisit", "Cameras", "address_of"]

_LOCKED_OUT = DEVICE_DOWN | {"camera.rtsp_silent"}
"""What a device that locks us out looks like: it let us talk until we showed a wrong password."""

ViewOf = Callable[[Commune, Camera, Light], View | None]
"""The approved view of a camera in a light, where there is one."""
Sampled = Callable[[str, str], bool]
"""Whether it is the turn of a commune's camera to be looked at for longer."""


def no_view(_commune: Commune, _camera: Camera, _light: Light) -> None:
    """Nobody approved any."""


def everybody_s_turn(_commune: str, _camera: str) -> bool:
    """Read each camera's stream."""
    return True


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
        streamed: Sampled = everybody_s_turn,
        side: Side = Side.UNSAID,
        bounds: Bounds = MEASURED,
    ) -> None:
        self._devices = devices
        self._side, self._bounds = side, bounds
        self._pictures = pictures
        self._view_of = view_of
        self._sampled = sampled
        self._streamed = streamed
        self._known: defaultdict[Device, KnownDevice] = defaultdict(KnownDevice)

    async def visit(
        self,
        commune: Commune,
        camera: Camera,
        *,
        tell: Tell = nobody,
        still: bool = False,
        thorough: bool = False,
        stream: bool = False,
    ) -> CameraVisit:
        """Look at one camera. One of a device's at a time; waiting for its turn is not counted.

        `still`: ask too where its still picture is, for a person who tries one device. `thorough`:
        look for as long as it takes to see whether its picture is frozen. `stream`: read its stream,
        whether or not it is its turn.
        """
        device = commune.device_of(camera)
        if device is None:
            nowhere = missing(Why.NOT_CONFIGURED, Party.COMMUNE, "camera.no_device")
            return visit_of(commune, camera, nowhere)
        link = self._devices.link(device)
        async with self._turn(link, tell) as wrong:
            scrub = Scrub(link.logins())
            visit = self._visit(commune, camera, link, scrub.telling(tell), thorough=thorough)
            stream = stream or still or self._streamed(commune.code, camera.id)
            seen = wrong or await visit.seen(lightly=not stream)
            seen = seen if isinstance(seen, Missing) else replace(seen, side=self._side)
            if still and isinstance(seen, CameraSeen):
                await self._known[device].still(camera.channel or 1, visit.deadline, visit.tell)
            if isinstance(seen, Missing) and seen.text in _LOCKED_OUT:
                seen = _perhaps_blocked(seen) if self._known[device].may_block_us(link) else seen
        return visit_of(commune, camera, scrub.seen(seen), visit.picturing)

    def _visit(
        self, commune: Commune, camera: Camera, link: Link, tell: Tell, *, thorough: bool
    ) -> Turn:
        start = asyncio.get_running_loop().time()
        deadline = start + link.limits.camera_s
        views = {light: self._view_of(commune, camera, light) for light in Light if camera.views}
        picturing = Picturing(
            link=link, pictures=self._pictures, tell=tell, start=start, deadline=deadline,
            thorough=thorough or self._sampled(commune.code, camera.id),
            views={light: view for light, view in views.items() if view}, bounds=self._bounds,
        )  # fmt: skip
        known = self._known[link.device]
        proof = next(
            (c.path for c in commune.cameras if c.path and commune.device_of(c) == link.device), ""
        )
        finding = Finding(
            link=link, camera=camera, known=known, tell=tell, deadline=deadline, proof=proof
        )
        return Turn(link, camera, known, picturing, finding, tell)

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


def _perhaps_blocked(seen: Missing) -> Missing:
    return replace(seen, why=Why.REFUSED, party=Party.COMMUNE, text="camera.maybe_blocked")
