"""What a camera's first 1080p key frame costs, beside PyAV and cv2.VideoCapture; and who waits for
a camera that hangs.

    python -m benchmarks.frames [--cameras 40] [--opencv 4] [--without-alternatives]

GStreamer's RTSP server (Debian's packages, see tests/peers/gst.py) plays one camera as offices set
them: H.264, 1080p, 25 pictures a second at 4 Mbit/s, a key frame every two seconds, Digest. It is
encoded once, somebody watches it all the time, and it is served at as many loopback addresses as
there are cameras. CPU is the processor
time of this process and of all its workers, network, waiting for the key frame and decoding
included; the server's own is not in it.

What everybody must do: show the password where it is asked for, wait for the key frame, decode it
and take the mean of its luma. cv2.VideoCapture opens one camera at a time whatever the threads, so
it gets fewer of them.
"""

import argparse
import asyncio
import os
import socket
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from auditor.contract import Device, Missing
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.pictures import Pictures
from auditor.probes.camera.rtsp import key_frame
from benchmarks.crawl import workers_cpu
from tests.peers import gst as peer
from tests.peers.asking import NAME, Asker, asking

PATH = "/usual"
SIZE = (1920, 1080)
TARGET_MS = 25
DEAD_S = 8.0
GROUP_S = 2.0
"""Seconds between key frames: whoever comes waits for half of it in the mean."""
ACCOUNTS = {NAME: (peer.USER, peer.PASSWORD)}

Place = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way of getting the frames of `cameras`, all of them at a time."""

    name: str
    cameras: int
    wall_s: float
    here_ms: float
    workers_ms: float
    seconds: tuple[float, ...] = ()
    """How long each camera took."""

    @property
    def cpu_ms(self) -> float:
        return self.here_ms + self.workers_ms


@dataclass(frozen=True, slots=True)
class Cameras:
    """Where the cameras are, and the process that plays them."""

    places: tuple[Place, ...]
    played_by: int


@contextmanager
def cameras(number: int) -> Iterator[Cameras]:
    names = {f"digest-{n}": f"127.1.43.{n}" for n in range(1, number + 1)}
    with peer.gst_servers(names, watch=PATH) as servers:
        yield Cameras(tuple(servers.place(name) for name in names), servers.pid)


@contextmanager
def hanging(address: str = "127.1.44.1") -> Iterator[Place]:
    """A camera that takes the connection and never says a word."""
    with socket.create_server((address, 0), backlog=64) as server:
        host, port = server.getsockname()
        yield host, port


async def together(
    number: int, one: Callable[[int], Awaitable[None]], played_by: int, name: str
) -> Row:
    """Ask all, spread over one group of pictures; return what it cost and how long each took."""
    start, cpu, below = time.perf_counter(), time.process_time(), workers_cpu(played_by)
    seconds = [0.0] * number

    async def timed(index: int) -> None:
        await asyncio.sleep(GROUP_S * index / number)
        began = time.perf_counter()
        await one(index)
        seconds[index] = time.perf_counter() - began

    await asyncio.gather(*map(timed, range(number)))
    return Row(
        name=name,
        cameras=number,
        wall_s=time.perf_counter() - start,
        here_ms=(time.process_time() - cpu) / number * 1e3,
        workers_ms=(workers_cpu(played_by) - below) / number * 1e3,
        seconds=tuple(seconds),
    )


@dataclass(slots=True)
class Ours:
    """The auditor's client and its decoding workers."""

    asker: Asker
    pictures: Pictures
    limits: DeviceLimits
    sizes: list[int]

    async def look(self, place: Place, *, dead: bool = False) -> None:
        host, port = place
        link = await self.asker.link(
            Device(host=host, rtsp_port=port, onvif_port=0, credential=NAME)
        )
        async with link.turn():
            frame = await key_frame(link, PATH, deadline=self.asker.deadline())
        if isinstance(frame, Missing):
            if dead and frame.text == "camera.rtsp_silent":
                return
            raise RuntimeError(f"no frame: {frame}")
        picture = await self.pictures.decode(frame, self.limits)
        if isinstance(picture, Missing) or (picture.width, picture.height) != SIZE:
            raise RuntimeError(f"no picture: {picture}")
        self.sizes.append(len(frame.unit))


async def ours(known: Cameras, dead: Place) -> tuple[Row, Row, list[int]]:
    """Return all good, then one of them dead."""
    limits = DeviceLimits(request_s=DEAD_S)
    places = (*known.places, dead)
    with Pictures() as pictures:
        async with asking(*places, accounts=ACCOUNTS, limits=limits) as asker:
            client = Ours(asker, pictures, limits, [])
            for _ in range(2):  # the second time every worker stands
                await asyncio.gather(*map(client.look, known.places[:8]))
            client.sizes.clear()
            number = len(known.places)
            name = "auditor (own RTSP, PyAV in workers)"
            good = await together(
                number, lambda n: client.look(known.places[n]), known.played_by, name
            )
            mixed = (dead, *known.places[1:])
            ill = await together(
                number, lambda n: client.look(mixed[n], dead=n == 0), known.played_by, name
            )
    return good, ill, client.sizes


