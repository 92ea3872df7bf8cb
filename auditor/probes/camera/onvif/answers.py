"""Answers of devices, read: short ones at once, long ones in a killable process.

An honest camera answers in some kilobytes. What is longer may cost tenths of a second, in which no
other camera and no site is looked after, so it is read beside them, and may hang or crash there.
"""

from types import SimpleNamespace
from typing import Any

from auditor.probes.camera.onvif import soap
from auditor.probes.camera.onvif.asked import Ask
from auditor.probes.camera.onvif.soap import Garbled, Reply, Said
from auditor.probes.camera.onvif.wsdl import descriptions, loaded
from auditor.probes.confine import Broken, Confined

LONG = 64 * 1024
"""Bytes. 64 profiles are 60 kB and 41 ms; 300 of them, or the longest answer made to hurt, 200 ms."""
DEADLINE_S = 8.0
"""The first of them waits for the service descriptions to be parsed anew, half a second or more."""


class Answers:
    """Reads answers; its process starts with the first long one. Call `stop` at the end."""

    def __init__(self) -> None:
        self._pool = Confined(["auditor.probes.camera.onvif.soap"], processes=1)

    async def read(self, ask: Ask, body: bytes) -> Said:
        """Return what an answer says; that its reader hangs or crashes is ours, not the device's."""
        if len(body) <= LONG:
            return soap.read(await descriptions(), ask, body)
        try:
            return await self._pool.run(_read, (ask, body), DEADLINE_S)
        except (TimeoutError, *Broken):
            return Garbled(soap=True, ours=True)

    def stop(self) -> None:
        """End at once."""
        self._pool.stop()


def _read(ask: Ask, body: bytes) -> Said:
    said = soap.read(loaded(), ask, body)
    return Reply(value=plain(said.value)) if isinstance(said, Reply) else said


def plain(value: Any) -> Any:
    """Return zeep's value as objects that can leave a process, with the same attributes."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, str | int | float) or value is None:
        return value
    parts = getattr(value, "__values__", None)  # of its CompoundValue
    if parts is None:
        return None
    return SimpleNamespace(**{name: plain(part) for name, part in parts.items()})
