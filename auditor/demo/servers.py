"""Servers on loopback for the demo province, any number of them on one background thread."""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Coroutine
from email.utils import formatdate
from functools import partial
from typing import Any, TypeVar

from auditor.demo.web import Hits, Respond, hang_up, serve_pages

T = TypeVar("T")

_GREETING_S = 1.0
"""How long the sentinel waits for a question; who only greets hangs up at once."""

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""What is done with one connection."""


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
        self, listening: socket.socket, serve: Serve, tls: ssl.SSLContext | None = None
    ) -> None:
        """Serve every connection to the bound socket, which the loop owns from now on."""

        async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._visit(serve(reader, writer), writer)

        self._servers.append(
            self._call(asyncio.start_server(on_connection, sock=listening, ssl=tls))
        )

    def add_site(
        self,
        listening: socket.socket,
        respond: Respond,
        hits: Hits,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Serve web pages."""
        self.add(listening, partial(serve_pages, respond=respond, hits=hits), tls)

    def add_sentinel(self, listening: socket.socket) -> None:
        """Accept connections, and tell the time to whoever asks: the way here and his clock are good."""

        async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            silent = (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError)
            with contextlib.suppress(*silent):
                async with asyncio.timeout(_GREETING_S):
                    await reader.readuntil(b"\r\n\r\n")
                told = formatdate(usegmt=True)
                writer.write(f"HTTP/1.1 204 No Content\r\nDate: {told}\r\n\r\n".encode())
                await writer.drain()
            await hang_up(writer)

        self.add(listening, greet)

    def stop(self) -> None:
        """Close every server and connection and end the thread; nothing is left behind."""
        if self._thread.is_alive():
            self._call(self._close_all())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _visit(self, work: Awaitable[None], writer: asyncio.StreamWriter) -> None:
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
