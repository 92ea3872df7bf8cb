"""Frames of H.264 as RTP packets (RFC 3550, RFC 6184): single NAL units and FU-A."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

PAYLOAD_TYPE = 96
CLOCK = 90_000
_ROOM = 1400
"""Bytes of payload that fit into one packet on any network."""
_FU_A = 28
_START, _END = 0x80, 0x40
_MARKER = 0x80


@dataclass(slots=True, kw_only=True)
class Packets:
    """One RTP stream: numbers its packets from `number`."""

    source: int
    number: int = 0

    def of_frame(self, units: Sequence[bytes], time: int) -> Iterator[bytes]:
        """Return the packets of a frame; the marker stands on the last one."""
        payloads = [payload for unit in units for payload in _payloads(unit)]
        for index, payload in enumerate(payloads):
            yield self._head(time, last=index == len(payloads) - 1) + payload

    def _head(self, time: int, *, last: bool) -> bytes:
        kind = PAYLOAD_TYPE | (_MARKER if last else 0)
        head = struct.pack("!BBHII", 0x80, kind, self.number, time & 0xFFFFFFFF, self.source)
        self.number = (self.number + 1) & 0xFFFF
        return head


def _payloads(unit: bytes) -> Iterable[bytes]:
    if len(unit) <= _ROOM:
        return [unit]
    indicator, kind = (unit[0] & 0xE0) | _FU_A, unit[0] & 0x1F
    parts = [unit[at : at + _ROOM - 2] for at in range(1, len(unit), _ROOM - 2)]
    return [
        bytes([indicator, _flags(index, len(parts)) | kind]) + part
        for index, part in enumerate(parts)
    ]


def _flags(index: int, count: int) -> int:
    return (_START if index == 0 else 0) | (_END if index == count - 1 else 0)
