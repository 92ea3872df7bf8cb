"""Packets become the first whole key picture, or nothing."""

import pytest

from auditor.probes.camera.decoder import decode
from auditor.probes.camera.rtsp.depacketise import Depacketiser, Unit
from auditor.probes.camera.rtsp.framing import TooBigError
from auditor.probes.camera.rtsp.sdp import Track
from tests.probes.camera.material import (
    HEIGHT,
    WIDTH,
    Material,
    fragments,
    material,
    packet,
    rtp,
    stream,
    together,
)

CODECS = ("H264", "H265")
LIMIT = 1_000_000


def depacketiser(
    made: Material,
    *,
    sets: bool = True,
    donl: bool = False,
    limit: int = LIMIT,
    pt: int | None = None,
) -> Depacketiser:
    track = Track(
        codec=made.codec, payload_type=pt, parameter_sets=made.sets if sets else (), donl=donl
    )
    return Depacketiser(track, unit_bytes=limit)


def first(taking: Depacketiser, packets: list[bytes]) -> tuple[int, Unit] | None:
    """Return the first unit and the number of packets that it took."""
    for number, one in enumerate(packets, 1):
        if unit := taking.take(one):
            return number, unit
    return None


def shows(codec: str, unit: Unit) -> bool:
    seen = decode(codec, unit.data, 4096 * 4096)
    return seen is not None and (seen["width"], seen["height"]) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("inband", [True, False])
@pytest.mark.parametrize("size", [60, 200, 60_000])
def test_a_picture_in_pieces_of_any_size_is_put_together(
    codec: str, inband: bool, size: int
) -> None:
    made = material(codec)
    nals = made.pictures[0] if inband else made.slices(0)
    packets = rtp(fragments(codec, nals, size), time=77)
    found = first(depacketiser(made, sets=not inband), packets)
    assert found is not None
    assert found[0] == len(packets)
    assert found[1].rtp_time == 77
    assert shows(codec, found[1])


@pytest.mark.parametrize(("codec", "donl"), [("H264", False), ("H265", False), ("H265", True)])
def test_several_units_in_one_packet_are_told_apart(codec: str, donl: bool) -> None:
    made = material(codec)
    packets = rtp(together(codec, made.pictures[0], donl=donl))
    found = first(depacketiser(made, sets=False, donl=donl), packets)
    assert found is not None
    assert shows(codec, found[1])


def test_decoding_order_numbers_are_left_out_of_the_picture() -> None:
    made = material("H265")
    packets = rtp(fragments("H265", made.pictures[0], 100, donl=b"\0\1"))
    found = first(depacketiser(made, sets=False, donl=True), packets)
    assert found is not None
    assert (
        found[1].data
        == first(  # type: ignore[index]
            depacketiser(made, sets=False), rtp(fragments("H265", made.pictures[0], 100))
        )[1].data
    )


@pytest.mark.parametrize("codec", CODECS)
def test_a_picture_of_several_slices_ends_with_its_marker(codec: str) -> None:
    made = material(codec, slices=4)
    found = first(depacketiser(made), stream(made))
    assert found is not None
    assert shows(codec, found[1])


@pytest.mark.parametrize("codec", CODECS)
def test_without_any_marker_the_next_time_stamp_ends_a_picture(codec: str) -> None:
    made = material(codec)
    packets = [bytes([one[0], one[1] & 0x7F]) + one[2:] for one in stream(made)]
    found = first(depacketiser(made), packets)
    assert found is not None
    assert shows(codec, found[1])


@pytest.mark.parametrize("codec", CODECS)
def test_parameter_sets_may_come_as_pictures_of_their_own(codec: str) -> None:
    made = material(codec)
    packets = rtp(made.sets, time=1)
    packets += rtp(fragments(codec, made.slices(0)), first=len(packets), time=2)
    found = first(depacketiser(made, sets=False), packets)
    assert found is not None
    assert shows(codec, found[1])


def test_a_key_picture_nobody_can_decode_yet_is_passed_over() -> None:
    made = material("H264")
    packets = rtp(made.slices(0), time=1)
    packets += rtp(made.pictures[0], first=len(packets), time=2)
    found = first(depacketiser(made, sets=False), packets)
    assert found is not None
    assert found[1].rtp_time == 2


@pytest.mark.parametrize("codec", CODECS)
def test_a_lost_packet_spoils_its_picture_and_the_next_whole_one_is_taken(codec: str) -> None:
    made = material(codec, pictures=1)
    pieces = fragments(codec, made.pictures[0], 100)
    last = len(pieces) - 1
    packets = [one for n in range(3) for one in rtp(pieces, first=n * len(pieces), time=n)]
    for lost in range(len(pieces)):
        found = first(depacketiser(made), packets[:lost] + packets[lost + 1 :])
        assert found is not None
        assert shows(codec, found[1])
        # Who comes late misses nothing with the parameter sets, which are known; and when the end
        # of a picture is lost, so may be the beginning of the next.
        assert found[1].rtp_time == {0: 0, last: 2}.get(lost, 1)


