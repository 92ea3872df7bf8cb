"""An RTSP camera is asked once, politely, and whatever it does is told apart."""

import asyncio

import pytest

from auditor.contract import Party, Why
from auditor.facts import Auth
from auditor.probes.camera.decoder import decode
from tests.probes.camera.looking import QUICK, camera, look
from tests.probes.camera.material import fragments, material, rtp, sdp, stream
from tests.probes.camera.rtsp_server import (
    Answer,
    Doorman,
    Request,
    RtspServer,
    interleaved,
    reply,
    saying,
    writing,
)

H264 = material("H264")
SEVERAL = ["OPTIONS", "DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]


@pytest.mark.parametrize("codec", ["H264", "H265"])
@pytest.mark.parametrize("sprop", [True, False])
def test_an_open_camera_shows_its_first_key_picture(codec: str, sprop: bool) -> None:
    made = material(codec)
    server = RtspServer(sdp=sdp(made, sprop=sprop), packets=stream(made))
    seen = look(server, ["/Streaming/Channels/101?a=b"])
    assert (seen.frame.codec, seen.frame.auth) == (codec, Auth.NONE)
    assert (seen.frame.path, seen.frame.rtp_time) == ("/Streaming/Channels/101?a=b", 9000)
    picture = decode(codec, seen.frame.unit, 4096 * 4096)
    assert picture is not None
    assert (picture["width"], picture["height"]) == (320, 192)
    assert server.methods == SEVERAL
    assert server.tries == []


def test_every_step_is_told_as_it_ends() -> None:
    seen = look(camera())
    assert [(step.name, step.ok, step.text) for step in seen.steps] == [
        (f"rtsp.{name}", True, f"camera.done.rtsp.{name}")
        for name in ("connect", "options", "describe", "setup", "play", "frame")
    ]


def test_the_step_that_failed_is_told_with_its_cause() -> None:
    seen = look(camera(answers={"SETUP": saying("454 Session Not Found")}))
    assert [(step.name, step.ok) for step in seen.steps][-1] == ("rtsp.setup", False)
    assert seen.steps[-1].text == seen.fault.text == "camera.no_such_stream"


@pytest.mark.parametrize(
    ("doorman", "auth"),
    [
        (Doorman(scheme="Basic"), Auth.BASIC),
        (Doorman(), Auth.DIGEST),
        (Doorman(algorithm=""), Auth.DIGEST),
        (Doorman(qop="auth", opaque="xyz"), Auth.DIGEST),
        (Doorman(qop="auth", algorithm="MD5-sess"), Auth.DIGEST),
        (Doorman(qop="auth", algorithm="SHA-256"), Auth.DIGEST),
        (Doorman(algorithm="SHA-256"), Auth.DIGEST),
    ],
)
def test_a_camera_that_asks_who_we_are_is_told_after_it_asked(doorman: Doorman, auth: Auth) -> None:
    server = camera(doorman=doorman)
    assert look(server).frame.auth is auth
    assert server.methods == ["OPTIONS", "DESCRIBE", "DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]
    assert server.tries == ["DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]


def test_user_and_password_stand_in_no_url() -> None:
    server = camera(doorman=Doorman())
    seen = look(server, ["rtsp://mau:bia-dat-1@192.0.2.1:554/ch1"])
    assert seen.frame.path == "/ch1"
    assert all("bia-dat" not in one.url and "192.0.2.1" not in one.url for one in server.requests)


def test_a_path_that_holds_a_password_is_kept_without_it() -> None:
    server = camera()
    seen = look(server, ["/user=admin&password=bia-dat-1&channel=1&stream=0.sdp?"])
    assert seen.frame.path == "/user=***&password=***&channel=1&stream=0.sdp?"
    assert "password=bia-dat-1&channel=1" in server.requests[0].url


def test_a_wrong_password_is_tried_once_whatever_the_channels() -> None:
    server = camera(doorman=Doorman())
    seen = look(server, ["/ch1", "/ch2", "/ch3", "/ch4"], credential="sai")
    assert [fault.text for fault in seen.results] == ["camera.unauthorized"] * 4  # type: ignore[union-attr]
    assert (seen.fault.why, seen.fault.party) == (Why.REFUSED, Party.COMMUNE)
    assert server.tries == ["DESCRIBE"]


def test_a_camera_that_calls_every_nonce_stale_is_answered_twice_and_never_again() -> None:
    server = camera(doorman=Doorman(password="khac", always_stale=True))  # noqa: S106
    assert look(server, ["/ch1", "/ch2"]).fault.text == "camera.unauthorized"
    assert server.tries == ["DESCRIBE", "DESCRIBE"]


@pytest.mark.parametrize("close", [True, False])
def test_a_wrong_password_at_a_fresh_nonce_is_still_refused_exactly_once(close: bool) -> None:
    server = camera(doorman=Doorman(close=close))
    assert look(server, ["/ch1", "/ch2"], credential="sai").fault.text == "camera.unauthorized"
    assert server.tries == ["DESCRIBE"]


def test_a_nonce_of_a_connection_that_is_gone_is_no_wrong_password() -> None:
    """The device hangs up after its first 401, and its nonce was for that connection only."""
    server = camera()
    door = Doorman()

    async def describe(request: Request, writer: asyncio.StreamWriter) -> None:
        first = server.connections == 1
        known = bool(request.scheme) and server.tries != ["DESCRIBE"]
        challenge = "" if known and not door.refuses(request) else door.challenge(stale=not first)
        if not challenge:
            writer.write(server._reply(request))
            return
        close = "Connection: close\r\n" if first else ""
        head = f"WWW-Authenticate: {challenge}\r\n{close}"
        writer.write(reply(request, "401 Unauthorized", head))
        if first:
            await writer.drain()
            writer.close()
            await asyncio.sleep(60)

    server.answers = {"DESCRIBE": describe}
    assert look(server).frame.auth is Auth.DIGEST
    assert server.connections == 2
    assert server.tries == ["DESCRIBE", "DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]


def test_a_camera_learns_who_asks() -> None:
    server = camera()
    look(server)
    assert {one.headers["user-agent"] for one in server.requests} == {"thử"}


def test_a_nonce_that_went_stale_is_renewed_once() -> None:
    server = camera(doorman=Doorman(stale_at=3))
    assert look(server).frame.auth is Auth.DIGEST
    assert server.tries == ["DESCRIBE", "SETUP", "PLAY", "PLAY", "TEARDOWN"]


def test_a_camera_whose_nonces_are_always_stale_is_left() -> None:
    stale = 'WWW-Authenticate: Digest realm="a", nonce="n{}", stale=true\r\n'
    count = iter(range(100))

    async def tired(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(request, "401 Unauthorized", stale.format(next(count))))

    server = camera(doorman=Doorman(), answers={"SETUP": tired})
    assert look(server).fault.text == "camera.unauthorized"
    assert server.methods == ["OPTIONS", "DESCRIBE", "DESCRIBE", "SETUP", "SETUP"]


def test_a_refusal_after_the_log_in_is_no_reason_to_try_again() -> None:
    challenge = 'WWW-Authenticate: Digest realm="a", nonce="n"\r\n'
    answers = {"PLAY": saying("401 Unauthorized", challenge)}
    server = camera(doorman=Doorman(), answers=answers)
    assert look(server, ["/ch1", "/ch2"]).fault.text == "camera.unauthorized"
    assert server.methods.count("PLAY") == 1


@pytest.mark.parametrize(
    ("doorman", "credential", "basic", "text", "why"),
    [
        (Doorman(), "", True, "camera.needs_credential", Why.REFUSED),
        (Doorman(scheme="Basic"), "mau", False, "camera.basic_forbidden", Why.REFUSED),
        (Doorman(), "khong-co", True, "camera.credential_unknown", Why.NOT_CONFIGURED),
        (Doorman(algorithm="SHA-3"), "mau", True, "camera.auth_unknown", Why.UNREADABLE),
    ],
)
def test_nothing_is_shown_where_nothing_may_be_shown(
    doorman: Doorman, credential: str, basic: bool, text: str, why: Why
) -> None:
    server = camera(doorman=doorman)
    seen = look(server, credential=credential, basic=basic)
    assert (seen.fault.text, seen.fault.why) == (text, why)
    assert server.tries == []


def test_a_camera_that_hangs_up_after_asking_who_we_are_is_called_again() -> None:
    server = camera(doorman=Doorman(close=True))
    assert look(server).frame.auth is Auth.DIGEST
    assert server.connections == 2
    assert server.tries == ["DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]


@pytest.mark.parametrize(
    "answer",
    [
        saying("401 Unauthorized", 'WWW-Authenticate: Digest realm="a", nonce="n"\r\n'),
        saying("405 Method Not Allowed"),
        saying("501 Not Implemented"),
        saying("200 OK", "Connection: close\r\n"),
        writing(close=True),
    ],
)
def test_a_camera_that_dislikes_options_is_asked_on(answer: Answer) -> None:
    server = camera(doorman=Doorman(), answers={"OPTIONS": answer})
    assert look(server).frame.auth is Auth.DIGEST
    assert server.tries == ["DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]


@pytest.mark.parametrize(
    ("status", "text", "why"),
    [
        ("404 Not Found", "camera.no_such_stream", Why.NOT_CONFIGURED),
        ("404 Stream Not Found", "camera.no_such_stream", Why.NOT_CONFIGURED),
        ("454 Session Not Found", "camera.no_such_stream", Why.NOT_CONFIGURED),
        ("455 Method Not Valid", "camera.no_such_stream", Why.NOT_CONFIGURED),
        ("400 Stream Not Found", "camera.no_such_stream", Why.NOT_CONFIGURED),
        ("453 Not Enough Bandwidth", "camera.busy", Why.REFUSED),
        ("503 Service Unavailable", "camera.busy", Why.REFUSED),
        ("403 Forbidden", "camera.forbidden", Why.REFUSED),
        ("461 Unsupported Transport", "camera.only_udp", Why.UNREADABLE),
        ("500 Internal Server Error", "camera.bad_rtsp", Why.MALFORMED),
        ("301 Moved", "camera.redirected", Why.REFUSED),
        ("302 Found", "camera.redirected", Why.REFUSED),
    ],
)
def test_a_refusal_by_number_has_its_cause(status: str, text: str, why: Why) -> None:
    seen = look(camera(answers={"DESCRIBE": saying(status)}))
    assert (seen.fault.text, seen.fault.why) == (text, why)


@pytest.mark.parametrize(
    ("body", "text", "name"),
    [
        (b"v=0\r\nm=video 0 RTP/AVP 26\r\n", "camera.codec", "JPEG"),
        (
            b"v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 MP4V-ES/90000\r\n",
            "camera.codec",
            "MP4V-ES",
        ),
        (b"v=0\r\nm=audio 0 RTP/AVP 8\r\n", "camera.no_video", None),
    ],
)
def test_what_is_no_picture_we_can_read_is_named(body: bytes, text: str, name: str | None) -> None:
    seen = look(camera(sdp=body))
    assert (seen.fault.text, seen.fault.values.get("codec")) == (text, name)


def test_a_readable_track_is_preferred_to_the_first() -> None:
    two = b"v=0\r\nm=video 0 RTP/AVP 26\r\na=control:t0\r\n" + sdp(H264)
    server = camera(sdp=two)
    assert look(server).frame.codec == "H264"


async def _oddly(request: Request, writer: asyncio.StreamWriter) -> None:
    """Media, control and requests of its own come before the answer, which names no CSeq."""
    picture = b"".join(interleaved(one, 4) for one in stream(H264))
    own = b"\r\nANNOUNCE rtsp://x/ RTSP/1.0\r\nCSeq: 7\r\nContent-Length: 2\r\n\r\nhi\r\n"
    writer.write(interleaved(b"\x80\xc8\0\0", 5) + own + b"RTSP/1.0 100 Continue\r\n\r\n")
    writer.write(picture + b"\n\nrtsp/1.0  200\nsession : 4D41 \n\n")


def test_odd_but_honest_answers_are_read() -> None:
    heads = b"RTSP/1.0 200 OK\r\nTRANSPORT: rtp/avp/tcp;interleaved=4-5\r\nsEsSiOn:4D41 ; timeout=9\r\n\r\n"
    server = camera(answers={"SETUP": heads, "PLAY": _oddly})
    assert look(server).frame.codec == "H264"
    assert {one.headers.get("session") for one in server.requests[3:]} == {"4D41"}


def test_a_late_answer_to_an_earlier_request_is_not_taken_for_this_one() -> None:
    async def twice(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"RTSP/1.0 404 Not Found\r\nCSeq: 1\r\n\r\n")
        head = "Session: 4D41\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
        writer.write(reply(request, "200 OK", head))

    assert look(camera(answers={"SETUP": twice})).frame.codec == "H264"


@pytest.mark.parametrize("number", ["0", "1", "", "một"])
def test_a_camera_that_numbers_its_answers_wrongly_is_read(number: str) -> None:
    server = camera()

    async def wrongly(request: Request, writer: asyncio.StreamWriter) -> None:
        right = f"CSeq: {request.headers['cseq']}".encode()
        writer.write(server._reply(request).replace(right, f"CSeq: {number}".encode()))
        if request.method == "PLAY":
            writer.writelines(interleaved(one) for one in server.packets)

    server.answers = dict.fromkeys(SEVERAL, wrongly)
    assert look(server).frame.codec == "H264"
    assert server.methods == SEVERAL


def test_a_camera_that_is_left_is_told_so() -> None:
    server = camera(packets=[])
    assert look(server, seconds=1.0).fault.text == "camera.no_frame"
    assert server.methods[-1] == "TEARDOWN"


def test_the_first_picture_is_taken_with_four_hundred_fragments() -> None:
    made = material("H265")
    packets = rtp(fragments("H265", made.pictures[0], 8), time=5)
    assert look(camera(made, packets=packets), limits=QUICK).frame.rtp_time == 5
