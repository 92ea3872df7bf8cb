"""The RTSP server, asked by a client that nobody here wrote: FFmpeg, through PyAV."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import quote

import av
import pytest

from auditor.demo.door import Book, Door
from auditor.demo.drawing import HEIGHT, WIDTH, Scene
from auditor.demo.film import FRAMES_A_SECOND, film
from auditor.demo.rtsp_server import RtspServer, hang
from auditor.demo.servers import Servers, bound
from auditor.facts import Auth
from auditor.probes.camera.decoder import decode
from auditor.probes.camera.limits import DeviceLimits

USER, PASSWORD, OLD = "xem", "mật khẩu/@: mẫu", "mật khẩu cũ"
QUICK = {"rtsp_transport": "tcp", "analyzeduration": "100000", "fpsprobesize": "1"}
START = b"\x00\x00\x00\x01"
PATH = "/cam/realmonitor?channel=1&subtype=0"


@contextmanager
def camera(auth: Auth = Auth.DIGEST) -> Iterator[tuple[str, Book]]:
    servers, listening, book = Servers(), bound("127.0.77.51"), Book(name="cam-1")
    door = Door(book=book, auth=auth, user=USER, password=PASSWORD)
    servers.start()
    try:
        servers.add(listening, RtspServer(streams={PATH: film(), "/2": film()}, door=door).serve)
        host, port = listening.getsockname()
        yield f"{host}:{port}", book
    finally:
        servers.stop()
        listening.close()


def url(pair: str, path: str = PATH, password: str | None = PASSWORD) -> str:
    who = "" if password is None else f"{USER}:{quote(password, safe='')}@"
    return f"rtsp://{who}{pair}{path}"


def frames(address: str, count: int) -> list[av.VideoFrame]:
    with av.open(address, options=QUICK, timeout=10) as stream:
        decoded = stream.decode(video=0)
        return [frame for _, frame in zip(range(count), decoded, strict=False)]


@pytest.mark.parametrize("auth", list(Auth))
def test_a_camera_shows_its_picture_to_whom_it_knows(auth: Auth) -> None:
    with camera(auth) as (pair, book):
        seen = frames(url(pair, password=None if auth is Auth.NONE else PASSWORD), 3)
    assert [(frame.width, frame.height) for frame in seen] == [(WIDTH, HEIGHT)] * 3
    assert book.refused == 0
    assert (book.accepted > 0) is (auth is not Auth.NONE)
    assert set(book.methods) >= {"DESCRIBE", "SETUP", "PLAY", "TEARDOWN"}


@pytest.mark.parametrize("auth", [Auth.BASIC, Auth.DIGEST])
def test_a_wrong_password_is_refused_and_in_the_book(auth: Auth) -> None:
    with camera(auth) as (pair, book), pytest.raises(av.error.HTTPUnauthorizedError):
        frames(url(pair, password=OLD), 1)
    assert (book.accepted, book.refused) == (0, 1)


def test_nobody_sees_anything_without_a_password() -> None:
    with camera() as (pair, book), pytest.raises(av.error.HTTPUnauthorizedError):
        frames(url(pair, password=None), 1)
    assert (book.accepted, book.refused) == (0, 0)


def test_a_stream_that_is_not_there_is_not_found() -> None:
    with camera() as (pair, _), pytest.raises(av.error.HTTPNotFoundError):
        frames(url(pair, "/khong-co"), 1)


def test_the_picture_is_of_something_and_it_moves() -> None:
    with camera() as (pair, _):
        first, *_, later = frames(url(pair), FRAMES_A_SECOND)
    one, other = (frame.to_ndarray(format="gray") for frame in (first, later))
    assert one.std() > 20
    assert (one != other).mean() > 0.01


def test_a_key_frame_comes_every_second() -> None:
    with camera() as (pair, _), av.open(url(pair), options=QUICK, timeout=10) as stream:
        packets = zip(range(25), stream.demux(video=0), strict=False)
        keys = [at for at, packet in packets if packet.is_keyframe]
    assert keys[1] - keys[0] == FRAMES_A_SECOND


def test_who_calls_again_after_hanging_up_is_one_caller() -> None:
    with camera() as (pair, book):
        for _ in range(3):
            frames(url(pair), 1)
    assert (book.connections, book.most_at_once, book.in_flight) == (3, 1, 0)


def test_two_callers_at_once_are_in_the_book() -> None:
    with (
        camera() as (pair, book),
        av.open(url(pair), options=QUICK),
        av.open(url(pair, "/2"), options=QUICK),
    ):
        pass
    assert book.most_at_once == 2


def test_a_stream_that_is_not_interleaved_is_not_served() -> None:
    with camera(Auth.NONE) as (pair, _):
        answer = said(
            pair, f"SETUP rtsp://{pair}/2/trackID=0", "Transport: RTP/AVP;unicast;client_port=1-2"
        )
    assert answer.startswith(b"RTSP/1.0 461 ")


@pytest.mark.parametrize(
    ("line", "status"),
    [("PLAY {}", 454), ("RECORD {}", 405), ("OPTIONS {}", 200), ("OPTIONS *", 200)],
)
def test_what_it_does_not_do_it_refuses_by_number(line: str, status: int) -> None:
    with camera(Auth.NONE) as (pair, _):
        answer = said(pair, line.format(f"rtsp://{pair}/2"))
    assert answer.startswith(f"RTSP/1.0 {status} ".encode())
    assert b"\r\nCSeq: 7\r\n" in answer


def said(pair: str, line: str, header: str = "X: y") -> bytes:
    host, _, port = pair.partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as caller:
        caller.sendall(f"{line} RTSP/1.0\r\nCSeq: 7\r\n{header}\r\n\r\n".encode())
        return caller.recv(4096)


def test_a_camera_that_has_hung_takes_connections_and_never_answers() -> None:
    servers, listening, book = Servers(), bound("127.0.77.51"), Book(name="cam-2")
    servers.start()
    try:
        servers.add(listening, partial(hang, book=book))
        with socket.create_connection(listening.getsockname(), timeout=5) as caller:
            caller.sendall(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n")
            caller.settimeout(0.5)
            with pytest.raises(TimeoutError):
                caller.recv(1)
    finally:
        servers.stop()
        listening.close()
    assert (book.connections, book.in_flight) == (1, 0)


def test_a_film_is_drawn_once() -> None:
    assert all(film(scene) is film(scene) for scene in Scene)


@pytest.mark.parametrize("scene", list(Scene))
def test_nobody_who_looks_sees_the_same_key_picture_twice(scene: Scene) -> None:
    keys = film(scene).frames[::FRAMES_A_SECOND]
    assert len(keys) > DeviceLimits().patience_s
    pictures = [decode("H264", b"".join(START + unit for unit in one), 4096 * 4096) for one in keys]
    assert len({one["small"] for one in pictures if one}) == len(keys)
