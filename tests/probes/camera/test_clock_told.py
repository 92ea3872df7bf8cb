"""A device's clock as a visit brings it home: by its own word, whatever else it keeps to itself."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from auditor.contract import Device
from auditor.facts import CameraLooks, CameraSeen
from auditor.plan import plan
from auditor.probes.camera.pictures import Pictures
from auditor.run.cameras import CameraProber
from tests.probes.camera.devices import alone, commune, looking, showing
from tests.probes.camera.onvif_device import Answer, OnvifPeer, fault, http

HOST = "127.0.64.31"
HOURS = timedelta(hours=3)


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


def seen(pictures: Pictures, peer: OnvifPeer | None, credential: str = "") -> CameraSeen:
    async def inside() -> CameraSeen:
        async with AsyncExitStack() as stack:
            rtsp = await stack.enter_async_context(showing().serving(HOST))
            if peer:
                peer.host = HOST
                await stack.enter_async_context(peer.standing())
            device = Device(
                host=HOST, rtsp_port=rtsp, onvif_port=peer.port if peer else 0,
                credential=credential,
            )  # fmt: skip
            cameras = await stack.enter_async_context(looking(pictures, device))
            camera = alone(device)
            came = await cameras.visit(commune(camera), camera)
        assert isinstance(came.seen, CameraSeen), came.seen
        return came.seen

    return asyncio.run(inside())


def test_a_device_that_refuses_our_log_in_has_told_its_time_before(pictures: Pictures) -> None:
    fact = seen(pictures, OnvifPeer(asks="token", clock=HOURS), credential="sai")
    assert fact.untold is not None
    assert fact.untold.text == "camera.onvif_unauthorized"
    assert fact.clock_offset_s == pytest.approx(HOURS.total_seconds(), abs=10)


def test_a_header_s_date_is_no_clock_of_a_camera(pictures: Pictures) -> None:
    untimed: dict[str, Answer] = {"GetSystemDateAndTime": http(fault("ActionNotSupported"), 400)}
    fact = seen(pictures, OnvifPeer(says=untimed, clock=HOURS))  # every answer is dated
    assert fact.device is not None
    assert (fact.clock_offset_s, fact.untold) == (None, None)


def test_why_a_device_told_nothing_is_kept(pictures: Pictures) -> None:
    off = OnvifPeer(says={"GetSystemDateAndTime": http("<html>", 404)})
    fact = seen(pictures, off)
    assert fact.untold is not None
    assert (fact.untold.text, fact.clock_offset_s) == ("camera.onvif_off", None)


def test_where_nobody_asks_over_onvif_nothing_is_missing(pictures: Pictures) -> None:
    assert seen(pictures, None).untold is None


@pytest.mark.parametrize("hours", [HOURS, None])
def test_a_clock_that_was_read_comes_with_how_right_our_own_is(
    pictures: Pictures, hours: timedelta | None
) -> None:
    async def off_s() -> float | None:
        return -0.4

    async def inside() -> CameraSeen:
        async with AsyncExitStack() as stack:
            rtsp = await stack.enter_async_context(showing().serving(HOST))
            peer = OnvifPeer(clock=hours or HOURS)
            peer.host = HOST
            await stack.enter_async_context(peer.standing())
            device = Device(host=HOST, rtsp_port=rtsp, onvif_port=peer.port if hours else 0)
            cameras = await stack.enter_async_context(looking(pictures, device))
            prober = CameraProber(cameras=cameras, knock=_never, ours=off_s)
            (job,), _ = plan([commune(alone(device))], frozenset({CameraLooks}))
            fact = (await prober.visit(job)).fact
        assert isinstance(fact, CameraSeen), fact
        return fact

    fact = asyncio.run(inside())
    assert (fact.clock_offset_s is None) == (hours is None)
    assert fact.ours_off_s == (-0.4 if hours else None)


async def _never(_: Device) -> bool:
    return False
