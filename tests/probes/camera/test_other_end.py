"""What a visit learns of the other end of the line: what the recorder keeps, and where we stood."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from auditor.facts import CameraSeen, Recording, Side
from auditor.probes.camera.link import Devices
from auditor.probes.camera.pictures import Pictures
from auditor.probes.camera.probe import Cameras
from auditor.probes.gate import Gate
from tests.probes.camera import recorder_device as profile_g
from tests.probes.camera.devices import QUICK, alone, commune, known, recorder, showing
from tests.probes.camera.onvif_device import OnvifPeer, http, profile, profiles_answer
from tests.probes.camera.rtsp_server import Doorman, RtspServer
from tests.probes.camera.test_probe import standing

KEPT = Recording(listed=True, recording=True, since=profile_g.SINCE, until=profile_g.UNTIL)
BEFORE = frozenset(
    {"GetSystemDateAndTime", "GetServices", "GetDeviceInformation", "GetProfiles"}
)  # fmt: skip


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


def speaking(**how: object) -> OnvifPeer:
    """Return a recorder of two channels that keeps the first one only."""
    where = {name: f"http://192.0.2.7/onvif/{name}" for name in ("media", "recording", "search")}
    peer = OnvifPeer(
        says={
            "GetServices": http(profile_g.services(**where)),
            "GetProfiles": http(profiles_answer(profile("p1", "V1"), profile("p2", "V2"))),
            "GetRecordings": http(profile_g.recordings(profile_g.item("r1", "p1"))),
            "GetRecordingJobs": http(profile_g.jobs()),
            "GetRecordingInformation": http(profile_g.information()),
        }
    )
    return replace(peer, **how)  # type: ignore[arg-type]


def seen(
    pictures: Pictures,
    server: RtspServer,
    peer: OnvifPeer,
    *,
    own: bool = False,
    side: Side = Side.UNSAID,
    credential: str = "",
) -> list[CameraSeen]:
    """Visit two channels of the recorder, or a camera of its own."""

    async def inside() -> list[object]:
        async with standing(server, peer, credential=credential) as device:
            place = commune(alone(device, path="/kenh/1")) if own else recorder(device, 2)
            gate = Gate(
                lab=frozenset((device.host, p) for p in (device.rtsp_port, device.onvif_port))
            )
            async with Devices(gate, QUICK, credential_of=known, user_agent="thử") as devices:
                cameras = Cameras(devices, pictures, side=side)
                return [(await cameras.visit(place, one)).seen for one in place.cameras]

    came = asyncio.run(inside())
    assert all(isinstance(one, CameraSeen) for one in came), came
    return [one for one in came if isinstance(one, CameraSeen)]


def test_a_recorder_is_asked_for_each_channel_what_it_keeps(pictures: Pictures) -> None:
    peer = speaking()
    came = seen(pictures, showing(), peer)
    assert [one.recording for one in came] == [KEPT, Recording(listed=False)]
    assert peer.calls.count("GetRecordings") == 1


def test_a_camera_of_its_own_keeps_nothing_for_anybody(pictures: Pictures) -> None:
    peer = speaking()
    (came,) = seen(pictures, showing(), peer, own=True)
    assert came.recording is None
    assert "GetRecordings" not in peer.calls


def test_a_recorder_that_keeps_its_recordings_to_itself_is_tried_once(pictures: Pictures) -> None:
    peer = speaking(asks="token", open_to_all=BEFORE)
    came = seen(pictures, showing(doorman=Doorman()), peer, credential="xem-hinh")
    assert [one.recording for one in came] == [None, None]
    assert peer.wrong == 1


@pytest.mark.parametrize("side", list(Side))
def test_a_look_says_where_our_machine_stood(pictures: Pictures, side: Side) -> None:
    (came,) = seen(pictures, showing(), OnvifPeer(), own=True, side=side)
    assert came.side is side
