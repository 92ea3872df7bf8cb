"""The pure parts of the RTSP client: whatever bytes come, in whatever pieces."""

import contextlib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.facts.logins import shown
from auditor.probes.camera.auth import challenges
from auditor.probes.camera.rtsp.depacketise import Depacketiser
from auditor.probes.camera.rtsp.framing import (
    Framing,
    Message,
    NotRtspError,
    Packet,
    TooBigError,
)
from auditor.probes.camera.rtsp.sdp import Track, describe
from auditor.probes.camera.rtsp.targets import joined, origin, path_of
from tests.probes.camera.material import material, sdp

UNHURRIED = settings(deadline=None)  # a busy machine is no fault
STREAM = (
    b"\r\nRTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\n$\0\0\1"
    b"$\1\0\2ab\r\n$\0\0\0OPTIONS * RTSP/1.0\nCSeq: 2\n folded\nX: 1\nx: 2\n\n$\2\0\1c"
)


def framing() -> Framing:
    return Framing(header_bytes=8_192, body_bytes=32_768)


def taken(parts: list[bytes]) -> list[Message | Packet]:
    one = framing()
    found = []
    for part in parts:
        one.feed(part)
        while (item := one.take()) is not None:
            found.append(item)
    return found


def test_messages_and_media_come_out_in_their_order() -> None:
    answer, control, empty, request, media = taken([STREAM])
    assert isinstance(answer, Message)
    assert (answer.status, answer.reason, answer.body) == (200, "OK", b"$\0\0\1")
    assert isinstance(request, Message)
    assert (request.status, request.headers) == (0, {"cseq": ("2 folded",), "x": ("1", "2")})
    assert [control, empty, media] == [Packet(1, b"ab"), Packet(0, b""), Packet(2, b"c")]


@UNHURRIED
@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_where_the_stream_is_cut_makes_no_difference(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    parts = [STREAM[a:b] for a, b in pairwise(edges)]
    assert taken(parts) == taken([STREAM])


@UNHURRIED
@given(
    st.lists(st.binary(max_size=200)), st.sampled_from([b"", b"RTSP/1.0 200 OK\r\n", b"$\0\0\x04"])
)
def test_any_bytes_are_taken_or_called_no_rtsp(parts: list[bytes], begin: bytes) -> None:
    with contextlib.suppress(NotRtspError, TooBigError):
        taken([begin, *parts])


@UNHURRIED
@given(st.binary(max_size=300))
def test_any_description_is_read_as_far_as_it_goes(body: bytes) -> None:
    describe(body)
    describe(b"m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 " + body)


@UNHURRIED
@given(st.text(max_size=300))
def test_any_challenge_is_read_as_far_as_it_goes(text: str) -> None:
    challenges([text, f"Digest {text}"])


@UNHURRIED
@given(st.sampled_from(["H264", "H265"]), st.booleans(), st.lists(st.binary(max_size=40)))
def test_any_packets_are_taken_apart_or_dropped(
    codec: str, donl: bool, payloads: list[bytes]
) -> None:
    taking = Depacketiser(Track(codec=codec, donl=donl), unit_bytes=500)
    with contextlib.suppress(TooBigError):
        for number, payload in enumerate(payloads):
            taking.take(b"\x80\x60" + number.to_bytes(2, "big") + b"\0" * 8 + payload)


@UNHURRIED
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_device_calls_its_track_the_host_stays_ours(base: str, control: str) -> None:
    path = joined(path_of(base), control)
    assert path.startswith("/")
    assert path.isascii()
    assert not set(path) & set(" \t\r\n")


@pytest.mark.parametrize("codec", ["H264", "H265"])
def test_a_description_tells_codec_track_and_parameter_sets(codec: str) -> None:
    made = material(codec)
    described = describe(sdp(made, control="trackID=1"))
    track = described.video
    assert track is not None
    assert (described.control, described.media) == ("*", 2)
    assert (track.codec, track.control, track.known) == (codec, "trackID=1", True)
    assert track.parameter_sets == made.sets


@pytest.mark.parametrize(
    ("body", "codec", "payload_type", "donl"),
    [
        (b"m=video 0 RTP/AVP 97 98\na=rtpmap:97 rtx/90000\na=rtpmap:98 hevc/90000", "H265", 98, False),
        (b"m=video 0 RTP/AVP 96\na=rtpmap:96 H265/90000\na=fmtp:96 sprop-max-don-diff=2", "H265", None, True),
        (b"m=video 0 RTP/AVP 96\na=rtpmap:96 H265/90000\na=fmtp:96 sprop-max-don-diff=0", "H265", None, False),
        (b"m=video 0 RTP/AVP 26", "JPEG", None, False),
        (b"m=video 0 RTP/AVP 99", "99", None, False),
        (b"m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 sprop-parameter-sets=!,=", "H264", None, False),
    ],
)  # fmt: skip
def test_what_a_track_is_stands_in_its_description(
    body: bytes, codec: str, payload_type: int | None, donl: bool
) -> None:
    track = describe(body).video
    assert track is not None
    assert (track.codec, track.payload_type, track.donl) == (codec, payload_type, donl)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/ch1?token=abc&x=1", "/ch1?token=***&x=1"),
        ("/user=a_password=b_channel=1", "/user=***"),
        ("/cam/realmonitor?channel=1&subtype=0", "/cam/realmonitor?channel=1&subtype=0"),
        ("/live?Usr=a&PWD=b", "/live?Usr=***&PWD=***"),
        ("/x_password=abc", "/x_password=***"),
        ("/1mat_khau=abc&kenh=1", "/1mat_khau=***&kenh=1"),
        ("/author=a", "/author=a"),
    ],
)
def test_a_path_is_kept_without_what_logs_in(path: str, kept: str) -> None:
    assert shown(path) == kept


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("rtsp://mau:mat/khau@host/kenh", "/kenh"),
        ("rtsp://mau:mat?khau@host:554/kenh?a=1", "/kenh?a=1"),
        ("rtsp://mau:m@t/khau@host/kenh", "/kenh"),
        ("rtsp://mau:123/4@192.0.2.1", "/"),
        ("rtsp://mau:mat@192.0.2.1/kenh", "/kenh"),
        ("rtsp://192.0.2.1:554/kenh@chinh", "/kenh@chinh"),
        ("rtsp://[2001:db8::1]:554/kenh@chinh", "/kenh@chinh"),
        ("rtsp://may/kenh@chinh", "/kenh@chinh"),
        ("rtsp://may:x/kenh", "/kenh"),
        ("/kenh?ai=a@b", "/kenh?ai=a@b"),
    ],
)
def test_of_a_link_only_the_path_is_left_whatever_the_password_holds(url: str, path: str) -> None:
    assert path_of(url) == path


@pytest.mark.parametrize(
    ("host", "begin"),
    [("192.0.2.1", "rtsp://192.0.2.1:554"), ("2001:db8::1", "rtsp://[2001:db8::1]:554")],
)
def test_a_request_begins_with_the_address_of_the_inventory(host: str, begin: str) -> None:
    assert origin(host, 554) == begin
