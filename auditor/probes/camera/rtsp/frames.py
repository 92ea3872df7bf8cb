"""What an RTSP session yields."""

from dataclasses import dataclass

from auditor.facts import Auth


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
