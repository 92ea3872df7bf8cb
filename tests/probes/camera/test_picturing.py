"""What a visit sees of a camera's picture: measured, played on where it is doubtful, or read still."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import md5
from typing import Any

import cv2
import numpy as np
import pytest

from auditor.contract import Device
from auditor.contract import View as Approved
from auditor.facts import LookState
from auditor.facts.picture import Light, Measures, measures_of
from auditor.probes.camera.link import Devices
from auditor.probes.camera.looking import CameraVisit
from auditor.probes.camera.pictures import Pictures, View
from auditor.probes.camera.probe import Cameras
from auditor.probes.camera.sampling import in_turn
from auditor.probes.camera.seeing.reference import learn
from auditor.probes.camera.steps import Step
from auditor.probes.gate import Gate
from tests.probes.camera import films, onvif_device, scenes
from tests.probes.camera.devices import QUICK, alone, commune, known
from tests.probes.camera.onvif_device import OnvifPeer, http
from tests.probes.camera.rtsp_server import RtspServer

HOST = "127.0.68.1"
UP, VOID = LookState.UP, LookState.VOID
LIMITS = replace(QUICK, key_frames=4, span_s=0.3, patience_s=1.5)
DAY = date(2026, 11, 1)
MJPEG = b"v=0\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\na=control:track1\r\n"


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


def visited(
    pictures: Pictures,
    server: RtspServer,
    onvif: OnvifPeer | None = None,
    *,
    credential: str = "",
    basic: bool = True,
    steps: list[Step] | None = None,
    thorough: bool = False,
    view: View | None = None,
    **how: Any,
) -> CameraVisit:
    """Visit one camera; `how` is for `Cameras`."""

    async def inside() -> CameraVisit:
        async with AsyncExitStack() as stack:
            port = await stack.enter_async_context(server.serving(HOST))
            if onvif:
                onvif.host = HOST
                await stack.enter_async_context(onvif.standing())
            device = Device(
                host=HOST, rtsp_port=port, onvif_port=onvif.port if onvif else 0,
                credential=credential, basic=basic,
            )  # fmt: skip
            camera = alone(device)
            if view:
                approved = Approved(sha256=view.sha256, light="day", approved_on=DAY)
                camera = replace(camera, views=(approved,))
                how["view_of"] = lambda _commune, _camera, light: (
                    view if light is Light.DAY else None
                )
            gate = Gate(lab=frozenset({(HOST, port), (HOST, device.onvif_port)}))
            devices = await stack.enter_async_context(
                Devices(gate, LIMITS, credential_of=known, user_agent="thử")
            )
            stack.push_async_callback(gate.close)
            cameras = Cameras(devices, pictures, **how)
            tell = steps.append if steps is not None else lambda _: None
            return await cameras.visit(commune(camera), camera, tell=tell, thorough=thorough)

    return asyncio.run(inside())


def measured(visit: CameraVisit) -> Measures:
    assert visit.picture is not None
    found = measures_of(visit.picture.values)
    assert found is not None, visit.picture
    return found


def jpeg(picture: scenes.Picture) -> bytes:
    done, data = cv2.imencode(".jpg", picture)
    assert done
    return data.tobytes()


OFFICE = jpeg(next(scenes.live(*films.SIZE, 1)))


@dataclass(slots=True)
class Peer(OnvifPeer):
    """A device that has a still picture too."""

    shot: bytes = OFFICE
    shot_asks: str = ""
    shot_password: str = onvif_device.PASSWORD
    gets: list[str] = field(default_factory=list)
    """How each GET said who asks."""

    def _answer(self, head: str, body: bytes) -> bytes:
        if not head.startswith("GET "):
            # By `super()` a dataclass with slots would not find its own base.
            return OnvifPeer._answer(self, head, body)
        path = head.split(" ", 2)[1]
        named = re.search(r"(?im)^authorization: (\w+) (.*?)\r$", head)
        self.gets.append(named[1] if named else "")
        self.book.append(onvif_device.Asked(call="GET", path=path, shown="", right=True))
        if not self.shot_asks or (named and self._lets_in(named[1], named[2], path)):
            return http(self.shot)
        asked = (
            'Digest realm="x", nonce="7", qop="auth"'
            if self.shot_asks == "Digest"
            else 'Basic realm="x"'
        )
        return http("<html>", 401, f"WWW-Authenticate: {asked}")

    def _lets_in(self, scheme: str, value: str, path: str) -> bool:
        if scheme == "Basic":
            return bool(self.shot_asks == "Basic")
        told = dict(re.findall(r'(\w+)="?([^",]*)"?', value))
        secret = _md5(f"{onvif_device.USER}:x:{self.shot_password}")
        what = _md5(f"GET:{path}")
        right = _md5(f"{secret}:7:{told['nc']}:{told['cnonce']}:auth:{what}")
        return bool(told["uri"] == path and told["response"] == right)


def _md5(text: str) -> str:
    return md5(text.encode()).hexdigest()  # noqa: S324 - the standard's own


def unreadable() -> RtspServer:
    """A camera that offers pictures of a kind that we do not take apart."""
    return RtspServer(sdp=MJPEG)


def test_a_good_picture_is_measured_from_the_one_frame_that_shows_it(pictures: Pictures) -> None:
    server = films.playing(films.live())
    came = visited(pictures, server)
    assert came.picture is not None
    assert (came.look.state, came.picture.state, came.odd) == (UP, UP, False)
    assert came.picture.target == came.look.target
    assert came.picture.values["address"] == came.look.values["address"]
    found = measured(came)
    assert (found.keys, found.identical, found.snapshot, found.view) == (0, None, False, "")
    assert found.light is Light.DAY
    assert server.connections == 1


def test_a_doubtful_picture_is_looked_at_for_longer_by_the_same_connection(
    pictures: Pictures,
) -> None:
    server = films.playing(films.plain(10))
    came = visited(pictures, server)
    assert came.look.state is UP
    assert came.odd
    assert measured(came).keys == 4
    assert measured(came).seconds >= LIMITS.span_s
    assert server.connections == 1


@pytest.mark.parametrize(("made", "odd"), [(films.frozen, True), (films.live, False)])
def test_whose_turn_it_is_is_watched_for_being_frozen(
    pictures: Pictures, made: Any, odd: bool
) -> None:
    came = visited(pictures, films.playing(made()), sampled=lambda _commune, _camera: True)
    assert measured(came).keys == 4
    assert came.odd is odd
    assert came.look.state is UP


def test_a_frozen_picture_looks_good_to_whoever_looks_once(pictures: Pictures) -> None:
    assert not visited(pictures, films.playing(films.frozen())).odd
    assert visited(pictures, films.playing(films.frozen()), thorough=True).odd


def test_watching_for_longer_is_no_part_of_how_soon_a_picture_came(pictures: Pictures) -> None:
    came = visited(pictures, films.playing(films.live(), pace=0.3), thorough=True)
    assert measured(came).seconds > 0.2
    elapsed = came.look.elapsed_ms
    assert elapsed is not None
    assert elapsed < measured(came).seconds * 1000 + 300


def test_a_camera_that_stops_after_its_first_picture_is_up_and_measured(pictures: Pictures) -> None:
    came = visited(pictures, films.playing(films.live(), ends_after=2), thorough=True)
    assert came.look.state is UP
    assert measured(came).keys in {0, 2}


def test_a_picture_is_compared_with_its_approved_view(pictures: Pictures) -> None:
    looks = [[cv2.cvtColor(one, cv2.COLOR_BGR2GRAY)] for one in scenes.live(*films.SIZE, 5)]
    features = learn(looks).to_dict()  # type: ignore[arg-type]
    view = View(sha256="a" * 64, features=features, still=0.02)
    came = visited(pictures, films.playing(films.live()), view=view)
    found = measured(came)
    assert (found.view, found.still) == ("a" * 64, 0.02)
    assert found.tiles > 0
    assert found.agree is not None
    assert found.agree > 0.9
    assert not came.odd
    turned = films.filmed(scenes.live(*films.SIZE, 60, pan=0.3))
    assert visited(pictures, films.playing(turned), view=view).odd


def test_features_that_are_none_cost_the_measures_and_not_the_camera(pictures: Pictures) -> None:
    came = visited(
        pictures, films.playing(films.live()), view=View(sha256="b" * 64, features={"light": "day"})
    )
    assert came.look.state is UP
    assert came.picture is not None
    assert (came.picture.state, came.picture.text) == (VOID, "camera.unmeasured")


def test_without_a_picture_there_is_none_to_measure(pictures: Pictures) -> None:
    came = visited(pictures, unreadable())
    assert (came.look.state, came.look.text, came.picture) == (VOID, "camera.codec", None)


@pytest.mark.parametrize(
    ("asks", "shown"), [("", [""]), ("Digest", ["", "Digest"]), ("Basic", ["", "Basic"])]
)
def test_a_still_picture_stands_in_for_a_stream_that_we_cannot_read(
    pictures: Pictures, asks: str, shown: list[str]
) -> None:
    peer = Peer(shot_asks=asks)
    came = visited(pictures, unreadable(), peer, credential="onvif")
    assert (came.look.state, came.look.text) == (VOID, "camera.codec")
    assert came.picture is not None
    assert came.picture.state is UP
    assert measured(came).snapshot
    assert measured(came).light is Light.DAY
    assert peer.gets == shown
    assert next(one.path for one in peer.book if one.call == "GET") == "/snap.jpg?ch=1"


def test_a_password_is_never_shown_in_clear_where_the_inventory_forbids_it(
    pictures: Pictures,
) -> None:
    peer = Peer(shot_asks="Basic")
    steps: list[Step] = []
    came = visited(pictures, unreadable(), peer, credential="onvif", basic=False, steps=steps)
    assert (came.picture, peer.gets) == (None, [""])
    assert steps[-1].text == "camera.basic_forbidden"


def test_a_still_picture_that_is_refused_is_one_try(pictures: Pictures) -> None:
    peer = Peer(shot_asks="Digest", shot_password="khac")  # noqa: S106 - invented
    steps: list[Step] = []
    came = visited(pictures, unreadable(), peer, credential="onvif", steps=steps)
    assert came.picture is None
    assert came.look.text == "camera.codec"
    assert peer.gets == ["", "Digest"]
    assert steps[-1].text == "camera.snapshot_refused"


def _bomb() -> bytes:
    """A JPEG of a few hundred bytes whose header says 60,000 x 60,000."""
    small = jpeg(np.zeros((16, 16, 3), np.uint8))
    at = small.index(b"\xff\xc0") + 5
    return small[:at] + b"\xea\x60\xea\x60" + small[at + 4 :]


@pytest.mark.parametrize(
    ("shot", "text"),
    [
        (_bomb(), "camera.undecodable"),
        (b"<html>snapshot</html>", "camera.undecodable"),
        (OFFICE[:400], "camera.undecodable"),
        (OFFICE[: len(OFFICE) // 2], "camera.undecodable"),
        (b"", "camera.no_snapshot"),
        (b"\xff" * 300_000, "camera.http_too_big"),
    ],
    ids=["a bomb", "a page", "a beginning", "a half", "nothing", "too much"],
)
def test_what_is_no_picture_is_not_taken_for_one(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch, shot: bytes, text: str
) -> None:
    monkeypatch.setitem(globals(), "LIMITS", replace(LIMITS, unit_bytes=200_000))
    steps: list[Step] = []
    came = visited(pictures, unreadable(), Peer(shot=shot), steps=steps)
    assert came.picture is None
    assert steps[-1].text == text


def test_a_recorder_that_counts_otherwise_shows_no_still_picture_of_another(
    pictures: Pictures,
) -> None:
    peer = Peer()
    assert visited(pictures, films.playing(films.live()), peer).picture is not None
    assert peer.gets == []  # the stream was read


@pytest.mark.parametrize(
    "days",
    [range(400), [d for d in range(500) if d % 7 < 5], range(0, 1400, 7), range(0, 2800, 28)],
    ids=["every day", "on working days", "every Monday", "every fourth Monday"],
)
def test_no_camera_waits_long_for_its_turn(days: Sequence[int]) -> None:
    first = date(2026, 1, 5).toordinal()
    turns = [in_turn(0.25, date.fromordinal(first + day)) for day in days]
    for camera in range(100):
        taken = "".join("x" if turn("00001", f"c{camera}") else "." for turn in turns)
        assert "." * 11 not in taken


def test_a_share_of_the_cameras_has_its_turn() -> None:
    turn = in_turn(0.25, date(2026, 11, 24))
    count = sum(turn("00001", f"c{n}") for n in range(2_000))
    assert 400 < count < 600
    assert not any(in_turn(0.0, date(2026, 11, 24))("1", f"c{n}") for n in range(50))
    assert all(in_turn(1.0, date(2026, 11, 24))("1", f"c{n}") for n in range(50))
