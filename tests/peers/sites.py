"""Real HTTP servers on loopback that do as they are told: drip, lie, cut, never end, redirect.

Each stands on an address of its own (127.x.y.z), written with raw sockets, so that it can break
every rule a web framework would keep. It counts what a polite visitor is held to.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

CERTIFICATES = Path(__file__).parent / "certificates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a visitor asked."""

    method: str
    path: str
    headers: Mapping[str, str]


Handler = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]
Reply = str | bytes | Handler


@dataclass(slots=True)
class Server:
    """One server. `pages` maps a path with its query to what is sent; `other` is for the rest."""

    pages: dict[str, Reply] = field(default_factory=dict)
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    latency_s: float = 0.0
    other: Reply | None = None
    port: int = 0
    asked: list[Request] = field(default_factory=list)
    connections: int = 0
    busiest: int = 0
    """The most requests that were in flight at once."""
    ended: list[float] = field(default_factory=list)
    began: list[float] = field(default_factory=list)
    _now: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(
            self._connected, self.host, self.port, ssl=self.tls, limit=1 << 20
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        """Close, whoever is still being served."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def origin(self) -> str:
        """The address without a path."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [request.path for request in self.asked]

    def url(self, path: str = "/") -> str:
        """Return the address of a page."""
        return self.origin + path

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await _request(reader):
                await self._answer(request, writer)
                await writer.drain()
                if writer.is_closing():
                    return
        except (ConnectionError, TimeoutError, ssl.SSLError):
            return
        finally:
            writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        self.asked.append(request)
        self.began.append(loop.time())
        self._now += 1
        self.busiest = max(self.busiest, self._now)
        try:
            await asyncio.sleep(self.latency_s)
            reply = self.pages.get(request.path, self.other)
            if reply is None:
                reply = page("<h1>404</h1>", status=404)
            if isinstance(reply, str):
                reply = page(reply)
            if isinstance(reply, bytes):
                writer.write(reply)
            else:
                await reply(request, writer)
        finally:
            self._now -= 1
            self.ended.append(loop.time())


async def _request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    first, *rest = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = (line.split(":", 1) for line in rest if ":" in line)
    return Request(
        method=method, path=path, headers={name.lower(): value.strip() for name, value in pairs}
    )


@asynccontextmanager
async def serving(*servers: Server) -> AsyncIterator[None]:
    """Run servers for the time of a block."""
    for server in servers:
        await server.start()
    try:
        yield
    finally:
        for server in servers:
            await server.stop()


def page(
    body: str | bytes,
    *,
    status: int = 200,
    kind: str = "text/html; charset=utf-8",
    **headers: str,
) -> bytes:
    """Return a whole answer; header names are written with `_` for `-`."""
    data = body.encode() if isinstance(body, str) else body
    named = {"Content-Type": kind, "Content-Length": str(len(data))}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [
        f"HTTP/1.1 {status} X",
        *(f"{name}: {value}" for name, value in named.items() if value),
    ]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + data


def redirect(to: str, status: int = 302) -> bytes:
    """Return an answer that sends the visitor elsewhere."""
    return page("", status=status, Location=to)


def silence() -> Handler:
    """Never answer."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    return handler


def drip(head: bytes, drop: bytes = b".", every_s: float = 0.05) -> Handler:
    """Send `head`, then a drop at a time, for ever."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(every_s)

    return handler


def hang_up(after: bytes = b"") -> Handler:
    """Send something, then close."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(after)
        await writer.drain()
        writer.close()

    return handler


def certificate(name: str) -> ssl.SSLContext:
    """Return a server's side of TLS with one of the test certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem", CERTIFICATES / "key.pem")
    return context