def test_a_loss_between_pictures_spoils_the_one_whose_beginning_may_be_gone() -> None:
    made = material("H264")
    packets = rtp([b"\x41\x9a"], first=0, time=1) + rtp(made.pictures[0], first=2, time=2)
    assert first(depacketiser(made), packets) is None


def test_numbers_begin_again_at_nothing_and_doubled_packets_are_no_loss() -> None:
    made = material("H264")
    packets = rtp(fragments("H264", made.pictures[0], 100), first=65_530)
    doubled = [one for one in packets for _ in range(2)]
    assert first(depacketiser(made), doubled) is not None


@pytest.mark.parametrize("codec", CODECS)
def test_who_comes_in_the_middle_of_a_picture_waits_for_the_next(codec: str) -> None:
    made = material(codec, slices=4)
    once = rtp(fragments(codec, made.slices(0), 100), time=1)
    again = rtp(fragments(codec, made.slices(0), 100), first=len(once), time=2)
    found = first(depacketiser(made), [*once[len(once) // 2 :], *again])
    assert found is not None
    assert found[1].rtp_time == 2


def test_pictures_that_need_others_are_counted_and_not_taken() -> None:
    made = material("H264", pictures=4)
    taking = depacketiser(made)
    packets = [
        one for number in (1, 2, 3) for one in rtp(made.slices(number), first=number, time=number)
    ]
    assert first(taking, packets) is None
    assert taking.pictures == 3


def test_another_payload_type_on_the_channel_is_not_the_picture() -> None:
    made = material("H264")
    noise = packet(b"\x65\x88", sequence=9, time=1, marker=True, pt=97)
    found = first(depacketiser(made, pt=96), [noise, *stream(made)])
    assert found is not None


def test_padding_extension_and_sources_are_no_part_of_the_picture() -> None:
    made = material("H264")
    (plain,) = rtp(together("H264", made.pictures[0]))
    dressed = (
        bytes([plain[0] | 0x20 | 0x10 | 2]) + plain[1:12]
        + b"SRC1SRC2" + b"\xbe\xde\0\1EXT!" + plain[12:] + b"\0\0\0\4"
    )  # fmt: skip
    taken, expected = (first(depacketiser(made, sets=False), [one]) for one in (dressed, plain))
    assert taken is not None
    assert taken == expected


@pytest.mark.parametrize(
    "rubbish",
    [
        b"", b"$", b"\x80" * 11, b"\0" * 40, b"\xff" * 40, b"\x80\x60" + b"\0" * 10,
        b"\xbf\x60" + b"\0" * 10, b"\xa0\x60" + b"\0" * 12 + b"\xff",
        packet(b"\x78\xff\xff\x01", sequence=0, time=0, marker=True),
        packet(b"\x78\0\0\0\0", sequence=0, time=0, marker=True),
        packet(b"\x7c", sequence=0, time=0, marker=True),
        packet(b"\x7c\x05\x00", sequence=0, time=0, marker=True),
        packet(b"\x1f", sequence=0, time=0, marker=True),
        packet(b"\x60", sequence=0, time=0, marker=True),
        packet(b"\x62\x01\x93", sequence=0, time=0, marker=True),
        packet(b"\x65", sequence=0, time=0, marker=True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("codec", CODECS)
def test_rubbish_is_no_picture_and_does_no_harm(codec: str, rubbish: bytes) -> None:
    made = material(codec)
    taking = depacketiser(made)
    assert taking.take(rubbish) is None
    assert first(taking, stream(made, sequence=1)) is not None


@pytest.mark.parametrize("codec", CODECS)
def test_a_unit_without_end_is_not_kept_beyond_the_limit(codec: str) -> None:
    made = material(codec)
    begin = {"H264": b"\x7c\x85\x88", "H265": b"\x62\x01\x93\x80"}[codec]
    more = {"H264": b"\x7c\x05", "H265": b"\x62\x01\x13"}[codec]
    taking = depacketiser(made, limit=5_000)
    taking.take(packet(begin, sequence=0, time=1, marker=False))
    endless = [packet(more + b"\1" * 1_000, sequence=n, time=1, marker=False) for n in range(1, 9)]
    with pytest.raises(TooBigError):
        first(taking, endless)


def test_a_flood_of_parameter_sets_is_forgotten() -> None:
    taking = depacketiser(material("H264"))
    for number in range(2_000):
        name = number.to_bytes(2, "big")
        taking.take(packet(b"\x67" + name + b"\0" * 50, sequence=number, time=number, marker=True))
    assert len(taking._sets) <= 32
