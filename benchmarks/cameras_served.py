"""The cameras of a whole province on loopback, served by two processes at an address each.

    python -m benchmarks.cameras_served PLAN PART     (started by benchmarks.cameras)

What they speak is the demo's (auditor/demo): RTSP with Digest, H.264 in RTP over the one
connection, ONVIF with a UsernameToken; beside it a still picture over HTTP with Digest. The film is
drawn and encoded once: a lit room with a sensor's noise, 1080p, a key frame every two seconds. Each
camera is at another place of it, as cameras do not tick together, and who does not keep up misses
the rest of a group of pictures, as with a camera.
"""

import asyncio
import json
import pickle
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from time import monotonic

from auditor.demo.door import Book, Door
from auditor.demo.film import FRAMES_A_SECOND, Film
from auditor.demo.onvif_server import OnvifServer
from auditor.demo.rtp import CLOCK, Packets
from auditor.demo.rtsp_server import RtspServer, _Session, hang
from auditor.demo.servers import Serve
from auditor.demo.web import Answer, hang_up, read_request, send
from auditor.facts import Auth
from tests.probes.camera import scenes

RTSP_PORT, ONVIF_PORT = 8554, 8080
SIZE = (1920, 1080)
GROUP_S = 2
FILM_S = 22
"""Longer than anybody watches: what comes round again is the same bit for bit."""
BITRATE = 4_000_000
USER, PASSWORD = "xem", "mat-khau-mau-02"
PER_COMMUNE = 4
PROCESSES = 2
STILLS = 8

GOOD, FROZEN = "good", "frozen"
DEAD = ("refuses", "silent", "deaf")
"""Nobody listens; takes the connection and says nothing; never answers the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One device: a camera of its own, or a recorder with the channels of a commune."""

    commune: int
    number: int
    """Within its commune, from 1."""
    kind: str
    recorder: bool
    onvif: bool

    @property
    def host(self) -> str:
        return f"127.2.{self.commune}.{self.number}"

    @property
    def paths(self) -> tuple[str, ...]:
        channels = PER_COMMUNE if self.recorder else 1
        return tuple(f"/Streaming/Channels/{n}01" for n in range(1, channels + 1))

    @property
    def dead(self) -> bool:
        return self.kind in DEAD


def plan(communes: int, dead: int, frozen: int) -> list[Box]:
    """Every other commune has a recorder, the others four cameras; one of five has ONVIF off.

    A fifth of the dead cameras are behind recorders that are dead as a whole.
    """
    boxes = [box for n in range(1, communes + 1) for box in _of_commune(n)]
    alone = [box for box in boxes if not box.recorder]
    behind = [box for box in boxes if box.recorder]
    kinds = dict.fromkeys(boxes, GOOD)
    lost = dead // 5 // PER_COMMUNE
    for n, box in enumerate(_spread(behind, lost)):
        kinds[box] = DEAD[n % len(DEAD)]
    for n, box in enumerate(_spread(alone, dead - lost * PER_COMMUNE)):
        kinds[box] = DEAD[n % len(DEAD)]
    living = [box for box in alone if kinds[box] == GOOD]
    kinds |= dict.fromkeys(_spread(living, frozen), FROZEN)
    return [Box(**{**asdict(box), "kind": kinds[box]}) for box in boxes]


