"""The ONVIF camera of the package `ipycam` on one loopback address: a peer nobody here wrote.

    PYTHONPATH=.cache/peers/ipycam python tests/peers/ipycam_server.py '{"host": "127.0.42.1"}'

Its own start would listen on every address and join multicast, so what is started here are its
parts: its ONVIF service behind its HTTP handler, and its RTSP server where ffmpeg is there. The
`others` are addresses where the same camera answers too, as if it were several. The
first line names the ports, each further one is a request that it saw. It ends when its standard
input does.
"""

import json
import shutil
import sys
import threading
import time

import numpy as np
from ipycam import CameraConfig, IPCamera, NativeRTSPServer  # type: ignore[import-not-found]
from ipycam.camera import ReusableThreadingTCPServer  # type: ignore[import-not-found]
from ipycam.http import IPCameraHTTPHandler  # type: ignore[import-not-found]
from ipycam.onvif import ONVIFService  # type: ignore[import-not-found]

WIDTH, HEIGHT, FPS = 640, 360, 5
MARK = "UsernameToken"


def tell(kind: str, **values: object) -> None:
    """Write one line of the log."""
    sys.stdout.write(json.dumps({"kind": kind, **values}) + "\n")
    sys.stdout.flush()


class Service(ONVIFService):  # type: ignore[misc]
    """The camera's service, which tells who tried and what came of it."""

    def verify_usernametoken(self, soap_body: str) -> bool:
        """Ask the camera's own code."""
        accepted = bool(super().verify_usernametoken(soap_body))
        tell("call", token=MARK in soap_body, accepted=accepted, action=_action(soap_body))
        return accepted


class Handler(IPCameraHTTPHandler):  # type: ignore[misc]
    """The camera's handler, which tells of what comes over HTTP itself."""

    def do_POST(self) -> None:  # noqa: N802
        """Tell, then let the camera answer."""
        scheme = self.headers.get("Authorization", "").split(" ", 1)[0]
        tell("post", path=self.path, scheme=scheme)
        super().do_POST()


def _action(soap: str) -> str:
    """Return the first element of the body, without its prefix."""
    after = soap.partition("Body")[2].partition("<")[2]
    return after.split(">", 1)[0].split()[0].split(":")[-1].rstrip("/")


def _room(number: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    """Return an invented room with something that moves."""
    picture = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    picture[::16, :] = 150
    picture[:, number * 8 % WIDTH :][:, :40] = 220
    return picture


def _stream(server: NativeRTSPServer, name: str) -> None:
    number = 0
    while True:
        server.stream_frame(name, _room(number))
        number += 1
        time.sleep(1 / FPS)


def _rtsp(host: str, port: int, name: str) -> bool:
    if shutil.which("ffmpeg") is None:
        return False
    server = NativeRTSPServer(port=port, host=host)
    server.add_stream(name=name, width=WIDTH, height=HEIGHT, fps=FPS, bitrate="1M")
    if not server.start():
        return False
    threading.Thread(target=_stream, args=(server, name), daemon=True).start()
    return True


def _http(host: str, port: int) -> ReusableThreadingTCPServer:
    return ReusableThreadingTCPServer((host, port), Handler)


def main() -> None:
    """Serve until standard input ends."""
    wanted = json.loads(sys.argv[1])
    host = wanted["host"]
    config = CameraConfig(
        local_ip=wanted.get("reported", host), onvif_port=0, rtsp_port=wanted.get("rtsp_port", 8554),
        username=wanted.get("user", ""), password=wanted.get("password", ""),
        main_width=WIDTH, main_height=HEIGHT, main_fps=FPS,
    )  # fmt: skip
    camera = IPCamera(config)
    camera.onvif = Service(config, camera.ptz)
    Handler.camera = camera
    http = _http(host, 0)
    config.onvif_port = http.server_address[1]
    streams = _rtsp(host, config.rtsp_port, config.main_stream_name)
    others = wanted.get("others", ())
    for server in (http, *(_http(other, config.onvif_port) for other in others)):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    tell("ready", onvif=config.onvif_port, rtsp=config.rtsp_port if streams else 0)
    sys.stdin.read()


if __name__ == "__main__":
    main()
