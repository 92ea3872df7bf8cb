"""Looks that a view is learnt from: a camera is visited as in a run, its small picture is kept in
memory until the view is learnt, and nothing of it is written anywhere.
"""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

from auditor.contract import Camera, Commune, Missing, Party, Why
from auditor.facts.picture import Light, Measures
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.pictures import Looked, Pictures, Views
from auditor.probes.camera.probe import Cameras
from auditor.probes.camera.rtsp import KeyFrame, KeyFrames
from auditor.probes.confine import Broken
from auditor.probes.faults import missing

LEAST_LOOKS = 4
"""Of one light; `seeing.reference` learns nothing from fewer."""
_LEARNING_S = 20.0
"""Some 10 ms a look, however slow the machine."""

_taken: ContextVar[list[Looked] | None] = ContextVar("taken", default=None)
"""Of the visit that this task makes: a pool of pictures is shared by all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """One look at a camera's stream."""

    at: datetime
    grey: bytes
    """320 x 180 grey levels, row by row."""
    measures: Measures


class LearningPictures(Pictures):
    """Pictures that hand out what they decoded, and learn a view from it in a worker."""

    async def look(
        self,
        shown: KeyFrame | KeyFrames,
        limits: DeviceLimits,
        *,
        views: Views | None = None,
        within_s: float | None = None,
    ) -> Looked | Missing:
        """Look as ever, and note it for whoever makes this visit."""
        looked = await super().look(shown, limits, views=views, within_s=within_s)
        if isinstance(looked, Looked) and (taken := _taken.get()) is not None:
            taken.append(looked)
        return looked

    async def learn(
        self, glimpses: Sequence[Glimpse], light: Light
    ) -> Mapping[str, object] | Missing:
        """Return the features of the view, as its file keeps them; at least LEAST_LOOKS are needed."""
        greys = [one.grey for one in glimpses]
        try:
            return await self._pool.run(_learn, (greys, light), _LEARNING_S)
        except (TimeoutError, *Broken):
            return missing(Why.UNREADABLE, Party.AUDITOR, "camera_reference.learning_failed")


async def glimpse(
    cameras: Cameras, commune: Commune, camera: Camera, *, thorough: bool = False
) -> Glimpse | Missing:
    """Look at a camera once. `cameras` were made with `LearningPictures`.

    `thorough`: for as long as it takes to see whether its picture is frozen.
    """
    taken: list[Looked] = []
    token = _taken.set(taken)
    try:
        visit = await cameras.visit(commune, camera, thorough=thorough)
    finally:
        _taken.reset(token)
    if isinstance(visit.seen, Missing):
        return visit.seen
    measured = [one for one in taken if one.measures is not None]
    if not measured or measured[-1].measures is None:
        return missing(Why.UNREADABLE, Party.AUDITOR, "camera_reference.not_measured")
    last = measured[-1]
    return Glimpse(at=datetime.now(UTC), grey=last.picture.small, measures=measured[-1].measures)


def _learn(greys: Sequence[bytes], light: Light) -> dict[str, object]:
    import numpy as np

    from auditor.probes.camera.seeing.reference import learn

    looks = [[np.frombuffer(one, np.uint8).reshape(180, 320)] for one in greys]
    return learn(looks, light=light).to_dict()
