"""Cameras in a run: what it takes before one is called down."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

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
from auditor.facts import CameraLooks, CameraSeen, Look, LookState
from auditor.plan import plan
from auditor.probes.camera.link import Devices
from auditor.probes.camera.pictures import Pictures
from auditor.probes.camera.probe import Cameras
from auditor.probes.gate import Gate
from auditor.run import Gathering, gather, left_out
from auditor.run.cameras import CameraProber, knocker
from tests.probes.camera.devices import QUICK, known, showing
from tests.probes.camera.rtsp_server import Doorman, Request, RtspServer

UP, DOWN, VOID = LookState.UP, LookState.DOWN, LookState.VOID


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


@dataclass
class Kept:
    """What a store would have kept."""

    facts: dict[str, object] = field(default_factory=dict)
    looks: dict[str, list[Look]] = field(default_factory=dict)

    def save_fact(self, run_id: str, code: str, kind: str, target: str, fact: object) -> None:
        assert kind == "camera"
        self.facts[target] = fact

    def add_look(self, run_id: str, code: str, kind: str, look: Look) -> None:
        self.looks.setdefault(look.target, []).append(look)

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
    pictures: Pictures, devices: dict[str, Device], place: Commune, *, confirm: bool = False
) -> Kept:
    kept = Kept()
    gate = Gate(lab=frozenset((one.host, one.rtsp_port) for one in devices.values()))
    async with Devices(gate, QUICK, credential_of=known, user_agent="thử") as ways:
        prober = CameraProber(cameras=Cameras(ways, pictures), knock=knocker(ways))
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
