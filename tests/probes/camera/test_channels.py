"""A recorder whose ONVIF is off and whose rows name no path: asked in its maker's way, gently."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from auditor.contract import Missing, Party, Why
from auditor.facts import CameraSeen, LookState
from auditor.probes.camera.looking import CameraVisit
from auditor.probes.camera.pictures import Pictures
from auditor.probes.camera.steps import Step
from tests.probes.camera.devices import looking, recorder, showing
from tests.probes.camera.rtsp_server import Doorman, Request, RtspServer, reply
from tests.probes.camera.test_probe import standing

UP, VOID = LookState.UP, LookState.VOID
WAYS = {
    "Hikvision": r"/Streaming/Channels/(\d+)01",
    "Dahua": r"/cam/realmonitor\?channel=(\d+)&subtype=0",
    "Uniview": r"/unicast/c(\d+)/s0/live",
    "TVT": r"/chID=(\d+)&streamType=main",
}


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


class Box(RtspServer):
    """A recorder that knows the paths of its maker, and cameras on some of its channels."""

    way = WAYS["Hikvision"]
    cameras: tuple[int, ...] = (1, 2)
    unlike = "404 Not Found"
    """What it says to a path that is none of its own."""
    empty = "404 Not Found"
    other = ""
    """A path of the office's own, beside the maker's."""
    now = most = 0

    async def describe(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if self.doorman and (challenge := self.doorman.refuses(request)):
            writer.write(reply(request, "401 Unauthorized", f"WWW-Authenticate: {challenge}\r\n"))
        elif self.other and request.url.endswith(self.other):
            writer.write(self._reply(request))
        elif found := re.search(f"{self.way}$", request.url):
            has = int(found[1]) in self.cameras
            writer.write(self._reply(request) if has else reply(request, self.empty))
        elif self.unlike:
            writer.write(reply(request, self.unlike))
        else:
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await super()._converse(reader, writer)
        finally:
            self.now -= 1

    @property
    def asked(self) -> list[str]:
        """Return the paths of all DESCRIBEs, without repeats of one after the other."""
        paths = [
            re.sub(r"rtsp://[^/]+", "", one.url)
            for one in self.requests
            if one.method == "DESCRIBE"
        ]
        return [path for n, path in enumerate(paths) if n == 0 or path != paths[n - 1]]


def box(**how: object) -> Box:
    plain = showing()
    made = Box(sdp=plain.sdp, packets=plain.packets)
    made.answers = {"DESCRIBE": made.describe}
    for name, value in how.items():
        setattr(made, name, value)
    return made


def visits(
    pictures: Pictures,
    server: RtspServer,
    channels: int = 1,
    *,
    credential: str = "",
    paths: dict[int, str] | None = None,
    steps: list[Step] | None = None,
    first: int = 1,
) -> list[CameraVisit]:
    """Visit the channels of a recorder one after the other; `paths` are those that are known."""

    async def inside() -> list[CameraVisit]:
        async with standing(server, credential=credential) as device:
            place = recorder(device, channels, path="")
            cameras = [
                replace(one, path=(paths or {}).get(one.channel or 0, "")) for one in place.cameras
            ]
            place = replace(place, cameras=tuple(cameras))
            async with looking(pictures, device) as probe:
                tell = steps.append if steps is not None else lambda _: None
                return [
                    await probe.visit(place, one, tell=tell)
                    for one in place.cameras
                    if (one.channel or 0) >= first
                ]

    return asyncio.run(inside())


def texts(came: list[CameraVisit]) -> list[str]:
    return [one.look.text for one in came]


@pytest.mark.parametrize("maker", WAYS)
@pytest.mark.parametrize("unlike", ["404 Not Found", "400 Bad Request", ""])
def test_a_recorder_is_found_by_its_maker_s_way_of_writing(
    pictures: Pictures, maker: str, unlike: str
) -> None:
    server = box(way=WAYS[maker], unlike=unlike)
    came = visits(pictures, server, 2)
    assert [one.look.state for one in came] == [UP, UP]
    seen = came[1].seen
    assert isinstance(seen, CameraSeen)
    assert re.fullmatch(WAYS[maker].replace(r"(\d+)", "2"), seen.stream.path)
    assert str(came[1].look.values["address"]).endswith("#2")
    assert server.most == 1


def test_the_way_is_found_out_once_a_run_and_no_further_way_is_tried(pictures: Pictures) -> None:
    server = box(cameras=(1, 2, 3))
    visits(pictures, server, 3)
    assert server.asked == [
        "/Streaming/Channels/101",
        "/Streaming/Channels/9901",
        "/Streaming/Channels/101",
        "/Streaming/Channels/201",
        "/Streaming/Channels/301",
    ]


@pytest.mark.parametrize(
    ("empty", "text", "why"),
    [
        ("404 Not Found", "camera.channel_empty", Why.NOT_CONFIGURED),
        ("453 Not Enough Bandwidth", "camera.channel_no_stream", Why.REFUSED),
    ],
)
def test_an_empty_channel_is_an_outcome_of_its_own(
    pictures: Pictures, empty: str, text: str, why: Why
) -> None:
    came = visits(pictures, box(empty=empty, cameras=(1, 3)), 3)
    assert texts(came) == ["camera.up", text, "camera.up"]
    look = came[1].look
    assert (look.state, look.why, look.party) == (VOID, why, Party.COMMUNE)
    assert look.values["channel"] == 2


def test_the_first_channel_shows_the_way_to_an_empty_one(pictures: Pictures) -> None:
    server = box(way=WAYS["Dahua"], cameras=(1,))
    came = visits(pictures, server, 3, first=3)
    assert texts(came) == ["camera.channel_empty"]
    steps: list[Step] = []
    visits(pictures, server, 1, steps=steps)
    assert "camera.done.rtsp.paths" in [step.text for step in steps]


def test_a_recorder_that_shows_one_picture_for_every_path_shows_no_channel_by_it(
    pictures: Pictures,
) -> None:
    came = visits(pictures, showing(), 2)
    assert texts(came) == ["camera.path_unknown"] * 2


def test_a_recorder_of_another_make_is_asked_once(pictures: Pictures) -> None:
    server = box(way="/none/of/them")
    assert texts(visits(pictures, server, 4)) == ["camera.path_unknown"] * 4
    assert len(server.asked) == len(WAYS)


def test_a_wrong_password_is_shown_once(pictures: Pictures) -> None:
    server = box(doorman=Doorman())
    came = visits(pictures, server, 4, credential="sai")
    assert texts(came) == ["camera.paths_refused"] * 4
    assert server.tries == ["DESCRIBE"]


def test_a_good_password_is_let_in_at_every_channel(pictures: Pictures) -> None:
    server = box(doorman=Doorman(), way=WAYS["Uniview"])
    came = visits(pictures, server, 2, credential="xem-hinh")
    assert [one.look.state for one in came] == [UP, UP]


def test_a_path_that_is_known_is_where_a_password_is_shown_first(pictures: Pictures) -> None:
    server = box(doorman=Doorman(), other="/rieng")
    came = visits(pictures, server, 2, credential="sai", paths={2: "/rieng"})
    assert server.tries == ["DESCRIBE"]
    assert server.asked == ["/rieng"]
    assert texts(came) == ["camera.unauthorized"] * 2
    good = box(doorman=Doorman(), other="/rieng")
    assert visits(pictures, good, 2, credential="xem-hinh", paths={2: "/rieng"})[0].look.state is UP
    assert good.asked[0] == "/rieng"


def test_a_box_that_refuses_our_guess_still_shows_the_channel_whose_path_is_known(
    pictures: Pictures,
) -> None:
    class Strict(Box):
        """Says 401 to any path that it does not know, whoever asks."""

        async def describe(self, request: Request, writer: asyncio.StreamWriter) -> None:
            if not request.url.endswith(self.other):
                refusal = 'WWW-Authenticate: Digest realm="x", nonce="9"\r\n'
                writer.write(reply(request, "401 Unauthorized", refusal))
            else:
                await super().describe(request, writer)

    plain = showing()
    server = Strict(sdp=plain.sdp, packets=plain.packets, doorman=Doorman())
    server.other, server.answers = "/rieng", {"DESCRIBE": server.describe}
    came = visits(pictures, server, 3, credential="xem-hinh", paths={3: "/rieng"})
    assert texts(came) == ["camera.paths_refused", "camera.paths_refused", "camera.up"]
    guesses = [one for one in server.requests if one.scheme and "/rieng" not in one.url]
    assert len(guesses) == 1


def test_a_camera_with_an_address_of_its_own_is_not_asked_for_a_recorder_s_paths(
    pictures: Pictures,
) -> None:
    async def inside() -> tuple[str, list[str]]:
        server = box()
        async with standing(server) as device:
            place = recorder(device, 1, path="")
            alone = replace(place.cameras[0], recorder="", channel=0, device=device)
            async with looking(pictures, device) as probe:
                came = await probe.visit(replace(place, cameras=(alone,)), alone)
        return came.look.text, server.asked

    assert asyncio.run(inside()) == ("camera.path_unknown", [])


def test_what_is_said_of_an_empty_channel_names_it(pictures: Pictures) -> None:
    (_, came) = visits(pictures, box(cameras=(1,)), 2)
    assert isinstance(came.seen, Missing)
    assert came.seen.values["path"] == "/Streaming/Channels/201"
