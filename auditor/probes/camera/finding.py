"""Where a camera's stream is: as the inventory says, as ONVIF says, or as its recorder's maker writes
it.
"""

from dataclasses import dataclass, replace

from auditor.contract import Camera, Missing, Party, Why
from auditor.probes.camera.known import KnownDevice
from auditor.probes.camera.link import Link
from auditor.probes.camera.looking import DEVICE_DOWN
from auditor.probes.camera.onvif.report import Report
from auditor.probes.camera.steps import Tell
from auditor.probes.faults import missing

_NO_ANSWER = DEVICE_DOWN | {
    "camera.onvif_off",
    "camera.onvif_redirected",
    "camera.http_silent",
    "camera.bad_http",
}
"""ONVIF that says nothing says nothing of the stream either: its port is asked before we judge."""


@dataclass(slots=True, kw_only=True)
class Finding:
    """One camera whose path is looked for."""

    link: Link
    camera: Camera
    known: KnownDevice
    tell: Tell
    deadline: float
    proof: str = ""
    """A path that the inventory knows of another channel of the same box."""
    supposed: bool = False
    """The path is the usual one of a maker, not anybody's word."""

    async def path(self) -> str | Missing:
        """Return the path, or why nobody knows it."""
        if self.camera.path:
            return self.camera.path
        if not self.link.device.onvif_port:
            return await self._usual()
        onvif = await self.known.asked(self.camera.id, self.link, self.deadline, self.tell)
        if isinstance(onvif, Missing):
            if onvif.text not in _NO_ANSWER:
                return onvif
            return await self._usual(onvif.why)
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

    def told(self, path: str, said: Missing) -> Missing:
        """Return what it means that the stream at the path that was found cannot be played."""
        if not self.supposed:
            return said
        return self.known.channels.told(self.camera.channel or 1, path, said)

    async def _usual(self, onvif: Why = Why.NOT_CONFIGURED) -> str | Missing:
        """Ask a recorder for the path in the way of its maker, if one is there at all."""
        async with self.link.connect(self.link.device.rtsp_port) as opened:
            if isinstance(opened, Missing):
                return opened
        if self.camera.recorder:
            found = await self.known.channels.path(
                self.link, self.camera.channel or 1, proof=self.proof, deadline=self.deadline,
                tell=self.tell,
            )  # fmt: skip
            if found:
                self.supposed = True
                return found
        # ONVIF that was slow may have known it: then nothing is proved of the inventory.
        unknown = self._missing("camera.path_unknown", onvif_port=self.link.device.onvif_port)
        return replace(unknown, why=onvif) if onvif is Why.TIMEOUT else unknown

    def _missing(self, text: str, **values: str | int) -> Missing:
        return missing(
            Why.NOT_CONFIGURED, Party.COMMUNE, text, host=self.link.device.host,
            port=self.link.device.rtsp_port, **values,
        )  # fmt: skip
