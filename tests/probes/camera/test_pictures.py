"""Frames are decoded in processes of their own; what is no picture costs itself alone."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from auditor.contract import Missing, Party, Why
from auditor.facts import Auth
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.pictures import Picture, Pictures
from auditor.probes.camera.rtsp import KeyFrame
from tests.probes.camera.material import HEIGHT, WIDTH, material

LIMITS = DeviceLimits()


def frame(codec: str = "H264", unit: bytes | None = None, pixels: str = "yuv420p") -> KeyFrame:
    made = material(codec, pixels=pixels)
    whole = b"".join(b"\0\0\0\1" + one for one in made.pictures[0])
    return KeyFrame(
        codec=codec, unit=whole if unit is None else unit, auth=Auth.NONE, path="/", rtp_time=0
    )


def decoded(*frames: KeyFrame, limits: DeviceLimits = LIMITS) -> list[Picture | Missing]:
    async def inside(pictures: Pictures) -> list[Picture | Missing]:
        return list(await asyncio.gather(*(pictures.decode(one, limits) for one in frames)))

    with Pictures(1) as pictures:
        return asyncio.run(inside(pictures))


def test_pictures_of_all_kinds_are_seen_as_they_are() -> None:
    kinds = [
        ("H264", "yuv420p"),
        ("H264", "yuvj420p"),
        ("H265", "yuv420p"),
        ("H265", "yuv420p10le"),
    ]
    for seen in decoded(*(frame(codec, pixels=pixels) for codec, pixels in kinds)):
        assert isinstance(seen, Picture)
        assert (seen.width, seen.height) == (WIDTH, HEIGHT)
        assert seen.mean == pytest.approx(112, abs=12)  # a ramp of all greys
        assert seen.spread == pytest.approx(70, abs=12)
        assert len(seen.small) == 320 * 180


@pytest.mark.parametrize("codec", ["H264", "H265"])
def test_what_is_no_picture_is_said_to_be_none(codec: str) -> None:
    whole = frame(codec).unit
    rubbish = [b"", b"\0", b"\0\0\0\1", os.urandom(3_000), whole[:50], b"\0\0\0\1\x67" * 500]
    for seen in decoded(*(frame(codec, one) for one in rubbish)):
        assert isinstance(seen, Missing)
        assert (seen.why, seen.text) == (Why.MALFORMED, "camera.undecodable")


def test_a_picture_that_claims_more_than_a_camera_can_have_is_not_opened() -> None:
    small = replace(LIMITS, pixels=WIDTH * HEIGHT - 1)
    (seen,) = decoded(frame(), limits=small)
    assert isinstance(seen, Missing)
    assert isinstance(decoded(frame(), limits=replace(LIMITS, pixels=320 * 208))[0], Picture)


def hanging(*_: object) -> None:
    time.sleep(60)


def crashing(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def greedy(*_: object) -> None:
    bytearray(3_000_000_000)


@pytest.mark.parametrize("job", [hanging, crashing, greedy])
def test_what_ends_its_decoder_takes_nothing_from_the_next(
    job: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def inside(pictures: Pictures) -> tuple[Picture | Missing, Picture | Missing]:
        with monkeypatch.context() as patched:
            patched.setattr("auditor.probes.camera.pictures._look", job)
            ended = await pictures.decode(frame(), replace(LIMITS, decode_s=1.0))
        return ended, await pictures.decode(frame(), LIMITS)

    with Pictures(1) as pictures:
        ended, after = asyncio.run(inside(pictures))
    assert isinstance(ended, Missing)
    assert (ended.text, ended.party) == ("camera.decoder_failed", Party.AUDITOR)
    assert isinstance(after, Picture)


def test_a_frame_that_came_late_is_given_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.probes.camera.pictures._look", hanging)
    with Pictures(1) as pictures:
        ended = asyncio.run(pictures.decode(frame(), replace(LIMITS, decode_s=50.0), within_s=0.5))
    assert isinstance(ended, Missing)
    assert ended.text == "camera.decoder_failed"


def test_a_pool_that_saw_no_frame_started_no_process() -> None:
    with Pictures() as pictures:
        assert pictures._pool._pool is None
