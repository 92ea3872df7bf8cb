"""Cameras in a run: what it takes before one is called down."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import cv2
import numpy as np
import pytest

from auditor.contract import (
    Camera,
    Commune,
    CommuneKind,
    Device,
    Missing,
    Office,
    Recorder,
    Why,
)
from auditor.contract import View as Approved
from auditor.facts import Auth, CameraLooks, CameraSeen, Look, LookState
from auditor.facts.oddities import odd
from auditor.facts.picture import Light, measures_of
from auditor.plan import plan
from auditor.probes.camera.link import Devices
from auditor.probes.camera.pictures import Pictures, View
from auditor.probes.camera.picturing import MEASURED, Bounds
from auditor.probes.camera.probe import Cameras, ViewOf, no_view
from auditor.probes.camera.seeing.reference import learn
from auditor.probes.gate import Gate
from auditor.run import Gathering, gather, left_out
from auditor.run.cameras import CameraProber, knocker
from tests.probes.camera import films, scenes
from tests.probes.camera.devices import QUICK, known, showing
from tests.probes.camera.material import Material
from tests.probes.camera.rtsp_server import Doorman, Request, RtspServer, reply

UP, DOWN, VOID = LookState.UP, LookState.DOWN, LookState.VOID
BRIEF = replace(QUICK, key_frames=4, span_s=0.3, patience_s=1.0)


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


@dataclass
class Kept:
    """What a store would have kept."""

    facts: dict[str, object] = field(default_factory=dict)
    looks: dict[str, list[Look]] = field(default_factory=dict)
    pictures: dict[str, list[Look]] = field(default_factory=dict)

    def save_fact(self, run_id: str, code: str, kind: str, target: str, fact: object) -> None:
        assert kind == "camera"
        self.facts[target] = fact

    def add_look(self, run_id: str, code: str, kind: str, look: Look) -> None:
        kept = {"camera": self.looks, "picture": self.pictures}[kind]
        kept.setdefault(look.target, []).append(look)

    def states(self, camera: str) -> list[LookState]:
        return [look.state for look in self.looks[camera]]

    def texts(self, camera: str) -> list[str]:
        return [look.text for look in self.looks[camera]]


@asynccontextmanager
async def served(**cameras: RtspServer | None) -> AsyncIterator[dict[str, Device]]:
    """Serve each camera on an address of its own; None is a port that nobody listens at."""
    async with AsyncExitStack() as stack:
        devices = {}
        for number, (name, server) in enumerate(cameras.items(), 1):
            host = f"127.0.65.{number}"
            if server is None:
                with socket.socket() as held:
                    held.bind((host, 0))
                    port = held.getsockname()[1]
            else:
                port = await stack.enter_async_context(server.serving(host))
            devices[name] = Device(host=host, rtsp_port=port, onvif_port=0)
        yield devices


def office(
    devices: dict[str, Device], *, gateway: str = "", recorder: str = "", channels: int = 2
) -> Commune:
    """A commune whose cameras all stand in one office; `recorder` names the one that is a recorder."""
    own = tuple(
        Camera(id=name, name=name, office="mc", device=device, path="kenh1")
        for name, device in devices.items()
        if name not in {recorder, gateway}
    )
    channel = tuple(
        Camera(
            id=f"{recorder}-{n}", name="kênh", office="mc", recorder=recorder, channel=n, path="a"
        )
        for n in range(1, channels + 1)
        if recorder
    )
    boxes = [Recorder(id=r, name=r, office="mc", device=devices[r]) for r in [recorder] if r]
    door = f"{devices[gateway].host}:{devices[gateway].rtsp_port}" if gateway else ""
    return Commune(
        code="00001",
        name="Xã Mẫu 01",
        kind=CommuneKind.XA,
        province_code="00",
        offices=(Office(id="mc", name="Bộ phận Một cửa", gateway=door),),
        recorders=tuple(boxes),
        cameras=(*own, *channel),
    )


async def audited(
    pictures: Pictures,
    devices: dict[str, Device],
    place: Commune,
    *,
    confirm: bool = False,
    view_of: ViewOf = no_view,
    bounds: Bounds = MEASURED,
) -> Kept:
    kept = Kept()
    gate = Gate(lab=frozenset((one.host, one.rtsp_port) for one in devices.values()))
    async with Devices(gate, BRIEF, credential_of=known, user_agent="thử") as ways:
        cameras = Cameras(ways, pictures, view_of=view_of, bounds=bounds)
        prober = CameraProber(cameras=cameras, knock=knocker(ways))
        gathering = Gathering(
            run_id="run",
            keeper=kept,
            probers={"camera": prober},
            confirm_after_s=0.05 if confirm else None,
        )
        jobs, _ = plan([place], frozenset({CameraLooks}))
        assert await gather(gathering, jobs, asyncio.Event())
    await gate.close()
    return kept


async def _nothing(_request: Request, _writer: asyncio.StreamWriter) -> None:
    """Say nothing."""


def hanging() -> RtspServer:
    return showing(answers={"OPTIONS": _nothing, "DESCRIBE": _nothing})


def test_a_camera_alone_in_its_office_may_be_behind_a_dead_line(pictures: Pictures) -> None:
    async def inside() -> Kept:
        async with served(tat=None) as devices:
            return await audited(pictures, devices, office(devices), confirm=True)

    kept = asyncio.run(inside())
    assert (kept.states("tat"), kept.texts("tat")) == ([VOID], ["camera.no_witness"])
    fact = kept.facts["tat"]
    assert isinstance(fact, Missing)
    assert (fact.text, fact.why) == ("camera.no_witness", Why.UNREACHABLE)


@pytest.mark.parametrize("dead", [None, "hanging"])
def test_a_camera_is_down_when_another_of_its_office_shows_a_picture(
    pictures: Pictures, dead: str | None
) -> None:
    async def inside() -> Kept:
        async with served(tat=hanging() if dead else None, tot=showing()) as devices:
            return await audited(pictures, devices, office(devices), confirm=True)

    kept = asyncio.run(inside())
    assert kept.states("tot") == [UP]
    assert kept.states("tat").count(DOWN) == 3
    assert kept.states("tat")[-1] is DOWN


def test_the_gateway_of_the_office_is_a_witness_too(pictures: Pictures) -> None:
    async def inside() -> Kept:
        async with served(tat=None, cong=RtspServer()) as devices:
            return await audited(pictures, devices, office(devices, gateway="cong"))

    assert asyncio.run(inside()).states("tat") == [DOWN]


def test_a_gateway_that_does_not_answer_is_no_witness(pictures: Pictures) -> None:
    async def inside() -> Kept:
        async with served(tat=None, cong=None) as devices:
            return await audited(pictures, devices, office(devices, gateway="cong"))

    kept = asyncio.run(inside())
    assert DOWN not in kept.states("tat")


def test_a_camera_that_takes_our_call_and_says_nothing_witnesses_its_own_line(
    pictures: Pictures,
) -> None:
    async def inside() -> Kept:
        async with served(treo=hanging()) as devices:
            return await audited(pictures, devices, office(devices))

    assert asyncio.run(inside()).states("treo") == [DOWN]


def test_what_hangs_behind_a_silent_recorder_was_not_seen(pictures: Pictures) -> None:
    async def inside() -> Kept:
        async with served(dg=None, tot=showing()) as devices:
            return await audited(pictures, devices, office(devices, recorder="dg"), confirm=True)

    kept = asyncio.run(inside())
    assert kept.states("tot") == [UP]
    for channel in ("dg-1", "dg-2"):
        assert set(kept.states(channel)) == {VOID}
        fact = kept.facts[channel]
        assert isinstance(fact, Missing)
        assert (fact.text, fact.why) == ("camera.recorder_silent", Why.UNREACHABLE)


def test_a_wrong_password_is_one_try_over_looks_and_confirmation(pictures: Pictures) -> None:
    box = showing(doorman=Doorman(password="khac"))  # noqa: S106 - invented

    async def inside() -> Kept:
        async with served(dg=box) as devices:
            named = {"dg": replace(devices["dg"], credential="xem-hinh")}
            return await audited(
                pictures, named, office(named, recorder="dg", channels=4), confirm=True
            )

    kept = asyncio.run(inside())
    assert len(box.tries) == 1
    assert {state for name in kept.looks for state in kept.states(name)} == {VOID}
    assert len(kept.facts) == 4


def test_a_camera_that_comes_back_is_up_and_its_picture_is_kept(pictures: Pictures) -> None:
    camera = showing()
    asked = []

    async def ill_at_first(request: Request, writer: asyncio.StreamWriter) -> None:
        asked.append(1)
        if len(asked) > 2:
            camera.answers = {}
            camera._polite(request, writer)

    camera.answers = {"OPTIONS": ill_at_first, "DESCRIBE": ill_at_first}

    async def inside() -> Kept:
        async with served(yeu=camera) as devices:
            return await audited(pictures, devices, office(devices), confirm=True)

    kept = asyncio.run(inside())
    assert kept.states("yeu")[-1] is UP
    assert isinstance(kept.facts["yeu"], CameraSeen)


def test_what_an_interrupted_run_did_not_come_to_is_named_where_something_was_seen() -> None:
    camera = Camera(id="cam-1", name="a", office="", device=Device(host="10.0.0.5"))
    one = replace(office({}), cameras=(camera, replace(camera, id="cam-2")))
    other = replace(one, code="00002")
    jobs, _ = plan([one], frozenset({CameraLooks}))
    unreached, _ = plan([other], frozenset({CameraLooks}))
    gathering = Gathering(run_id="run", keeper=Kept(), probers={})
    gathering.kept.add(("camera", "00001", "cam-1"))
    assert [(job.commune.code, job.target) for job in left_out(gathering, (*jobs, *unreached))] == [
        ("00001", "cam-2")
    ]


def seen_in(pictures: Pictures, *shown: Material, confirm: bool = True, **how: Any) -> Kept:
    """Audit a camera that shows one film a visit."""

    async def inside() -> Kept:
        async with served(cam=films.changing(*shown)) as devices:
            return await audited(pictures, devices, office(devices), confirm=confirm, **how)

    return asyncio.run(inside())


def oddities(kept: Kept) -> list[str]:
    """Return what was odd at each look at the picture."""
    found = [measures_of(look.values) for look in kept.pictures["cam"]]
    odds = [odd(one) if one else None for one in found]
    return [one.kind.value if one else "" for one in odds]


def test_a_good_picture_is_looked_at_once(pictures: Pictures) -> None:
    kept = seen_in(pictures, films.live())
    assert oddities(kept) == [""]
    (look,) = kept.pictures["cam"]
    assert look.values["address"] == kept.looks["cam"][0].values["address"]


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ((films.plain(8),), ["black", "black", "black"]),
        ((films.plain(8), films.live()), ["black", "", ""]),
        ((films.plain(8), films.live(), films.plain(8)), ["black", "", "black"]),
        ((films.plain(250),), ["overexposed"] * 3),
    ],
    ids=["three times", "once, and good twice", "two of three", "overexposed"],
)
def test_an_odd_picture_is_looked_at_until_two_of_three_can_agree(
    pictures: Pictures, shown: tuple[Material, ...], found: list[str]
) -> None:
    kept = seen_in(pictures, *shown)
    assert oddities(kept) == found
    assert kept.states("cam") == [UP] * 3


@pytest.mark.parametrize(
    ("bounds", "looks"),
    [
        (MEASURED, 1),
        (({"black_mean": 60.0},), 3),
        (({}, {"black_mean": 60.0}), 3),
        (({"black_mean": 60.0, "black_flat": 1.1},), 1),
        ((), 1),
    ],
    ids=["as measured", "stricter", "one of two stricter", "laxer", "nobody judges"],
)
def test_what_the_profile_calls_odd_is_looked_at_again(
    pictures: Pictures, bounds: Bounds, looks: int
) -> None:
    kept = seen_in(pictures, films.plain(45), bounds=bounds)
    assert len(kept.pictures["cam"]) == looks


def test_whoever_asked_for_no_second_look_gets_none(pictures: Pictures) -> None:
    assert oddities(seen_in(pictures, films.plain(8), confirm=False)) == ["black"]


def test_what_was_odd_once_is_watched_for_being_frozen_ever_after(pictures: Pictures) -> None:
    kept = seen_in(pictures, films.plain(8), films.frozen(), films.frozen())
    assert oddities(kept) == ["black", "frozen", "frozen"]


def test_somebody_before_the_camera_is_gone_at_the_next_look(pictures: Pictures) -> None:
    shots = list(scenes.live(*films.SIZE, 60))
    greys = [[cv2.cvtColor(one, cv2.COLOR_BGR2GRAY)] for one in shots[:6]]
    view = View(sha256="a" * 64, features=learn(greys).to_dict())  # type: ignore[arg-type]

    def view_of(_commune: Commune, _camera: Camera, light: Light) -> View | None:
        return view if light is Light.DAY else None

    async def inside() -> Kept:
        camera = films.changing(films.filmed(map(_stood_before, shots)), films.filmed(shots))
        async with served(cam=camera) as devices:
            place = office(devices)
            approved = Approved(sha256=view.sha256, light="day", approved_on=date(2026, 11, 2))
            cameras = tuple(replace(one, views=(approved,)) for one in place.cameras)
            place = replace(place, cameras=cameras)
            return await audited(pictures, devices, place, confirm=True, view_of=view_of)

    kept = asyncio.run(inside())
    assert oddities(kept) == ["different", "", ""]
    assert {look.values["view"] for look in kept.pictures["cam"]} == {view.sha256}


def _stood_before(shot: scenes.Picture) -> scenes.Picture:
    """Put a back in a checked shirt before most of the view."""
    covered = shot.copy()
    height, width = covered.shape[:2]
    shirt = np.indices((height, width * 9 // 10)).sum(axis=0) // 9 % 2 * 120 + 60
    noise = np.random.default_rng(int(shot.sum())).normal(0, scenes.NOISE, shirt.shape)
    covered[:, : width * 9 // 10] = (shirt + noise)[:, :, None].astype(np.uint8)
    return covered


def test_what_was_not_seen_has_no_picture_for_the_same_reason(pictures: Pictures) -> None:
    async def inside() -> Kept:
        async with served(tat=None, tot=showing(), treo=hanging()) as devices:
            return await audited(pictures, devices, office(devices))

    kept = asyncio.run(inside())
    assert kept.pictures.keys() == kept.looks.keys()
    for name in ("tat", "treo"):
        look = kept.pictures[name][-1]
        assert (look.state, look.text) == (VOID, kept.looks[name][-1].text)
        assert look.why is not None
        assert measures_of(look.values) is None


def test_a_probe_that_crashes_leaves_no_picture_and_says_so(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("auditor.probes.camera.probe.visit_of", broken)
    kept = seen_in(pictures, films.live())
    (look,) = kept.pictures["cam"]
    assert (look.state, look.why, look.text) == (VOID, Why.BUG, "engine.probe_bug")


def test_a_camera_that_falls_silent_before_the_second_look_settles_nothing(
    pictures: Pictures,
) -> None:
    camera = films.changing(films.plain(8))
    first = camera.play

    async def once(request: Request, writer: asyncio.StreamWriter) -> None:
        await first(request, writer)
        camera.answers = {"OPTIONS": _nothing, "DESCRIBE": _nothing}

    camera.answers = {"PLAY": once}

    async def inside() -> Kept:
        async with served(cam=camera) as devices:
            return await audited(pictures, devices, office(devices), confirm=True)

    kept = asyncio.run(inside())
    assert [look.state for look in kept.pictures["cam"]] == [UP, VOID]
    assert kept.states("cam") == [UP, DOWN]
    assert isinstance(kept.facts["cam"], CameraSeen), "what the first look saw was seen"


@pytest.mark.parametrize("refused", [False, True], ids=["hangs up", "asks who"])
def test_a_second_look_that_finds_less_takes_nothing_from_the_first(
    pictures: Pictures, refused: bool
) -> None:
    camera = films.changing(films.plain(8))
    first = camera.play

    async def less(request: Request, writer: asyncio.StreamWriter) -> None:
        if refused:
            head = 'WWW-Authenticate: Digest realm="x", nonce="1"\r\n'
            writer.write(reply(request, "401 Unauthorized", head))
        else:
            writer.close()

    async def once(request: Request, writer: asyncio.StreamWriter) -> None:
        await first(request, writer)
        camera.answers = {"OPTIONS": less, "DESCRIBE": less}

    camera.answers = {"PLAY": once}

    async def inside() -> Kept:
        async with served(cam=camera) as devices:
            return await audited(pictures, devices, office(devices), confirm=True)

    kept = asyncio.run(inside())
    fact = kept.facts["cam"]
    assert isinstance(fact, CameraSeen)
    assert fact.stream.auth is Auth.NONE
    assert kept.states("cam")[0] is UP
    assert UP not in kept.states("cam")[1:], "the second look says what it met"
