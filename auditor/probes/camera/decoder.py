"""Runs in a worker only: importing it loads FFmpeg and OpenCV."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

import av
import cv2
import numpy as np
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from auditor.facts.picture import Light
from auditor.probes.camera.seeing.frozen import identical
from auditor.probes.camera.seeing.measure import measure
from auditor.probes.camera.seeing.reference import ViewFeatures
from auditor.probes.camera.seeing.tiles import settled
from auditor.probes.camera.seeing.tint import Tint, colour_of
from auditor.probes.camera.stills import is_whole, size_of

_CODECS = {"H264": "h264", "H265": "hevc"}
_SMALL = (320, 180)
_STILL = cv2.IMREAD_REDUCED_COLOR_2 | cv2.IMREAD_IGNORE_ORIENTATION
"""In colour: whether lamps or infra-red lit it is told by that, for a quarter more of time."""

Grey = NDArray[np.uint8]
Views = Mapping[Light, Mapping[str, object]]
"""What a picture of this light is compared with, as `ViewFeatures.to_dict` made it."""

cv2.setNumThreads(1)


class Seen(TypedDict):
    """See `Picture`."""

    width: int
    height: int
    mean: float
    spread: float
    small: bytes


class Found(TypedDict):
    """One look at a picture."""

    seen: Seen
    measures: dict[str, object] | None
    """Fields of `Measures`; None: it could not be measured, by a fault of ours."""


def decode(codec: str, unit: bytes, pixels: int) -> Seen | None:
    """Return what one access unit shows; None when it shows nothing, or more than `pixels`."""
    found = look(codec, (unit,), pixels, {})
    return found and found["seen"]


def look(codec: str, units: Sequence[bytes], pixels: int, views: Views) -> Found | None:
    """Return what access units show; None when the first shows nothing, or more than `pixels`."""
    frames = [_frame(codec, unit, pixels) for unit in units]
    good = [one for one in frames if one is not None]
    if frames[0] is None:
        return None
    lumas = [_luma(one) for one in good]
    smalls = [_smaller(one) for one in lumas]
    seen = _seen(frames[0].width, frames[0].height, lumas[0], settled(smalls)[0])
    measures = _measured(smalls, _colour(frames[0]), views)
    if measures is not None and len(lumas) > 1:
        measures |= {"keys": len(lumas), "identical": identical(lumas)}
    return Found(seen=seen, measures=measures)


def still(jpeg: bytes, pixels: int, views: Views) -> Found | None:
    """Return what a JPEG shows, read at half its size; None when it is none, or too big."""
    width, height = size_of(jpeg) or (0, 0)
    if not (0 < width * height <= pixels and is_whole(jpeg)):
        return None
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), _STILL)
    if picture is None:
        return None
    luma, red, blue = cv2.split(cv2.cvtColor(picture, cv2.COLOR_BGR2YCrCb))
    small = _smaller(np.asarray(luma, np.uint8))
    seen = _seen(width, height, np.asarray(luma, np.uint8), small)
    colour = colour_of(np.asarray(blue, np.uint8), np.asarray(red, np.uint8))
    return Found(seen=seen, measures=_measured([small], colour, views))


def _measured(smalls: Sequence[Grey], colour: Tint, views: Views) -> dict[str, object] | None:
    """Measure; a fault here is ours, and the camera has shown its picture all the same."""
    try:
        read = {light: ViewFeatures.from_dict(one) for light, one in views.items()}
        return measure(smalls, colour, read)
    except (ValueError, KeyError, ArithmeticError, cv2.error):
        return None


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
    return next((one for one in frames[:1] if not one.is_corrupt), None)


def _seen(width: int, height: int, luma: Grey, small: Grey) -> Seen:
    mean, spread = cv2.meanStdDev(luma)
    return Seen(
        width=width,
        height=height,
        mean=float(mean[0, 0]),
        spread=float(spread[0, 0]),
        small=small.tobytes(),
    )


def _smaller(luma: Grey) -> Grey:
    return np.asarray(cv2.resize(luma, _SMALL, interpolation=cv2.INTER_AREA), np.uint8)


def _luma(frame: av.VideoFrame) -> Grey:
    """Return the first plane in 8 bits, without a copy where it has 8."""
    return _plane(frame, 0)[: frame.height, : frame.width]


def _colour(frame: av.VideoFrame) -> Tint:
    if len(frame.planes) < 3:
        return Tint()
    blue, red = (_plane(frame, number) for number in (1, 2))
    width, height = frame.planes[1].width, frame.planes[1].height
    return colour_of(blue[:height, :width], red[:height, :width])


def _plane(frame: av.VideoFrame, number: int) -> Grey:
    plane = frame.planes[number]
    bits = frame.format.components[number].bits
    if bits > 8:
        deep = np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2)
        return (deep >> (bits - 8)).astype(np.uint8)
    return np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
