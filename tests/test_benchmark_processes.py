"""A benchmark that is ended ends what it has started."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

WORKER = "import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
CHILD = (
    "import os, pathlib, time; pathlib.Path({pid!r}).write_text(str(os.getpid())); time.sleep(60)"
)
BENCHMARK = """
import sys
from benchmarks.processes import ended_by_signals, measured
with ended_by_signals():
    measured([sys.executable, "-c", {worker!r}])
"""


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_nothing_is_left_running_by_a_benchmark_that_is_ended(
    tmp_path: Path, ending: signal.Signals
) -> None:
    told = tmp_path / "pid"
    worker = WORKER.format(child=CHILD.format(pid=str(told)))
    root = Path(__file__).parents[1]
    benchmark = subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-c", BENCHMARK.format(worker=worker)], cwd=root, stderr=subprocess.DEVNULL
    )
    try:
        child = _told(told)
        benchmark.send_signal(ending)
        assert benchmark.wait(30) != 0
    finally:
        benchmark.kill()
        benchmark.wait()
    assert not _runs(child)


def _told(place: Path) -> int:
    for _ in range(600):
        if place.exists() and (text := place.read_text()):
            return int(text)
        time.sleep(0.05)
    pytest.fail("it did not start")


def _runs(pid: int) -> bool:
    """Say whether it lives: a killed orphan may not have been buried yet."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return False
        if state == "Z":
            return False
        time.sleep(0.05)
    return True
