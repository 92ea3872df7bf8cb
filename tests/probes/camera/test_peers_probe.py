"""Whole visits, from the inventory to a picture, to cameras that nobody here wrote."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from auditor.contract import Camera, Commune, CommuneKind, Device, Missing, Recorder, Why
from auditor.facts import Auth, CameraSeen, LookState
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.pictures import Pictures
from auditor.probes.camera.probe import Cameras, CameraVisit
from tests.peers import gst as gstreamer
from tests.peers import ipycam as package
from tests.peers.asking import NAME, asking
from tests.peers.gst import GstServers, gst_servers
from tests.peers.ipycam import ipycam

RIGHT = {NAME: (gstreamer.USER, gstreamer.PASSWORD)}
WRONG = {NAME: (gstreamer.USER, "sai-mat-khau")}


@pytest.fixture(scope="module")
def servers() -> Iterator[GstServers]:
    gstreamer.skip_without_packages()
    with gst_servers() as started:
        yield started


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


def recorder(device: Device, *paths: str) -> Commune:
    """Return the invented commune with one recorder."""
    channels = tuple(
        Camera(id=f"c{n}", name=f"Kênh {n}", office="vp", recorder="d1", channel=n, path=path)
        for n, path in enumerate(paths, 1)
    )
    box = Recorder(id="d1", name="Đầu ghi Mẫu", office="vp", device=device)
    return Commune(
        code="00001", name="Xã Mẫu 01", kind=CommuneKind.XA, province_code="00",
        cameras=channels, recorders=(box,),
    )  # fmt: skip


def visits(
    commune: Commune, pictures: Pictures, *, accounts: Mapping[str, tuple[str, str]] = RIGHT
) -> list[CameraVisit]:
    """Visit all cameras of a commune at once, as a run does."""
    devices = [commune.device_of(camera) for camera in commune.cameras]
    places = {
        (one.host, port) for one in devices if one for port in (one.rtsp_port, one.onvif_port)
    }

    async def inside() -> list[CameraVisit]:
        async with asking(*places, accounts=accounts) as asker:
            run = Cameras(asker.devices, pictures)
            return await asyncio.gather(*(run.visit(commune, one) for one in commune.cameras))

    return asyncio.run(inside())


def test_a_recorder_shows_its_channels_in_both_codecs(
    servers: GstServers, pictures: Pictures
) -> None:
    host, port = servers.place("digest")
    device = Device(host=host, rtsp_port=port, onvif_port=0, credential=NAME)
    seen = [one.seen for one in visits(recorder(device, "/h264", "/h265"), pictures)]
    assert all(isinstance(one, CameraSeen) for one in seen)
    streams = [one.stream for one in seen if isinstance(one, CameraSeen)]
    assert [(one.codec, one.width, one.height, one.auth) for one in streams] == [
        ("H264", 1920, 1080, Auth.DIGEST),
        ("H265", 1280, 720, Auth.DIGEST),
    ]


def test_a_recorder_with_a_wrong_password_on_four_channels_gets_one_refused_try(
    servers: GstServers, pictures: Pictures
) -> None:
    host, port = servers.place("digest")
    device = Device(host=host, rtsp_port=port, onvif_port=0, credential=NAME)
    before = len(servers.events("digest"))
    paths = ("/h264", "/h264-720", "/h265", "/h264-bundled")
    for one in visits(recorder(device, *paths), pictures, accounts=WRONG):
        assert isinstance(one.seen, Missing)
        assert (one.seen.text, one.seen.why) == ("camera.unauthorized", Why.REFUSED)
        assert one.look.state is LookState.VOID
    tries = servers.tries("digest", before)
    assert [(one.method, one.accepted) for one in tries] == [("DESCRIBE", False)]


def test_a_camera_without_a_known_path_is_found_over_onvif_behind_a_wrong_clock(
    pictures: Pictures,
) -> None:
    package.skip_without_package()
    package.skip_without("faketime")
    package.skip_without("ffmpeg")
    with ipycam("127.0.42.2", clock_offset_s=-7_200) as camera:
        device = Device(
            host=camera.host, rtsp_port=camera.rtsp_port, onvif_port=camera.onvif_port,
            credential=NAME,
        )  # fmt: skip
        (visit,) = visits(recorder(device, ""), pictures)
        assert isinstance(visit.seen, CameraSeen), visit.seen
        assert (visit.seen.stream.path, visit.seen.stream.width) == ("/video_main", 640)
        assert visit.seen.device is not None
        assert visit.seen.device.manufacturer == "PythonCam"
        assert visit.seen.clock_offset_s == pytest.approx(-7_200, abs=5)
        assert all(call.accepted for call in camera.tries())


def test_a_wrong_password_is_shown_once_though_a_recorder_has_onvif_and_streams(
    pictures: Pictures,
) -> None:
    """Two channels without a path, so ONVIF is asked first; a third one whose path is known."""
    package.skip_without_package()
    package.skip_without("ffmpeg")
    with ipycam("127.0.42.3") as camera:
        device = Device(
            host=camera.host, rtsp_port=camera.rtsp_port, onvif_port=camera.onvif_port,
            credential=NAME,
        )  # fmt: skip
        commune = recorder(device, "", "", "/video_main")
        first, second, known = visits(commune, pictures, accounts=WRONG)
        for one in (first, second):
            assert isinstance(one.seen, Missing)
            assert one.look.state is LookState.VOID
        assert isinstance(known.seen, CameraSeen)  # its stream asks nobody
        assert len(camera.tries()) == 1


def test_a_camera_that_hangs_keeps_no_other_waiting(
    servers: GstServers, pictures: Pictures
) -> None:
    order: list[str] = []
    host, port = servers.place("digest")
    good = Device(host=host, rtsp_port=port, onvif_port=0, credential=NAME)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async def inside() -> list[CameraVisit]:
        server = await asyncio.start_server(silent, "127.0.41.9", 0)
        dead_port = server.sockets[0].getsockname()[1]
        dead = Device(host="127.0.41.9", rtsp_port=dead_port, onvif_port=0)
        communes = [recorder(dead, "/h264"), replace(recorder(good, "/h264"), code="00002")]
        places = ((dead.host, dead_port), (host, port))
        limits = DeviceLimits(request_s=3.0)
        async with asking(*places, accounts=RIGHT, limits=limits) as asker:
            run = Cameras(asker.devices, pictures)

            async def one(commune: Commune) -> CameraVisit:
                visit = await run.visit(commune, commune.cameras[0])
                order.append(commune.code)
                return visit

            found = await asyncio.gather(*map(one, communes))
        server.close()
        return found

    dead, seen = asyncio.run(inside())
    assert isinstance(dead.seen, Missing)
    assert dead.seen.text == "camera.rtsp_silent"
    assert isinstance(seen.seen, CameraSeen)
    assert order == ["00002", "00001"]
