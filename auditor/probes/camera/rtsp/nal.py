"""How H.264 (RFC 6184) and H.265 (RFC 7798) put their pieces (NAL units) into packets. Pure."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from functools import partial

Bytes = bytes | bytearray | memoryview
Piece = tuple[Bytes, bool]
"""Bytes, and whether a NAL unit begins with them; else they continue the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """One codec's way."""

    pieces: Callable[[memoryview], Iterable[Piece] | None]
    """What is in a packet's payload; None when it cannot be read."""
    kind: Callable[[Bytes], int]
    """Type of a NAL unit by its first byte."""
    head: int
    """Bytes before a slice begins; the next bit says that it is the first of its picture."""
    slices: Container[int]
    keys: Container[int]
    """Slices of pictures that a decoder can begin with."""
    sets: frozenset[int]
    """Parameter sets that a decoder cannot do without."""

    def begins(self, unit: Bytes) -> bool:
        """Tell whether a picture begins with this slice."""
        first = len(unit) > self.head and unit[self.head] & 0x80
        return bool(first) and self.kind(unit) in self.slices

    def begins_key(self, unit: Bytes) -> bool:
        """Tell whether a key picture begins with this slice."""
        return self.kind(unit) in self.keys and self.begins(unit)


def packing(codec: str, *, donl: bool = False) -> Packing:
    """Return the way of H264 or H265; `donl` where H.265 packets carry decoding order numbers."""
    if codec == "H264":
        return Packing(
            pieces=_h264, kind=_kind_h264, head=1, slices=range(1, 6), keys=(5,),
            sets=frozenset({7, 8}),
        )  # fmt: skip
    return Packing(
        pieces=partial(_h265, donl=donl), kind=_kind_h265, head=2, slices=range(32),
        keys=range(16, 22), sets=frozenset({32, 33, 34}),
    )  # fmt: skip


def _kind_h264(unit: Bytes) -> int:
    return unit[0] & 0x1F


def _kind_h265(unit: Bytes) -> int:
    return unit[0] >> 1 & 0x3F


def _h264(payload: memoryview) -> Iterable[Piece] | None:
    """Single units, STAP-A and FU-A: what cameras send over TCP."""
    kind = _kind_h264(payload)
    if kind == 24:
        return _aggregated(payload, 1)
    if kind != 28:
        return [(payload, True)] if 0 < kind < 24 else None
    if len(payload) < 3:
        return None
    if not payload[1] & 0x80:
        return [(payload[2:], False)]
    return [(bytes([payload[0] & 0xE0 | payload[1] & 0x1F]) + payload[2:], True)]


def _h265(payload: memoryview, *, donl: bool) -> Iterable[Piece] | None:
    """Single units, aggregation packets and fragmentation units."""
    kind = _kind_h265(payload)
    if len(payload) < 3 or kind > 49:
        return None
    if kind == 48:
        return _aggregated(payload, 4, between=1) if donl else _aggregated(payload, 2)
    if kind == 49:
        return _h265_fragment(payload, donl=donl)
    return [(bytes(payload[:2]) + payload[4:] if donl else payload, True)]


def _h265_fragment(payload: memoryview, *, donl: bool) -> Iterable[Piece] | None:
    begins = bool(payload[2] & 0x80)
    start = 5 if donl and begins else 3
    if len(payload) <= start:
        return None
    if not begins:
        return [(payload[start:], False)]
    head = bytes([payload[0] & 0x81 | (payload[2] & 0x3F) << 1, payload[1]])
    return [(head + payload[start:], True)]


def _aggregated(payload: memoryview, at: int, between: int = 0) -> Iterable[Piece] | None:
    """Take sizes and units in turn; `between` bytes of decoding order stand before each size."""
    found: list[Piece] = []
    while at + 2 < len(payload):
        size = int.from_bytes(payload[at : at + 2], "big")
        piece = payload[at + 2 : at + 2 + size]
        if not size or len(piece) < size:
            return None
        found.append((piece, True))
        at += 2 + size + between
    return found
