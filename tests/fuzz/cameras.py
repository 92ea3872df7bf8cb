"""Parsers of what cameras say: SDP, RTSP, RTP, challenges, and what is hidden of all that."""

import contextlib
from datetime import UTC, datetime
from urllib.parse import quote

from auditor.contract import Missing, Party, Why
from auditor.facts import Auth, CameraSeen, DeviceInfo, Frame, Stream
from auditor.facts.logins import shown
from auditor.probes.camera.auth import authorization, basic_only, challenges, choose, renewed
from auditor.probes.camera.credential import Credential
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.onvif import clock
from auditor.probes.camera.onvif.addresses import http_target, place
from auditor.probes.camera.onvif.asked import Ask
from auditor.probes.camera.onvif.soap import Fault, Garbled, Reply, read
from auditor.probes.camera.onvif.wsdl import loaded
from auditor.probes.camera.rtsp import rtp, sdp
from auditor.probes.camera.rtsp.depacketise import Depacketiser
from auditor.probes.camera.rtsp.faults import Faults, named
from auditor.probes.camera.rtsp.framing import Framing, Message, NotRtspError, Packet, TooBigError
from auditor.probes.camera.rtsp.targets import joined as path_joined
from auditor.probes.camera.rtsp.targets import path_of
from auditor.probes.camera.scrub import HIDDEN, Scrub
from tests.fuzz.target import Target, clean, joined, keep, parts, show, text
from tests.probes.camera.test_onvif_fuzz import ANSWERS, PIECES, kept

AT = datetime(2026, 3, 5, 7, 31, tzinfo=UTC)
LIMITS = DeviceLimits()
UNIT = 2_000
"""Bytes of a picture, so that the cap is met."""


def feed_sdp(data: bytes) -> None:
    """A description is read as far as it goes; what it names stays in one request line."""
    found = sdp.describe(data)
    for track in found.videos:
        assert len(track.parameter_sets) <= 16
        if track.known:
            Depacketiser(track, unit_bytes=UNIT)
        _is_path(path_joined(path_joined("/live", found.control), track.control))
        keep(Missing, Faults(host="192.0.2.7", port=554).codec(track.codec))
    assert found.video is None or found.video in found.videos


def _is_path(path: str) -> None:
    assert path.startswith("/")
    assert len(path) <= 2_100
    assert all("!" <= sign <= "~" for sign in path)
    shown(path)


def feed_rtsp(data: bytes) -> None:
    """Bytes come apart in the same way however the network cut them."""
    step = data[0] % 16 if data else 0
    whole, end = _taken([data[1:]])
    cut = [data[at : at + step] for at in range(1, len(data), step)] if step else []
    assert not step or _taken(cut) == (whole, end)
    for item in whole:
        if isinstance(item, Message):
            _message(item)
        else:
            assert len(item.data) <= 0xFFFF


def _taken(chunks: list[bytes]) -> tuple[list[Message | Packet], type[Exception] | None]:
    framing = Framing(header_bytes=200, body_bytes=300)
    found: list[Message | Packet] = []
    try:
        for chunk in chunks:
            framing.feed(chunk)
            while (item := framing.take()) is not None:
                found.append(item)
    except (NotRtspError, TooBigError) as error:
        show(str(error))
        return found, type(error)
    return found, None


def _message(message: Message) -> None:
    assert message.status == 0 or 0 <= message.status <= 999
    _is_path(path_of(message.header("content-base")))
    _challenged(message.headers.get("www-authenticate", ()))
    faults = Faults(host="192.0.2.7", port=554)
    keep(Missing, faults.status("DESCRIBE", message.status, message.reason, "/live"))


def feed_challenge(data: bytes) -> None:
    """Whatever is asked, the answer is one line of a header, or nobody answers."""
    _challenged(tuple(text(one) for one in data.split(b"\n")))


def _challenged(headers: tuple[str, ...]) -> None:
    offered = challenges(headers)
    keep(Missing, Faults(host="192.0.2.7", port=554).auth_unknown(offered))
    named(offered)
    basic_only(offered)
    for allowed in (True, False):
        chosen = choose(offered, basic_allowed=allowed)
        if chosen is None:
            continue
        assert allowed or chosen.auth is Auth.DIGEST
        line = authorization(chosen, MAU, "DESCRIBE", "rtsp://192.0.2.7:554/live", 1)
        assert MAU.password not in line
        assert not any(sign < " " or sign == "\x7f" for sign in line)
        line.encode("utf-8", "surrogateescape")
        assert renewed(offered, chosen) is None or renewed(offered, chosen) != chosen


MAU = Credential(name="bo-mau", user="quan.tri", password="m4t-kh4u-m4u")  # noqa: S106 - invented


