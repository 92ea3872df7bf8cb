"""A camera on loopback that answers by a script: well-behaved by default, hostile where asked."""

import asyncio
import hashlib
import re
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

USER, PASSWORD = "mau", "bia-dat-1"
REALM = 'Đầu ghi "Mẫu"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the server was asked."""

    method: str
    url: str
    headers: Mapping[str, str]

    @property
    def scheme(self) -> str:
        """Return Basic, Digest or nothing: how the request said who asks."""
        return self.headers.get("authorization", "").partition(" ")[0]


Answer = bytes | Callable[[Request, asyncio.StreamWriter], Awaitable[None]]
"""Raw bytes, or whatever a function does with the connection."""


@dataclass(slots=True)
class Doorman:
    """Asks who is there, and checks it by RFC 7616 in words of its own."""

    scheme: str = "Digest"
    algorithm: str = "MD5"
    qop: str = ""
    opaque: str = ""
    user: str = USER
    password: str = PASSWORD
    nonces: int = 0
    stale_at: int = 0
    """From this authorized request on the first nonce is too old, once."""
    always_stale: bool = False
    close: bool = False
    """Hang up after each 401."""
    checked: int = 0

    def challenge(self, *, stale: bool = False) -> str:
        self.nonces += 1
        if self.scheme == "Basic":
            return 'Basic realm="Mau"'
        realm = REALM.replace('"', '\\"')
        extra = f', qop="{self.qop}"' if self.qop else ""
        extra += f', opaque="{self.opaque}"' if self.opaque else ""
        extra += ", stale=TRUE" if stale or self.always_stale else ""
        kind = f", algorithm={self.algorithm}" if self.algorithm else ""
        return f'Digest realm="{realm}", nonce="nonce-{self.nonces}"{kind}{extra}'

    def refuses(self, request: Request) -> str:
        """Return the challenge for whom it does not let in."""
        value = request.headers.get("authorization", "")
        if not value:
            return self.challenge()
        self.checked += 1
        if self.stale_at and self.checked == self.stale_at:
            return self.challenge(stale=True)
        return "" if self._good(request, value) else self.challenge()

    def _good(self, request: Request, value: str) -> bool:
        if self.scheme == "Basic":
            return b64decode(value.partition(" ")[2]).decode() == f"{self.user}:{self.password}"
        told = {k: v.strip('"') for k, v in re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|[^,\s]+)', value)}
        fresh = told.get("nonce") == f"nonce-{self.nonces}"
        same = told.get("opaque", "") == self.opaque and told.get("uri") == request.url
        return fresh and same and told.get("response") == self._response(request, told)

    def _response(self, request: Request, told: Mapping[str, str]) -> str:
        maker = hashlib.sha256 if self.algorithm.startswith("SHA-256") else hashlib.md5

        def h(text: str) -> str:
            return maker(text.encode()).hexdigest()

        secret = h(f"{self.user}:{REALM}:{self.password}")
        if self.algorithm.endswith("-sess"):
            secret = h(f"{secret}:{told['nonce']}:{told['cnonce']}")
        what = h(f"{request.method}:{request.url}")
        if self.qop:
            middle = f"{told['nonce']}:{told['nc']}:{told['cnonce']}:auth"
            return h(f"{secret}:{middle}:{what}")
        return h(f"{secret}:{told['nonce']}:{what}")


@dataclass(slots=True)
class RtspServer:
    """One camera. `answers` replaces what it says to a method."""

    sdp: bytes = b""
    packets: Sequence[bytes] = ()
    doorman: Doorman | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    describe_headers: str = ""
    channel: int = 0
    hang_up: bool = False
    """Close after the last packet, instead of staying silent."""
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    @property
    def methods(self) -> list[str]:
        return [one.method for one in self.requests]

    @property
    def tries(self) -> list[str]:
        """Return the methods of the requests that showed a credential."""
        return [one.method for one in self.requests if one.scheme]

    @asynccontextmanager
    async def serving(self, host: str = "127.0.63.1") -> AsyncIterator[int]:
        """Serve inside the block; its value is the port."""
        tasks: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            tasks.add(task)
            self.connections += 1
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._converse(reader, writer)
            writer.close()

        server = await asyncio.start_server(serve, host, 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            request = _request(await reader.readuntil(b"\r\n\r\n"))
            self.requests.append(request)
            answer = self.answers.get(request.method)
            if callable(answer):
                await answer(request, writer)
            elif answer is not None:
                writer.write(answer)
            elif not self._polite(request, writer):
                return
            await writer.drain()

    def _polite(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answer as a camera does; False when it hangs up."""
        guarded = self.doorman if request.method != "OPTIONS" else None
        if guarded and (challenge := guarded.refuses(request)):
            close = "Connection: close\r\n" if guarded.close else ""
            head = f"WWW-Authenticate: {challenge}\r\n{close}"
            writer.write(reply(request, "401 Unauthorized", head))
            return not guarded.close
        writer.write(self._reply(request))
        if request.method == "PLAY":
            writer.writelines(interleaved(one, self.channel) for one in self.packets)
            return not self.hang_up
        return True

    def _reply(self, request: Request) -> bytes:
        channels = f"{self.channel}-{self.channel + 1}"
        heads = {
            "OPTIONS": "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n",
            "DESCRIBE": f"Content-Type: application/sdp\r\n{self.describe_headers}",
            "SETUP": f"Session: 4D41;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved={channels}\r\n",
            "PLAY": "Session: 4D41\r\nRTP-Info: url=track1\r\n",
        }
        body = self.sdp if request.method == "DESCRIBE" else b""
        return reply(request, "200 OK", heads.get(request.method, ""), body)


def reply(request: Request, status: str, head: str = "", body: bytes = b"") -> bytes:
    """Return a whole answer."""
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    number = request.headers.get("cseq", "0")
    return f"RTSP/1.0 {status}\r\nCSeq: {number}\r\n{head}{length}\r\n".encode() + body


def saying(status: str, head: str = "") -> Answer:
    """Answer with a number."""

    async def say(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(request, status, head))

    return say


def writing(*parts: bytes, pause: float = 0.0, close: bool = False) -> Answer:
    """Write as it is, and hang up where asked."""

    async def write(request: Request, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            if pause:
                await asyncio.sleep(pause)
        if close:
            writer.close()
            await asyncio.sleep(60)

    return write


def interleaved(data: bytes, channel: int = 0) -> bytes:
    """Frame one packet."""
    return b"$" + bytes([channel]) + len(data).to_bytes(2, "big") + data


def _request(head: bytes) -> Request:
    first, *rest = head.decode("utf-8", "surrogateescape").strip().split("\r\n")
    method, url, _ = first.split(" ")
    pairs = (line.partition(":") for line in rest)
    return Request(method=method, url=url, headers={k.lower(): v.strip() for k, _, v in pairs})
