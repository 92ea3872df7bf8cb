"""Bodies decoded piece by piece under a cap, so that no bomb is ever unpacked."""

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

_GZIP = 16 + zlib.MAX_WBITS
_CODINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}


class CodingError(Exception):
    """The body is not what its Content-Encoding says, or that one is not known."""


class CutError(Exception):
    """The compressed body ended before its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What was read; `truncated` when the cap was reached."""

    data: bytes
    truncated: bool


async def read_body(chunks: AsyncIterator[bytes], coding: str, cap: int) -> Body:
    """Read and decode at most `cap` bytes; the raw bytes are held to the same cap."""
    decoder = _decoder(coding)
    out, raw = bytearray(), 0
    async for chunk in chunks:
        raw += len(chunk)
        out += decoder.feed(chunk, cap + 1 - len(out))
        if len(out) > cap or raw > cap:
            del out[cap:]
            return Body(data=bytes(out), truncated=True)
    decoder.finish()
    return Body(data=bytes(out), truncated=False)


def _decoder(coding: str) -> "_Plain | _Zlib":
    names = [name for part in coding.split(",") if (name := part.strip().lower()) != "identity"]
    if names in ([], [""]):
        return _Plain()
    if len(names) > 1 or names[0] not in _CODINGS:
        raise CodingError(coding[:60])
    return _Zlib(_CODINGS[names[0]])


class _Plain:
    def feed(self, chunk: bytes, room: int) -> bytes:
        return chunk[:room]

    def finish(self) -> None:
        return


class _Zlib:
    """gzip (of several members too) or deflate, with or without the zlib header."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._stream: zlib._Decompress | None = None
        self._ended = False

    def feed(self, chunk: bytes, room: int) -> bytes:
        out = bytearray()
        while chunk and len(out) < room:
            if self._stream is None:
                if self._ended and self._coding != "gzip":
                    break
                self._stream = zlib.decompressobj(self._bits(chunk))
            out += self._inflate(self._stream, chunk, room - len(out))
            chunk = self._stream.unconsumed_tail or self._stream.unused_data
            if self._stream.eof:
                self._stream, self._ended = None, True
                if not chunk.strip(b"\0"):
                    break
        return bytes(out)

    def finish(self) -> None:
        if self._stream is not None:
            raise CutError

    def _bits(self, chunk: bytes) -> int:
        if self._coding == "gzip":
            return _GZIP
        wrapped = chunk[0] & 0x0F == 8 and (len(chunk) < 2 or (chunk[0] << 8 | chunk[1]) % 31 == 0)
        return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS

    def _inflate(self, stream: "zlib._Decompress", chunk: bytes, room: int) -> bytes:
        try:
            return stream.decompress(chunk, room)
        except zlib.error as error:
            raise CodingError(self._coding) from error
