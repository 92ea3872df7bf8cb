"""One visit to one camera: what is asked first, what a refusal costs, what counts as down."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from auditor.contract import Camera, Commune, Device, Missing, Party, Recorder, Why
from auditor.facts import Auth, CameraSeen, LookState
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.pictures import Pictures
from auditor.probes.camera.probe import (
    DEVICE_DOWN,
    STREAM_DOWN,
    Cameras,
    CameraVisit,
    address_of,
)
from auditor.probes.camera.steps import Step
from tests.probes.camera import onvif_device
from tests.probes.camera.devices import QUICK, alone, commune, looking, recorder, showing
from tests.probes.camera.onvif_device import (
    OnvifPeer,
    http,
    profile,
    profiles_answer,
    uri_answer,
)
from tests.probes.camera.rtsp_server import Doorman, Request, RtspServer, reply

HOST = "127.0.64.1"
UP, DOWN, VOID = LookState.UP, LookState.DOWN, LookState.VOID


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


@asynccontextmanager
async def standing(
    server: RtspServer, onvif: OnvifPeer | None = None, *, credential: str = "", host: str = HOST
) -> Any:
    """Serve both ports of one device; its value is the device."""
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(server.serving(host))
        if onvif is not None:
            onvif.host = host
            await stack.enter_async_context(onvif.standing())
        onvif_port = onvif.port if onvif else 0
        yield Device(host=host, rtsp_port=port, onvif_port=onvif_port, credential=credential)


def visits(
    pictures: Pictures,
    server: RtspServer,
    onvif: OnvifPeer | None = None,
    *,
    channels: int = 1,
    path: str = "/kenh/{}",
    credential: str = "",
    steps: list[Step] | None = None,
    limits: DeviceLimits = QUICK,
) -> list[CameraVisit]:
    """Visit all channels of one recorder at once."""

    async def inside() -> list[CameraVisit]:
        async with (
            standing(server, onvif, credential=credential) as device,
            looking(pictures, device, limits=limits) as cameras,
        ):
            place = recorder(device, channels, path=path)
            tell = steps.append if steps is not None else lambda _: None
            return list(
                await asyncio.gather(
                    *(cameras.visit(place, one, tell=tell) for one in place.cameras)
                )
            )

    return asyncio.run(inside())


def seen(visit: CameraVisit) -> CameraSeen:
    assert isinstance(visit.seen, CameraSeen), visit.seen
    return visit.seen


def test_a_camera_that_shows_a_picture_is_up(pictures: Pictures) -> None:
    (came,) = visits(pictures, showing())
    fact = seen(came)
    assert (fact.stream.codec, fact.stream.width, fact.stream.height) == ("H264", 320, 192)
    assert (fact.stream.path, fact.stream.auth) == ("/kenh/1", Auth.NONE)
    assert fact.frame is not None
    assert 0 < fact.frame.mean < 255
    assert fact.frame.spread > 0
    assert fact.device is None
    assert (came.look.state, came.look.text, came.look.target) == (UP, "camera.up", "c1")
    assert came.look.elapsed_ms is not None
    assert str(came.look.values["address"]).endswith("/kenh/1")


def test_with_a_path_the_stream_decides_and_onvif_adds_what_it_knows(pictures: Pictures) -> None:
    steps: list[Step] = []
    peer = OnvifPeer(asks="token", clock=timedelta(hours=2))
    server = showing(doorman=Doorman())
    (came,) = visits(pictures, server, peer, credential="xem-hinh", steps=steps)
    assert came.look.state is UP
    assert seen(came).stream.auth is Auth.DIGEST
    names = [step.name for step in steps]
    assert names.index("picture.decode") < names.index("onvif.time")


def test_make_and_clock_are_asked_once_a_device(pictures: Pictures) -> None:
    peer = OnvifPeer()
    came = visits(pictures, showing(), peer, channels=3)
    assert [seen(one).device.manufacturer for one in came if seen(one).device] == ["Hãng Mẫu"] * 3  # type: ignore[union-attr]
    assert all(abs(seen(one).clock_offset_s or 0) < 60 for one in came)
    assert peer.calls.count("GetDeviceInformation") == 1
    assert peer.calls.count("GetProfiles") == 1


def test_without_a_path_onvif_shows_the_way(pictures: Pictures) -> None:
    server, peer = showing(), OnvifPeer()
    (came,) = visits(pictures, server, peer, path="")
    assert seen(came).stream.path == "/live/0?ch=1"
    assert came.look.state is UP
    assert str(came.look.values["address"]).endswith("#1")
    assert seen(came).device is not None
    assert all("192.0.2" not in one.url for one in server.requests)


def test_each_channel_has_the_first_profile_of_its_own_source(pictures: Pictures) -> None:
    said = profiles_answer(
        profile("a1", "V1"), profile("a2", "V1"), profile("b1", "V2"), profile("b2", "V2")
    )
    asked: list[bytes] = []

    def where(one: Any) -> bytes:
        asked.append(one.raw)
        return http(uri_answer("GetStreamUri", "rtsp://192.0.2.7/b"))

    peer = OnvifPeer(says={"GetProfiles": http(said), "GetStreamUri": where})
    came = visits(pictures, showing(), peer, channels=3, path="")
    assert [one.look.text for one in came] == ["camera.up", "camera.up", "camera.no_channel"]
    assert [b">a1<" in asked[0], b">b1<" in asked[1]] == [True, True]
    assert (came[2].look.values["channel"], came[2].look.values["count"]) == (3, 2)


@pytest.mark.parametrize("sources", [("V1", "V3"), ("V2", "V3"), ("V2", "V1")])
def test_a_recorder_that_leaves_out_empty_channels_shows_no_camera_for_another(
    pictures: Pictures, sources: tuple[str, str]
) -> None:
    said = profiles_answer(profile("a", sources[0]), profile("b", sources[1]))
    server, peer = showing(), OnvifPeer(says={"GetProfiles": http(said)})
    came = visits(pictures, server, peer, channels=2, path="")
    assert [(one.look.text, one.look.state) for one in came] == [
        ("camera.channel_uncertain", VOID)
    ] * 2
    assert server.requests == []


def test_a_path_of_the_inventory_settles_which_channel_it_is(pictures: Pictures) -> None:
    said = profiles_answer(profile("a", "V2"), profile("b", "V4"))
    peer = OnvifPeer(says={"GetProfiles": http(said)})
    (came,) = visits(pictures, showing(), peer)
    assert came.look.state is UP


def test_four_channels_with_a_wrong_password_are_one_try(pictures: Pictures) -> None:
    server = showing(doorman=Doorman())
    came = visits(pictures, server, channels=4, credential="sai")
    assert server.tries == ["DESCRIBE"]
    assert [(one.look.state, one.look.text) for one in came] == [(VOID, "camera.unauthorized")] * 4
    assert [one.look.target for one in came] == ["c1", "c2", "c3", "c4"]
    assert {one.look.why for one in came} == {Why.REFUSED}
    assert len({one.look.at for one in came}) == 4  # each is a look of its own moment


def test_four_channels_that_onvif_refuses_are_one_try(pictures: Pictures) -> None:
    server, peer = showing(doorman=Doorman()), OnvifPeer(asks="token")
    came = visits(pictures, server, peer, channels=4, path="", credential="sai")
    assert [one.look.text for one in came] == ["camera.onvif_unauthorized"] * 4
    assert {one.look.state for one in came} == {VOID}
    assert (peer.wrong, server.tries) == (1, [])


def test_what_onvif_refused_is_not_shown_to_the_stream(pictures: Pictures) -> None:
    async def inside() -> list[str]:
        server, peer = showing(doorman=Doorman()), OnvifPeer(asks="token")
        async with standing(server, peer, credential="sai") as device:
            place = recorder(device, 2, path="")
            known, unknown = replace(place.cameras[1], path="/kenh/2"), place.cameras[0]
            async with looking(pictures, device) as cameras:
                came = [await cameras.visit(place, one) for one in (unknown, known)]
        assert (peer.wrong, server.tries) == (1, [])
        return [one.look.text for one in came]

    assert asyncio.run(inside()) == ["camera.onvif_unauthorized"] * 2


def test_a_device_with_users_of_its_own_for_onvif_still_shows_every_channel(
    pictures: Pictures,
) -> None:
    server, peer = showing(doorman=Doorman()), OnvifPeer(asks="token")
    came = visits(pictures, server, peer, channels=3, credential="xem-hinh")
    assert [one.look.state for one in came] == [UP] * 3
    assert [seen(one).device for one in came] == [None] * 3
    assert peer.wrong == 1


def test_a_channel_without_a_path_does_not_try_again_what_onvif_refused(
    pictures: Pictures,
) -> None:
    async def inside() -> list[str]:
        server, peer = showing(doorman=Doorman()), OnvifPeer(asks="token")
        async with standing(server, peer, credential="xem-hinh") as device:
            place = recorder(device, 2)
            unknown = replace(place.cameras[1], path="")
            async with looking(pictures, device) as cameras:
                came = [await cameras.visit(place, one) for one in (place.cameras[0], unknown)]
        assert peer.wrong == 1
        return [one.look.text for one in came]

    assert asyncio.run(inside()) == ["camera.up", "camera.onvif_unauthorized"]


async def _nothing(_request: Request, _writer: asyncio.StreamWriter) -> None:
    """Say nothing."""


MUTE = {"OPTIONS": _nothing, "DESCRIBE": _nothing}


async def _hang_up(_request: Request, writer: asyncio.StreamWriter) -> None:
    writer.close()


def _says(status: str) -> Any:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(request, status))

    return answer


@pytest.mark.parametrize(
    ("server", "text", "state"),
    [
        ({"answers": MUTE}, "camera.rtsp_silent", DOWN),
        ({"answers": {"DESCRIBE": _nothing}}, "camera.rtsp_silent", DOWN),
        ({"answers": {"DESCRIBE": _hang_up}}, "camera.hung_up", VOID),
        ({"packets": (), "hang_up": True}, "camera.closed", DOWN),
        ({"packets": ()}, "camera.no_frame", DOWN),
        ({"answers": {"DESCRIBE": _says("404 Not Found")}}, "camera.no_such_stream", VOID),
        ({"answers": {"DESCRIBE": _says("453 Not Enough Bandwidth")}}, "camera.busy", VOID),
        ({"answers": {"DESCRIBE": _says("302 Moved")}}, "camera.redirected", VOID),
        ({"answers": {"DESCRIBE": _says("403 Forbidden")}}, "camera.forbidden", VOID),
        ({"answers": {"DESCRIBE": _says("500 Oh")}}, "camera.bad_rtsp", VOID),
        ({"answers": {"OPTIONS": b"HTTP/1.1 400 Bad\r\n\r\n"}}, "camera.bad_rtsp", VOID),
        ({"doorman": Doorman()}, "camera.needs_credential", VOID),
    ],
)
def test_only_silence_and_a_closed_line_are_down(
    pictures: Pictures, server: dict[str, Any], text: str, state: LookState
) -> None:
    (came,) = visits(pictures, showing(**server), limits=replace(QUICK, camera_s=2.5))
    assert isinstance(came.seen, Missing)
    assert (came.look.text, came.look.state) == (text, state)
    assert (came.look.why, came.look.party) == (came.seen.why, came.seen.party)
    assert (came.look.values["host"], came.look.values["camera"]) == (HOST, "Camera 1")


def test_a_device_that_never_answers_a_greeting_is_asked_for_its_stream(pictures: Pictures) -> None:
    (came,) = visits(pictures, showing(answers={"OPTIONS": _nothing}))
    assert (came.look.text, came.look.state) == ("camera.up", UP)


@pytest.mark.parametrize(
    ("camera_s", "text"), [(2.0, "camera.rtsp_silent"), (1.1, "camera.time_cap")]
)
def test_a_device_that_says_nothing_at_all_is_silent_once_it_had_the_time(
    pictures: Pictures, camera_s: float, text: str
) -> None:
    limits = replace(QUICK, camera_s=camera_s)
    (came,) = visits(pictures, showing(answers=MUTE), limits=limits)
    assert came.look.text == text


def test_a_frame_that_no_decoder_reads_is_no_camera_that_is_down(pictures: Pictures) -> None:
    server = showing()
    broken = [one[:12] + bytes([one[12]]) + b"\xff" * (len(one) - 13) for one in server.packets]
    limits = replace(QUICK, camera_s=2.5)
    (came,) = visits(pictures, showing(packets=broken, sdp=server.sdp), limits=limits)
    assert came.look.state is VOID
    assert came.look.text in {"camera.undecodable", "camera.no_key_frame"}


def closed_port(host: str = HOST) -> int:
    with socket.socket() as free:
        free.bind((host, 0))
        port: int = free.getsockname()[1]
        return port


def test_a_closed_port_is_the_device_s(pictures: Pictures) -> None:
    async def inside() -> CameraVisit:
        device = Device(host=HOST, rtsp_port=closed_port(), onvif_port=0)
        place = commune(alone(device))
        async with looking(pictures, device) as cameras:
            return await cameras.visit(place, place.cameras[0])

    look = asyncio.run(inside()).look
    assert (look.state, look.text) == (DOWN, "camera.connection_refused")
    assert look.text in DEVICE_DOWN
    assert isinstance(look.values["port"], str)  # as a number a report would group its digits


def test_what_is_down_is_down_by_the_device_or_by_the_stream() -> None:
    assert not DEVICE_DOWN & STREAM_DOWN


@pytest.mark.parametrize(
    "peer",
    [
        None,
        OnvifPeer(
            says={"GetSystemDateAndTime": http("<html>", 404), "GetServices": http("x", 404)}
        ),
        OnvifPeer(says={"GetSystemDateAndTime": b"SSH-2.0-x\r\n"}),
    ],
    ids=["no ONVIF declared", "a web page instead", "no HTTP at all"],
)
def test_a_path_that_nobody_knows_is_asked_of_the_office(
    pictures: Pictures, peer: OnvifPeer | None
) -> None:
    (came,) = visits(pictures, showing(), peer, path="")
    assert (came.look.text, came.look.state) == ("camera.path_unknown", VOID)
    assert (came.look.why, came.look.party) == (Why.NOT_CONFIGURED, Party.COMMUNE)


def test_a_dead_device_without_a_path_is_dead_and_no_question_of_paths(
    pictures: Pictures,
) -> None:
    async def inside() -> CameraVisit:
        device = Device(host=HOST, rtsp_port=closed_port(), onvif_port=closed_port())
        place = recorder(device, 1, path="")
        async with looking(pictures, device) as cameras:
            return await cameras.visit(place, place.cameras[0])

    assert asyncio.run(inside()).look.text == "camera.connection_refused"


def test_a_dead_recorder_keeps_none_of_its_channels_waiting(pictures: Pictures) -> None:
    server = showing(answers=MUTE)
    came = visits(pictures, server, channels=8)
    assert [one.look.text for one in came] == ["camera.rtsp_silent"] * 8
    assert {one.look.target for one in came} == {f"c{n}" for n in range(1, 9)}
    assert server.connections == 2


def test_a_second_look_at_a_camera_is_a_look_of_its_own(pictures: Pictures) -> None:
    async def inside() -> list[int]:
        server = showing(answers=MUTE)
        connections = []
        async with standing(server) as device, looking(pictures, device) as cameras:
            place = recorder(device, 2)
            one, two = place.cameras
            for camera in (one, two, two, one, one):
                await cameras.visit(place, camera)
                connections.append(server.connections)
        return connections

    assert asyncio.run(inside()) == [2, 2, 4, 4, 6]


def test_a_channel_that_hangs_says_nothing_of_the_next(pictures: Pictures) -> None:
    async def hangs(request: Request, writer: asyncio.StreamWriter) -> None:
        if "/kenh/1" not in request.url:
            writer.write(reply(request, "404 Not Found"))

    came = visits(pictures, showing(answers={"DESCRIBE": hangs}), channels=2)
    assert [one.look.text for one in came] == ["camera.rtsp_silent", "camera.no_such_stream"]


class OneAtATime(RtspServer):
    """A recorder that counts how many connections stand at once."""

    now = most = 0

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await super()._converse(reader, writer)
        finally:
            self.now -= 1


def test_a_recorder_sees_one_connection_of_ours_at_a_time(pictures: Pictures) -> None:
    plain = showing()
    server = OneAtATime(sdp=plain.sdp, packets=plain.packets)
    came = visits(pictures, server, channels=4)
    assert [one.look.state for one in came] == [UP] * 4
    assert (server.connections, server.most) == (4, 1)


def test_a_camera_that_hangs_delays_no_other(pictures: Pictures) -> None:
    done: list[str] = []

    async def visit(cameras: Cameras, place: Commune, camera: Camera) -> None:
        await cameras.visit(place, camera)
        done.append(camera.id)

    async def inside() -> None:
        dead, good = showing(answers={"OPTIONS": _nothing}), showing()
        async with standing(dead, host="127.0.64.2") as one, standing(good) as two:
            hanging = [alone(one, id_="hangs", path="/a")]
            others = [alone(two, id_=f"good{n}", path=f"/{n}") for n in range(5)]
            place = commune(*hanging, *others)
            async with looking(pictures, one, two) as cameras:
                await cameras.visit(place, others[0])  # the decoder has started
                await asyncio.gather(*(visit(cameras, place, c) for c in place.cameras))

    asyncio.run(inside())
    assert done[-1] == "hangs"
    assert len(done) == 6


async def _slow(request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.6)
    writer.write(reply(request, "200 OK", "Public: DESCRIBE\r\n"))


def test_waiting_for_the_turn_is_not_counted(pictures: Pictures) -> None:
    async def inside() -> list[CameraVisit]:
        server = showing(answers={"OPTIONS": _slow})
        async with standing(server) as device:
            place = recorder(device, 4)
            limits = replace(QUICK, request_s=5.0, camera_s=2.0)
            async with looking(pictures, device, limits=limits) as cameras:
                await cameras.visit(place, place.cameras[0])
                return list(await asyncio.gather(*(cameras.visit(place, c) for c in place.cameras)))

    assert [one.look.state for one in asyncio.run(inside())] == [UP] * 4


def test_waiting_for_a_place_among_many_devices_is_not_counted(pictures: Pictures) -> None:
    async def inside() -> list[CameraVisit]:
        dead = showing(answers={"DESCRIBE": _nothing})
        good = showing(answers={"OPTIONS": _slow})
        async with standing(dead, host="127.0.64.2") as one, standing(good) as two:
            place = commune(alone(one, id_="hangs"), alone(two, id_="good"))
            limits = replace(QUICK, request_s=5.0, camera_s=1.5)
            async with looking(pictures, one, two, limits=limits, at_once=1) as cameras:
                await cameras.visit(place, place.cameras[1])  # the decoder has started
                hanging = asyncio.ensure_future(cameras.visit(place, place.cameras[0]))
                await asyncio.sleep(0.3)
                return [await cameras.visit(place, place.cameras[1]), await hanging]

    good, hangs = asyncio.run(inside())
    assert hangs.look.state is not UP
    assert good.look.state is UP


def test_an_address_where_no_camera_can_be_is_not_asked(pictures: Pictures) -> None:
    async def inside() -> CameraVisit:
        place = commune(alone(Device(host="127.0.0.1")))
        async with looking(pictures) as cameras:
            return await cameras.visit(place, place.cameras[0])

    came = asyncio.run(inside())
    assert (came.look.state, came.look.text) == (VOID, "camera.address_refused")


def test_a_camera_without_a_device_says_so(pictures: Pictures) -> None:
    async def inside() -> CameraVisit:
        place = commune(Camera(id="c1", name="", office="vp", recorder="khong-co", channel=1))
        async with looking(pictures) as cameras:
            return await cameras.visit(place, place.cameras[0])

    assert asyncio.run(inside()).look.text == "camera.no_device"


DEVICE = Device(host="10.1.2.3", rtsp_port=554, credential="xem-hinh")


@pytest.mark.parametrize(
    ("camera", "address"),
    [
        (alone(DEVICE), "10.1.2.3:554/hinh"),
        (alone(DEVICE, path="hinh?kenh=2"), "10.1.2.3:554/hinh?kenh=2"),
        (alone(DEVICE, path=""), "10.1.2.3:554#1"),
        (alone(replace(DEVICE, host="fd00::5", rtsp_port=8554)), "[fd00::5]:8554/hinh"),
        (Camera(id="c", name="", office="", recorder="d1", channel=7), "10.9.9.9:554#7"),
        (Camera(id="c", name="", office="", recorder="khong"), ""),
    ],
)
def test_an_address_names_where_a_camera_is(camera: Camera, address: str) -> None:
    behind = Recorder(id="d1", name="", office="", device=Device(host="10.9.9.9"))
    assert address_of(commune(camera, recorders=(behind,)), camera) == address


@pytest.mark.parametrize(
    "path",
    [
        "/user=admin&password=mat-khau-that&channel=1&stream=0.sdp?",
        "/user=admin_password=mat-khau-that_channel=1_stream=0.sdp",
        "/live?usr=admin&pwd=mat-khau-that",
        "rtsp://admin:mat-khau-that@10.1.2.3/live",
    ],
)
def test_a_password_in_a_path_is_kept_nowhere(pictures: Pictures, path: str) -> None:
    async def inside() -> list[CameraVisit]:
        found, gone = showing(), showing(answers={"DESCRIBE": _says("404 Not Found")})
        came = []
        for server in (found, gone):
            async with standing(server) as device, looking(pictures, device) as cameras:
                place = commune(alone(device, path=path))
                came.append(await cameras.visit(place, place.cameras[0]))
        return came

    for came in asyncio.run(inside()):
        assert "mat-khau-that" not in repr(came)


def _starting(peer: OnvifPeer, busy: list[bool]) -> OnvifPeer:
    """Let the device answer 503 for as long as it is busy."""

    def of(call: str) -> Any:
        return lambda _asked: http("", 503) if busy else http(peer._usual(call), dated=peer.now)

    calls = ("GetSystemDateAndTime", "GetServices", "GetCapabilities")
    return replace(peer, says={call: of(call) for call in calls})


def test_a_device_that_was_busy_at_the_first_look_is_really_asked_at_the_second(
    pictures: Pictures,
) -> None:
    busy = [True]

    async def inside() -> list[str]:
        server, peer = showing(), _starting(OnvifPeer(), busy)
        async with standing(server, peer) as device, looking(pictures, device) as cameras:
            place = recorder(device, 2, path="")
            came = [await cameras.visit(place, one) for one in place.cameras]
            assert peer.calls.count("GetSystemDateAndTime") == 1  # in one round it is shared
            busy.clear()
            came += [await cameras.visit(place, place.cameras[0])]
        return [one.look.text for one in came]

    assert asyncio.run(inside()) == ["camera.onvif_bad"] * 2 + ["camera.up"]


def test_what_a_device_is_may_still_be_learned_at_the_second_look(pictures: Pictures) -> None:
    busy = [True]

    async def inside() -> list[CameraVisit]:
        server, peer = showing(), _starting(OnvifPeer(), busy)
        async with standing(server, peer) as device, looking(pictures, device) as cameras:
            place = recorder(device, 2)
            came = [await cameras.visit(place, one) for one in place.cameras]
            busy.clear()
            came += [await cameras.visit(place, one) for one in place.cameras]
        assert peer.calls.count("GetSystemDateAndTime") == 2
        return came

    assert [seen(one).device is None for one in asyncio.run(inside())] == [True, True, False, False]


def test_onvif_s_own_users_are_not_tried_again_at_the_second_look(pictures: Pictures) -> None:
    async def inside() -> list[str]:
        server, peer = showing(doorman=Doorman()), OnvifPeer(asks="token")
        async with standing(server, peer, credential="xem-hinh") as device:
            place = recorder(device, 2)
            async with looking(pictures, device) as cameras:
                came = [await cameras.visit(place, one) for one in place.cameras * 2]
        assert peer.wrong == 1
        return [one.look.text for one in came]

    assert asyncio.run(inside()) == ["camera.up"] * 4


def test_one_password_on_one_box_is_one_try_over_onvif_and_the_streams_together(
    pictures: Pictures,
) -> None:
    """ONVIF hangs at the password: the streams are not shown it, for the account may be locked."""

    async def inside() -> list[tuple[str, LookState]]:
        server = showing(doorman=Doorman())
        peer = OnvifPeer(
            asks="token", open_to_all=frozenset({"GetSystemDateAndTime"}),
            hangs=frozenset({"GetServices"}),
        )  # fmt: skip
        async with standing(server, peer, credential="sai") as device:
            place = recorder(device, 3)
            unknown = replace(place.cameras[0], path="")
            async with looking(pictures, device) as cameras:
                order = (unknown, *place.cameras[1:], unknown)
                came = [await cameras.visit(place, one) for one in order]
        assert len(server.tries) + peer.wrong == 1
        return [(one.look.text, one.look.state) for one in came]

    assert asyncio.run(inside()) == [("camera.silent_after_login", VOID)] * 4


@pytest.mark.parametrize("onvif", [True, False])
def test_a_device_that_shuts_itself_to_us_after_a_password_is_not_called_down(
    pictures: Pictures, onvif: bool
) -> None:
    """Many block an address after a wrong password, be it ONVIF's own, and answer nothing more."""
    server = showing(doorman=Doorman())

    async def unless_blocked(request: Request, writer: asyncio.StreamWriter) -> None:
        if server.connections == 1:
            server._polite(request, writer)

    server.answers = {"OPTIONS": unless_blocked, "DESCRIBE": unless_blocked}

    async def inside() -> list[tuple[str, LookState]]:
        peer = OnvifPeer(asks="token") if onvif else None
        credential = "xem-hinh" if onvif else "sai"
        async with standing(server, peer, credential=credential) as device:
            place = recorder(device, 2)
            async with looking(pictures, device) as cameras:
                came = [await cameras.visit(place, one) for one in place.cameras]
        return [(one.look.text, one.look.state) for one in came]

    first = ("camera.up", UP) if onvif else ("camera.unauthorized", VOID)
    assert asyncio.run(inside()) == [first, ("camera.maybe_blocked", VOID)]


