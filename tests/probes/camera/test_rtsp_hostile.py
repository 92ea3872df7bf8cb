"""Hostile and broken cameras: left in time, told apart, and led by none to anybody else."""

import asyncio
from dataclasses import replace

import pytest

from auditor.contract import Device, Missing, Party, Why
from auditor.probes.camera.limits import DeviceLimits
from tests.probes.camera.looking import HOST, camera, look, looks
from tests.probes.camera.material import material, rtp, sdp, stream
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


@pytest.mark.parametrize("method", ["DESCRIBE", "SETUP", "PLAY"])
@pytest.mark.parametrize("auth", [Doorman(scheme="Basic"), Doorman()])
def test_a_redirect_is_never_followed(method: str, auth: Doorman) -> None:
    async def inside() -> tuple[str, RtspServer]:
        third = camera()
        async with third.serving("127.0.63.99") as port:
            moved = saying("302 Found", f"Location: rtsp://127.0.63.99:{port}/ch1\r\n")
            server = camera(doorman=replace(auth), answers={method: moved})
            async with server.serving(HOST) as own:
                device = Device(host=HOST, rtsp_port=own, onvif_port=0, credential="mau")
                return (await looks(device)).fault.text, third

    text, third = asyncio.run(inside())
    assert text == "camera.redirected"
    assert third.connections == 0


@pytest.mark.parametrize(
    ("control", "session", "base", "set_up", "play"),
    [
        ("track1", "*", "", "/ch1/track1", "/ch1"),
        ("track1", "", "", "/ch1/track1", "/ch1"),
        ("track1", "*", "rtsp://{here}/ch1/", "/ch1/track1", "/ch1/"),
        ("trackID=2", "*", "rtsp://{here}/live/ch1", "/live/ch1/trackID=2", "/live/ch1"),
        ("rtsp://{here}/ch1/track1", "rtsp://{here}/ch1/", "", "/ch1/track1", "/ch1/"),
        ("/track1", "*", "", "/track1", "/ch1"),
        ("*", "*", "", "/ch1", "/ch1"),
        ("", "", "", "/ch1", "/ch1"),
        # An inner address behind NAT, or somebody else's: only the path is taken.
        ("rtsp://10.0.0.9:554/a/b?c=1", "*", "", "/a/b?c=1", "/ch1"),
        ("rtsp://u:p@127.0.63.99/a", "rtsp://127.0.63.99/b", "", "/a", "/b"),
        ("track1", "*", "rtsp://127.0.63.99:80/x/", "/x/track1", "/x/"),
        ("http://127.0.63.99/a b\tđ", "*", "", "/a%20b%09%C4%91", "/ch1"),
    ],
)
@pytest.mark.parametrize("header", ["Content-Base", "content-location"])
def test_controls_lead_nowhere_but_to_the_camera_itself(
    control: str, session: str, base: str, set_up: str, play: str, header: str
) -> None:
    server = camera()

    async def inside() -> str:
        async with server.serving(HOST) as port:
            here = f"{HOST}:{port}"
            server.sdp = sdp(
                H264, control=control.format(here=here), session=session.format(here=here)
            )
            if base:
                server.describe_headers = f"{header}: {base.format(here=here)}\r\n"
            device = Device(host=HOST, rtsp_port=port, onvif_port=0)
            assert (await looks(device)).frame.codec == "H264"
            return f"rtsp://{here}"

    origin = asyncio.run(inside())
    asked = {one.method: one.url for one in server.requests}
    assert (asked["SETUP"], asked["PLAY"]) == (origin + set_up, origin + play)
    assert asked["TEARDOWN"] == asked["PLAY"]


def _flood(data: bytes) -> Answer:
    async def flood(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(request, "200 OK"))
        while True:
            writer.write(data)
            await writer.drain()

    return flood


ENDLESS_UNIT = [
    interleaved(one) for one in rtp([b"\x7c\x85\x88"] + [b"\x7c\x05" + b"\1" * 60_000] * 200)
]
SMALL = DeviceLimits(
    connect_s=1.0, request_s=0.4, stall_s=0.3, unit_bytes=500_000, session_bytes=2_000_000
)


