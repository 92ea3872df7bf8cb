"""The paths of a recorder's channels where ONVIF is off and the inventory names none.

Makers have each their own way of writing them. They are asked for by DESCRIBE, one after the other,
until one answers; it counts only when the recorder says no to a channel that it cannot have, since
some show the same picture whatever they are asked for.
"""

import asyncio
from dataclasses import dataclass, replace

from auditor.contract import Missing
from auditor.facts.logins import shown
from auditor.probes.camera.link import Link
from auditor.probes.camera.rtsp import describe
from auditor.probes.camera.steps import Tell, step

FAMILIES = (
    "/Streaming/Channels/{}01",  # Hikvision, and the many that sell it by another name
    "/cam/realmonitor?channel={}&subtype=0",  # Dahua, KBVision, Imou
    "/unicast/c{}/s0/live",  # Uniview
    "/chID={}&streamType=main",  # TVT
)
_NO_SUCH_CHANNEL = 99
_NO_BANDWIDTH = 453
_REFUSED = "camera.paths_refused"
_THERE = frozenset({"camera.no_video", "camera.codec", "camera.recorded"})
_NOT_THERE = frozenset({"camera.no_such_stream", "camera.hung_up", "camera.closed"})


class _StopError(Exception):
    """The recorder answered something that says nothing of paths."""

    def __init__(self, said: Missing) -> None:
        super().__init__(said.text)
        self.said = said


@dataclass(slots=True)
class Channels:
    """What is known of one recorder's paths in one run."""

    _family: str | None = None
    """Empty: none of the usual ones."""
    _shut: Missing | None = None

    async def path(
        self, link: Link, channel: int, *, proof: str, deadline: float, tell: Tell
    ) -> str | Missing:
        """Return the path of a channel; empty where the recorder has none of the usual ones.

        `proof`: a path that the inventory knows of the same box, where a credential is shown first
        that it has not taken yet; a path that we suppose must not cost that one try.
        """
        if self._shut is not None:
            return self._shut
        if self._family is None:
            start = asyncio.get_running_loop().time()
            try:
                self._family = await _Search(link, deadline).family(channel, proof)
            except _StopError as stopped:
                tell(step("rtsp.paths", start, stopped.said))
                self._shut = stopped.said if stopped.said.text == _REFUSED else None
                return stopped.said
            path = shown(self._family.format(channel)) or "–"
            tell(step("rtsp.paths", start, "camera.done.rtsp.paths", path=path))
        return self._family.format(channel)

    def told(self, channel: int, path: str, said: Missing) -> Missing:
        """Return what a recorder means that refuses a path in its own way of writing."""
        if said.text == "camera.no_such_stream":
            return _of(said, "camera.channel_empty", channel=channel, path=shown(path))
        if _no_bandwidth(said):
            return _of(said, "camera.channel_no_stream", channel=channel, path=shown(path))
        return said


@dataclass(frozen=True, slots=True)
class _Search:
    link: Link
    deadline: float

    async def family(self, channel: int, proof: str) -> str:
        """Return the way of writing that the recorder answers to; empty where there is none."""
        if proof and self.link.device.credential and not self.link.was_accepted():
            said = await describe(self.link, proof, deadline=self.deadline)
            if said is not None and not self.link.was_accepted():
                raise _StopError(said)
        for number in dict.fromkeys((channel, 1)):  # the channel itself may be empty
            for one in FAMILIES:
                if await self._answers(one.format(number)):
                    return one if await self._tells_apart(one) else ""
        return ""

    async def _tells_apart(self, family: str) -> bool:
        """Ask for a channel that it cannot have: whoever answers shows the same for everything."""
        said = await self._said(family.format(_NO_SUCH_CHANNEL))
        return (said is not None and _no_bandwidth(said)) or not self._there(said)

    async def _answers(self, path: str) -> bool:
        return self._there(await self._said(path))

    async def _said(self, path: str) -> Missing | None:
        return await describe(self.link.for_channels(), path, deadline=self.deadline)

    @staticmethod
    def _there(said: Missing | None) -> bool:
        if said is None or said.text in _THERE:
            return True
        if said.text == "camera.unauthorized":
            raise _StopError(_of(said, _REFUSED))
        # 400, 500: it has no better word for a path that it does not know.
        number = str(said.values.get("what", "")).startswith("DESCRIBE ")
        if said.text in _NOT_THERE or (said.text == "camera.bad_rtsp" and number):
            return False
        raise _StopError(said)


def _no_bandwidth(said: Missing) -> bool:
    return said.text == "camera.busy" and said.values.get("status") == _NO_BANDWIDTH


def _of(said: Missing, text: str, **values: str | int) -> Missing:
    known = {name: said.values[name] for name in ("host", "port") if name in said.values}
    return replace(said, text=text, values={**known, **values})