def _of_commune(n: int) -> Iterator[Box]:
    recorder = n % 2 == 0
    for number in range(1, 2 if recorder else PER_COMMUNE + 1):
        onvif = recorder or (n // 2 + number) % 5 != 0
        yield Box(commune=n, number=number, kind=GOOD, recorder=recorder, onvif=onvif)


def _spread(boxes: Sequence[Box], number: int) -> list[Box]:
    return [boxes[(2 * n + 1) * len(boxes) // (2 * number)] for n in range(number)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a camera shows."""

    film: Film
    stills: tuple[bytes, ...]


def shown(kind: str) -> Shown:
    """Draw and encode the film of live or of frozen cameras."""
    import av
    import cv2

    number = FILM_S * FRAMES_A_SECOND
    draw = scenes.frozen if kind == FROZEN else scenes.live
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = *SIZE, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, FRAMES_A_SECOND), Fraction(FRAMES_A_SECOND)
    encoder.thread_count = 2
    group = GROUP_S * FRAMES_A_SECOND
    rate = BITRATE // 1000
    encoder.options = {
        "preset": "superfast", "tune": "zerolatency", "profile": "main", "crf": "23",
        "x264-params": f"keyint={group}:scenecut=0:repeat-headers=1:annexb=1"
        f":vbv-maxrate={rate}:vbv-bufsize={rate}",
    }  # fmt: skip
    packets, stills = [], []
    for index, picture in enumerate(draw(*SIZE, number)):
        if index % (number // STILLS) == 0:
            stills.append(cv2.imencode(".jpg", picture)[1].tobytes())
        packets += encoder.encode(av.VideoFrame.from_ndarray(picture, format="bgr24"))
    packets += encoder.encode(None)
    frames = tuple(_units(bytes(packet)) for packet in packets)
    kinds = {unit[0] & 31: unit for unit in frames[0]}
    return Shown(film=Film(frames=frames, sps=kinds[7], pps=kinds[8]), stills=tuple(stills))


def _units(stream: bytes) -> tuple[bytes, ...]:
    return tuple(unit.rstrip(b"\0") for unit in stream.split(b"\0\0\1") if unit.strip(b"\0"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reel:
    """A film cut into packets once for all who watch: they are numbered on for three rounds."""

    frames: tuple[bytes, ...]
    at: int
    """Where this camera is when the clock stands at zero."""


_BEHIND = 500_000
"""Bytes that a caller may be behind before a camera drops what it has for it."""


class _Camera(RtspServer):
    """The demo's, but for packets that are made beforehand: 200 watch at once."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self.door.book.call():
            await _Watched(self, writer).run(reader)


class _Watched(_Session):
    async def _stream(self, film: "_Shot") -> None:
        writer, reel = self._writer, film.reel
        number = int(monotonic() * FRAMES_A_SECOND)
        shift = (number + reel.at) % len(film.frames) - number
        dropping = False
        with suppress(ConnectionError):
            while (index := number + shift) < len(reel.frames):
                key = index % (GROUP_S * FRAMES_A_SECOND) == 0
                behind = writer.transport.get_write_buffer_size() > _BEHIND
                dropping = behind or (dropping and not key)
                if not dropping:
                    writer.write(reel.frames[index])
                number += 1
                await asyncio.sleep(max(0.0, number / FRAMES_A_SECOND - monotonic()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shot(Film):
    reel: _Reel


def _reel(film: Film) -> tuple[bytes, ...]:
    packets = Packets(source=20_261_123)
    return tuple(
        b"".join(
            b"$\0" + len(one).to_bytes(2, "big") + one
            for one in packets.of_frame(units, index * CLOCK // FRAMES_A_SECOND)
        )
        for index, units in enumerate(film.frames * 3)
    )


@dataclass(slots=True, kw_only=True)
class _Http:
    """ONVIF, and the still pictures beside it."""

    onvif: OnvifServer
    stills: tuple[bytes, ...]
    given: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        door = self.onvif.door
        async with door.book.call():
            request = await read_request(reader)
            if request is None:
                await hang_up(writer)
            elif not request.target.startswith("/anh/"):
                await send(writer, self.onvif._answered(request))
            elif door.admits(request.method, request.headers.get("authorization", "")):
                await send(writer, self._still())
            else:
                head = f"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {door.challenge()}\r\n"
                writer.write(f"{head}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
                await hang_up(writer)

    def _still(self) -> Answer:
        self.given += 1
        return Answer(body=self.stills[self.given % len(self.stills)], kind="image/jpeg")


def _door(box: Box) -> Door:
    return Door(book=Book(name=box.host), auth=Auth.DIGEST, user=USER, password=PASSWORD)


async def _listen(host: str, port: int, serve: Serve) -> None:
    async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError):
                await serve(reader, writer)
        finally:
            writer.transport.abort()

    await asyncio.start_server(on_connection, host, port)


def _deaf(host: str, port: int) -> list[socket.socket]:
    """Listen with a queue that is full: the kernel answers no further call."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(0)
    waiting = socket.create_connection((host, port), timeout=5)
    return [listening, waiting]


async def serve(boxes: Sequence[Box], films: dict[str, Shown]) -> None:
    """Serve until whoever started it is gone."""
    kept = []
    reels = {kind: _reel(one.film) for kind, one in films.items()}
    for box in boxes:
        if box.kind == "deaf":
            kept += [*_deaf(box.host, RTSP_PORT), *_deaf(box.host, ONVIF_PORT)]
        elif box.kind == "silent":
            for port in (RTSP_PORT, ONVIF_PORT):
                await _listen(box.host, port, partial(hang, book=Book(name=box.host)))
        elif not box.dead:
            await _good(box, films[box.kind], reels[box.kind])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


async def _good(box: Box, shows: Shown, frames: tuple[bytes, ...]) -> None:
    door, film = _door(box), shows.film
    streams = {
        path: _Shot(
            frames=film.frames, sps=film.sps, pps=film.pps,
            reel=_Reel(frames=frames, at=31 * box.commune + 7 * box.number + 53 * n),
        )
        for n, path in enumerate(box.paths)
    }  # fmt: skip
    await _listen(box.host, RTSP_PORT, _Camera(streams=streams, door=door).serve)
    if box.onvif:
        onvif = OnvifServer(
            door=door, model="Camera mau", paths=box.paths,
            http_pair=f"{box.host}:{ONVIF_PORT}", rtsp_pair=f"{box.host}:{RTSP_PORT}",
        )  # fmt: skip
        await _listen(box.host, ONVIF_PORT, _Http(onvif=onvif, stills=shows.stills).serve)


def main() -> None:
    place, part = Path(sys.argv[1]), int(sys.argv[2])
    boxes = [Box(**one) for one in json.loads((place / "boxes.json").read_text())]
    films = pickle.loads((place / "films.pickle").read_bytes())
    asyncio.run(serve(boxes[part::PROCESSES], films))


if __name__ == "__main__":
    main()
