"""The looks that views are learnt from, one after another over the time that was asked for."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from rich.markup import escape

from auditor.cli.camera_reference import Call
from auditor.cli.camera_words import spoken
from auditor.cli.terminal import Console
from auditor.contract import Camera, Missing
from auditor.facts.oddities import Oddity, odd
from auditor.words import say

if TYPE_CHECKING:
    from auditor.probes.camera.learning import Glimpse
    from auditor.probes.camera.probe import Cameras

Taken = Mapping[str, Sequence["Glimpse"]]
"""The looks that may be learnt from, by camera."""

THOROUGH = 4
"""Looks that test for a frozen picture, the first and the last among them: one more than a view needs
(`inventory.viewfile.LEAST_STILL`), for a camera may be busy once."""


@dataclass(slots=True, kw_only=True)
class Looking:
    """All looks at the cameras of one call."""

    call: Call
    console: Console
    cameras: "Cameras"
    stop: asyncio.Event
    thorough: int = THOROUGH
    taken: defaultdict[str, list["Glimpse"]] = field(default_factory=lambda: defaultdict(list))

    async def look(self, number: int, count: int) -> None:
        """Look at every camera once, and tell of each that gave nothing to learn from."""
        wanted = due(number, count, self.thorough)
        found = await asyncio.gather(
            *(
                self._glimpse(one, thorough=tested(self.taken[one.id]) < wanted)
                for one in self.call.cameras
            )
        )
        good = sum(text == "" for text in found)
        at = f"{datetime.now(self.call.zone):%H:%M:%S}"
        values: dict[str, str | int] = {
            "number": number,
            "count": count,
            "at": at,
            "good": good,
            "all": len(found),
        }
        self.console.print(escape(say("camera_reference.look", **values)), soft_wrap=True)
        for camera, text in zip(self.call.cameras, found, strict=True):
            if text:
                said = say("camera_reference.not_used", camera=camera.id, text=text)
                self.console.print(f"  [yellow]{escape(said)}[/]", soft_wrap=True)

    async def _glimpse(self, camera: Camera, *, thorough: bool) -> str:
        """Take a look in; return why it is none, '' when it is good.

        A picture that seems frozen is taken in: so does a good camera that filters its noise, and
        then its view must say that software cannot tell.
        """
        from auditor.probes.camera.learning import glimpse

        seen = await glimpse(self.cameras, self.call.commune, camera, thorough=thorough)
        if isinstance(seen, Missing):
            return say(seen.text, **spoken(seen.values))
        strange = odd(seen.measures)
        if strange and strange.kind is not Oddity.FROZEN:
            return say(f"camera_reference.odd.{strange.kind}")
        self.taken[camera.id].append(seen)
        return ""

    async def pause(self, seconds: float) -> bool:
        """Wait for the next look; False when the call was ended meanwhile."""
        try:
            await asyncio.wait_for(self.stop.wait(), max(seconds, 0.001))
        except TimeoutError:
            return True
        return False


def due(number: int, count: int, thorough: int) -> int:
    """Return how many thorough looks a camera should have had after look `number` of `count`."""
    return 1 + (thorough - 1) * (number - 1) // max(1, count - 1)


def tested(glimpses: Sequence["Glimpse"]) -> int:
    """Return how many looks tested for a frozen picture, whether or not it could be measured."""
    return sum(one.measures.keys > 1 for one in glimpses)
