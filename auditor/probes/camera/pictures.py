"""Pictures decoded and measured in killable processes: FFmpeg gets bytes there, never a network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from auditor.contract import Missing, Party, Why
from auditor.facts.picture import Light, Measures
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.rtsp.frames import KeyFrame, KeyFrames
from auditor.probes.confine import Broken, Confined
from auditor.probes.faults import missing
from auditor.probes.limits import WorkerLimits

if TYPE_CHECKING:
    from auditor.probes.camera.decoder import Found

_USUAL = WorkerLimits()
_DECODER = "auditor.probes.camera.decoder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is kept of a frame: sizes and grey levels, and a small copy to compare."""

    width: int
    height: int
    mean: float
    spread: float
    small: bytes
    """320 x 180 grey levels (of INTER_AREA), row by row; of several frames their median."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An approved view of a camera."""

    sha256: str
    features: Mapping[str, object]
    """What `seeing.reference` made of it."""
    still: float | None = None
    """`Measures.still` of looks in the same light."""


Views = Mapping[Light, View]
"""The approved views of one camera, at most one a light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A picture, and what it measures."""

    picture: Picture
    measures: Measures | None
    """None: measuring failed, which is our fault."""


class Pictures:
    """A pool of decoders, started with the first frame. Use as a context manager, or call `stop`."""

    def __init__(self, processes: int | None = None, *, limits: WorkerLimits = _USUAL) -> None:
        self._pool = Confined(
            [_DECODER], processes=processes, memory=limits.memory_bytes, cpu_s=limits.cpu_s
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def decode(
        self, frame: KeyFrame, limits: DeviceLimits, *, within_s: float | None = None
    ) -> Picture | Missing:
        """Return the picture; Missing where it is none, or hangs or crashes the decoder."""
        found = await self.look(frame, limits, within_s=within_s)
        return found if isinstance(found, Missing) else found.picture

    async def look(
        self,
        shown: KeyFrame | KeyFrames,
        limits: DeviceLimits,
        *,
        views: Views | None = None,
        within_s: float | None = None,
    ) -> Looked | Missing:
        """Return what one key frame shows, or several of one stream.

        Missing where the first of them is no picture, or hangs or crashes the decoder. The latter
        is ours: a good picture may do it on a machine that is too slow or too small.
        """
        first, units = _units(shown)
        args = (first.codec, units, limits.pixels, _features(views))
        found = await self._found(_look, args, first.codec, limits, within_s)
        if isinstance(found, Missing) or not isinstance(shown, KeyFrames):
            return _looked(found, views)
        more = {"seconds": shown.seconds, "stalled": shown.stalled} if units[1:] else {}
        return _looked(found, views, **more)

    async def still(
        self,
        jpeg: bytes,
        limits: DeviceLimits,
        *,
        views: Views | None = None,
        within_s: float | None = None,
    ) -> Looked | Missing:
        """Return what a device's own still picture shows; Missing as with `look`."""
        args = (jpeg, limits.pixels, _features(views))
        found = await self._found(_still, args, "JPEG", limits, within_s)
        return _looked(found, views, snapshot=True)

    async def _found(
        self, job: Any, args: tuple[object, ...], codec: str, limits: DeviceLimits,
        within_s: float | None,
    ) -> "Found | Missing":  # fmt: skip
        seconds = limits.decode_s if within_s is None else min(limits.decode_s, within_s)
        try:
            found: Found | None = await self._pool.run(job, args, seconds)
        except (TimeoutError, *Broken):
            return missing(Why.UNREADABLE, Party.AUDITOR, "camera.decoder_failed", codec=codec)
        if found is not None:
            return found
        return missing(Why.MALFORMED, Party.COMMUNE, "camera.undecodable", codec=codec)

    def stop(self) -> None:
        """End at once."""
        self._pool.stop()


def _units(shown: KeyFrame | KeyFrames) -> tuple[KeyFrame, Sequence[bytes]]:
    if isinstance(shown, KeyFrames):
        return shown.first, shown.units
    return shown, (shown.unit,)


def _features(views: Views | None) -> dict[Light, Mapping[str, object]]:
    return {light: view.features for light, view in (views or {}).items()}


def _looked(found: "Found | Missing", views: Views | None, **more: Any) -> Looked | Missing:
    if isinstance(found, Missing):
        return found
    measures = None
    if found["measures"] is not None:
        known: dict[str, Any] = {**found["measures"], **more}
        like = known.pop("view", "")
        if views and like:
            own = like is known["light"]
            known |= {"view": views[like].sha256, "still": views[like].still if own else None}
        measures = Measures(**known)
    return Looked(picture=Picture(**found["seen"]), measures=measures)


def _look(codec: str, units: Sequence[bytes], pixels: int, views: Any) -> "Found | None":
    from auditor.probes.camera.decoder import look

    return look(codec, units, pixels, views)


def _still(jpeg: bytes, pixels: int, views: Any) -> "Found | None":
    from auditor.probes.camera.decoder import still

    return still(jpeg, pixels, views)
