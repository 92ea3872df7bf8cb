"""RTSP on our own socket: the one who asks is ours, so no library can carry a password elsewhere."""

from auditor.probes.camera.rtsp.frames import KeyFrame
from auditor.probes.camera.rtsp.session import key_frame

__all__ = ["KeyFrame", "key_frame"]
