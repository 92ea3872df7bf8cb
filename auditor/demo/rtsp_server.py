"""A camera that speaks RTSP (RFC 2326): H.264 interleaved on the one TCP connection.

It stands in for cameras and recorders of every make. What a real one does and this one does too:
it asks for a password at DESCRIBE, its picture runs whether anyone looks or not, so that a caller
waits for the next key frame, and what it does not know it refuses by the right number.
"""

import asyncio
import base64
import contextlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import urlsplit

from auditor.demo.door import Book, Door
from auditor.demo.film import FRAMES_A_SECOND, Film
from auditor.demo.rtp import CLOCK, PAYLOAD_TYPE, Packets
from auditor.demo.web import Request, hang_up, read_request

_TRACK = "trackID=0"
_INTERLEAVED = 0x24
_REASONS = {
    200: "OK",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    454: "Session Not Found",
    461: "Unsupported Transport",
}
_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer to one request."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class RtspServer:
    """The streams of one device: path with its query, and what is shown there."""

    streams: Mapping[str, Film]
    door: Door

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until the caller leaves or tears down."""
        async with self.door.book.call():
            await _Session(self, writer).run(reader)


async def hang(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter, *, book: Book) -> None:
    """Accept and read, and never say a word: a camera that has hung."""
    async with book.call():
        while await reader.read(4096):
            pass


class _Session:
    """One connection."""

    def __init__(self, server: RtspServer, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._writer = writer
        self._id = secrets.token_hex(4)
        self._film: Film | None = None
        self._channel = 0
        self._player: asyncio.Task[None] | None = None

    async def run(self, reader: asyncio.StreamReader) -> None:
        try:
            while request := await _next(reader):
                self._server.door.book.asked(request.method, request.headers.get("user-agent", ""))
                await self._answer(request, self._said(request))
                if request.method == "TEARDOWN":
                    await self._stop()
                    await hang_up(self._writer)
                    return
        finally:
            await self._stop()

    def _said(self, request: Request) -> Said:
        if request.method == "OPTIONS":
            return Said(headers={"Public": _METHODS})
        if not self._server.door.admits(request.method, request.headers.get("authorization", "")):
            return Said(status=401, headers={"WWW-Authenticate": self._server.door.challenge()})
        match request.method:
            case "DESCRIBE":
                return self._describe(request)
            case "SETUP":
                return self._set_up(request)
            case "PLAY":
                return self._play(request)
            case "GET_PARAMETER" | "TEARDOWN":
                return Said(headers={"Session": self._id})
            case _:
                return Said(status=405, headers={"Allow": _METHODS})

    def _describe(self, request: Request) -> Said:
        film = self._server.streams.get(_path(request.target))
        if film is None:
            return Said(status=404)
        headers = {"Content-Base": f"{request.target}/", "Content-Type": "application/sdp"}
        return Said(headers=headers, body=_sdp(film).encode("ascii"))

    def _set_up(self, request: Request) -> Said:
        path = _path(request.target).removesuffix(f"/{_TRACK}")
        if path not in self._server.streams:
            return Said(status=404)
        channel = _channel(request.headers.get("transport", ""))
        if channel is None:
            return Said(status=461)
        self._film, self._channel = self._server.streams[path], channel
        transport = f"RTP/AVP/TCP;unicast;interleaved={channel}-{channel + 1}"
        return Said(headers={"Transport": transport, "Session": f"{self._id};timeout=60"})

    def _play(self, request: Request) -> Said:
        named = request.headers.get("session", "").partition(";")[0]
        if self._film is None or named != self._id:
            return Said(status=454)
        return Said(headers={"Session": self._id, "Range": "npt=now-"})

    async def _answer(self, request: Request, said: Said) -> None:
        headers = {"CSeq": request.headers.get("cseq", "0"), **said.headers}
        if said.body:
            headers["Content-Length"] = str(len(said.body))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"RTSP/1.0 {said.status} {_REASONS[said.status]}\r\n{lines}\r\n"
        self._writer.write(head.encode("latin-1") + said.body)
        await self._writer.drain()
        if request.method == "PLAY" and said.status == 200 and self._film and not self._player:
            self._player = asyncio.create_task(self._stream(self._film))

    async def _stream(self, film: Film) -> None:
        """Send the film as it runs now, frame by frame, until the caller leaves."""
        packets = Packets(source=secrets.randbits(32), number=secrets.randbits(16))
        number = int(monotonic() * FRAMES_A_SECOND)
        with contextlib.suppress(ConnectionError):
            while True:
                units = film.frames[number % len(film.frames)]
                time = number * CLOCK // FRAMES_A_SECOND
                self._writer.write(b"".join(map(self._framed, packets.of_frame(units, time))))
                await self._writer.drain()
                number += 1
                await asyncio.sleep(max(0.0, number / FRAMES_A_SECOND - monotonic()))

    def _framed(self, packet: bytes) -> bytes:
        return bytes([_INTERLEAVED, self._channel]) + len(packet).to_bytes(2, "big") + packet

    async def _stop(self) -> None:
        if self._player:
            self._player.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._player


async def _next(reader: asyncio.StreamReader) -> Request | None:
    """Return the next request; what a caller reports of the stream (RTCP) is passed over."""
    with contextlib.suppress(asyncio.IncompleteReadError):
        while (first := await reader.readexactly(1)) == bytes([_INTERLEAVED]):
            _, high, low = await reader.readexactly(3)
            await reader.readexactly(high * 256 + low)
        request = await read_request(reader)
        return request and Request(
            method=(first.decode("latin-1") + request.method).lstrip("\r\n"),
            target=request.target,
            headers=request.headers,
            body=request.body,
        )
    return None


def _path(target: str) -> str:
    """Return path and query of an address; how the caller names the device counts for nothing."""
    parts = urlsplit(target)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path.rstrip("/") or "/"


def _channel(transport: str) -> int | None:
    """Return the first channel of an interleaved transport; any other is not served."""
    for way in transport.split(","):
        words = [word.strip() for word in way.split(";")]
        named = [word.partition("=")[2] for word in words if word.startswith("interleaved=")]
        if words[0].upper() == "RTP/AVP/TCP":
            first = named[0].partition("-")[0] if named else "0"
            return int(first) if first.isdecimal() and int(first) < 256 else None
    return None


def _sdp(film: Film) -> str:
    sets = ",".join(base64.b64encode(unit).decode() for unit in (film.sps, film.pps))
    lines = (
        "v=0",
        "o=- 0 0 IN IP4 127.0.0.1",
        "s=Camera Mau",
        "t=0 0",
        "a=control:*",
        f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
        f"a=rtpmap:{PAYLOAD_TYPE} H264/{CLOCK}",
        f"a=fmtp:{PAYLOAD_TYPE} packetization-mode=1; profile-level-id={film.profile}; "
        f"sprop-parameter-sets={sets}",
        f"a=control:{_TRACK}",
    )
    return "".join(f"{line}\r\n" for line in lines)
