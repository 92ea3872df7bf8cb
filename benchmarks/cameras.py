"""Every camera of a province in one run: wall, processor and memory, beside the plain way.

    python -m benchmarks.cameras [--communes 226] [--dead 40] [--frozen 8] [--plain 40] [--light 0.25]

226 communes of four cameras stand on loopback at an address each (127.2.commune.number), half of
them behind recorders, served by two processes of their own (benchmarks/cameras_served.py): 1080p
H.264 with a sensor's noise, Digest, a still picture, ONVIF with a UsernameToken. `auditor run` goes
over all of them as it would in a province, from its inventory to its reports, and once more with 40
of them dead: refusing, silent, or deaf to the call. When a living camera was seen, and how long its
visit took, is compared between the two, camera by camera. Then once more with the streams of a share
of them only (`network.stream_share`), and the plain way (benchmarks/cameras_plain.py) on some of the
same cameras, one in twenty of them dead.

Processor time and memory are those of the program with all its workers, read from /proc; the
cameras' own are not in it, though they share the machine and lengthen the wall. A program that is
started for 40 cameras pays its imports as one that looks at 904: the plain way's are counted once
and taken off, ours are not.
"""

import argparse
import json
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from auditor.probes.camera.onvif.wsdl import folder as wsdl_folder
from benchmarks import cameras_province as province
from benchmarks.cameras_read import row_of
from benchmarks.cameras_row import Row, delays, show, targets, tell
from benchmarks.cameras_served import (
    FROZEN,
    GOOD,
    ONVIF_PORT,
    PASSWORD,
    PROCESSES,
    RTSP_PORT,
    SIZE,
    USER,
    Box,
    plan,
    shown,
)
from benchmarks.processes import ended_by_signals, measured


@contextmanager
def served(boxes: Sequence[Box], folder: Path, films: bytes) -> Iterator[None]:
    """Serve the boxes for the time of a block."""
    folder.mkdir(parents=True)
    (folder / "boxes.json").write_text(json.dumps([asdict(box) for box in boxes]))
    (folder / "films.pickle").write_bytes(films)
    with ExitStack() as stack:
        servers = [
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.cameras_served", str(folder), str(part)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )
            for part in range(PROCESSES)
        ]  # fmt: skip
        for one in servers:
            stack.callback(_end, one)
        for one in servers:
            if one.stdout is None or one.stdout.readline() != b"ready\n":
                raise RuntimeError("the cameras did not start")
        yield


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()


@contextmanager
def answering() -> Iterator[socket.socket]:
    """Be the machine outside that shows that our own line is good."""
    with socket.create_server(("127.2.250.1", 0), backlog=256) as server:

        def accept() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield server
        server.shutdown(socket.SHUT_RDWR)


def view() -> dict[str, object]:
    """Return what every camera has as its approved view: the room, learnt from looks at it."""
    from auditor.probes.camera.seeing.reference import learn
    from tests.probes.camera import scenes

    pictures = scenes.live(*SIZE, 40)
    looks = [[one.mean(axis=2).astype("uint8")] for n, one in enumerate(pictures) if n % 8 == 0]
    return learn(looks).to_dict()


def ours(
    boxes: Sequence[Box],
    folder: Path,
    name: str,
    features: Mapping[str, object],
    network: Mapping[str, object],
) -> Row:
    """Return the run."""
    with answering() as sentinel:
        config = province.write(folder, boxes, sentinel, features, network)
        auditor = [sys.executable, "-m", "auditor.cli"]
        whole = measured([*auditor, "run", "--config", str(config), "--quiet"], cwd=folder)
    if whole.code not in (0, 3, 4):
        raise RuntimeError(whole.output)
    again = measured([*auditor, "rejudge", "--config", str(config), "--quiet"], cwd=folder)
    return replace(row_of(boxes, folder, name, whole), again=again)


