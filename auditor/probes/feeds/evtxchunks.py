"""Whether a Windows event log is whole: the parser reads half of one without a word.

[MS-EVEN6] and libyal's description of the format: a block of 4 KiB, then chunks of 64 KiB, each
with checksums and with the numbers of its records, which follow each other without a gap.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"ElfFile\0"
_CHUNK_MAGIC, _RECORD_MAGIC = b"ElfChnk\0", b"**\0\0"
_BLOCK, _CHUNK, _FIRST_RECORD = 4096, 65_536, 512
_DIRTY = 1
_LEAST_RECORD = 28
_NONE = 2**64 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Soundness:
    """What a log holds and what it lacks."""

    records: int
    """In sound chunks."""
    lost: int
    """Records that must have been there, by the numbers of those that are; at least."""
    dirty: bool
    """Copied while Windows still wrote to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    first: int
    last: int
    records: int


class BrokenLogError(Exception):
    """No event log, or one whose own header is damaged."""


def examine(data: bytes) -> Soundness:
    """Compare what the headers promise with what is there; BrokenLogError when they say nothing."""
    declared, next_record, dirty = _header(data)
    chunks: list[_Chunk] = []
    damaged, cut = 0, (len(data) - _BLOCK) % _CHUNK
    present = (len(data) - _BLOCK) // _CHUNK
    for index in range(present):
        at = _BLOCK + index * _CHUNK
        body = memoryview(data)[at : at + _CHUNK]
        if body[:8] == _CHUNK_MAGIC:
            found = _chunk(body)
            chunks += [found] if found else []
            damaged += found is None
        elif index < declared or any(body):
            damaged += 1
    damaged += max(declared - present, int(cut > 0), 0)
    records = sum(chunk.records for chunk in chunks)
    lost = _gaps(chunks, next_record) + sum(_within(chunk) for chunk in chunks)
    return Soundness(records=records, lost=max(lost, damaged), dirty=dirty)


def _header(data: bytes) -> tuple[int, int, bool]:
    """Return how many chunks there are, the number of the next record, and whether it is open."""
    if len(data) < _BLOCK or not data.startswith(MAGIC):
        raise BrokenLogError
    (next_record,) = struct.unpack_from("<Q", data, 24)
    (declared,) = struct.unpack_from("<H", data, 42)
    flags, checksum = struct.unpack_from("<II", data, 120)
    if zlib.crc32(data[:120]) != checksum:
        raise BrokenLogError
    return declared, next_record, bool(flags & _DIRTY)


def _chunk(body: memoryview) -> _Chunk | None:
    """Return what a chunk holds, None when a checksum or a record in it is wrong."""
    first, last = struct.unpack_from("<QQ", body, 24)
    (end,) = struct.unpack_from("<I", body, 48)
    (of_records,) = struct.unpack_from("<I", body, 52)
    (of_header,) = struct.unpack_from("<I", body, 124)
    if not _FIRST_RECORD <= end <= _CHUNK:
        return None
    if zlib.crc32(body[128:512], zlib.crc32(body[:120])) != of_header:
        return None
    if zlib.crc32(body[_FIRST_RECORD:end]) != of_records:
        return None
    numbers = list(_records(body, end))
    if not numbers and (last == _NONE or last < first):
        return None if _ahead(body, end, first) else _Chunk(first=first, last=first - 1, records=0)
    if numbers != list(range(first, first + len(numbers))) or _ahead(body, end, last + 1):
        return None
    return _Chunk(first=first, last=last, records=len(numbers))


def _records(body: memoryview, end: int) -> Iterator[int]:
    at = _FIRST_RECORD
    while at < end:
        number = _number(body, at, end)
        if number is None:
            return
        yield number
        at += struct.unpack_from("<I", body, at + 4)[0]


def _number(body: memoryview, at: int, end: int) -> int | None:
    """Return the number of the record that begins here, None when none does."""
    if at + _LEAST_RECORD > end or body[at : at + 4] != _RECORD_MAGIC:
        return None
    size, number = struct.unpack_from("<IQ", body, at + 4)
    if size < _LEAST_RECORD or at + size > end:
        return None
    (again,) = struct.unpack_from("<I", body, at + size - 4)
    return int(number) if again == size else None


def _ahead(body: memoryview, end: int, number: int) -> bool:
    """Say whether the next record stands behind the end that the chunk's header knows of.

    Windows writes the header later; a copy of an open log may fall between the two.
    """
    return _number(body, end, _CHUNK) == number


def _within(chunk: _Chunk) -> int:
    return max(0, chunk.last - chunk.first + 1 - chunk.records)


def _gaps(chunks: list[_Chunk], next_record: int) -> int:
    """Count the numbers between chunks, and those up to the next record of the file's header.

    A log that is full begins again at its first chunk, so the oldest may stand anywhere.
    """
    filled = sorted((c.first, c.last) for c in chunks if c.records)
    starts = [first for first, _ in filled[1:]] + [next_record]
    return (
        sum(max(0, start - last - 1) for (_, last), start in zip(filled, starts, strict=True))
        if filled
        else 0
    )