@pytest.mark.parametrize(
    ("method", "answer", "text"),
    [
        ("DESCRIBE", writing(), "camera.rtsp_silent"),
        ("DESCRIBE", writing(*[b"RTSP/1.0 200 OK\r\nX: "] + [b"x"] * 99, pause=0.1), "camera.rtsp_silent"),
        ("DESCRIBE", writing(b"RTSP/1.0 200 OK\r\nContent-Length: 900\r\n\r\nv=0"), "camera.rtsp_silent"),
        ("DESCRIBE", writing(close=True), "camera.hung_up"),
        ("DESCRIBE", writing(b"RTSP/1.0 200", close=True), "camera.hung_up"),
        ("DESCRIBE", writing(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "camera.bad_rtsp"),
        ("DESCRIBE", writing(b"\0\1\2\3\r\n\r\n"), "camera.bad_rtsp"),
        ("DESCRIBE", writing(b"RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n"), "camera.bad_rtsp"),
        ("DESCRIBE", writing(b"RTSP/1.0 200 OK\r\n\r\n"), "camera.bad_rtsp"),
        ("DESCRIBE", saying("401 Unauthorized"), "camera.bad_rtsp"),
        ("DESCRIBE", writing(b"X: y\r\n" * 9_999), "camera.stream_too_big"),
        ("DESCRIBE", writing(b"RTSP/1.0 200 OK\r\nContent-Length: 50000000\r\n\r\n"), "camera.stream_too_big"),
        ("DESCRIBE", _flood(b"$\0\xff\xff" + b"\0" * 65_535), "camera.bad_rtsp"),
        ("SETUP", writing(close=True), "camera.hung_up"),
        ("SETUP", saying("200 OK", "Transport: RTP/AVP;unicast;client_port=1-2\r\n"), "camera.only_udp"),
        ("PLAY", writing(), "camera.rtsp_silent"),
        ("PLAY", writing(close=True), "camera.closed"),
        ("PLAY", saying("200 OK"), "camera.no_frame"),
        ("PLAY", _flood(b"\r\n" * 9_999), "camera.stream_too_big"),
        ("PLAY", _flood(interleaved(b"\0" * 60_000, 7)), "camera.stream_too_big"),
        ("PLAY", _flood(interleaved(b"\0" * 60_000)), "camera.stream_too_big"),
        ("PLAY", _flood(b"RTSP/1.0 200 OK\r\n\r\n" * 3_000), "camera.stream_too_big"),
        ("PLAY", _flood(b"".join(ENDLESS_UNIT)), "camera.stream_too_big"),
    ],
)  # fmt: skip
def test_hostile_cameras_are_left_in_time_and_told_apart(
    method: str, answer: Answer, text: str
) -> None:
    seen = look(camera(answers={method: answer}), limits=SMALL, seconds=2.0)
    assert seen.fault.text == text


def test_a_camera_that_dribbles_its_stream_ends_with_our_time() -> None:
    dribble = writing(b"RTSP/1.0 200 OK\r\n\r\n", *[b"$", b"\0"], *[b"\1"] * 99, pause=0.05)
    seen = look(camera(answers={"PLAY": dribble}), seconds=1.0)
    assert seen.fault.text == "camera.no_frame"


def test_our_own_time_ends_a_visit_before_it_plays() -> None:
    seen = look(camera(answers={"DESCRIBE": writing()}), seconds=0.2)
    assert (seen.fault.text, seen.fault.party) == ("camera.time_cap", Party.AUDITOR)
    assert (seen.steps[-1].name, seen.steps[-1].text) == ("rtsp.describe", "camera.time_cap")


def test_pictures_without_a_key_picture_are_not_called_a_camera_that_is_down() -> None:
    later = [one for n in (1, 2) for one in rtp(H264.slices(n), first=n, time=n)]
    seen = look(camera(packets=later), seconds=1.0)
    assert (seen.fault.text, seen.fault.party) == ("camera.no_key_frame", Party.AUDITOR)
    assert seen.fault.values["pictures"] == 2


def test_packets_that_we_cannot_read_are_not_called_silence() -> None:
    seen = look(camera(packets=rtp([b"\x1f encrypted", b"\x1f as it were"])), seconds=1.0)
    assert (seen.fault.text, seen.fault.values["packets"]) == ("camera.unreadable_stream", 2)


def test_a_camera_that_takes_no_more_viewers_is_not_called_down() -> None:
    seen = look(camera(answers=dict.fromkeys(["OPTIONS", "DESCRIBE"], writing(close=True))))
    assert (seen.fault.text, seen.fault.why) == ("camera.hung_up", Why.REFUSED)


def test_a_camera_that_hangs_up_in_the_middle_of_a_picture_is_closed() -> None:
    server = camera(packets=stream(H264)[:3], hang_up=True)
    assert look(server).fault.text == "camera.closed"


def _mute_when_shown(*, close: bool) -> Answer:
    """Ask who is there, and say nothing more once told: so do devices that lock a source out."""

    async def describe(request: Request, writer: asyncio.StreamWriter) -> None:
        if not request.scheme:
            head = 'WWW-Authenticate: Digest realm="a", nonce="b"\r\n'
            writer.write(reply(request, "401 Unauthorized", head))
            return
        if close:
            writer.close()
        await asyncio.sleep(60)

    return describe


@pytest.mark.parametrize("close", [True, False])
@pytest.mark.parametrize("method", ["DESCRIBE", "SETUP", "PLAY"])
def test_a_camera_that_goes_mute_at_a_password_is_alive_and_shown_it_once(
    method: str, close: bool
) -> None:
    server = camera(answers={method: _mute_when_shown(close=close)})
    seen = look(server, ["/ch1", "/ch2", "/ch3", "/ch4"])
    told = [one for one in seen.results if isinstance(one, Missing)]
    assert [(one.text, one.why) for one in told] == [
        ("camera.silent_after_login", Why.REFUSED)
    ] * 4  # fmt: skip
    assert server.tries == [method]


@pytest.mark.parametrize(("close", "text"), [(True, "hung_up"), (False, "silent_after_login")])
def test_a_camera_that_goes_mute_after_it_let_us_in_is_not_called_down(
    close: bool, text: str
) -> None:
    server = camera(doorman=Doorman(), answers={"SETUP": writing(close=close)})
    seen = look(server, ["/ch1", "/ch2"])
    assert seen.fault.text == f"camera.{text}"
    assert server.tries == ["DESCRIBE", "SETUP"] * 2  # the account is known to be good


@pytest.mark.parametrize(("close", "text"), [(True, "closed"), (False, "rtsp_silent")])
def test_a_camera_that_let_us_in_and_does_not_play_shows_no_picture(close: bool, text: str) -> None:
    server = camera(doorman=Doorman(), answers={"PLAY": writing(close=close)})
    assert look(server).fault.text == f"camera.{text}"


def test_a_try_that_our_own_time_cut_off_is_spent() -> None:
    server = camera(answers={"DESCRIBE": _mute_when_shown(close=False)})
    seen = look(server, ["/ch1", "/ch2"], seconds=0.2)
    assert [one.text for one in seen.results if isinstance(one, Missing)] == [
        "camera.time_cap", "camera.silent_after_login"
    ]  # fmt: skip
    assert server.tries == ["DESCRIBE"]


def _playing_after(seconds: float) -> Answer:
    async def play(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(request, "200 OK", "Session: 4D41\r\n"))
        await writer.drain()
        await asyncio.sleep(seconds)
        writer.writelines(interleaved(one) for one in stream(H264))

    return play


def test_a_recorder_that_waits_for_its_next_key_picture_is_waited_for() -> None:
    """Four seconds between key pictures are usual, and more than ten where a codec is "smart"."""
    seen = look(camera(answers={"PLAY": _playing_after(1.0)}), seconds=5.0)
    assert seen.frame.codec == "H264"


def test_a_stream_that_our_own_time_gave_no_chance_is_not_called_silent() -> None:
    limits = replace(SMALL, stall_s=2.0)
    seen = look(camera(packets=[]), limits=limits, seconds=1.0)
    assert (seen.fault.text, seen.fault.party) == ("camera.time_cap", Party.AUDITOR)


def test_a_picture_on_a_channel_that_nobody_named_is_not_called_silence() -> None:
    play = writing(b"RTSP/1.0 200 OK\r\n\r\n", *(interleaved(one, 4) for one in stream(H264)))
    seen = look(camera(answers={"PLAY": play}), seconds=1.0)
    assert seen.fault.text == "camera.unreadable_stream"


def test_a_picture_whose_slices_have_a_marker_each_is_taken_whole() -> None:
    made = material("H264", slices=4)
    rows = [(n, nal) for n in (0, 1) for nal in made.pictures[n]]
    packets = [one for n, (t, nal) in enumerate(rows) for one in rtp([nal], first=n, time=t)]
    for sent in (packets, packets[: len(made.pictures[0])]):  # and where nothing comes after it
        unit = look(camera(made, packets=sent)).frame.unit
        assert all(one in unit for one in made.slices(0) if one[0] & 0x1F == 5)
        assert made.slices(1)[0] not in unit


def test_tiny_packets_are_taken_in_time() -> None:
    flood = interleaved(b"\x80\x60" + b"\0" * 10, 1) * 20_000
    seen = look(camera(answers={"PLAY": _flood(flood)}), limits=SMALL)
    assert seen.fault.text == "camera.stream_too_big"