def plain(boxes: Sequence[Box], folder: Path, number: int) -> tuple[Row, float]:
    """Return what the plain way cost, and what its imports alone did (CPU seconds)."""
    few = _few(boxes, number)
    wanted = folder / "plain.json"
    told: dict[str, Any] = {"wsdl": str(wsdl_folder()), "cameras": []}
    command = [sys.executable, "-m", "benchmarks.cameras_plain", str(wanted)]
    wanted.write_text(json.dumps(told))
    imports = "import cv2, numpy, requests, onvif, zeep"
    empty = measured([sys.executable, "-c", imports], cwd=Path.cwd())
    wanted.write_text(json.dumps(told | {"cameras": few}))
    spent = measured(command, cwd=Path.cwd())
    if spent.code:
        raise RuntimeError(spent.output)
    rows = json.loads(spent.output.splitlines()[-1])
    missed = [one for one in rows if one["good"] == one["dead"]]
    good = [one for one in rows if one["good"]]
    row = Row(
        name="onvif-zeep + cv2 in threads",
        cameras=len(few),
        dead=sum(one["dead"] for one in few),
        unseen=len(missed),
        looked_s=max(one["done_s"] for one in good),
        took_s=tuple(one["took_s"] for one in good),
        spent=spent,
        found=f"NOT SEEN: {dict(Counter(one['fault'] for one in missed))}" if missed else "",
    )
    return row, empty.cpu_s


def _few(boxes: Sequence[Box], number: int) -> list[dict[str, Any]]:
    """Return some of the cameras, as many dead among them as in the whole."""
    cameras = [
        {
            "host": box.host, "rtsp_port": RTSP_PORT, "onvif_port": ONVIF_PORT if box.onvif else 0,
            "user": USER, "password": PASSWORD, "path": path, "channel": n, "dead": box.dead,
        }
        for box in boxes
        for n, path in enumerate(box.paths, 1)
    ]  # fmt: skip
    dead = [one for one in cameras if one["dead"]]
    living = [one for one in cameras if not one["dead"]]
    lost = min(len(dead), -(-number * len(dead) // len(cameras)))
    step = max(len(living) // max(number - lost, 1), 1)
    return [*dead[:lost], *living[::step][: number - lost]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=226)
    parser.add_argument("--dead", type=int, default=40)
    parser.add_argument("--frozen", type=int, default=8)
    parser.add_argument("--plain", type=int, default=40)
    parser.add_argument("--at-once", type=int, help="network.devices_in_flight, not the default")
    parser.add_argument("--frozen-share", type=float, help="network.frozen_share, not the default")
    parser.add_argument(
        "--light", type=float, default=0.25, help="network.stream_share; 0: not run"
    )
    parser.add_argument("--only-dead", action="store_true", help="not the run without dead ones")
    with ended_by_signals():
        run(parser.parse_args())


def run(options: argparse.Namespace) -> None:
    films = pickle.dumps({kind: shown(kind) for kind in (GOOD, FROZEN)})
    features, rows, imports_s = view(), [], 0.0
    given = {"devices_in_flight": options.at_once, "frozen_share": options.frozen_share}
    network = {name: value for name, value in given.items() if value is not None}
    with tempfile.TemporaryDirectory() as name:
        for dead in dict.fromkeys((options.dead if options.only_dead else 0, options.dead)):
            folder = Path(name) / f"dead-{dead}"
            boxes = plan(options.communes, dead, options.frozen)
            with served(boxes, folder / "served", films):
                row = ours(boxes, folder / "province", "auditor run", features, network)
                rows.append(row)
                tell(row)
                if dead == options.dead and options.light:
                    light = network | {"stream_share": options.light}
                    name_ = f"auditor run, {options.light:.0%} streams"
                    rows.append(ours(boxes, folder / "light", name_, features, light))
                    tell(rows[-1])
                if dead == options.dead and options.plain:
                    slow, imports_s = plain(boxes, folder, options.plain)
                    rows.append(slow)
                    print(slow.found)
    print(f"load average before it ended: {os.getloadavg()[0]:.1f}\n")
    show(rows, imports_s)
    for row in rows:
        if row.name.startswith("auditor"):
            targets(row)
    if not options.only_dead and options.dead:
        delays(rows[0], rows[1])


if __name__ == "__main__":
    main()
