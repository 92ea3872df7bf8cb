"""What a camera costs over ONVIF, beside onvif-zeep's own `ONVIFCamera`.

    python -m benchmarks.onvif [--cameras 20]

The device is the camera of the package `ipycam` (see tests/peers/ipycam.py), a real HTTP server
in a process of its own that asks for a UsernameToken, at as many addresses as there are cameras. Six calls a camera: clock, services, device
information, profiles, address of the stream, address of the still picture; the calls that a way
makes besides (a first one without a credential, a subscription) count against it. Every camera is
a new one to both: a link and a device object of ours, an `ONVIFCamera` of theirs. Ours are asked
all at once, as in a run, and so five times; theirs one after another, as its calls block.

CPU is the processor time of the asking process, the device's own is not in it; on a machine that
others use too the least is nearer to the truth than the median. What is paid once
a run (imports, descriptions parsed) stands in a column of its own. `ONVIFCamera` calls
logging.basicConfig, edits the environment and asks the device for a subscription to events, so it
runs in a process of its own. It takes the address that the camera gives for granted, so this
camera gives its true one.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

from auditor.contract import Device, Missing
from auditor.probes.camera.onvif.device import OnvifDevice
from auditor.probes.camera.onvif.report import Report
from auditor.probes.camera.onvif.wsdl import descriptions
from tests.peers import ipycam as peer
from tests.peers.asking import NAME, Asker, asking
from tests.peers.ipycam import IpyCam, ipycam

TARGET_MS = 15
ROUNDS = 5

THEIRS = """
import json, sys, time
wanted = json.loads(sys.argv[1])
start = time.process_time()
from onvif import ONVIFCamera
once = time.process_time() - start

def ask():
    camera = ONVIFCamera(wanted["host"], wanted["port"], wanted["user"], wanted["password"], wanted["wsdl"])
    camera.devicemgmt.GetSystemDateAndTime()
    camera.devicemgmt.GetServices({"IncludeCapability": False})
    camera.devicemgmt.GetDeviceInformation()
    media = camera.create_media_service()
    token = media.GetProfiles()[0].token
    setup = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}
    stream = media.GetStreamUri({"StreamSetup": setup, "ProfileToken": token}).Uri
    media.GetSnapshotUri({"ProfileToken": token})
    if not stream.startswith("rtsp://"):
        raise SystemExit("no stream")
    return camera

kept = [ask()]  # the first one fills caches
spent = []
for _ in range(wanted["cameras"]):
    cpu = time.process_time()
    kept.append(ask())
    spent.append(time.process_time() - cpu)
print(json.dumps([once, spent]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    name: str
    once_ms: float
    spent_ms: tuple[float, ...]
    """A camera, by round of ours and by camera of theirs."""
    calls: float
    """HTTP requests a camera, as the device counted them."""


def requests(camera: IpyCam) -> int:
    return sum(call.kind == "post" for call in camera.calls())


async def ask(asker: Asker, device: Device) -> None:
    """Ask the six things of a camera that nothing is known of."""
    onvif = OnvifDevice(await asker.link(device))
    report = await onvif.report(deadline=asker.deadline())
    if not isinstance(report, Report):
        raise SystemExit(f"no report: {report}")
    token = report.profiles[0].token
    for wanted in (onvif.stream, onvif.snapshot):
        place = await wanted(token, deadline=asker.deadline())
        if isinstance(place, Missing):
            raise SystemExit(f"no address: {place}")


async def ours(camera: IpyCam, hosts: tuple[str, ...]) -> Row:
    devices = [Device(host=one, onvif_port=camera.onvif_port, credential=NAME) for one in hosts]
    places = {(one.host, port) for one in devices for port in (one.onvif_port, one.rtsp_port)}
    async with asking(*places, accounts={NAME: (peer.USER, peer.PASSWORD)}) as asker:
        start = time.process_time()
        await descriptions()
        once = time.process_time() - start
        await ask(asker, devices[0])  # the first one fills caches
        before = requests(camera)
        spent = []
        for _ in range(ROUNDS):
            cpu = time.process_time()
            await asyncio.gather(*(ask(asker, one) for one in devices))
            spent.append((time.process_time() - cpu) / len(devices))
    return Row(
        name="auditor (zeep, descriptions parsed once)",
        once_ms=once * 1e3,
        spent_ms=tuple(one * 1e3 for one in spent),
        calls=(requests(camera) - before) / (ROUNDS * len(devices)),
    )


def theirs(camera: IpyCam, number: int) -> Row:
    from auditor.probes.camera.onvif.wsdl import folder

    wanted = {
        "host": camera.host, "port": camera.onvif_port, "user": peer.USER,
        "password": peer.PASSWORD, "wsdl": str(folder()), "cameras": number,
    }  # fmt: skip
    before = requests(camera)
    asked = subprocess.run(
        [sys.executable, "-c", THEIRS, json.dumps(wanted)],
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise RuntimeError(asked.stderr)
    once, spent = json.loads(asked.stdout)
    return Row(
        name="onvif-zeep's ONVIFCamera",
        once_ms=once * 1e3,
        spent_ms=tuple(one * 1e3 for one in spent),
        calls=(requests(camera) - before) / (number + 1),
    )


def show(rows: list[Row]) -> None:
    print(
        f"{'CPU ms':42} {'once a run':>10} {'a camera: median':>17} {'least':>7} {'ratio':>6} "
        f"{'HTTP requests':>14}"
    )
    first = statistics.median(rows[0].spent_ms)
    for row in rows:
        median = statistics.median(row.spent_ms)
        print(
            f"{row.name:42} {row.once_ms:10.0f} {median:17.1f} {min(row.spent_ms):7.1f} "
            f"{median / first:6.1f} {row.calls:14.1f}"
        )
    print(f"target {TARGET_MS} ms a camera: {'met' if first <= TARGET_MS else 'NOT met'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cameras", type=int, default=20)
    options = parser.parse_args()
    if not peer.available():
        parser.exit(2, f"needs the package {peer.PACKAGE}\n")
    first, *others = hosts = tuple(f"127.0.45.{n}" for n in range(1, options.cameras + 1))
    with ipycam(first, reported=first, others=others) as camera:
        rows = [asyncio.run(ours(camera, hosts)), theirs(camera, options.cameras)]
    show(rows)


if __name__ == "__main__":
    main()
