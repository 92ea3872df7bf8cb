"""Start GStreamer's RTSP server for a test, and read what it saw."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PYTHON = "/usr/bin/python3"
"""Debian's own: its bindings are built for no other."""
SCRIPT = Path(__file__).with_name("gst_server.py")
PACKAGES = (
    "gir1.2-gst-rtsp-server-1.0", "python3-gi", "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-bad", "gstreamer1.0-plugins-ugly",
)  # fmt: skip
USER = "mau"
PASSWORD = "mat-khau-mau-01"  # noqa: S105
ADDRESSES = {"none": "127.0.41.1", "basic": "127.0.41.2", "digest": "127.0.41.3"}
NEEDED = [
    "multifilesrc",
    "jpegdec",
    "rtspsrc",
    "x264enc",
    "x265enc",
    "rtph264pay",
    "rtph265pay",
    "jpegenc",
    "alawenc",
    "videotestsrc",
]

PROBE = """
import sys, gi
gi.require_version("Gst", "1.0"); gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtspServer
Gst.init(None)
sys.exit(not all(Gst.ElementFactory.find(name) for name in sys.argv[1:]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the server's own log."""

    kind: str
    """connected, asked, tried (a request that said who asks) or closed."""
    server: str
    method: str = ""
    uri: str = ""
    scheme: str = ""
    accepted: bool = False


@dataclass(slots=True)
class GstServers:
    """The servers of one process: none, basic and digest, each on an address of its own."""

    log: Path
    ports: dict[str, int]
    pid: int
    addresses: dict[str, str] = field(default_factory=lambda: dict(ADDRESSES))
    _settled: int = 0

    def place(self, auth: str) -> tuple[str, int]:
        """Return host and port of a server."""
        return self.addresses[auth], self.ports[auth]

    def events(self, auth: str, since: int = 0) -> list[Event]:
        """Return what a server saw, once everything that is under way has been seen."""
        self._settle(auth)
        return self._read(auth)[since:]

    def tries(self, auth: str, since: int = 0) -> list[Event]:
        """Return the requests that said who asks."""
        return [event for event in self.events(auth, since) if event.kind == "tried"]

    def _settle(self, auth: str) -> None:
        """Ask once more oneself: the server's log is written in the order it saw things."""
        self._settled += 1
        mark = f"rtsp://test/settled-{self._settled}"
        with socket.create_connection(self.place(auth), timeout=10) as asking:
            asking.sendall(f"OPTIONS {mark} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
            asking.recv(4096)
        if not any(event.uri == mark for event in self._read(auth, ours=True)):
            raise RuntimeError("the server did not log what it answered")

    def _read(self, auth: str, *, ours: bool = False) -> list[Event]:
        lines = self.log.read_text(encoding="utf-8").splitlines()
        events = [Event(**row) for row in map(json.loads, lines) if row["kind"] != "ready"]
        return [
            event
            for event in events
            if event.server == auth and (ours or not event.uri.startswith("rtsp://test/"))
        ]


def missing_packages() -> bool:
    """Say whether Debian's Python cannot serve here."""
    if not Path(PYTHON).exists():
        return True
    asked = subprocess.run(  # noqa: S603
        [PYTHON, "-c", PROBE, *NEEDED], capture_output=True, timeout=60, check=False
    )
    return asked.returncode != 0


def skip_without_packages() -> None:
    """Skip where the packages are not there: a quarter of a gigabyte is much to ask."""
    if missing_packages():
        pytest.skip(f"optional: needs Debian's {' '.join(PACKAGES)}")


@contextmanager
def gst_servers(
    addresses: dict[str, str] | None = None, *, watch: str = "",
    films: Mapping[str, Path] | None = None,
) -> Iterator[GstServers]:  # fmt: skip
    """Run servers for the time of a block, in a process group of their own.

    `watch` is the path of a stream that somebody else watches at the first of them all the time, and
    so are the `films`: folders of pictures 000.jpg, 001.jpg..., by path, ten of them a second.
    """
    addresses = addresses or ADDRESSES
    words = [f"{auth}={address}" for auth, address in addresses.items()]
    words += [f"watch={watch}"] if watch else []
    words += [f"film={path}={folder}" for path, folder in (films or {}).items()]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "gst.jsonl"
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603
                [PYTHON, str(SCRIPT), *words],
                stdin=subprocess.PIPE, stdout=out, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        try:
            yield GstServers(
                log=log, ports=_ready(process, log), pid=process.pid, addresses=dict(addresses)
            )
        finally:
            with suppress(ProcessLookupError):  # it may have ended by itself
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _ready(process: subprocess.Popen[bytes], log: Path) -> dict[str, int]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        first, newline, _ = log.read_text(encoding="utf-8").partition("\n")
        if newline:
            ports: dict[str, int] = json.loads(first)["ports"]
            return ports
        time.sleep(0.02)
    raise RuntimeError(f"GStreamer's server did not start: {process.poll()}")