def url(place: Place) -> str:
    return f"rtsp://{peer.USER}:{peer.PASSWORD}@{place[0]}:{place[1]}{PATH}"


def with_pyav(place: Place) -> None:
    """As facts go, PyAV at its cheapest: little probing, key frames only, one thread."""
    import av
    import cv2

    options = {"rtsp_transport": "tcp", "probesize": "32768", "analyzeduration": "0"}
    with av.open(url(place), options=options, timeout=DEAD_S) as container:
        stream = container.streams.video[0]
        stream.codec_context.skip_frame = "NONKEY"
        stream.codec_context.thread_count = 1
        frame = next(container.decode(stream))
        if (frame.width, frame.height) != SIZE:
            raise RuntimeError("not the whole picture")
        cv2.mean(frame.to_ndarray()[: SIZE[1]])


def with_opencv(place: Place) -> None:
    import cv2

    wait = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, int(DEAD_S * 1000)]
    capture = cv2.VideoCapture(url(place), cv2.CAP_FFMPEG, wait)
    good, picture = capture.read()
    capture.release()
    if not good or picture.shape[1::-1] != SIZE:
        raise RuntimeError("no picture")
    cv2.mean(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))


async def in_threads(
    known: Cameras, way: Callable[[Place], None], name: str, dead: Place | None = None
) -> Row:
    """A thread a camera, as the libraries are used."""
    places = known.places if dead is None else (dead, *known.places[1:])
    with ThreadPoolExecutor(len(places)) as pool:

        def look(index: int) -> None:
            try:
                way(places[index])
            except (OSError, ValueError, RuntimeError):  # PyAV says either of the first two
                if dead is None or index:
                    raise

        async def one(index: int) -> None:
            await asyncio.get_running_loop().run_in_executor(pool, look, index)

        return await together(len(places), one, known.played_by, name)


async def alternatives(
    known: Cameras, few: int, dead: Place
) -> tuple[tuple[Row, Row], tuple[Row, Row]]:
    """Return PyAV's rows and OpenCV's, each all good and one dead."""
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "rtsp_transport;tcp"
    os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
    fewer = Cameras(known.places[:few], known.played_by)
    for way in (with_pyav, with_opencv):
        await asyncio.to_thread(way, known.places[0])  # warm
    pyav = (
        await in_threads(known, with_pyav, "PyAV direct, key frames only"),
        await in_threads(known, with_pyav, "PyAV direct, key frames only", dead),
    )
    opencv = (
        await in_threads(fewer, with_opencv, "cv2.VideoCapture"),
        await in_threads(fewer, with_opencv, "cv2.VideoCapture", dead),
    )
    return pyav, opencv


def show_cost(rows: list[Row]) -> None:
    print(
        f"{'CPU ms a camera':36} {'cameras':>7} {'here':>7} {'workers':>8} {'sum':>7} {'ratio':>6}"
    )
    for row in rows:
        print(
            f"{row.name:36} {row.cameras:7} {row.here_ms:7.1f} {row.workers_ms:8.1f} "
            f"{row.cpu_ms:7.1f} {row.cpu_ms / rows[0].cpu_ms:6.1f}"
        )
    met = "met" if rows[0].cpu_ms <= TARGET_MS else "NOT met"
    print(f"target {TARGET_MS} ms: {met}\n")


def show_waiting(pairs: list[tuple[Row, Row]]) -> None:
    print(f"One camera hangs for {DEAD_S:.0f} s. Seconds that a camera took:")
    print(
        f"{'':36} {'cameras':>7} {'median':>7} {'slowest':>8} | one dead: "
        f"{'median':>7} {'slowest':>8} {'the dead one':>12}"
    )
    for good, ill in pairs:
        rest = ill.seconds[1:]
        print(
            f"{good.name:36} {good.cameras:7} {statistics.median(good.seconds):7.1f} "
            f"{max(good.seconds):8.1f} | {'':9} {statistics.median(rest):7.1f} {max(rest):8.1f} "
            f"{ill.seconds[0]:12.1f}"
        )


async def measure(options: argparse.Namespace) -> None:
    with cameras(options.cameras) as known, hanging() as dead:
        good, ill, sizes = await ours(known, dead)
        rows, pairs = [good], [(good, ill)]
        if not options.without_alternatives:
            pyav, opencv = await alternatives(known, options.opencv, dead)
            rows += [pyav[0], opencv[0]]
            pairs += [pyav, opencv]
    print(f"1080p H.264, Digest, key frames of {statistics.mean(sizes) / 1000:.0f} kB")
    show_cost(rows)
    show_waiting(pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cameras", type=int, default=40)
    parser.add_argument("--opencv", type=int, default=4, help="cameras for cv2.VideoCapture")
    parser.add_argument("--without-alternatives", action="store_true")
    options = parser.parse_args()
    if peer.missing_packages():
        parser.exit(2, f"needs Debian's {' '.join(peer.PACKAGES)}\n")
    asyncio.run(measure(options))


if __name__ == "__main__":
    main()
