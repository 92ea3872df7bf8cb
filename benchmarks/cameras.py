"""Every camera of a province in one run: wall, processor and memory, beside the plain way.

    python -m benchmarks.cameras [--communes 226] [--dead 40] [--frozen 8] [--plain 40]

226 communes of four cameras stand on loopback at an address each (127.2.commune.number), half of
them behind recorders, served by two processes of their own (benchmarks/cameras_served.py): 1080p
H.264 with a sensor's noise, Digest, a still picture, ONVIF with a UsernameToken. `auditor run` goes
over all of them as it would in a province, from its inventory to its reports, and once more with 40
of them dead: refusing, silent, or deaf to the call. Then the plain way (benchmarks/cameras_plain.py)
on some of the same cameras, one in twenty of them dead.

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
import statistics
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from auditor.facts import Look, LookState
from auditor.plan import CAMERA, PICTURE
from auditor.probes.camera.onvif.wsdl import folder as wsdl_folder
from auditor.store import Store
from benchmarks import cameras_province as province
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
from benchmarks.processes import Spent, measured

TARGET_WALL_S, TARGET_CPU_MS, TARGET_MB = 120, 50, 900
Name = tuple[str, str]
"""Commune's code and camera's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way over some cameras."""

    name: str
    cameras: int
    dead: int
    unseen: int
    """Living ones of which no picture was had."""
    looked_s: float
    """From the first question to the last answer of a good camera."""
    took_s: tuple[float, ...]
    """Each good camera, its own time."""
    spent: Spent
    found: str

    @property
    def cpu_ms(self) -> float:
        return self.spent.cpu_s / self.cameras * 1e3


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
) -> tuple[Row, Spent]:
    """Return the run, and what judging and reporting alone cost."""
    with answering() as sentinel:
        config = province.write(folder, boxes, sentinel, features, network)
        auditor = [sys.executable, "-m", "auditor.cli"]
        whole = measured([*auditor, "run", "--config", str(config), "--quiet"], cwd=folder)
    if whole.code not in (0, 3, 4):
        raise RuntimeError(whole.output)
    again = measured([*auditor, "rejudge", "--config", str(config), "--quiet"], cwd=folder)
    return _row(boxes, folder, name, whole), again


def _row(boxes: Sequence[Box], folder: Path, name: str, spent: Spent) -> Row:
    looks, pictures, began = _looks(boxes, folder)
    living = {name for box in boxes if not box.dead for name in _names(box)}
    dead = {name for box in boxes if box.dead for name in _names(box)}
    up = {name for name, look in looks.items() if look.state is LookState.UP}
    if up - living:
        raise RuntimeError(f"{len(up & dead)} dead cameras were seen")
    unseen = Counter(looks[one].text if one in looks else "no look" for one in living - up)
    done = max((looks[one].at for one in up), default=began)
    return Row(
        name=name,
        cameras=len(living | dead),
        dead=len(dead),
        looked_s=(done - began).total_seconds(),
        unseen=sum(unseen.values()),
        took_s=tuple((looks[one].elapsed_ms or 0) / 1e3 for one in up),
        spent=spent,
        found=_found(boxes, pictures) + (f"; NOT SEEN: {dict(unseen)}" if unseen else ""),
    )


def _names(box: Box) -> list[Name]:
    return [(province.code(box.commune), id_) for id_ in province.camera_ids(box)]


def _looks(
    boxes: Sequence[Box], folder: Path
) -> tuple[dict[Name, Look], dict[Name, Look], datetime]:
    """Return the last look at each camera, at each picture, and when the run began."""
    now = datetime.now(UTC)
    since = now - timedelta(hours=3)
    with Store.open(
        f"sqlite:///{folder / 'data/auditor.sqlite'}", folder / "data/evidence"
    ) as store:
        run = store.runs()[-1]
        both: list[dict[Name, Look]] = [
            {
                (code, look.target): look
                for code in sorted({province.code(box.commune) for box in boxes})
                for look in store.looks(code, kind, since, now, run.id)
            }
            for kind in (CAMERA, PICTURE)
        ]
    return both[0], both[1], run.started_at


def _found(boxes: Sequence[Box], pictures: dict[Name, Look]) -> str:
    """Say what was seen of the pictures, by what was shown."""
    from auditor.facts.oddities import odd
    from auditor.facts.picture import measures_of

    told = []
    for kind in (GOOD, FROZEN):
        names = {name for box in boxes if box.kind == kind for name in _names(box)}
        measures = [
            found for name in names
            if name in pictures and (found := measures_of(pictures[name].values))
        ]  # fmt: skip
        counted = Counter(o.kind.value if (o := odd(one)) else "none odd" for one in measures)
        streams = sum(not one.snapshot for one in measures)
        keys = sum(one.keys > 1 for one in measures)
        compared = sum(one.agree is not None for one in measures)
        told.append(
            f"{kind} {len(names)}: {len(measures)} pictures, {streams} of the stream, "
            f"{compared} compared, {keys} frozen tests, {dict(counted)}"
        )
    return "; ".join(told)


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


def show(rows: Sequence[Row], imports_s: float) -> None:
    first = rows[0]
    print(
        f"{'':30} {'cameras':>7} {'dead':>4} {'unseen':>6} {'good seen s':>11} {'a minute':>8} "
        f"{'slowest good s':>14} {'median s':>8} {'program s':>9} {'CPU ms a camera':>15} "
        f"{'ratio':>5} {'PSS MB':>6} {'RSS MB':>6}"
    )
    for row in rows:
        here = row.cpu_ms - (imports_s / row.cameras * 1e3 if row is rows[-1] else 0)
        print(
            f"{row.name:30} {row.cameras:7} {row.dead:4} {row.unseen:6} {row.looked_s:11.1f} "
            f"{(row.cameras - row.dead - row.unseen) / row.looked_s * 60:8.0f} {max(row.took_s):14.1f} "
            f"{statistics.median(row.took_s):8.1f} {row.spent.wall_s:9.1f} {here:15.1f} "
            f"{here / first.cpu_ms:5.1f} {row.spent.pss_mb:6.0f} {row.spent.rss_mb:6.0f}"
        )


def targets(row: Row) -> None:
    for name, value, limit, unit in (
        ("wall of the whole program", row.spent.wall_s, TARGET_WALL_S, "s"),
        ("CPU a camera", row.cpu_ms, TARGET_CPU_MS, "ms"),
        ("memory of all processes (RSS)", row.spent.rss_mb, TARGET_MB, "MB"),
    ):
        met = "met" if value <= limit else "NOT met"
        print(f"{row.dead} dead: {name}: {value:.1f} {unit}, target {limit}: {met}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=226)
    parser.add_argument("--dead", type=int, default=40)
    parser.add_argument("--frozen", type=int, default=8)
    parser.add_argument("--plain", type=int, default=40)
    parser.add_argument("--at-once", type=int, help="network.devices_in_flight, not the default")
    parser.add_argument("--frozen-share", type=float, help="network.frozen_share, not the default")
    parser.add_argument("--only-dead", action="store_true", help="not the run without dead ones")
    options = parser.parse_args()
    films = pickle.dumps({kind: shown(kind) for kind in (GOOD, FROZEN)})
    features, rows, imports_s = view(), [], 0.0
    given = {"devices_in_flight": options.at_once, "frozen_share": options.frozen_share}
    network = {name: value for name, value in given.items() if value is not None}
    with tempfile.TemporaryDirectory() as name:
        for dead in dict.fromkeys((options.dead if options.only_dead else 0, options.dead)):
            folder = Path(name) / f"dead-{dead}"
            boxes = plan(options.communes, dead, options.frozen)
            with served(boxes, folder / "served", films):
                row, again = ours(boxes, folder / "province", "auditor run", features, network)
                rows.append(row)
                tell(row, again)
                if dead == options.dead and options.plain:
                    slow, imports_s = plain(boxes, folder, options.plain)
                    rows.append(slow)
                    print(slow.found)
    print(f"load average before it ended: {os.getloadavg()[0]:.1f}\n")
    show(rows, imports_s)
    for row in rows:
        if row.name.startswith("auditor"):
            targets(row)


def tell(row: Row, again: Spent) -> None:
    print(
        f"{row.dead} dead: the main process {row.spent.main_s / row.cameras * 1e3:.1f} ms CPU a "
        f"camera, its {row.spent.processes - 1} workers {row.spent.others_s / row.cameras * 1e3:.1f};"
        f" judging and reporting once more: {again.cpu_s / row.cameras * 1e3:.1f} ms, "
        f"{again.wall_s:.1f} s"
    )
    print(row.found)


if __name__ == "__main__":
    main()
