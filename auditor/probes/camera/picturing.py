"""A camera's pictures during one visit: the first shows that it works, more of them what it shows.

More are waited for where the first is doubtful, where somebody looked already and saw something odd,
and in turn with the others, because a frozen picture looks good.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from auditor.contract import Missing
from auditor.facts.logins import shown
from auditor.facts.oddities import LIMITS, enough, odd
from auditor.facts.picture import Measures
from auditor.probes.camera.link import Link
from auditor.probes.camera.pictures import Looked, Pictures, Views
from auditor.probes.camera.rtsp import KeyFrame, KeyFrames, Span
from auditor.probes.camera.snapshot import Still, snapshot
from auditor.probes.camera.steps import Tell, step

_LEAST_S = 1.0
"""A frame that came at the last moment is decoded all the same."""
Bounds = tuple[Mapping[str, float], ...]
"""By what limits a picture is called odd: a set for each criterion that judges it. Any of them counts."""
MEASURED: Bounds = (LIMITS,)
_DECODER_FAILED = "camera.decoder_failed"


@dataclass(slots=True, kw_only=True)
class Picturing:
    """What is seen of one camera in one visit."""

    link: Link
    pictures: Pictures
    views: Views
    thorough: bool
    """Wait for more pictures, however good the first is."""
    tell: Tell
    start: float
    """Of the visit, in the time of the loop."""
    deadline: float
    bounds: Bounds = MEASURED
    open_still: str = ""
    """Path of a still picture of the device that was shown to whoever came; empty: none was met."""
    looked: Looked | None = None
    """The best look so far."""
    at: datetime | None = None
    elapsed_ms: int = 0
    """From the beginning of the visit to the first picture."""

    async def go_on(self, first: KeyFrame) -> Span | None:
        """Say of the first picture whether more are wanted."""
        self.at = datetime.now(UTC)
        self.elapsed_ms = round((_now() - self.start) * 1000)
        if self.thorough:
            return self._span()
        looked = await self._look(first)
        if isinstance(looked, Missing):
            return None
        return self._span() if doubtful(looked.measures, self.bounds) else None

    async def settled(self, frames: KeyFrames) -> Looked | Missing:
        """Return what is seen when no more comes."""
        if self.looked is not None and len(frames.units) == 1:
            return self.looked
        looked = await self._look(frames)
        if isinstance(looked, Missing) and looked.text == _DECODER_FAILED and self.looked is None:
            looked = await self._look(frames.first)  # the more of them, the harder for us
        return self.looked or looked

    async def still(self, target: str) -> None:
        """Look at the device's own still picture, where its stream shows none that can be read."""
        start = _now()
        still = await snapshot(self.link.for_onvif(), target, deadline=self.deadline)
        if isinstance(still, Missing):
            self.tell(step("picture.snapshot", start, still))
            return
        await self.take_still(still, target, start)

    async def take_still(self, still: Still, target: str, start: float) -> None:
        """Decode and measure a still picture of `target`; `start` is when it was asked for."""
        looked = await self.pictures.still(
            still.jpeg, self.link.limits, views=self.views, within_s=self._left()
        )
        if isinstance(looked, Missing):
            self.tell(step("picture.snapshot", start, self._of_host(looked)))
            return
        self.looked, self.at = looked, datetime.now(UTC)
        self.open_still = shown(target) if still.anonymous else ""
        done = "camera.done.picture.snapshot"
        size = {"width": looked.picture.width, "height": looked.picture.height}
        self.tell(step("picture.snapshot", start, done, mean=round(looked.picture.mean), **size))

    async def _look(self, shown: KeyFrame | KeyFrames) -> Looked | Missing:
        start = _now()
        looked = await self.pictures.look(
            shown, self.link.limits, views=self.views, within_s=self._left()
        )
        if isinstance(looked, Missing):
            looked = self._of_host(looked)
            self.tell(step("picture.decode", start, looked))
            return looked
        first = self.looked is None
        self.looked = looked
        if first:
            codec = shown.first.codec if isinstance(shown, KeyFrames) else shown.codec
            done, picture = "camera.done.picture.decode", looked.picture
            self.tell(
                step(
                    "picture.decode", start, done, codec=codec, width=picture.width,
                    height=picture.height, mean=round(picture.mean),
                )
            )  # fmt: skip
        return looked

    def _span(self) -> Span | None:
        """Leave time for ONVIF; None where there is none for a second picture."""
        limits = self.link.limits
        patience = min(limits.patience_s, self.deadline - _now() - limits.request_s)
        span = Span(most=limits.key_frames, seconds=limits.span_s, patience_s=patience)
        return span if patience > span.gap_s else None

    def _left(self) -> float:
        return max(self.deadline - _now(), _LEAST_S)

    def _of_host(self, wrong: Missing) -> Missing:
        return replace(wrong, values={"host": self.link.device.host, **wrong.values})


def strange(measures: Measures, bounds: Bounds) -> bool:
    """Tell whether something is odd about a picture."""
    return any(odd(measures, limits) is not None for limits in bounds)


def doubtful(measures: Measures | None, bounds: Bounds) -> bool:
    """Tell a picture of which more has to be seen: somebody may only stand before the camera."""
    return measures is not None and (
        strange(measures, bounds) or any(enough(measures, one) == "partly" for one in bounds)
    )


def _now() -> float:
    return asyncio.get_running_loop().time()
