"""What is already known of a device in this run, so that its next channel need not ask again."""

import asyncio
from dataclasses import dataclass, field

from auditor.contract import Missing
from auditor.probes.camera.link import Link
from auditor.probes.camera.looking import DEVICE_DOWN
from auditor.probes.camera.onvif.device import OnvifDevice
from auditor.probes.camera.onvif.report import Report
from auditor.probes.camera.steps import Tell

_FRESH_S = 5.0
"""So long the other channels of a device share its failure: they were waiting behind it."""
_NO_WAY_THERE = DEVICE_DOWN | {"camera.onvif_off", "camera.own_fault"}
"""Nothing was shown to the device: the next look may ask ONVIF again."""


@dataclass(slots=True, kw_only=True)
class KnownDevice:
    """One device of the inventory, in one run. Used by whoever holds its turn."""

    told: Report | Missing | None = None
    """What it says of itself; None until it was asked."""
    _onvif: OnvifDevice | None = None
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

    async def asked(self, link: Link, deadline: float, tell: Tell) -> OnvifDevice | Missing:
        """Return the device, ready to say where its streams are."""
        onvif = self._onvif or OnvifDevice(link)
        self._onvif, self.told = onvif, await onvif.report(deadline=deadline, tell=tell)
        if isinstance(self.told, Report):
            return onvif
        if self.told.text in _NO_WAY_THERE:
            self._onvif = None
        return self.told

    async def report(
        self, link: Link, deadline: float, tell: Tell, *, proven: bool
    ) -> Report | None:
        """Return what the device says of itself, asked once; that it says nothing costs nothing.

        `proven`: its streams took the credential.
        """
        if self.told is None and link.device.onvif_port:
            self._onvif = OnvifDevice(link.apart() if proven else link)
            self.told = await self._onvif.report(deadline=deadline, tell=tell)
        return self.told if isinstance(self.told, Report) else None
