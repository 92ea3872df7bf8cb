"""Runs in a worker only: importing it loads FFmpeg and OpenCV."""

from typing import TypedDict

import av
import cv2
import numpy as np
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

_CODECS = {"H264": "h264", "H265": "hevc"}
_SMALL = (320, 180)

cv2.setNumThreads(1)


class Seen(TypedDict):
    """See `Picture`."""

    width: int
    height: int
    mean: float
    spread: float
    small: bytes


def decode(codec: str, unit: bytes, pixels: int) -> Seen | None:
    """Return what one access unit shows; None when it shows nothing, or more than `pixels`."""
    frame = _frame(codec, unit, pixels)
    if frame is None or frame.is_corrupt:
        return None
    luma = _luma(frame)
    mean, spread = cv2.meanStdDev(luma)
    small = cv2.resize(luma, _SMALL, interpolation=cv2.INTER_AREA)
    return Seen(
        width=frame.width,
        height=frame.height,
        mean=float(mean[0, 0]),
        spread=float(spread[0, 0]),
        small=small.tobytes(),
    )


def _frame(codec: str, unit: bytes, pixels: int) -> av.VideoFrame | None:
    context = VideoCodecContext.create(_CODECS[codec], "r")
    if not isinstance(context, VideoCodecContext):
        raise TypeError(codec)
    context.thread_count = 1
    context.options = {"max_pixels": str(pixels)}
    try:
        frames = [*context.decode(av.Packet(unit)), *context.decode(None)]
    except av.FFmpegError:
        return None
    return next(iter(frames), None)


def _luma(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """Return the first plane in 8 bits, without a copy where it has 8."""
    plane = frame.planes[0]
    bits = frame.format.components[0].bits
    if bits > 8:
        deep = np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2)
        return (deep[: frame.height, : frame.width] >> (bits - 8)).astype(np.uint8)
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: frame.height, : frame.width]
