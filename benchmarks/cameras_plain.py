"""What anybody would write first: onvif-zeep's ONVIFCamera and cv2.VideoCapture, a thread a camera.

    python -m benchmarks.cameras_plain PLAN     (started by benchmarks.cameras)

It is given a time limit, for it has none of its own and would wait for a silent camera for ever.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

THREADS = 32
LIMIT_S = 8
os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "rtsp_transport;tcp"
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")


def look(camera: dict[str, Any], wsdl: str) -> bool:
    """Return whether a frame was had."""
    stream = _by_onvif(camera, wsdl) if camera["onvif_port"] else camera["path"]
    return bool(stream) and _frame(camera, stream)


def _by_onvif(camera: dict[str, Any], wsdl: str) -> str:
    import cv2
    import numpy as np
    import requests
    from onvif import ONVIFCamera
    from requests.auth import HTTPDigestAuth
    from zeep.transports import Transport

    user, password = camera["user"], camera["password"]
    device = ONVIFCamera(
        camera["host"], camera["onvif_port"], user, password, wsdl,
        transport=Transport(timeout=LIMIT_S, operation_timeout=LIMIT_S),
    )  # fmt: skip
    device.devicemgmt.GetSystemDateAndTime()
    device.devicemgmt.GetDeviceInformation()
    media = device.create_media_service()
    token = media.GetProfiles()[camera["channel"] - 1].token
    setup = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}
    stream = media.GetStreamUri({"StreamSetup": setup, "ProfileToken": token}).Uri
    still = media.GetSnapshotUri({"ProfileToken": token}).Uri
    answer = requests.get(still, auth=HTTPDigestAuth(user, password), timeout=LIMIT_S)
    picture = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_GRAYSCALE)
    cv2.meanStdDev(picture)
    return "/" + stream.split("/", 3)[3]


def _frame(camera: dict[str, Any], path: str) -> bool:
    import cv2

    place = f"{camera['host']}:{camera['rtsp_port']}{path}"
    url = f"rtsp://{camera['user']}:{camera['password']}@{place}"
    wait = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, LIMIT_S * 1000,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC, LIMIT_S * 1000,
    ]  # fmt: skip
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, wait)
    good, picture = capture.read()
    capture.release()
    if good:
        cv2.meanStdDev(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    return bool(good)


def main() -> None:
    wanted = json.loads(Path(sys.argv[1]).read_text())
    start = time.perf_counter()

    def timed(camera: dict[str, Any]) -> dict[str, Any]:
        began = time.perf_counter()
        try:
            good, fault = look(camera, wanted["wsdl"]), ""
        except Exception as error:  # noqa: BLE001 - the library raises its own and all others
            good, fault = False, f"{type(error).__name__}: {error}"[:200]
        ended = time.perf_counter()
        return {
            "dead": camera["dead"], "good": good, "took_s": ended - began,
            "done_s": ended - start, "fault": fault,
        }  # fmt: skip

    with ThreadPoolExecutor(THREADS) as pool:
        rows = list(pool.map(timed, wanted["cameras"]))
    sys.stdout.write("\n" + json.dumps(rows) + "\n")


if __name__ == "__main__":
    main()
