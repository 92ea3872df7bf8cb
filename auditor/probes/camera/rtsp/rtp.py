"""One RTP packet (RFC 3550). Pure."""

from typing import NamedTuple

_SEQUENCE = 1 << 16


class Rtp(NamedTuple):
    """What of a packet matters here. A tuple, since they come by the thousand."""

    marker: bool
    """Last packet of its picture."""
    payload_type: int
    sequence: int
    time: int
    payload: memoryview

    def follows(self, before: int) -> bool:
        """Nothing was lost between packet number `before` and this one."""
        return (before + 1) % _SEQUENCE == self.sequence


def read(data: bytes) -> Rtp | None:
    """Return the packet, or None when it is none."""
    if len(data) < 12 or data[0] >> 6 != 2:
        return None
    start = 12 + 4 * (data[0] & 0x0F)
    if data[0] & 0x10:
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data) - (data[-1] if data[0] & 0x20 else 0)
    if start >= end:
        return None
    return Rtp(
        marker=bool(data[1] & 0x80),
        payload_type=data[1] & 0x7F,
        sequence=int.from_bytes(data[2:4], "big"),
        time=int.from_bytes(data[4:8], "big"),
        payload=memoryview(data)[start:end],
    )
