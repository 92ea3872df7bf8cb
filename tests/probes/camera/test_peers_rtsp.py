"""The RTSP client against GStreamer's own server and real encoders, which nobody here wrote.

How often a password was shown is what the server says, not what we believe.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import av
import pytest

from auditor.contract import Device, Missing, Party, Why
from auditor.facts import Auth
from auditor.probes.camera.decoder import decode
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.rtsp import KeyFrame, key_frame
from tests.peers import gst as peer
from tests.peers.asking import NAME, Asker, asking
from tests.peers.gst import GstServers, gst_servers

T = TypeVar("T")


@pytest.fixture(scope="module")
def servers() -> Iterator[GstServers]:
    peer.skip_without_packages()
    with gst_servers() as started:
        yield started


def device(servers: GstServers, auth: str, *, basic: bool = True, credential: str = NAME) -> Device:
    host, port = servers.place(auth)
    return Device(host=host, rtsp_port=port, onvif_port=0, basic=basic, credential=credential)


def asked(
    servers: GstServers, use: Callable[[Asker], Awaitable[T]], *,
    password: str = peer.PASSWORD, limits: DeviceLimits | None = None,
) -> T:  # fmt: skip
    places = [servers.place(auth) for auth in servers.ports]

    async def inside() -> T:
        accounts = {NAME: (peer.USER, password)}
        async with asking(*places, accounts=accounts, limits=limits) as asker:
            return await use(asker)

    return asyncio.run(inside())


def played(
    servers: GstServers, device: Device, *paths: str,
    password: str = peer.PASSWORD, limits: DeviceLimits | None = None,
) -> list[KeyFrame | Missing]:  # fmt: skip
    """Play streams one after another, each over a link of its own, in one run."""

    async def use(asker: Asker) -> list[KeyFrame | Missing]:
        return [
            await key_frame(await asker.link(device), path, deadline=asker.deadline())
            for path in paths
        ]

    return asked(servers, use, password=password, limits=limits)


def size_of(frame: KeyFrame) -> tuple[int, int]:
    """Return width and height as a decoder reads them from this unit alone."""
    picture = decode(frame.codec, frame.unit, 4096 * 4096)
    assert picture is not None
    return picture["width"], picture["height"]


@pytest.mark.parametrize(
    ("auth", "path", "codec", "size", "seen"),
    [
        ("digest", "/h264", "H264", (1920, 1080), Auth.DIGEST),
        ("basic", "/h265", "H265", (1280, 720), Auth.BASIC),
        ("none", "/h264-720", "H264", (1280, 720), Auth.NONE),
        ("digest", "/h265", "H265", (1280, 720), Auth.DIGEST),
        ("none", "/h264-bundled", "H264", (1280, 720), Auth.NONE),
        ("none", "/h265-bundled", "H265", (1280, 720), Auth.NONE),
        ("none", "/sound-first", "H264", (1280, 720), Auth.NONE),
    ],
)
def test_the_first_key_frame_of_a_stream_can_be_decoded_alone(
    servers: GstServers, auth: str, path: str, codec: str, size: tuple[int, int], seen: Auth
) -> None:
    (frame,) = played(servers, device(servers, auth), path)
    assert isinstance(frame, KeyFrame)
    assert (frame.codec, frame.auth, frame.path) == (codec, seen, path)
    assert size_of(frame) == size


@pytest.mark.parametrize("auth", ["basic", "digest"])
def test_a_right_password_is_never_refused(servers: GstServers, auth: str) -> None:
    before = len(servers.events(auth))
    (frame,) = played(servers, device(servers, auth), "/h264-720")
    assert isinstance(frame, KeyFrame)
    tries = servers.tries(auth, before)
    assert tries
    assert all(one.accepted for one in tries)


@pytest.mark.parametrize("auth", ["basic", "digest"])
def test_a_wrong_password_is_shown_once_on_a_recorder_with_four_channels(
    servers: GstServers, auth: str
) -> None:
    before = len(servers.events(auth))
    channels = ("/h264", "/h264-720", "/h265", "/h264-bundled")
    came = played(servers, device(servers, auth), *channels, password="sai-mat-khau")  # noqa: S106
    for one in came:
        assert isinstance(one, Missing)
        assert (one.text, one.why) == ("camera.unauthorized", Why.REFUSED)
    tries = servers.tries(auth, before)
    assert [(one.method, one.accepted) for one in tries] == [("DESCRIBE", False)]


def test_a_password_is_not_shown_in_clear_where_the_inventory_forbids_it(
    servers: GstServers,
) -> None:
    before = len(servers.events("basic"))
    (came,) = played(servers, device(servers, "basic", basic=False), "/h264-720")
    assert isinstance(came, Missing)
    assert came.text == "camera.basic_forbidden"
    assert servers.tries("basic", before) == []


def test_a_device_that_asks_is_told_apart_from_one_that_refuses(servers: GstServers) -> None:
    before = len(servers.events("digest"))
    (came,) = played(servers, device(servers, "digest", credential=""), "/h264-720")
    assert isinstance(came, Missing)
    assert came.text == "camera.needs_credential"
    assert servers.tries("digest", before) == []


def test_a_device_that_asks_nobody_is_shown_no_password(servers: GstServers) -> None:
    before = len(servers.events("none"))
    (frame,) = played(servers, device(servers, "none"), "/h264-720")
    assert isinstance(frame, KeyFrame)
    assert servers.tries("none", before) == []


@pytest.mark.parametrize(
    ("path", "text", "why", "party"),
    [
        ("/khong-co", "camera.no_such_stream", Why.NOT_CONFIGURED, Party.COMMUNE),
        ("/jpeg", "camera.codec", Why.UNREADABLE, Party.AUDITOR),
    ],
)
def test_a_stream_that_cannot_be_shown_says_why(
    servers: GstServers, path: str, text: str, why: Why, party: Party
) -> None:
    (came,) = played(servers, device(servers, "none"), path)
    assert isinstance(came, Missing)
    assert (came.text, came.why, came.party) == (text, why, party)


def test_a_wrong_path_costs_no_credential_and_the_next_channel_still_plays(
    servers: GstServers,
) -> None:
    before = len(servers.events("digest"))
    wrong, frame = played(servers, device(servers, "digest"), "/khong-co", "/h264-720")
    assert isinstance(wrong, Missing)
    assert wrong.text == "camera.no_such_stream"
    assert isinstance(frame, KeyFrame)
    assert all(one.accepted for one in servers.tries("digest", before))


def test_a_session_is_ended_as_the_standard_asks(servers: GstServers) -> None:
    before = len(servers.events("digest"))
    played(servers, device(servers, "digest"), "/h264-720")
    asked_for = [one.method for one in servers.events("digest", before) if one.kind == "asked"]
    assert asked_for[-1] == "TEARDOWN"


def test_a_stream_without_key_frames_is_told_apart_from_a_silent_one(
    servers: GstServers,
) -> None:
    """Somebody else already watches, so the one key frame that it began with is gone."""
    host, port = servers.place("none")
    quick = {"rtsp_transport": "tcp", "probesize": "32768", "analyzeduration": "0"}
    with av.open(f"rtsp://{host}:{port}/refresh", options=quick, timeout=10):

        async def use(asker: Asker) -> KeyFrame | Missing:
            link = await asker.link(device(servers, "none"))
            return await key_frame(link, "/refresh", deadline=asker.deadline(3.0))

        came = asked(servers, use)
    assert isinstance(came, Missing)
    assert (came.text, came.party) == ("camera.no_key_frame", Party.AUDITOR)
