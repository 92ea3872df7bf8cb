"""What an RTSP session yields."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from auditor.facts import Auth


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What DESCRIBE alone tells of a stream: it is offered, and nothing of it was played."""

    codec: str
    """H264 or H265."""
    auth: Auth
    path: str
    """Without user or password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFrame:
    """The first complete key frame of a stream, without a gap in its sequence numbers."""

    codec: str
    """H264 or H265."""
    unit: bytes
    """One access unit in Annex B, parameter sets first: what a decoder needs and no more."""
    auth: Auth
    path: str
    """The path that was played, without user or password."""
    rtp_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How long a stream goes on being played after its first key frame."""

    most: int
    """Key frames in all, the first one counted."""
    seconds: float
    """Over which they are spread evenly, as far as the camera makes them."""
    patience_s: float
    """After so many seconds we go, however few came."""

    @property
    def gap_s(self) -> float:
        """Return how far apart they are at least."""
        return self.seconds / max(self.most - 1, 1)


GoOn = Callable[[KeyFrame], Awaitable[Span | None]]
"""Says of the first key frame whether more of them are wanted; the stream waits meanwhile."""

_STILL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFrames:
    """The key frames of one session."""

    first: KeyFrame
    units: tuple[bytes, ...]
    """All of them in Annex B, oldest first, the first one among them."""
    times: tuple[int, ...]
    """Their RTP time stamps."""
    seconds: float = 0.0
    """From the first of them to the last, by our clock."""

    @property
    def stalled(self) -> bool:
        """Tell time stamps that stood still while pictures came."""
        return len(self.times) >= _STILL and len(set(self.times)) == 1
