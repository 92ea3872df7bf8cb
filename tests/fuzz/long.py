"""The long run: a worker by target and engine, watched from outside, until its time is over."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.watch import Watched

HANG_S = 20.0
"""One input; the slowest target takes a few hundredths of a second."""
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One fault, and an input that shows it."""

    target: str
    fault: str
    input: bytes
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run came to."""

    target: str
    engine: str
    seconds: float
    inputs: int
    found: tuple[Found, ...]


def run(target: str, engine: str, seconds: int) -> Ran:
    """Fuzz one target for so long. A worker that hangs or dies is a finding, and a new one goes on."""
    begun, inputs, found = time.monotonic(), 0, list[Found]()
    while (left := seconds - (time.monotonic() - begun)) >= 1:
        with TemporaryDirectory() as folder:
            came, more = _worker(target, engine, int(left), Path(folder))
        inputs += came
        known = {one.fault for one in found}
        found += [one for one in more if one.fault not in known]
        if not came:
            break
    spent = time.monotonic() - begun
    return Ran(target=target, engine=engine, seconds=spent, inputs=inputs, found=tuple(found))


def _worker(target: str, engine: str, seconds: int, folder: Path) -> tuple[int, list[Found]]:
    watched = Watched(folder / "watched")
    command = [sys.executable, "-m", "tests.fuzz.worker", target, str(seconds), engine, str(folder)]
    said = folder / "said"
    with said.open("wb") as out:
        worker = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)  # noqa: S603 - our own
        hung = _waited(worker, watched)
    faults = list(_told(target, folder / "findings.jsonl"))
    present, text = watched.present, said.read_text(encoding="utf-8", errors="replace")
    if worker.returncode and present is None:
        raise RuntimeError(f"{target}: the fuzzer itself failed\n{text[-2_000:]}")
    if worker.returncode and present is not None and _repeats(target, present, folder):
        fault = f"hangs for {HANG_S:.0f} s" if hung else f"dies with {worker.returncode}"
        faults.append(Found(target=target, fault=fault, input=present, says=text[-600:]))
    return watched.done, faults


def _waited(worker: "subprocess.Popen[bytes]", watched: Watched) -> bool:
    """Wait for the end; kill a worker that is at one input for too long."""
    done, since = -1, time.monotonic()
    while worker.poll() is None:
        time.sleep(0.2)
        if watched.done != done or watched.present is None:
            done, since = watched.done, time.monotonic()
        elif time.monotonic() - since > HANG_S:
            worker.kill()
            worker.wait()
            return True
    return False


def _repeats(target: str, data: bytes, folder: Path) -> bool:
    """Feed it in a plain process: libFuzzer itself dies now and then, at whatever it was reading."""
    kept = folder / "again.hex"
    kept.write_text(data.hex(), encoding="ascii")
    command = [sys.executable, "-m", "tests.fuzz", target, "--again", str(kept)]
    try:
        done = subprocess.run(  # noqa: S603 - our own
            command, cwd=ROOT, capture_output=True, check=False, timeout=2 * HANG_S
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def _told(target: str, path: Path) -> Iterator[Found]:
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        one = json.loads(line)
        yield Found(
            target=target, fault=one["fault"], says=one["says"], input=bytes.fromhex(one["input"])
        )
