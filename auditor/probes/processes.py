"""Processes that work for us and may be killed: each has a socket of its own, and one job at a time.

Kept this small because it is on the way of every page: a general pool spends two milliseconds
a job on its threads, locks and acknowledgements. What a page must not be able to do stays:
a job ends at its deadline, in bounded memory, and what crashes takes nothing else along.
Ctrl-C reaches every process of a terminal; here it is the parent's to judge, from the first instant.
"""

import asyncio
import gc
import pickle
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import BinaryIO, TypeVar

_LENGTH = struct.Struct("!Q")
_CHUNK = 1 << 18
_GARBAGE = 20_000  # objects; a page makes some hundreds that outlive it, all let go in time
_STARTING_S = 60.0  # a busy machine imports the readers in a few seconds
_DYING_S = 5.0
_READY, _DONE, _FAILED = b"\x00", b"\x01", b"\x02"

T = TypeVar("T")


class EndedError(Exception):
    """The process is gone, or could not do the job, for want of memory as a rule."""


class Process:
    """One process. After `EndedError`, a timeout or a cancellation it is of no more use."""

    def __init__(self, context: BaseContext, prepare: Callable[[], None]) -> None:
        self.jobs = 0
        self.usable = False
        self._socket, far = socket.socketpair()
        self._process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=_work, args=(far, prepare), daemon=True
        )
        with _sigint_blocked():
            self._process.start()
        far.close()
        self._socket.setblocking(False)

    async def ready(self) -> None:
        """Wait until the process has imported what it needs; that is not the page's time."""
        try:
            async with asyncio.timeout(_STARTING_S):
                await self._receive()
        except (EndedError, TimeoutError) as error:
            raise RuntimeError("a page reader did not start") from error
        self.usable = True

    async def run(self, job: Callable[..., T], args: tuple[object, ...], deadline_s: float) -> T:
        """Return what the job returns; TimeoutError after `deadline_s`, else EndedError."""
        self.usable = False
        self.jobs += 1
        async with asyncio.timeout(deadline_s):
            data = pickle.dumps((job, args), pickle.HIGHEST_PROTOCOL)
            try:
                loop = asyncio.get_running_loop()
                await loop.sock_sendall(self._socket, _LENGTH.pack(len(data)) + data)
            except OSError as error:
                raise EndedError from error
            result: T = pickle.loads(await self._receive())  # noqa: S301 - our own process
        self.usable = True
        return result

    def kill(self) -> None:
        """End it at once."""
        self.usable = False
        self._process.kill()
        self._socket.close()

    async def crashed(self) -> bool:
        """Say whether an error of ours ended it, and not a signal: Python then leaves with 1."""
        await asyncio.to_thread(self._process.join, _DYING_S)
        return self._process.exitcode == 1

    def join(self) -> None:
        """Wait for its end, after `kill`."""
        self._process.join(_DYING_S)

    async def _receive(self) -> memoryview:
        """Return the body of the next message."""
        loop, data, wanted = asyncio.get_running_loop(), bytearray(), _LENGTH.size + 1
        while len(data) < wanted:
            try:
                chunk = await loop.sock_recv(self._socket, _CHUNK)
            except OSError as error:
                raise EndedError from error
            if not chunk:
                raise EndedError
            data += chunk
            if len(data) >= _LENGTH.size:
                wanted = _LENGTH.size + _LENGTH.unpack_from(data)[0]
        if data[_LENGTH.size : _LENGTH.size + 1] == _FAILED:
            raise EndedError
        return memoryview(data)[_LENGTH.size + 1 :]


@contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Let what is started here inherit a blocked SIGINT: it has no handler while it imports."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # started in between, it would unblock the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(far: socket.socket, prepare: Callable[[], None]) -> None:
    """Do jobs until the other side goes away. An error of ours ends the process, loudly."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare()
    gc.collect()
    gc.freeze()  # imports live as long as we do: no need to look through them again
    gc.set_threshold(_GARBAGE)
    far.setblocking(True)
    with far, far.makefile("rb") as incoming:
        told = _tell(far, _READY)
        while told and (data := _asked(incoming)):
            job, args = pickle.loads(data)  # noqa: S301 - our own parent
            try:
                answer = pickle.dumps(job(*args), pickle.HIGHEST_PROTOCOL)
            except (MemoryError, RecursionError):
                _tell(far, _FAILED)
                return
            told = _tell(far, _DONE, answer)


def _asked(incoming: BinaryIO) -> bytes:
    """Return the next job, nothing when the other side is gone, be it in the middle of a word."""
    try:
        head = incoming.read(_LENGTH.size)
        wanted = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
        data = incoming.read(wanted)
    except ConnectionError:
        return b""
    return data if len(data) == wanted else b""


def _tell(far: socket.socket, kind: bytes, body: bytes = b"") -> bool:
    """Send; False when nobody is there any more."""
    try:
        far.sendall(_LENGTH.pack(1 + len(body)) + kind + body)
    except ConnectionError:
        return False
    return True
