"""A small web server for one connection and one request, and the book that it keeps.

Tests and the demo read the book to show that the auditor was polite and sent nothing.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

DRIBBLE_EVERY_S = 0.1
"""Pause between two bytes of an endless answer: short enough that no read ever times out."""

_BODY_LIMIT = 65_536

_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a caller asks. `target` is path and query; header names are in small letters."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sends. An `endless` answer goes on after its body until the reader leaves."""

    body: bytes
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    endless: bool = False


Respond = Callable[[Request], Answer]


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


async def serve_pages(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, respond: Respond, hits: Hits
) -> None:
    """Answer one request and note it in the book."""
    if request := await read_request(reader):
        agent = request.headers.get("user-agent", "")
        with hits.visit(request.method, request.target, agent):
            await send(writer, respond(request), bodiless=request.method == "HEAD")
    else:
        await hang_up(writer)


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Return the next request; None when the caller leaves or says something too long."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, _, rest = first.partition(" ")
    headers = dict(_header(line) for line in lines if ":" in line)
    body = await _body(reader, headers.get("content-length", "0"))
    return Request(method=method, target=rest.rpartition(" ")[0], headers=headers, body=body)


async def send(writer: asyncio.StreamWriter, answer: Answer, *, bodiless: bool = False) -> None:
    """Send an answer and hang up: one connection carries one request."""
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
    await hang_up(writer)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close a connection in peace."""
    with contextlib.suppress(ConnectionError):
        writer.close()
        await writer.wait_closed()


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()


async def _body(reader: asyncio.StreamReader, length: str) -> bytes:
    """Read what was sent along: closing on unread bytes would reset the connection."""
    try:
        wanted = min(int(length), _BODY_LIMIT) if length.isdecimal() else 0
        return await reader.readexactly(wanted)
    except asyncio.IncompleteReadError as error:
        return error.partial
