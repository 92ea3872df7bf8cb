"""The ONVIF client against the camera of the package `ipycam`, which nobody here wrote.

It asks for a UsernameToken before it says anything, its clock included, and takes none that is
more than five minutes off its own clock.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest

from auditor.contract import Device, Missing, Why
from auditor.probes.camera.onvif.device import OnvifDevice
from auditor.probes.camera.onvif.report import Report, StreamPlace
from tests.peers import ipycam as peer
from tests.peers.asking import NAME, Asker, asking
from tests.peers.ipycam import ELSEWHERE, IpyCam, ipycam

T = TypeVar("T")
HOUR = 3_600
READ_ONLY = {
    "GetSystemDateAndTime", "GetServices", "GetCapabilities", "GetDeviceInformation",
    "GetProfiles", "GetStreamUri", "GetSnapshotUri",
}  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _needed() -> None:
    peer.skip_without_package()


@pytest.fixture(scope="module")
def guarded(_needed: None) -> Iterator[IpyCam]:
    with ipycam() as started:
        yield started


@pytest.fixture
def camera(guarded: IpyCam) -> IpyCam:
    """A camera that asks who is there, with a log of its own."""
    return replace(guarded, since=len(guarded.calls()))


def device(camera: IpyCam, *, credential: str = NAME) -> Device:
    return Device(
        host=camera.host, rtsp_port=camera.rtsp_port or 554, onvif_port=camera.onvif_port,
        credential=credential,
    )  # fmt: skip


def asked(
    camera: IpyCam, use: Callable[[Asker], Awaitable[T]], *, password: str = peer.PASSWORD
) -> T:
    places = [(camera.host, camera.onvif_port), (camera.host, camera.rtsp_port or 554)]

    async def inside() -> T:
        async with asking(*places, accounts={NAME: (peer.USER, password)}) as asker:
            return await use(asker)

    return asyncio.run(inside())


def report_of(camera: IpyCam, **how: str) -> Report | Missing:
    async def use(asker: Asker) -> Report | Missing:
        link = await asker.link(device(camera))
        return await OnvifDevice(link).report(deadline=asker.deadline())

    return asked(camera, use, **how)


def test_a_camera_that_asks_nobody_is_shown_no_credential() -> None:
    with ipycam(password="") as camera:
        report = report_of(camera)
        assert isinstance(report, Report)
        assert report.info.manufacturer == "PythonCam"
        assert camera.tries() == []


def test_a_right_password_is_taken_at_the_first_try(camera: IpyCam) -> None:
    report = report_of(camera)
    assert isinstance(report, Report)
    first, *_ = report.profiles
    assert (first.codec, first.width, first.height, first.channel) == ("H264", 640, 360, 1)
    assert all(call.accepted for call in camera.tries())


def test_nothing_is_called_that_could_change_a_camera(camera: IpyCam) -> None:
    async def use(asker: Asker) -> None:
        onvif = OnvifDevice(await asker.link(device(camera)))
        report = await onvif.report(deadline=asker.deadline())
        assert isinstance(report, Report)
        await onvif.stream(report.profiles[0].token, deadline=asker.deadline())
        await onvif.snapshot(report.profiles[0].token, deadline=asker.deadline())

    asked(camera, use)
    called = {call.action for call in camera.calls() if call.kind == "call"}
    assert "GetStreamUri" in called
    assert called <= READ_ONLY


@pytest.mark.parametrize("offset", [HOUR + 60, -3 * 24 * HOUR])
def test_a_camera_with_a_wrong_clock_takes_the_right_password_at_the_first_try(offset: int) -> None:
    peer.skip_without("faketime")
    with ipycam(clock_offset_s=offset) as camera:
        report = report_of(camera)
        assert isinstance(report, Report)
        assert report.clock_offset_s == pytest.approx(offset, abs=5)
        assert all(call.accepted for call in camera.tries())


def test_a_wrong_password_is_shown_once_whatever_channel_asks_next(camera: IpyCam) -> None:
    async def use(asker: Asker) -> list[Report | Missing]:
        one = OnvifDevice(await asker.link(device(camera)))
        again = await one.report(deadline=asker.deadline())
        kept = await one.report(deadline=asker.deadline())
        other = OnvifDevice(await asker.link(device(camera)))
        return [again, kept, await other.report(deadline=asker.deadline())]

    for came in asked(camera, use, password="sai-mat-khau"):  # noqa: S106
        assert isinstance(came, Missing)
        assert (came.text, came.why) == ("camera.onvif_unauthorized", Why.REFUSED)
    assert len(camera.tries()) == 1


def test_a_camera_that_asks_for_a_password_that_nobody_gave_says_so(camera: IpyCam) -> None:
    async def use(asker: Asker) -> Report | Missing:
        link = await asker.link(device(camera, credential=""))
        return await OnvifDevice(link).report(deadline=asker.deadline())

    came = asked(camera, use)
    assert isinstance(came, Missing)
    assert came.text == "camera.needs_credential"
    assert camera.tries() == []


def test_the_address_that_a_camera_believes_to_have_leads_nowhere(camera: IpyCam) -> None:
    async def use(asker: Asker) -> list[StreamPlace | Missing]:
        onvif = OnvifDevice(await asker.link(device(camera)))
        report = await onvif.report(deadline=asker.deadline())
        assert isinstance(report, Report)
        token = report.profiles[0].token
        return [
            await onvif.stream(token, deadline=asker.deadline()),
            await onvif.snapshot(token, deadline=asker.deadline()),
        ]

    stream, snapshot = asked(camera, use)
    assert isinstance(stream, StreamPlace)
    assert stream.path == "/video_main"
    assert stream.reported.startswith(f"{ELSEWHERE}:")
    assert isinstance(snapshot, StreamPlace)
    assert snapshot.path == "/snapshot.jpg"
    assert snapshot.reported == f"{ELSEWHERE}:{camera.onvif_port}"
