"""Packets that nobody wants are passed over at once, and that changes nothing of what is seen."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.probes.camera.rtsp.depacketise import Depacketiser, Unit
from auditor.probes.camera.rtsp.framing import Framing, Packet
from auditor.probes.camera.rtsp.sdp import Track
from tests.probes.camera.material import fragments, material, rtp
from tests.probes.camera.rtsp_server import interleaved

UNHURRIED = settings(deadline=None)  # a busy machine is no fault
CHANNEL = 2
Seen = tuple[list[Unit], int, int, int, bool]


@cache
def packets(codec: str) -> tuple[bytes, ...]:
    """Return two groups of one key picture and three that need it, in small packets."""
    made = material(codec, pictures=4)
    found: list[bytes] = []
    for number in range(8):
        pieces = fragments(codec, made.pictures[number % 4], 60)
        found += rtp(pieces, first=65_500 + len(found), time=number)
    return tuple(found)


def seen(codec: str, chunks: Sequence[bytes], *, skimming: bool) -> Seen:
    framing = Framing(header_bytes=8_192, body_bytes=32_768)
    pictures = Depacketiser(Track(codec=codec, payload_type=96), unit_bytes=1_000_000)
    units, things = [], 0
    for chunk in chunks:
        framing.feed(chunk)
        while True:
            if skimming:
                things += framing.skim(CHANNEL, pictures.unwanted)
            item = framing.take()
            if item is None:
                break
            things += 1
            if isinstance(item, Packet) and item.channel == CHANNEL:
                unit = pictures.take(item.data)
                units += [unit] if unit else []
    return units, things, pictures.packets, pictures.pictures, pictures.may_grow()


def spoilt(data: bytes, how: str) -> bytes:
    """Return what a packet becomes on the wire."""
    return {
        "lost": b"",
        "twice": interleaved(data, CHANNEL) * 2,
        "elsewhere": interleaved(data, CHANNEL + 1),
        "control": interleaved(b"\x81\xc9" + b"\0" * 10, CHANNEL + 1) + interleaved(data, CHANNEL),
        "marked": interleaved(data[:1] + bytes([data[1] ^ 0x80]) + data[2:], CHANNEL),
        "padded": interleaved(bytes([data[0] | 0x20]) + data[1:] + b"\1", CHANNEL),
        "typed": interleaved(data[:1] + bytes([data[1] ^ 1]) + data[2:], CHANNEL),
        "cut": interleaved(data[:12], CHANNEL),
        "of another time": interleaved(data[:4] + b"\7\7\7\7" + data[8:], CHANNEL),
        "asked": interleaved(data, CHANNEL) + b"OPTIONS * RTSP/1.0\r\nCSeq: 2\r\n\r\n",
    }[how]


HOW = st.sampled_from(
    ["lost", "twice", "elsewhere", "control", "marked", "padded", "typed", "cut",
     "of another time", "asked"]
)  # fmt: skip


@pytest.mark.parametrize("codec", ["H264", "H265"])
@UNHURRIED
@given(data=st.data())
def test_skimming_changes_nothing_whatever_happens_on_the_way(
    codec: str, data: st.DataObject
) -> None:
    whole = packets(codec)
    wrong = data.draw(st.dictionaries(st.integers(0, len(whole) - 1), HOW, max_size=6))
    wire = b"".join(
        spoilt(one, wrong[n]) if n in wrong else interleaved(one, CHANNEL)
        for n, one in enumerate(whole)
    )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=5)))
    chunks = [wire[a:b] for a, b in pairwise([0, *cuts, len(wire)])]
    assert seen(codec, chunks, skimming=True) == seen(codec, [wire], skimming=False)


@pytest.mark.parametrize("codec", ["H264", "H265"])
def test_most_of_a_picture_that_needs_another_is_skimmed(codec: str) -> None:
    framing = Framing(header_bytes=8_192, body_bytes=32_768)
    pictures = Depacketiser(Track(codec=codec, payload_type=96), unit_bytes=1_000_000)
    made = material(codec, pictures=4)
    needs = rtp(fragments(codec, made.slices(1), 20))
    framing.feed(b"".join(interleaved(one, CHANNEL) for one in needs))
    item = framing.take()
    assert isinstance(item, Packet)
    assert pictures.take(item.data) is None
    assert framing.skim(CHANNEL, pictures.unwanted) == len(needs) - 2  # the last has the marker
