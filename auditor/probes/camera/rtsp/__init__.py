"""RTSP on our own socket: the one who asks is ours, so no library can carry a password elsewhere."""

from auditor.probes.camera.rtsp.frames import Described, GoOn, KeyFrame, KeyFrames, Span
from auditor.probes.camera.rtsp.session import describe, described, key_frame, key_frames

__all__ = [
    "Described",
    "GoOn",
    "KeyFrame",
    "KeyFrames",
    "Span",
    "describe",
    "described",
    "key_frame",
    "key_frames",
]
