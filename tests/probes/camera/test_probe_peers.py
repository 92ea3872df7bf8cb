"""The whole visit against GStreamer's own server, which nobody here wrote.

How often a password was shown is what the server says, not what we believe.
"""

import asyncio
from collections.abc import Iterator

import pytest

from auditor.contract import Device, Missing, Party, Why
from auditor.facts import Auth, CameraSeen, LookState
from auditor.probes.camera.credential import Credential
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.pictures import Pictures
from auditor.probes.camera.probe import CameraVisit
from auditor.probes.faults import missing
from tests.peers import gst as peer
from tests.peers.gst import GstServers, gst_servers
from tests.probes.camera.devices import alone, commune, looking, recorder

PATIENT = DeviceLimits(stall_s=10.0)


@pytest.fixture(scope="module")
def servers() -> Iterator[GstServers]:
    peer.skip_without_packages()
    with gst_servers() as started:
        yield started


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


def known(name: str) -> Credential | Missing:
    passwords = {"dung": peer.PASSWORD, "sai": "sai-bet"}
    if name not in passwords:
        return missing(Why.NOT_CONFIGURED, Party.AUDITOR, "camera.credential_unknown")
    return Credential(name=name, user=peer.USER, password=passwords[name])


def device(servers: GstServers, auth: str, credential: str = "dung") -> Device:
    host, port = servers.place(auth)
    return Device(host=host, rtsp_port=port, onvif_port=0, credential=credential)


def test_three_real_cameras_show_their_pictures(servers: GstServers, pictures: Pictures) -> None:
    streams = [("digest", "/h264"), ("basic", "/h265"), ("none", "/h264-720")]
    places = [device(servers, auth) for auth, _ in streams]
    cameras = [
        alone(place, id_=auth, path=path)
        for place, (auth, path) in zip(places, streams, strict=True)
    ]
    here = commune(*cameras)

    async def inside() -> list[CameraVisit]:
        async with looking(pictures, *places, limits=PATIENT, credential_of=known) as probe:
            return list(await asyncio.gather(*(probe.visit(here, one) for one in cameras)))

    seen = [one.seen for one in asyncio.run(inside()) if isinstance(one.seen, CameraSeen)]
    assert [(one.stream.codec, one.stream.width, one.stream.auth) for one in seen] == [
        ("H264", 1920, Auth.DIGEST), ("H265", 1280, Auth.BASIC), ("H264", 1280, Auth.NONE),
    ]  # fmt: skip
    assert all(one.frame.spread > 1 for one in seen)


@pytest.mark.parametrize("auth", ["digest", "basic"])
def test_four_channels_of_a_wrong_password_are_one_try_in_its_own_log(
    servers: GstServers, pictures: Pictures, auth: str
) -> None:
    before = len(servers.events(auth))
    place = device(servers, auth, "sai")
    here = recorder(place, 4, path="/h264?kenh={}")

    async def inside() -> list[CameraVisit]:
        async with looking(pictures, place, limits=PATIENT, credential_of=known) as probe:
            return list(await asyncio.gather(*(probe.visit(here, one) for one in here.cameras)))

    looks = [one.look for one in asyncio.run(inside())]
    assert [(one.state, one.text) for one in looks] == [(LookState.VOID, "camera.unauthorized")] * 4
    (tried,) = servers.tries(auth, since=before)
    assert not tried.accepted
