"""A long answer is read beside everything else: the same words come back, and nothing waits for it."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from auditor.probes.camera.onvif import answers as answers_module
from auditor.probes.camera.onvif import clock, readings
from auditor.probes.camera.onvif.answers import LONG, Answers, plain
from auditor.probes.camera.onvif.asked import Ask
from auditor.probes.camera.onvif.soap import Fault, Garbled, Reply, Said, read
from auditor.probes.camera.onvif.wsdl import loaded
from tests.probes.camera.onvif_device import (
    capabilities_answer,
    device_answer,
    fault,
    profile,
    profiles_answer,
    services_answer,
    time_answer,
    uri_answer,
)

T = TypeVar("T")
AT = datetime(2026, 3, 5, 7, 31, tzinfo=UTC)
PADDING = f"<!--{'x' * LONG}-->"


@asynccontextmanager
async def reading() -> AsyncIterator[Answers]:
    made = Answers()
    try:
        yield made
    finally:
        made.stop()


def run(work: Callable[[Answers], Awaitable[T]]) -> T:
    async def whole() -> T:
        async with reading() as made:
            return await work(made)

    return asyncio.run(whole())


KEPT: list[tuple[Ask, str, Callable[[object], object]]] = [
    (Ask.TIME, time_answer(AT), lambda value: clock.offset_by_answer(value, AT)),
    (Ask.SERVICES, services_answer("http://192.0.2.7/onvif/media"), readings.services),
    (Ask.CAPABILITIES, capabilities_answer("http://192.0.2.7/m"), readings.media_capability),
    (Ask.DEVICE, device_answer(), readings.device_info),
    (
        Ask.PROFILES,
        profiles_answer(*(profile(f"p{n}", f"V{n}") for n in range(3))),
        readings.profiles,
    ),
    (Ask.STREAM, uri_answer("GetStreamUri", "rtsp://192.0.2.7/live?ch=1"), readings.uri),
]


@pytest.mark.parametrize(("ask", "text", "kept"), KEPT, ids=[str(ask) for ask, _, _ in KEPT])
def test_what_leaves_the_process_reads_like_the_original(
    ask: Ask, text: str, kept: Callable[[object], object]
) -> None:
    said = read(loaded(), ask, text.encode())
    assert isinstance(said, Reply)
    assert kept(plain(said.value)) == kept(said.value)
    assert kept(said.value) not in (None, "", {}, ())


def test_a_long_answer_is_read_in_a_process_of_its_own() -> None:
    profiles = profiles_answer(*(profile(f"p{n}", f"V{n}") for n in range(200)))
    assert len(profiles) > LONG

    async def work(made: Answers) -> tuple[Said, Said, Said]:
        return (
            await made.read(Ask.PROFILES, profiles.encode()),
            await made.read(Ask.PROFILES, (fault("NotAuthorized") + PADDING).encode()),
            await made.read(Ask.PROFILES, b"no soap" * LONG),
        )

    many, refused, rubbish = run(work)
    assert isinstance(many, Reply)
    assert len(readings.profiles(many.value)[0]) == 200
    assert refused == Fault(code="NotAuthorized", unauthorized=True, of_login=True)
    assert rubbish == Garbled(soap=False)


def _crash(_ask: Ask, _body: bytes) -> None:
    os.abort()


def _hang(_ask: Ask, _body: bytes) -> None:
    while True:
        pass


@pytest.mark.parametrize("how", [_crash, _hang])
def test_a_reader_that_crashes_or_hangs_costs_that_answer_alone(
    how: Callable[[Ask, bytes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    long = (profiles_answer(profile("a", "V1")) + PADDING).encode()

    async def work(made: Answers) -> tuple[Said, Said]:
        with monkeypatch.context() as broken:
            broken.setattr(answers_module, "_read", how)
            broken.setattr(answers_module, "DEADLINE_S", 1.0)
            lost = await made.read(Ask.PROFILES, long)
        return lost, await made.read(Ask.PROFILES, long)

    lost, next_one = run(work)
    assert lost == Garbled(soap=True, ours=True)
    assert isinstance(next_one, Reply)


def test_the_loop_goes_on_while_a_long_answer_is_read() -> None:
    """The worst answer that was made to hurt blocked it for 200 ms when it was read here."""
    worst = profiles_answer(*(profile(f"p{n}", f"V{n}") for n in range(290)))

    async def work(made: Answers) -> int:
        turns = 0
        job = asyncio.ensure_future(made.read(Ask.PROFILES, worst.encode()))
        while not job.done():
            turns += 1
            await asyncio.sleep(0.001)
        assert isinstance(job.result(), Reply)
        return turns

    turns = run(work)
    assert turns > 20
