"""A camera whose turn it is not is looked at without its stream, and whatever is doubtful has it read."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import cv2
import pytest

from auditor.contract import Device, Missing, Party, Why
from auditor.contract import View as Approved
from auditor.facts import Auth, CameraLooks, CameraSeen, LookState
from auditor.facts.picture import Light
from auditor.plan import plan
from auditor.probes.camera.link import Devices
from auditor.probes.camera.looking import CameraVisit
from auditor.probes.camera.pictures import Pictures, View
from auditor.probes.camera.probe import Cameras
from auditor.probes.camera.seeing.reference import learn
from auditor.probes.gate import Gate
from auditor.run.cameras import CameraProber, knocker
from tests.probes.camera import films, scenes
from tests.probes.camera.devices import alone, commune, known
from tests.probes.camera.onvif_device import PASSWORD, USER, http
from tests.probes.camera.rtsp_server import Doorman, RtspServer
from tests.probes.camera.test_picturing import (
    HOST,
    LIMITS,
    Peer,
    jpeg,
    measured,
    unreadable,
    visited,
)

ROOM = list(scenes.live(*films.SIZE, 5))
SHOTS = tuple(jpeg(one) for one in ROOM)
TURNED = tuple(jpeg(one) for one in scenes.live(*films.SIZE, 2, pan=0.3))
DARK = tuple(jpeg((one * 0.02).astype("uint8")) for one in ROOM)
UP, DOWN, VOID = LookState.UP, LookState.DOWN, LookState.VOID


@dataclass(slots=True)
class Shots(Peer):
    """Its still pictures change, and their headers say how old they are."""

    shots: tuple[bytes, ...] = SHOTS
    headers: tuple[str, ...] = ()
    given: int = 0

    def _answer(self, head: str, body: bytes) -> bytes:
        self.shot = self.shots[self.given % len(self.shots)]
        answer = Peer._answer(self, head, body)
        if not head.startswith("GET ") or b" 200 " not in answer[:20]:
            return answer
        self.given += 1
        return http(self.shot, 200, *self.headers)


@dataclass(slots=True)
class Seen:
    visit: CameraVisit
    server: RtspServer
    peer: Peer
    played: bool = field(init=False)

    def __post_init__(self) -> None:
        self.played = "PLAY" in self.server.methods


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


@pytest.fixture(scope="module")
def view() -> View:
    looks = [[cv2.cvtColor(one, cv2.COLOR_BGR2GRAY)] for one in ROOM]
    return View(sha256="a" * 64, features=learn(looks).to_dict())  # type: ignore[arg-type]


def glanced(
    pictures: Pictures,
    view: View | None,
    peer: Peer | None = None,
    server: RtspServer | None = None,
    *,
    doorman: bool = True,
    **how: Any,
) -> Seen:
    """Look at a camera whose turn it is not."""
    server = server or films.playing(films.live())
    server.doorman = Doorman(user=USER, password=PASSWORD) if doorman else None
    peer = peer or Shots()
    given: dict[str, Any] = {"credential": "onvif", "streamed": lambda *_: False} | how
    came = visited(pictures, server, peer, view=view, **given)
    return Seen(came, server, peer)


def test_a_good_still_picture_says_neither_up_nor_down(pictures: Pictures, view: View) -> None:
    seen = glanced(pictures, view, credential="onvif")
    look = seen.visit.look
    assert (look.state, look.text) == (VOID, "camera.light_look")
    assert (look.why, look.party) == (Why.INCOMPLETE, Party.AUDITOR)
    assert not seen.played
    assert "DESCRIBE" in seen.server.methods
    found = measured(seen.visit)
    assert found.snapshot
    assert found.agree is not None
    assert found.agree > 0.9
    assert seen.peer.gets == ["", ""]


def test_what_it_told_is_kept_and_no_frame_is_claimed(pictures: Pictures, view: View) -> None:
    fact = glanced(pictures, view).visit.seen
    assert isinstance(fact, CameraSeen)
    assert fact.frame is None
    assert (fact.stream.codec, fact.stream.auth, fact.stream.width) == ("H264", Auth.DIGEST, 0)
    assert fact.device is not None
    assert fact.clock_offset_s is not None


@pytest.mark.parametrize(("asks", "path"), [("", "/snap.jpg?ch=1"), ("Digest", "")])
def test_a_still_picture_that_was_given_to_whoever_came_is_told(
    pictures: Pictures, view: View, asks: str, path: str
) -> None:
    fact = glanced(pictures, view, Shots(shot_asks=asks)).visit.seen
    assert isinstance(fact, CameraSeen)
    assert fact.open_still == path


LONG_AGO = format_datetime(datetime.now(UTC) - timedelta(hours=20), usegmt=True)
NOW = format_datetime(datetime.now(UTC), usegmt=True)


@pytest.mark.parametrize(
    ("peer", "sees"),
    [
        ({"shots": SHOTS[:1]}, "the same again"),
        ({"shots": TURNED}, "another view"),
        ({"shots": DARK}, "a dark room"),
        ({"shots": (b"<html>no picture</html>", b"<html>none again</html>")}, "no picture"),
        ({"shots": (b"", b"")}, "nothing"),
        ({"shot_asks": "Digest", "shot_password": "khac"}, "a refusal"),
        ({"headers": (f"Last-Modified: {LONG_AGO}", f"Date: {NOW}")}, "yesterday's"),
        ({"headers": (f"Last-Modified: {LONG_AGO}",)}, "yesterday's by our own clock"),
        ({"headers": ("Last-Modified: sometime",)}, "a date that is none"),
        ({"headers": ("Age: 7200",)}, "one out of a cache"),
        ({"headers": ("Age: ²",)}, "an age that is none"),
        ({"says": {"GetSnapshotUri": http("<html>", 500)}}, "no address of it"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_doubtful_still_picture_has_the_stream_read(
    pictures: Pictures, view: View, peer: dict[str, Any], sees: str
) -> None:
    seen = glanced(pictures, view, Shots(**peer))
    assert seen.played, sees
    assert seen.visit.look.state is UP
    assert not measured(seen.visit).snapshot


def test_a_picture_of_this_moment_by_a_clock_that_is_wrong_is_not_old(
    pictures: Pictures, view: View
) -> None:
    seen = glanced(
        pictures, view, Shots(headers=(f"Last-Modified: {LONG_AGO}", f"Date: {LONG_AGO}"))
    )
    assert seen.visit.look.text == "camera.light_look"


@pytest.mark.parametrize("how", [{"thorough": True}, {"streamed": lambda *_: True}])
def test_whose_turn_it_is_has_its_stream_read(
    pictures: Pictures, view: View, how: dict[str, Any]
) -> None:
    seen = glanced(pictures, view, **how)
    assert (seen.played, seen.visit.look.state) == (True, UP)
    assert seen.peer.gets == []


def test_without_an_approved_view_the_stream_is_read(pictures: Pictures) -> None:
    seen = glanced(pictures, None)
    assert (seen.played, seen.peer.gets) == (True, [])


def test_a_stream_that_asks_nobody_is_played_for_that_counts(
    pictures: Pictures, view: View
) -> None:
    seen = glanced(pictures, view, doorman=False)
    fact = seen.visit.seen
    assert isinstance(fact, CameraSeen)
    assert (fact.stream.auth, fact.frame is not None, seen.played) == (Auth.NONE, True, True)


def test_a_stream_that_is_not_offered_is_told_as_ever(pictures: Pictures, view: View) -> None:
    plain = glanced(pictures, view, server=unreadable(), streamed=lambda *_: True, doorman=False)
    light = glanced(pictures, view, server=unreadable(), doorman=False)
    assert isinstance(light.visit.seen, Missing)
    assert light.visit.look.text == plain.visit.look.text == "camera.codec"
    assert light.visit.picture is not None
    assert light.visit.picture.state is UP


def test_a_refused_password_is_one_try_in_a_light_look_too(pictures: Pictures, view: View) -> None:
    seen = glanced(pictures, view, credential="sai")
    assert seen.visit.look.text == "camera.unauthorized"
    assert not seen.played
    assert seen.server.methods.count("DESCRIBE") == 2  # without a word, and with the password
    assert seen.peer.gets == []


def test_a_still_picture_behind_a_password_is_had_by_digest(pictures: Pictures, view: View) -> None:
    seen = glanced(pictures, view, Shots(shot_asks="Digest"))
    assert seen.visit.look.text == "camera.light_look"
    assert seen.peer.gets == ["", "Digest", "", "Digest"]


def test_a_second_look_of_a_run_reads_the_stream_and_the_first_is_a_witness(
    pictures: Pictures, view: View
) -> None:
    async def inside() -> tuple[list[str], int]:
        server, peer = films.playing(films.live()), Shots(host=HOST)
        server.doorman = Doorman(user=USER, password=PASSWORD)
        async with server.serving(HOST) as port, peer.standing():
            device = Device(
                host=HOST, rtsp_port=port, onvif_port=peer.port, credential="onvif", basic=False
            )
            approved = Approved(sha256=view.sha256, light="day", approved_on=date(2026, 11, 1))
            place = commune(replace(alone(device), views=(approved,)))
            gate = Gate(lab=frozenset({(HOST, port), (HOST, peer.port)}))
            async with Devices(gate, LIMITS, credential_of=known, user_agent="thử") as ways:
                cameras = Cameras(
                    ways, pictures, streamed=lambda *_: False,
                    view_of=lambda _c, _camera, light: view if light is Light.DAY else None,
                )  # fmt: skip
                prober = CameraProber(cameras=cameras, knock=knocker(ways))
                (job,), _ = plan([place], frozenset({CameraLooks}))
                first = await prober.visit(job)
                witnesses = sum(len(devices) for devices in prober.up.values())
                second = await prober.visit(job)
            await gate.close()
        return [one.look.text for one in (first, second) if one.look], witnesses

    assert asyncio.run(inside()) == (["camera.light_look", "camera.up"], 1)
