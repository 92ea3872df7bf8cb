"""Small web servers on loopback for the demo province, all on one background thread.

They keep a book of who came and how: tests and the demo read it to show that the auditor was
polite and sent nothing. One connection carries one request; that is all a crawler needs here.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

DRIBBLE_EVERY_S = 0.1
"""Pause between two bytes of an endless answer: short enough that no read ever times out."""

_BODY_LIMIT = 65_536

_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sends. An `endless` answer goes on after its body until the reader leaves."""

    body: bytes
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    endless: bool = False


Respond = Callable[[str], Answer]
"""From the request's target (path and query) to the answer; the same for every method."""


@dataclass(slots=True, kw_only=True)
class Hits:
    """The book of one server. Written by the server's thread, read by others when work is done."""

    address: str
    targets: list[str] = field(default_factory=list)
    methods: Counter[str] = field(default_factory=Counter)
    user_agents: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0
    most_at_once: int = 0

    @contextlib.contextmanager
    def visit(self, method: str, target: str, user_agent: str) -> Iterator[None]:
        """Note one request, and that it is under way until the block ends."""
        self.targets.append(target)
        self.methods[method] += 1
        self.user_agents[user_agent] += 1
        self.in_flight += 1
        self.most_at_once = max(self.most_at_once, self.in_flight)
        try:
            yield
        finally:
            self.in_flight -= 1


def bound(address: str) -> socket.socket:
    """Return a socket that holds a free port of `address`; until it listens, callers are refused."""
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        held.bind((address, 0))
    except OSError:
        held.close()
        raise
    return held


class Servers:
    """Any number of servers on one thread with one event loop, from `start` to `stop`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="demo", daemon=True)
        self._servers: list[asyncio.Server] = []
        self._visits: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Start the thread; servers can then be added."""
        self._thread.start()

    def add(
        self,
        listening: socket.socket,
        respond: Respond,
        hits: Hits,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Serve `respond` on the bound socket, which the loop owns from now on."""

        async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._visit(_serve_one(reader, writer, respond, hits), writer)

        self._servers.append(
            self._call(asyncio.start_server(on_connection, sock=listening, ssl=tls))
        )

    def add_sentinel(self, listening: socket.socket) -> None:
        """Accept connections on the bound socket and close them: proof that the network works."""

        async def on_connection(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._visit(_close(writer), writer)

        self._servers.append(self._call(asyncio.start_server(on_connection, sock=listening)))

    def stop(self) -> None:
        """Close every server and connection and end the thread; nothing is left behind."""
        if self._thread.is_alive():
            self._call(self._close_all())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _visit(self, work: Coroutine[Any, Any, None], writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - asyncio serves each connection in a task
        self._visits.add(task)
        try:
            # A reader that leaves early, and our own stop, are how visits to these servers end.
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await work
        finally:
            writer.transport.abort()
            self._visits.discard(task)

    async def _close_all(self) -> None:
        for server in self._servers:
            server.close()
        await asyncio.sleep(0)  # lets connections that were just accepted become visits
        while visits := tuple(self._visits):
            for task in visits:
                task.cancel()
            await asyncio.gather(*visits, return_exceptions=True)
        await asyncio.sleep(0)  # aborted transports close their sockets in the next turn


async def _serve_one(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, respond: Respond, hits: Hits
) -> None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        await _close(writer)
        return
    request, *lines = head.decode("latin-1").split("\r\n")
    method, _, rest = request.partition(" ")
    target = rest.rpartition(" ")[0]
    headers = dict(_header(line) for line in lines if ":" in line)
    await _skip_body(reader, headers.get("content-length", "0"))
    with hits.visit(method, target, headers.get("user-agent", "")):
        await _send(writer, respond(target), bodiless=method == "HEAD")


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()


async def _skip_body(reader: asyncio.StreamReader, length: str) -> None:
    """Read what a form would send: closing on unread bytes would reset the connection."""
    if length.isdecimal():
        with contextlib.suppress(asyncio.IncompleteReadError):
            await reader.readexactly(min(int(length), _BODY_LIMIT))


async def _send(writer: asyncio.StreamWriter, answer: Answer, *, bodiless: bool) -> None:
    reason = _REASONS.get(answer.status, "")
    length = "" if answer.endless else f"Content-Length: {len(answer.body)}\r\n"
    head = f"HTTP/1.1 {answer.status} {reason}\r\nContent-Type: {answer.kind}\r\n{length}"
    writer.write(f"{head}Connection: close\r\n\r\n".encode("ascii"))
    if not bodiless:
        writer.write(answer.body)
        await writer.drain()
        while answer.endless:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(DRIBBLE_EVERY_S)
    await _close(writer)


async def _close(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        writer.close()
        await writer.wait_closed()
