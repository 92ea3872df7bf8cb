"""Windows event logs made byte by byte: a file header, chunks, records of plain binary XML.

Only what the format needs: no templates, every name written where it is used.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_BLOCK, _CHUNK = 4096, 65_536
_PROVIDER = "Microsoft-Windows-Security-Auditing"
_START, _VALUE, _ATTRIBUTE, _END = 0x01, 0x05, 0x06, 0x04


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event as Windows would log it."""

    number: int
    account: str = "mau.a"
    kind: str = "2"
    at: str = "2026-03-05T00:31:00.000000Z"
    provider: str = _PROVIDER
    more: str = ""


def log(*events: Event, first: int = 1, per_chunk: int = 50, dirty: bool = False) -> bytes:
    """Return a whole log."""
    groups = [events[at : at + per_chunk] for at in range(0, len(events), per_chunk)] or [()]
    chunks = [_chunk(group, first + index * per_chunk) for index, group in enumerate(groups)]
    return file_header(len(chunks), first + len(events), dirty=dirty) + b"".join(chunks)


def file_header(chunks: int, next_record: int, *, dirty: bool = False) -> bytes:
    body = b"ElfFile\0" + struct.pack(
        "<QQQIHHHH", 0, max(chunks - 1, 0), next_record, 128, 1, 3, _BLOCK, chunks
    )
    body = body.ljust(120, b"\0")
    return (body + struct.pack("<II", int(dirty), zlib.crc32(body))).ljust(_BLOCK, b"\0")


def _chunk(events: Sequence[Event], first: int) -> bytes:
    records, at = b"", 512
    for index, event in enumerate(events):
        record = _record(event, first + index, at)
        last_at, at = at, at + len(record)
        records += record
    last = first + len(events) - 1 if events else 2**64 - 1
    head = b"ElfChnk\0" + struct.pack("<QQQQ", first, last, first, last)
    head += struct.pack("<IIII", 128, last_at if events else 0, at, zlib.crc32(records))
    head = head.ljust(120, b"\0")
    tables = bytes(384)
    whole = head + struct.pack("<II", 1, zlib.crc32(tables, zlib.crc32(head))) + tables + records
    return whole.ljust(_CHUNK, b"\0")


def _record(event: Event, number: int, at: int) -> bytes:
    ticks = int(
        (datetime.fromisoformat(event.at) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()
    )
    xml = b"\x0f\x01\x01\x00" + _event(event, number, at + 28) + b"\0"
    size = 24 + len(xml) + 4
    head = b"**\0\0" + struct.pack("<IQQ", size, number, ticks * 10_000_000)
    return head + xml + struct.pack("<I", size)


def _event(event: Event, number: int, at: int) -> bytes:
    data = {"TargetUserName": event.account, "LogonType": event.kind, "SubjectUserName": event.more}
    system = (
        _Element("Provider", attributes={"Name": event.provider}),
        _Element("EventID", text=str(event.number)),
        _Element("TimeCreated", attributes={"SystemTime": event.at}),
        _Element("EventRecordID", text=str(number)),
        _Element("Computer", text="may-mau-01"),
    )
    filled = {name: text for name, text in data.items() if text}
    named = (_Element("Data", text=t, attributes={"Name": n}) for n, t in filled.items())
    inside = (_Element("System", inside=system), _Element("EventData", inside=tuple(named)))
    return _Element("Event", inside=inside).encoded(at)


@dataclass(frozen=True)
class _Element:
    name: str
    text: str = ""
    attributes: dict[str, str] | None = None
    inside: tuple["_Element", ...] = ()

    def encoded(self, at: int) -> bytes:
        """`at`: where it will stand in its chunk; names are found by that."""
        token = _START | (0x40 if self.attributes else 0)
        name = _name(self.name, at + 9)
        attributes = b""
        start = at + 9 + len(name) + (4 if self.attributes else 0)
        for key, value in (self.attributes or {}).items():
            where = start + len(attributes) + 5
            attributes += struct.pack("<BI", _ATTRIBUTE, where) + _name(key, where) + _value(value)
        listed = struct.pack("<I", len(attributes)) + attributes if self.attributes else b""
        body = name + listed + b"\x02" + (_value(self.text) if self.text else b"")
        for element in self.inside:
            body += element.encoded(at + 9 + len(body))
        body += bytes([_END])
        return struct.pack("<BII", token, len(body) + 4, at + 9) + body


def _name(name: str, at: int) -> bytes:
    hashed = 0
    for char in name:
        hashed = (hashed * 65_599 + ord(char)) & 0xFFFFFFFF
    return struct.pack("<IHH", 0, hashed & 0xFFFF, len(name)) + name.encode("utf-16-le") + b"\0\0"


def _value(text: str) -> bytes:
    return struct.pack("<BBH", _VALUE, 1, len(text)) + text.encode("utf-16-le")