def test_what_onvif_refused_long_ago_hides_no_camera_that_went_down(pictures: Pictures) -> None:
    server = showing(doorman=Doorman())

    async def twice(request: Request, writer: asyncio.StreamWriter) -> None:
        if server.connections <= 2:
            server._polite(request, writer)

    server.answers = {"OPTIONS": twice, "DESCRIBE": twice}

    async def inside() -> list[tuple[str, LookState]]:
        async with standing(server, OnvifPeer(asks="token"), credential="xem-hinh") as device:
            place = recorder(device, 1)
            async with looking(pictures, device) as cameras:
                came = [await cameras.visit(place, place.cameras[0]) for _ in range(3)]
        return [(one.look.text, one.look.state) for one in came]

    up = ("camera.up", UP)
    assert asyncio.run(inside()) == [up, up, ("camera.rtsp_silent", DOWN)]


@pytest.mark.parametrize("still", [True, False])
def test_where_the_still_picture_is_is_asked_only_for_a_person(
    pictures: Pictures, *, still: bool
) -> None:
    peer, steps = OnvifPeer(), list[Step]()

    async def inside() -> CameraVisit:
        async with (
            standing(showing(), peer) as device,
            looking(pictures, device) as cameras,
        ):
            camera = alone(device, path="/hinh")
            return await cameras.visit(commune(camera), camera, tell=steps.append, still=still)

    assert asyncio.run(inside()).look.state is UP
    assert ("onvif.snapshot" in [step.name for step in steps]) is still