def feed_rtp(data: bytes) -> None:
    """Packets become pictures under the cap, or nothing. First byte: codec; then size and packet."""
    mode, at = data[0] if data else 0, 1
    track = sdp.Track(
        codec="H265" if mode & 1 else "H264",
        donl=bool(mode & 2),
        payload_type=96 if mode & 4 else None,
        parameter_sets=SETS["H265" if mode & 1 else "H264"] if mode & 8 else (),
    )
    pictures = Depacketiser(track, unit_bytes=UNIT)
    with contextlib.suppress(TooBigError):
        while at < len(data):
            size = data[at]
            packet, at = data[at + 1 : at + 1 + size], at + 1 + size
            read_one = rtp.read(packet)
            assert read_one is None or 0 < len(read_one.payload) <= len(packet) - 12
            unit = pictures.take(packet)
            if unit is not None:
                assert unit.data.startswith(b"\0\0\0\1")
                assert len(unit.data) <= 2 * UNIT + 32 * 4_100
                assert 0 <= unit.rtp_time < 1 << 32
            assert pictures.pictures <= pictures.packets


SETS = {
    "H264": (b"\x67\x42\x00\x0a", b"\x68\xce\x38\x80"),
    "H265": (b"\x40\x01\x0c\x01", b"\x42\x01\x01\x01", b"\x44\x01\xc1\x72"),
}


def _packet(payload: bytes, number: int, *, last: bool, time: int = 9) -> bytes:
    head = bytes([0x80, 96 | last << 7]) + number.to_bytes(2, "big") + time.to_bytes(4, "big")
    made = head + b"\0\0\0\7" + payload
    return bytes([len(made)]) + made


def _stream(*payloads: bytes) -> bytes:
    last = len(payloads) - 1
    return b"".join(_packet(one, at, last=at == last) for at, one in enumerate(payloads))


def feed_onvif(data: bytes) -> None:
    """An answer is a reply, a fault or garbled. First byte: which call it answers."""
    ask = list(Ask)[data[0] % len(Ask)] if data else Ask.TIME
    said = read(loaded(), ask, data[1:])
    assert isinstance(said, Reply | Fault | Garbled)
    if isinstance(said, Reply):
        kept(ask, said)
    elif isinstance(said, Fault):
        assert len(said.code) <= 40


def feed_onvif_address(data: bytes) -> None:
    """No address of a device smuggles anything into a request."""
    found = place(text(data))
    if found is not None:
        for target in (found.target, http_target(found)):
            _is_path(target[:2_000])
            assert "#" not in target or target == found.target
        show(found.elsewhere("192.0.2.7", 554))
    _is_path(path_of(text(data)))
    offset = clock.offset_by_date(clean(data), AT)
    assert offset is None or offset == offset


def feed_scrub(data: bytes) -> None:
    """What was shown to a device never comes back from it: user, password, what it said."""
    user, password, said = (clean(one)[:400] for one in parts(data, 3))
    user, password = user[:40], password[:40]
    hiding = Scrub([Credential(name="mau", user=user, password=password)])
    for secret in (password, quote(password, safe=""), password.upper()):
        shown_text = hiding.text(said.replace("@@", secret))
        hidden = password.strip() and not set(password) & set(HIDDEN)
        assert not hidden or password.casefold() not in shown_text.casefold()
    seen = CameraSeen(
        camera="c1", name="Camera mẫu", address="192.0.2.7:554", at=AT,
        stream=Stream(codec="H264", path=said, auth=Auth.DIGEST, width=1, height=1),
        frame=Frame(mean=1.0, spread=1.0, rtp_time=1),
        device=DeviceInfo(manufacturer=said, model=user, firmware=password),
    )  # fmt: skip
    keep(CameraSeen, hiding.seen(seen))
    fault = Missing(why=Why.REFUSED, party=Party.COMMUNE, text="camera.codec", values={"x": said})
    assert isinstance(hiding.seen(fault), Missing)


_SDP = (
    "v=0\r\no=- 0 0 IN IP4 192.0.2.7\r\ns=mau\r\na=control:*\r\na=range:npt=0-\r\n"
    "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:trackID=1\r\n"
    "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0IACg==,aM44gA==\r\n"
    "m=audio 0 RTP/AVP 0\r\na=control:trackID=2\r\n"
)
_ANSWER = (
    'RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="mau", '
    'nonce="0a1b", algorithm=MD5, qop="auth"\r\nContent-Length: 4\r\n\r\n$\0\0\1'
)
_DIGEST = 'Digest realm="mau", nonce="0a1b", opaque="x", algorithm=SHA-256, qop="auth,auth-int"'

