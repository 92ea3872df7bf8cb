"""Pictures encoded at test time, and put into RTP packets in every way that cameras do."""

import struct
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

WIDTH, HEIGHT = 320, 192
ENCODERS = {"H264": "libx264", "H265": "libx265"}
SETS = {"H264": (7, 8), "H265": (32, 33, 34)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A stream of a few pictures, the first of them a key picture."""

    codec: str
    pictures: tuple[tuple[bytes, ...], ...]
    """NAL units without start codes, by picture."""

    @property
    def sets(self) -> tuple[bytes, ...]:
        return tuple(u for u in self.pictures[0] if kind(self.codec, u) in SETS[self.codec])

    def slices(self, number: int) -> tuple[bytes, ...]:
        """Return a picture without its parameter sets."""
        return tuple(
            u for u in self.pictures[number] if kind(self.codec, u) not in SETS[self.codec]
        )


@cache
def material(
    codec: str, *, pictures: int = 3, pixels: str = "yuv420p", slices: int = 1
) -> Material:
    """Encode a few pictures of a grey ramp that moves."""
    made = VideoCodecContext.create(ENCODERS[codec], "w")
    assert isinstance(made, VideoCodecContext)
    made.width, made.height, made.pix_fmt = WIDTH, HEIGHT, pixels
    made.time_base = Fraction(1, 10)
    made.options = {"preset": "ultrafast", "tune": "zerolatency"} | (
        {"slices": str(slices)} if codec == "H264" else {"x265-params": "log-level=none"}
    )
    packets = [
        packet for number in range(pictures) for packet in made.encode(_frame(number, pixels))
    ]
    packets += made.encode(None)
    return Material(codec=codec, pictures=tuple(tuple(units(bytes(one))) for one in packets))


def _frame(number: int, pixels: str) -> av.VideoFrame:
    row = np.arange(WIDTH, dtype=np.uint8) + number * 7
    frame = av.VideoFrame.from_ndarray(np.tile(row, (HEIGHT, 1)), "gray").reformat(format=pixels)
    frame.pts = number
    return frame


def units(annex_b: bytes) -> Iterator[bytes]:
    """Split at start codes of three or four bytes."""
    for part in annex_b.split(b"\0\0\1")[1:]:
        yield part.rstrip(b"\0")


def kind(codec: str, unit: bytes) -> int:
    return unit[0] & 0x1F if codec == "H264" else unit[0] >> 1 & 0x3F


def rtp(payloads: Iterable[bytes], *, first: int = 0, time: int = 0, pt: int = 96) -> list[bytes]:
    """Return the packets of one picture, the last with its marker."""
    rows = list(payloads)
    return [
        packet(row, sequence=first + n, time=time, marker=n == len(rows) - 1, pt=pt)
        for n, row in enumerate(rows)
    ]


def packet(payload: bytes, *, sequence: int, time: int, marker: bool, pt: int = 96) -> bytes:
    head = struct.pack(">BBHII", 0x80, pt | marker << 7, sequence % 65536, time, 0x4D41)
    return head + payload


def single(nals: Iterable[bytes]) -> list[bytes]:
    """One unit a packet, whatever its size."""
    return list(nals)


def fragments(codec: str, nals: Iterable[bytes], size: int = 200, donl: bytes = b"") -> list[bytes]:
    """Cut units into FU-A or FU; those that fit stay whole."""
    return [part for nal in nals for part in _cut(codec, nal, size, donl)]


def _cut(codec: str, nal: bytes, size: int, donl: bytes) -> Iterator[bytes]:
    head = 1 if codec == "H264" else 2
    if len(nal) <= size:
        yield nal[:head] + donl + nal[head:]
        return
    parts = [nal[at : at + size] for at in range(head, len(nal), size)]
    for number, part in enumerate(parts):
        edge = (number == 0) << 7 | (number == len(parts) - 1) << 6
        order = donl if number == 0 else b""
        if codec == "H264":
            yield bytes([nal[0] & 0xE0 | 28, edge | nal[0] & 0x1F]) + part
        else:
            begin = bytes([nal[0] & 0x81 | 49 << 1, nal[1], edge | kind(codec, nal)])
            yield begin + order + part


def together(codec: str, nals: Sequence[bytes], *, donl: bool = False) -> list[bytes]:
    """All units in one STAP-A or AP."""
    parts = b"".join(
        (b"" if not donl else b"\0\0" if n == 0 else b"\0") + struct.pack(">H", len(nal)) + nal
        for n, nal in enumerate(nals)
    )
    return [(b"\x78" if codec == "H264" else b"\x60\x01") + parts]


def stream(made: Material, *, sequence: int = 0, time: int = 9000) -> list[bytes]:
    """Return all pictures in small packets, one after the other."""
    packets: list[bytes] = []
    for number, picture in enumerate(made.pictures):
        payloads = fragments(made.codec, picture)
        packets += rtp(payloads, first=sequence + len(packets), time=time + 3000 * number)
    return packets


def sdp(
    made: Material, *, control: str = "track1", session: str = "*", sprop: bool = True
) -> bytes:
    """Return a session description as cameras write it."""
    told = [b64encode(one).decode() for one in made.sets]
    names = ["sprop-vps", "sprop-sps", "sprop-pps"]
    if made.codec == "H264":
        sets = "sprop-parameter-sets=" + ",".join(told)
    else:
        sets = ";".join(f"{n}={t}" for n, t in zip(names, told, strict=True))
    lines = [
        "v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=Xã Mẫu 01", "t=0 0", f"a=control:{session}",
        "m=audio 0 RTP/AVP 8", "a=control:track0",
        "m=video 0 RTP/AVP 96", f"a=rtpmap:96 {made.codec}/90000",
        f"a=fmtp:96 packetization-mode=1;{sets if sprop else ''}", f"a=control:{control}",
    ]  # fmt: skip
    return "\r\n".join([*lines, ""]).encode()
