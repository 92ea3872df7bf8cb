"""What is already known of a device in this run, so that its next channel need not ask again."""

import asyncio
from dataclasses import dataclass, field

from auditor.contract import Missing
from auditor.facts import Recording
from auditor.probes.camera.channels import Channels
from auditor.probes.camera.link import Link
from auditor.probes.camera.looking import DEVICE_DOWN
from auditor.probes.camera.onvif.device import OnvifDevice
from auditor.probes.camera.onvif.report import Report
from auditor.probes.camera.steps import Tell

_FRESH_S = 5.0
"""So long the other channels of a device share its failure: they were waiting behind it."""
_OURS = frozenset({"camera.time_cap", "camera.own_fault"})
"""What ended one camera's questions says nothing of the device."""


@dataclass(slots=True, kw_only=True)
class KnownDevice:
    """One device of the inventory, in one run. Used by whoever holds its turn."""

    channels: Channels = field(default_factory=Channels)
    told: Report | Missing | None = None
    """What it says of itself; None until it was asked."""
    _onvif: OnvifDevice | None = None
    _told_at: float = 0.0
    _told_to: set[str] = field(default_factory=set)
    """Who has heard that it tells nothing: asking again, each wants to know it anew."""
    _forgiven: bool = False
    _failure: Missing | None = None
    _failed_at: float = 0.0
    _heard: set[str] = field(default_factory=set)

    def failed(self, camera: str, failure: Missing) -> None:
        """Remember what failed for all channels alike, if it did."""
        if failure.text in DEVICE_DOWN or failure.values.get("request") == "OPTIONS":
            self._failure, self._failed_at = failure, asyncio.get_running_loop().time()
            self._heard = {camera}

    def failure_for(self, camera: str) -> Missing | None:
        """Return the failure of another channel a moment ago; a second look is always a real one."""
        fresh = asyncio.get_running_loop().time() - self._failed_at < _FRESH_S
        if self._failure is None or not fresh or camera in self._heard:
            return None
        self._heard.add(camera)
        return self._failure

    def may_block_us(self, link: Link) -> bool:
        """Tell whether a silence may be the answer to a password of ours, over ONVIF perhaps."""
        return link.was_refused() or (link.refused_apart() and not self._forgiven)

    def showed(self, link: Link) -> None:
        """Take in that a picture came: what ONVIF refused before has shut no door."""
        self._forgiven = link.refused_apart()

    async def asked(
        self, camera: str, link: Link, deadline: float, tell: Tell
    ) -> OnvifDevice | Missing:
        """Return the device, ready to say where its streams are."""
        onvif = self._onvif
        if onvif is None or self._doubtful() or not self._holds_for(camera):
            onvif = await self._ask(camera, link, deadline, tell)
        return self.told if isinstance(self.told, Missing) else onvif

    async def report(self, camera: str, link: Link, deadline: float, tell: Tell) -> Report | None:
        """Return what the device says of itself, asked once; that it says nothing costs nothing."""
        if link.device.onvif_port and not self._holds_for(camera):
            await self._ask(camera, link, deadline, tell)
        return self.told if isinstance(self.told, Report) else None

    @property
    def clock_offset_s(self) -> float | None:
        """The device's clock minus ours, told before it asked who we are; None: never told."""
        return self._onvif.clock_offset_s if self._onvif else None

    async def still(self, channel: int, deadline: float, tell: Tell) -> str:
        """Return where a channel's still picture is; empty: the device has none, or does not say."""
        profiles = self.told.profiles if isinstance(self.told, Report) else ()
        main = next((one for one in profiles if one.channel == channel), None)
        if main is None or self._onvif is None:
            return ""
        place = await self._onvif.snapshot(main.token, deadline=deadline, tell=tell)
        return "" if isinstance(place, Missing) else place.path

    async def recording(self, channel: int, deadline: float, tell: Tell) -> Recording | None:
        """Return what a recorder keeps of a channel; that it does not say costs nothing."""
        if self._onvif is None or not isinstance(self.told, Report):
            return None
        return await self._onvif.recording(channel, deadline=deadline, tell=tell)

    def no_stream(self, camera: str, onvif: OnvifDevice, failure: Missing) -> None:
        """Take in that a device that was known says nothing more: its next look asks anew."""
        if onvif.shut:
            self._keep(camera, failure)

    def _doubtful(self) -> bool:
        """Tell a failure of another time, or one of our own, which says nothing to whoever is next."""
        if not isinstance(self.told, Missing):
            return False
        age = asyncio.get_running_loop().time() - self._told_at
        return age >= _FRESH_S or self.told.text in _OURS

    def _holds_for(self, camera: str) -> bool:
        """Tell whether what is known holds for a camera too: a failure is told to each one once."""
        if not isinstance(self.told, Missing):
            return self.told is not None
        heard = camera in self._told_to
        self._told_to.add(camera)
        return not heard

    async def _ask(self, camera: str, link: Link, deadline: float, tell: Tell) -> OnvifDevice:
        """Ask as if for the first time; only the link remembers that a credential was shown."""
        onvif = OnvifDevice(link.for_onvif())
        self._onvif = onvif
        self._keep(camera, await onvif.report(deadline=deadline, tell=tell))
        return onvif

    def _keep(self, camera: str, told: Report | Missing) -> None:
        self.told, self._told_to = told, {camera}
        self._told_at = asyncio.get_running_loop().time()