@pytest.mark.parametrize(
    ("asks", "guarded", "calls"),
    [
        ("", False, Auth.NONE),
        ("token", True, Auth.DIGEST),
        ("digest", True, Auth.DIGEST),
        ("basic", True, Auth.BASIC),
    ],
)
def test_how_a_device_lets_in_over_onvif_is_seen_beside_how_its_stream_does(
    pictures: Pictures, asks: str, guarded: bool, calls: Auth
) -> None:
    async def inside() -> CameraSeen | Missing:
        doorman = Doorman(user=onvif_device.USER, password=onvif_device.PASSWORD)
        server = showing(doorman=doorman) if guarded else showing()
        peer = OnvifPeer(asks=asks)
        async with standing(server, peer, credential="onvif") as place:
            device = replace(place, basic=asks == "basic")
            async with looking(pictures, device) as cameras:
                camera = alone(device)
                came = await cameras.visit(commune(camera), camera)
        return came.seen

    seen = asyncio.run(inside())
    assert isinstance(seen, CameraSeen)
    assert (seen.stream.auth, seen.calls) == (Auth.DIGEST if guarded else Auth.NONE, calls)


def test_without_onvif_nothing_is_known_of_its_calls(pictures: Pictures) -> None:
    async def inside() -> CameraSeen | Missing:
        async with standing(showing()) as device, looking(pictures, device) as cameras:
            camera = alone(device)
            came = await cameras.visit(commune(camera), camera)
        return came.seen

    seen = asyncio.run(inside())
    assert isinstance(seen, CameraSeen)
    assert seen.calls is None