TARGETS = (
    Target(
        name="sdp",
        feed=feed_sdp,
        seeds=joined(_SDP, _SDP.replace("H264", "H265").replace("96", "97 98 34")),
        pieces=joined(
            "m=", "a=", "a=control:", "a=rtpmap:", "a=fmtp:", "m=video 0 RTP/AVP ", "96 ", "97", "/90000",
            "H264", "HEVC", "sprop-sps=", "sprop-max-don-diff=1", ";", "=", ",", "\r\n", "\n", " ", "rtsp://",
            "a=range:npt=0-", "clock=20260101T", "npt=0-12.5", "²", "٣", "9" * 5000, "AAAA", b"\xff", "\x0b", "*",
        ),
    ),
    Target(
        name="rtsp",
        feed=feed_rtsp,
        seeds=joined(b"\3" + _ANSWER.encode(), b"\0$\0\0\2ab" + _ANSWER.encode() * 2, b"\1OPTIONS * RTSP/1.0\n\n"),
        pieces=joined(
            "RTSP/1.0 ", "200 OK", "404", "\r\n", "\n", "\r", "\n\r\n", "$", b"$\0\0\1", b"$\1\xff\xff", "CSeq: ",
            "Content-Length: ", "4", "99999999999999", "²", "-1", "\t", " ", ":", "HTTP/1.1 200 OK", b"\x16\x03",
            "Content-Base: rtsp://a:b@c/", "WWW-Authenticate: ", "Digest ", "realm=", '"', b"\xff", "\x00", "\x85",
        ),
    ),
    Target(
        name="challenge",
        feed=feed_challenge,
        seeds=joined(_DIGEST, 'Basic realm="mau", ' + _DIGEST, _DIGEST + ", stale=true", "Negotiate abc=="),
        pieces=joined(
            "Digest", "Basic", "Bearer", " ", ",", "=", '"', "\\", '\\"', "realm", "nonce", "opaque", "algorithm",
            "qop", "stale", "true", "MD5", "MD5-sess", "SHA-256", "SHA-512", "auth", "auth-int", "\r", "\t", b"\xff",
            "\x00", "\x7f", "é", "a" * 300, '"' * 50, "= " * 50,
        ),
    ),
    Target(
        name="rtp",
        feed=feed_rtp,
        seeds=(
            b"\0" + _stream(*SETS["H264"], b"\x65\x88\x84", b"\x41\x9a"),
            b"\x08" + _stream(b"\x7c\x85\x88\x84", b"\x7c\x05\x01", b"\x7c\x45\x02"),
            b"\x08" + _stream(b"\x78\0\4" + SETS["H264"][0] + b"\0\3\x65\x88\x84"),
            b"\x09" + _stream(b"\x26\x01\xaf\x01", b"\x62\x01\x93\xaf\x02", b"\x62\x01\x53\x03"),
            b"\x0b" + _stream(b"\x60\x01\0\0\0\3\x26\x01\xaf\0\0\3\x26\x01\xaf"),
        ),
        pieces=(
            b"\x80\x60\0\1", b"\x80\xe0\0\2", b"\x90", b"\xa0", b"\xbf", b"\xff\xff", b"\0\0\0\x09", b"\0\0\0\7",
            b"\x67", b"\x68", b"\x65\x88", b"\x41", b"\x78", b"\x7c\x85", b"\x7c\x45", b"\x26\x01\xaf", b"\x60\x01",
            b"\x62\x01\x93", b"\0", b"\1", b"\x0d", b"\x10", b"\x14", b"\xff", bytes(40),
            _packet(b"\x65\x88", 1, last=True), _packet(b"\x41\x9a", 2, last=False, time=10),
        ),
    ),
    Target(
        name="onvif",
        feed=feed_onvif,
        seeds=tuple(bytes([at]) + ANSWERS[ask].encode() for at, ask in enumerate(Ask)),
        pieces=tuple(one.encode("utf-8", "surrogateescape") for one in PIECES)
        + joined("<?xml version='1.0' encoding='gb2312'?>", "<s:Envelope>", "<a>" * 400, b"\xb0\xa1", "\ufeff", "&amp;"),
    ),
    Target(
        name="onvif-address",
        feed=feed_onvif_address,
        seeds=joined(
            "http://192.0.2.7/onvif/media?a=1", "rtsp://a:b@[2001:db8::1]:554/live", "Thu, 05 Mar 2026 07:31:00 GMT"
        ),
        pieces=joined(
            "http://", "rtsp://", "//", "/", ":", "@", "?", "#", "[", "]", "%41", "%", "\\", " ", "\t", "\r\n", "\x00",
            b"\xff", "é", "²", "0", "99999", "Thu, ", " Mar ", "9999 ", "24:61:61", "+9999", "-0000", "x" * 300,
        ),
    ),
    Target(
        name="scrub",
        feed=feed_scrub,
        seeds=joined("quan.tri\x1fm4t kh4u\x1fABC @@ x", "admin\x1fắ%2b\x1f/live?u=admin&p=@@", "a\x1f(\x1f@@@@(("),
        pieces=joined(
            "\x1f", "@@", "a", "A", " ", "+", "%20", "%", "(", "[", "\\", "*", "ß", "ı", "İ", "ſ", "\n", "\u2028",
            "admin", "mật khẩu", "0a1b" * 8, "=", "/", b"\xff", "\ufeff", "K",
        ),
    ),
)  # fmt: skip
