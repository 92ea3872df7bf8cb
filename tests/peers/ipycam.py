"""Start the camera of the package `ipycam` for a test, and read what it saw.

The package requires the desktop build of OpenCV, which nothing else here may bring along, so it
lies in a folder of its own without its requirements: NumPy and `cv2` are ours already.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PACKAGE = "ipycam==1.3.0"
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".cache" / "peers"
SCRIPT = Path(__file__).with_name("ipycam_server.py")
USER = "mau"
PASSWORD = "mat-khau-mau-01"  # noqa: S105
ELSEWHERE = "10.255.255.9"
"""What the camera says its address is: one of the network that it stands in, not ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One line of the camera's log: an HTTP request (`post`) or the SOAP call in it (`call`)."""

    kind: str
    path: str = ""
    scheme: str = ""
    action: str = ""
    token: bool = False
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class IpyCam:
    """One camera."""

    host: str
    onvif_port: int
    rtsp_port: int
    """0: it has no ffmpeg and streams nothing."""
    log: Path
    since: int = 0
    """Lines of the log that are not looked at."""

    def calls(self) -> list[Call]:
        """Return what the camera saw so far; it writes before it answers."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        calls = [Call(**row) for row in map(json.loads, lines) if row["kind"] != "ready"]
        return calls[self.since :]

    def tries(self) -> list[Call]:
        """Return the requests that said who asks, in SOAP or over HTTP."""
        return [call for call in self.calls() if call.token or call.scheme]


@cache
def _package() -> Path | None:
    """Return the folder that holds the package, fetched once; None where it cannot be had."""
    place = FOLDER / PACKAGE.replace("==", "-")
    if (place / "ipycam").is_dir():
        return place
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER.parent / ".gitignore").write_text("*\n", encoding="ascii")
    with tempfile.TemporaryDirectory(dir=FOLDER) as beside:
        fetched = Path(beside) / "package"
        if not _fetched(fetched):
            return None
        fetched.rename(place)  # whole or not at all
    return place


def _fetched(folder: Path) -> bool:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--retries", "1"]
    try:
        asked = subprocess.run(  # noqa: S603
            [*command, "--target", str(folder), PACKAGE],
            capture_output=True,
            timeout=120,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0


def available() -> bool:
    """Fetch the package; False where that cannot be done."""
    return _package() is not None


def skip_without_package() -> None:
    """Skip where the package cannot be fetched."""
    if not available():
        pytest.skip(f"optional: needs the package {PACKAGE}")


def skip_without(program: str) -> None:
    """Skip where Debian's package of that name is not there.

    `faketime` gives a camera a clock of its own, with `ffmpeg` it streams.
    """
    if shutil.which(program) is None:
        pytest.skip(f"optional: needs Debian's {program}")


@contextmanager
def ipycam(
    host: str = "127.0.42.1",
    *,
    password: str = PASSWORD,
    clock_offset_s: int = 0,
    reported: str = ELSEWHERE,
    others: Sequence[str] = (),
) -> Iterator[IpyCam]:
    """Run a camera for the time of a block; without a password it asks for none.

    It answers ONVIF at the addresses of `others` too, as if it were several.
    """
    wanted = {
        "host": host, "reported": reported, "rtsp_port": _free_port(host),
        "others": list(others), "user": USER if password else "", "password": password,
    }  # fmt: skip
    # -P: or this very file would be found in the package's place.
    command = [sys.executable, "-P", str(SCRIPT), json.dumps(wanted)]
    if clock_offset_s:
        command = ["faketime", "-f", f"{clock_offset_s:+d}s", *command]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "ipycam.jsonl"
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.DEVNULL, cwd=folder,
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": str(_package()), "OPENBLAS_NUM_THREADS": "1"},
            )  # fmt: skip
        try:
            onvif, rtsp = _ready(process, log)
            yield IpyCam(host, onvif, rtsp, log)
        finally:
            with suppress(ProcessLookupError):  # it may have ended by itself
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _free_port(host: str) -> int:
    """Return a port for its RTSP server, which cannot say which one it was given."""
    with socket.create_server((host, 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _ready(process: subprocess.Popen[bytes], log: Path) -> tuple[int, int]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        first, newline, _ = log.read_text(encoding="utf-8").partition("\n")
        if newline:
            row = json.loads(first)
            return row["onvif"], row["rtsp"]
        time.sleep(0.02)
    raise RuntimeError(f"ipycam did not start: {process.poll()}")
