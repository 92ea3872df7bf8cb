"""Cameras and recorders: ONVIF and RTSP, read only, one connection at a time, one try a credential."""
