"""RTSP on our own socket: the one who asks is ours, so no library can carry a password elsewhere."""

from auditor.probes.camera.rtsp.frames import GoOn, KeyFrame, KeyFrames, Span
from auditor.probes.camera.rtsp.session import describe, key_frame, key_frames

__all__ = ["GoOn", "KeyFrame", "KeyFrames", "Span", "describe", "key_frame", "key_frames"]
