"""A light look: what a camera offers and its still picture, without a single frame of its stream.

Which cameras are looked at so is said by `network.stream_share`. It needs an approved view to
compare with; whatever is doubtful about the still pictures has the stream read after all, for a
still one proves nothing of it.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from auditor.contract import Camera, Missing
from auditor.facts import Auth
from auditor.facts.oddities import enough
from auditor.facts.picture import Measures
from auditor.probes.camera.known import KnownDevice
from auditor.probes.camera.onvif.report import Report
from auditor.probes.camera.picturing import Bounds, Picturing, strange
from auditor.probes.camera.rtsp import Described, described
from auditor.probes.camera.snapshot import Still, snapshot

_APART_S = 1.0
"""Between two pictures that must not be the same: so long apart no sensor shows the same noise."""
_OLD_S = 60.0
"""A picture of the moment is seconds old by the device's own headers."""
_SHARE = 0.5
"""Of the camera's time; the rest is kept for its stream."""
AskReport = Callable[[], Coroutine[Any, Any, Report | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lightly:
    """One camera that is not in the day's sample of streams."""

    camera: Camera
    known: KnownDevice
    picturing: Picturing
    report: AskReport

    async def seen(self, path: str) -> Described | Missing | None:
        """Return what it offers, its still picture being good; None: its stream is to be read.

        Missing: there is no stream to be read, for the reason that reading it would have had too.
        """
        picturing = self.picturing
        if picturing.thorough or not picturing.views:
            return None
        link = picturing.link
        offered = await described(link, path, deadline=picturing.deadline, tell=picturing.tell)
        if isinstance(offered, Missing):
            return offered
        # That everybody may watch counts only when a frame was played.
        if offered.auth is Auth.NONE or not await self._good():
            picturing.looked = None
            return None
        return offered

    async def _good(self) -> bool:
        """Look at two pictures, the later one closely."""
        until = self.picturing.start + _SHARE * self.picturing.link.limits.camera_s
        report = await self.report()
        if report is None or not (report.in_step or not self.camera.recorder):
            return False
        target = await self.known.still(self.camera.channel or 1, until, self.picturing.tell)
        if not target:
            return False
        clock = asyncio.get_running_loop().time
        first = await self._fetch(target, until)
        again = clock() + _APART_S
        if first is None:
            return False
        await asyncio.sleep(again - clock())
        start = clock()
        second = await self._fetch(target, until)
        if second is None or second.jpeg == first.jpeg:
            return False
        await self.picturing.take_still(second, target, start)
        looked = self.picturing.looked
        return looked is not None and _shows_the_view(looked.measures, self.picturing.bounds)

    async def _fetch(self, target: str, until: float) -> Still | None:
        """Return a picture that is not old by its own word."""
        found = await snapshot(self.picturing.link.for_onvif(), target, deadline=until)
        return None if isinstance(found, Missing) or found.age_s > _OLD_S else found


def _shows_the_view(measures: Measures | None, bounds: Bounds) -> bool:
    return (
        measures is not None
        and not strange(measures, bounds)
        and not any(enough(measures, limits) for limits in bounds)
    )
