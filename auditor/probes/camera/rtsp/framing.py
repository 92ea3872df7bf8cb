"""The bytes of an RTSP connection taken apart: messages, and media between them. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from struct import Struct
from typing import NamedTuple

_FRAME = Struct("!BBH")
_DOLLAR = ord("$")
Skim = Callable[[bytearray, int, int], bool]
"""Given the buffer, and where a packet begins and ends in it: whether nobody wants that packet."""
_HEAD_END = re.compile(rb"\r*\n\r*\n")
_STATUS = re.compile(r"RTSP/\d\.\d +(\d{3})(?: +(.*))?", re.IGNORECASE)
_REQUEST = re.compile(r"[A-Z_]+ +\S+ +RTSP/\d\.\d", re.IGNORECASE)


class NotRtspError(ValueError):
    """No RTSP: says what it was instead, in words of ours. What came may be our own log-in."""


class TooBigError(ValueError):
    """Longer than we read."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class Packet(NamedTuple):
    """One piece of media or control, by channel. A tuple, since they come by the thousand."""

    channel: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An answer, or a request of the device's own (status 0)."""

    status: int
    reason: str = ""
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By lower-case name."""
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return the first value, or nothing."""
        return next(iter(self.headers.get(name, ())), "")


class Framing:
    """Feed it what came; take from it what is whole."""

    def __init__(self, *, header_bytes: int, body_bytes: int) -> None:
        self._header_bytes = header_bytes
        self._body_bytes = body_bytes
        self._buffer = bytearray()
        self._head: Message | None = None
        self._body = 0

    def feed(self, data: bytes) -> None:
        """Add what came."""
        self._buffer += data

    def take(self) -> Packet | Message | None:
        """Return the next whole thing, or None until more has come."""
        if self._head is None:
            self._skip_blank()
            if self._buffer[:1] == b"$":
                return self._packet()
            if not self._begin():
                return None
        return self._message()

    def pass_over(self) -> int:
        """Drop the whole packets that are there, and return how many they were."""
        return self._drop(lambda _buffer, _begin, _end: True)

    def skim(self, channel: int, unwanted: Skim) -> int:
        """Drop whole packets of a channel while they are `unwanted`, and return how many."""

        def of_channel(buffer: bytearray, begin: int, end: int) -> bool:
            return buffer[begin - 3] == channel and unwanted(buffer, begin, end)

        return self._drop(of_channel)

    def _drop(self, unwanted: Skim) -> int:
        buffer, at, count = self._buffer, 0, 0
        last = len(buffer) - _FRAME.size
        while self._head is None and at <= last:
            mark, _, size = _FRAME.unpack_from(buffer, at)
            begin = at + _FRAME.size
            end = begin + size
            if mark != _DOLLAR or end > len(buffer) or not unwanted(buffer, begin, end):
                break
            at, count = end, count + 1
        del buffer[:at]
        return count

    def _skip_blank(self) -> None:
        if self._buffer.startswith((b"\r", b"\n")):
            del self._buffer[: len(self._buffer) - len(self._buffer.lstrip(b"\r\n"))]

    def _packet(self) -> Packet | None:
        end = 4 + int.from_bytes(self._buffer[2:4], "big")
        if len(self._buffer) < max(end, 4):
            return None
        found = Packet(self._buffer[1], bytes(self._buffer[4:end]))
        del self._buffer[:end]
        return found

    def _begin(self) -> bool:
        """Take the head when it is whole."""
        found = _HEAD_END.search(self._buffer, 0, self._header_bytes)
        if found is None:
            if len(self._buffer) >= self._header_bytes:
                raise TooBigError(self._header_bytes)
            return False
        self._head = _head(bytes(self._buffer[: found.start()]))
        self._body = _length(self._head.header("content-length"))
        if self._body > self._body_bytes:
            raise TooBigError(self._body_bytes)
        del self._buffer[: found.end()]
        return True

    def _message(self) -> Message | None:
        if self._head is None or len(self._buffer) < self._body:
            return None
        head, self._head = self._head, None
        body = bytes(self._buffer[: self._body])
        del self._buffer[: self._body]
        return Message(status=head.status, reason=head.reason, headers=head.headers, body=body)


def _head(data: bytes) -> Message:
    first, *rest = data.decode("utf-8", "surrogateescape").replace("\r", "").split("\n")
    headers: dict[str, tuple[str, ...]] = {}
    name = ""
    for line in rest:
        if line[:1].isspace() and name:
            headers[name] = (*headers[name][:-1], f"{headers[name][-1]} {line.strip()}")
            continue
        name, _, value = line.partition(":")
        name = name.strip().lower()
        headers[name] = (*headers.get(name, ()), value.strip())
    if found := _STATUS.match(first):
        return Message(status=int(found[1]), reason=found[2] or "", headers=headers)
    if _REQUEST.match(first):
        return Message(status=0, reason=first, headers=headers)
    raise NotRtspError(_other(data))


def _length(text: str) -> int:
    if not text:
        return 0
    if not text.isascii() or not text.isdigit():
        raise NotRtspError("Content-Length")
    return int(text[:12])


def _other(data: bytes) -> str:
    """Name what speaks there instead, as far as it can be told."""
    if data[:5].upper() == b"HTTP/":
        return "HTTP"
    return "TLS" if data[:2] in {b"\x15\x03", b"\x16\x03"} else "?"
