"""Servers of the kit on a thread of their own, and the trap: an address that nobody was sent to."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")
TRAP_HOST = "127.66.0.66"
_USUAL = (80, 443, 554, 8080)
"""Ports that a client takes where none is named; only some machines let us listen there."""


class Stage:
    """A thread with an event loop that serves what is entered, until the block ends."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="hostile", daemon=True)
        self._stack = AsyncExitStack()

    def __enter__(self) -> Self:
        self._loop.set_exception_handler(lambda *_: None)  # peers that hang up are the purpose
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run on the stage, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    def enter(self, manager: AbstractAsyncContextManager[T]) -> T:
        """Enter what serves; it is left when the stage is."""
        return self.call(self._stack.enter_async_context(manager))

    async def _close(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(10):
                await self._stack.aclose()
        rest = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


@dataclass(slots=True)
class Trap:
    """Records every connection and every datagram. Use as a context manager."""

    host: str = TRAP_HOST
    port: int = 0
    caught: list[str] = field(default_factory=list)
    _sockets: list[socket.socket] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def pair(self) -> str:
        """host:port."""
        return f"{self.host}:{self.port}"

    @property
    def number(self) -> int:
        """The address as one decimal number, as some clients read it."""
        return int.from_bytes(socket.inet_aton(self.host), "big")

    def __enter__(self) -> Self:
        self.port = self._listen(0, socket.SOCK_STREAM) or 0
        self._listen(self.port, socket.SOCK_DGRAM)
        for port in _USUAL:
            self._listen(port, socket.SOCK_STREAM)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(timeout=5)

    def _listen(self, port: int, kind: socket.SocketKind) -> int | None:
        one = socket.socket(socket.AF_INET, kind)
        try:
            one.bind((self.host, port))
            if kind == socket.SOCK_STREAM:
                one.listen()
        except OSError:
            one.close()
            if port not in _USUAL:
                raise
            return None
        one.settimeout(0.2)
        self._sockets.append(one)
        thread = threading.Thread(target=self._record, args=(one, kind), daemon=True)
        thread.start()
        self._threads.append(thread)
        return int(one.getsockname()[1])

    def _record(self, one: socket.socket, kind: socket.SocketKind) -> None:
        while one.fileno() >= 0:
            try:
                if kind == socket.SOCK_STREAM:
                    caller, _ = one.accept()
                    caller.settimeout(1)
                    self.caught.append(repr(caller.recv(4096)))
                    caller.close()
                else:
                    self.caught.append(repr(one.recvfrom(4096)))
            except TimeoutError:
                continue
            except OSError:
                return
