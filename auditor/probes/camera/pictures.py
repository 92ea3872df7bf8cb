"""Key frames decoded in killable processes: FFmpeg gets bytes there, never a network."""

from dataclasses import dataclass
from typing import Self

from auditor.contract import Missing, Party, Why
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.rtsp.frames import KeyFrame
from auditor.probes.confine import Broken, Confined
from auditor.probes.faults import missing
from auditor.probes.limits import WorkerLimits

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
    """320 x 180 grey levels (of INTER_AREA), row by row."""


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
        """Return the picture; Missing where it is none, or hangs or crashes the decoder.

        The latter is ours: a good picture may do it on a machine that is too slow or too small.
        """
        args = (frame.codec, frame.unit, limits.pixels)
        seconds = limits.decode_s if within_s is None else min(limits.decode_s, within_s)
        try:
            found = await self._pool.run(_decode, args, seconds)
        except (TimeoutError, *Broken):
            return missing(
                Why.UNREADABLE, Party.AUDITOR, "camera.decoder_failed", codec=frame.codec
            )
        if found is not None:
            return found
        return missing(Why.MALFORMED, Party.COMMUNE, "camera.undecodable", codec=frame.codec)

    def stop(self) -> None:
        """End at once."""
        self._pool.stop()


def _decode(codec: str, unit: bytes, pixels: int) -> Picture | None:
    from auditor.probes.camera.decoder import decode

    seen = decode(codec, unit, pixels)
    return None if seen is None else Picture(**seen)
