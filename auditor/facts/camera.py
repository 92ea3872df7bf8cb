"""What was seen of a camera. Cameras are many a commune: a judge gets a tuple of `Seen`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from auditor.facts.looks import Look


class Auth(StrEnum):
    """How the device asked who we are; `none` answered whoever came."""

    NONE = "none"
    BASIC = "basic"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceInfo:
    """What a device says of itself, cut to a line each; empty where it says nothing."""

    manufacturer: str = ""
    model: str = ""
    firmware: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The stream that was played. `path` has its query, never user or password."""

    codec: str
    """H264 or H265."""
    path: str
    auth: Auth
    """`none`: nothing but the path was needed; `***` in it stands for what may log in."""
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The first key frame, decoded: grey levels 0..255 of its luma."""

    mean: float
    spread: float
    """Standard deviation."""
    rtp_time: int
    """RTP time stamp, 32 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSeen:
    """A camera that delivered a decodable frame."""

    camera: str
    name: str
    address: str
    """host:port of the stream."""
    at: datetime
    stream: Stream
    frame: Frame
    device: DeviceInfo | None = None
    """None: ONVIF is off or did not answer."""
    clock_offset_s: float | None = None
    """The device's clock minus ours; None when it could not be read."""
    calls: Auth | None = None
    """How ONVIF asked who wants to know its profiles; None: it was not learnt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraLooks:
    """All looks at one camera in the period, oldest first."""

    camera: str
    name: str
    address: str
    """host:port, and the path or channel: what the inventory says of it now."""
    looks: tuple[Look, ...]
