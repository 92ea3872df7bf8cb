"""Cameras, with the line of their own office as the witness of every look that finds nothing.

A sentinel on the internet says nothing of the line to a commune: only something else in the same
office does. What hangs behind a recorder that does not answer was not seen at all.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace

from auditor.contract import Camera, Commune, Device, Missing, Party, Why
from auditor.facts import LookState
from auditor.facts.looks import Look
from auditor.plan import Job
from auditor.probes.camera.link import Devices
from auditor.probes.camera.looking import LIGHT
from auditor.probes.camera.probe import DEVICE_DOWN, Cameras, CameraVisit
from auditor.run.visits import Visit, missing_of, voided

NO_WITNESS = Missing(why=Why.UNREACHABLE, party=Party.COMMUNE, text="camera.no_witness")
_RECORDER_DOWN = DEVICE_DOWN | {"camera.rtsp_silent"}

Office = tuple[str, str]
Knock = Callable[[Device], Awaitable[bool]]
Ours = Callable[[], Awaitable[float | None]]


@dataclass(slots=True, kw_only=True)
class CameraProber:
    """Made inside the event loop, one a run."""

    cameras: Cameras
    knock: Knock
    """Says whether a device takes a connection."""
    pictures: bool = True
    """What the pictures measure is judged: without it they are looked at for their being there."""
    ours: Ours | None = None
    """Says how far our own clock is from others; None: nobody can be asked."""
    up: dict[Office, dict[Device, None]] = field(default_factory=dict)
    """Devices that showed a picture in this run, a still one perhaps, by commune and office."""
    down: dict[tuple[str, str], Look] = field(default_factory=dict)
    """The last witnessed look that found nothing, by commune and camera."""
    odd: set[tuple[str, str]] = field(default_factory=set)
    """Cameras whose picture was odd once: they are looked at for longer from then on."""
    met: set[tuple[str, str]] = field(default_factory=set)
    """Cameras that were looked at in this run: whoever looks again wants to see their stream."""

    async def visit(self, job: Job) -> Visit:
        """Look; what seems down is looked at once more between two witnesses."""
        came = await self._look(job)
        if settled := _settled(job, came):
            return settled
        if not await self._witness(job, came.look):
            return _unseen(came, NO_WITNESS)
        return await self._between_witnesses(job, good_before=True)

    async def glance(self, job: Job) -> Visit:
        """A camera is up when it shows a picture: nothing lighter can tell."""
        last = self.down.get((job.commune.code, job.target))
        if last is None:
            return await self.visit(job)
        return await self._between_witnesses(job, good_before=await self._witness(job, last))

    def unwitnessed(self, job: Job, look: Look) -> bool:
        """Another camera of the office may have answered since."""
        return look.text == NO_WITNESS.text and any(self._others(job.commune, camera_of(job)))

    async def _between_witnesses(self, job: Job, *, good_before: bool) -> Visit:
        came = await self._look(job)
        if settled := _settled(job, came):
            return settled
        if not (good_before and await self._witness(job, came.look)):
            return _unseen(came, NO_WITNESS)
        self.down[job.commune.code, job.target] = came.look
        return _visit(came)

    async def _look(self, job: Job) -> CameraVisit:
        camera = camera_of(job)
        key = job.commune.code, camera.id
        came = await self.cameras.visit(
            job.commune, camera, thorough=key in self.odd, stream=key in self.met
        )
        self.met.add(key)
        if not self.pictures:
            came = replace(came, picture=None, odd=False)
        if came.odd:
            self.odd.add(key)
        came = await self._beside_ours(came)
        device = job.commune.device_of(camera)
        there = came.look.state is LookState.UP or came.look.text == LIGHT
        if there and device is not None:
            self.up.setdefault((job.commune.code, camera.office), {})[device] = None
        return came

    async def _beside_ours(self, came: CameraVisit) -> CameraVisit:
        """Add to a clock that was read how right our own is: without that it accuses nobody."""
        seen = came.seen
        if self.ours is None or isinstance(seen, Missing) or seen.clock_offset_s is None:
            return came
        return replace(came, seen=replace(seen, ours_off_s=await self.ours()))

    async def _witness(self, job: Job, look: Look) -> bool:
        for device in self._witnesses(job.commune, camera_of(job), look):
            if await self.knock(device):
                return True
        return False

    def _witnesses(self, commune: Commune, camera: Camera, look: Look) -> Iterator[Device]:
        own = commune.device_of(camera)
        if own is not None and look.text not in DEVICE_DOWN:
            yield own  # it took our connection: it can show the line is good by taking another
        yield from self._others(commune, camera)

    def _others(self, commune: Commune, camera: Camera) -> Iterator[Device]:
        own = commune.device_of(camera)
        office = next((o for o in commune.offices if o.id == camera.office), None)
        if office is not None and office.gateway:
            host, _, port = office.gateway.rpartition(":")
            yield Device(host=host.strip("[]"), rtsp_port=int(port), onvif_port=0)
        for device in self.up.get((commune.code, camera.office), {}):
            if own is None or device.host != own.host:
                yield device


def knocker(devices: Devices) -> Knock:
    """Return what asks a device for a connection, through the same gate as a look."""

    async def knock(device: Device) -> bool:
        link = devices.link(device)
        return not await link.resolve() and await link.knock()

    return knock


def camera_of(job: Job) -> Camera:
    """Return the camera that a job is about."""
    return next(camera for camera in job.commune.cameras if camera.id == job.target)


def _settled(job: Job, came: CameraVisit) -> Visit | None:
    """Return what needs no witness: all that is not down, and what is behind a silent recorder.

    There it is the recorder that did not answer: its cameras were not seen at all.
    """
    if came.look.state is not LookState.DOWN:
        return _visit(came)
    if not camera_of(job).recorder or came.look.text not in _RECORDER_DOWN:
        return None
    silent = replace(came.look, why=Why.UNREACHABLE, text="camera.recorder_silent")
    return _unseen(came, missing_of(silent))


def _visit(came: CameraVisit) -> Visit:
    return Visit(fact=came.seen, look=came.look, picture=came.picture, odd=came.odd)


def _unseen(came: CameraVisit, missing: Missing) -> Visit:
    at = replace(missing, seen_at=came.look.at, values={**came.look.values, **missing.values})
    return Visit(fact=at, look=voided(came.look, at))
