"""How much one camera may cost us, and we it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLimits:
    """Times in seconds, sizes in bytes. The sizes held seventeen hostile servers."""

    connect_s: float = 4.0
    request_s: float = 5.0
    """One ONVIF call or RTSP request, from the first byte sent to the last one read."""
    stall_s: float = 10.0
    """So long nothing must have come of a stream that plays before that is its own silence.

    Recorders send nothing until the next key picture, and some make one in ten seconds only. What
    is left of the camera's time is waited for in any case."""
    camera_s: float = 20.0
    """All that is asked of one camera, waiting for our own turn not counted."""
    http_bytes: int = 1_000_000
    rtsp_header_bytes: int = 8_192
    rtsp_body_bytes: int = 32_768
    unit_bytes: int = 8 * 1024 * 1024
    """One access unit."""
    session_bytes: int = 16 * 1024 * 1024
    pixels: int = 4096 * 4096
    decode_s: float = 5.0
    key_frames: int = 5
    """Looked at of a stream that is played on, to see whether it moves and who stands before it."""
    span_s: float = 7.5
    """From the first of them to the last: whether a picture is frozen shows in that time.

    A gap of less than two seconds: cameras make a key picture each second, two or four, so that the
    last one comes after eight. With a little more it would be fourteen."""
    patience_s: float = 14.0
    """So long they are waited for: some cameras make one in ten seconds only."""
