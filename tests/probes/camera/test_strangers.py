"""Who may read the profiles is learnt by coming as a stranger, whatever was asked for another call."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from auditor.contract import Seen, Verdict
from auditor.facts import Auth, CameraSeen
from auditor.probes.camera.pictures import Pictures
from checks.camera.anonymous import judge
from tests.checks.camera.build import terms
from tests.probes.camera.devices import alone, commune, looking, showing
from tests.probes.camera.onvif_device import (
    PASSWORD,
    USER,
    OnvifPeer,
    fault,
    http,
    profile,
    profiles_answer,
)
from tests.probes.camera.rtsp_server import Doorman
from tests.probes.camera.test_onvif import OTHER, report, visit
from tests.probes.camera.test_probe import standing

OPEN = OnvifPeer().open_to_all
GUARDED = frozenset({"GetSystemDateAndTime"})
TWO = http(profiles_answer(profile("main", "V0"), profile("sub", "V0")))


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


def to_strangers(answer: bytes) -> Any:
    """Answer so whoever shows nothing, and with the profiles whoever logs in."""
    return lambda asked: TWO if asked.shown else answer


@pytest.mark.parametrize("asks", ["token", "digest", "both", "basic"])
@pytest.mark.parametrize("first", ["GetServices", "GetDeviceInformation"])
def test_profiles_told_to_anybody_are_found_though_another_call_asks_for_a_log_in(
    asks: str, first: str
) -> None:
    peer = OnvifPeer(asks=asks, open_to_all=(OPEN - {first}) | {"GetProfiles"})
    came = report(visit(peer, lambda on: on.report()))
    assert came.calls is Auth.NONE
    assert (len(came.profiles), peer.wrong) == (2, 0)


@pytest.mark.parametrize("open_to_all", [frozenset(), GUARDED, OPEN], ids=["none", "time", "usual"])
@pytest.mark.parametrize(
    ("asks", "calls"), [("token", Auth.DIGEST), ("digest", Auth.DIGEST), ("basic", Auth.BASIC)]
)
def test_profiles_kept_from_strangers_cost_one_call_more_and_no_wrong_password(
    asks: str, calls: Auth, open_to_all: frozenset[str]
) -> None:
    peer = OnvifPeer(asks=asks, open_to_all=open_to_all)
    assert report(visit(peer, lambda on: on.report())).calls is calls
    assert [call for call in peer.calls if call.startswith("GetProfiles")] == [
        "GetProfiles", f"GetProfiles+{asks}"
    ]  # fmt: skip
    assert peer.wrong == 0


def test_a_device_that_asks_for_nothing_gets_no_call_more() -> None:
    peer = OnvifPeer()
    assert report(visit(peer, lambda on: on.report())).calls is Auth.NONE
    assert peer.calls.count("GetProfiles") == 1


@pytest.mark.parametrize(
    ("answer", "calls"),
    [
        (http(fault("OperationProhibited", "no permission"), 400), Auth.DIGEST),
        (http("<html>403</html>", 403), Auth.DIGEST),
        (http(profiles_answer()), None),
        (http("boom", 500), None),
        (http("<html>bận</html>"), None),
    ],
    ids=["own words", "403", "no profile", "error", "page"],
)
def test_only_a_refusal_of_a_stranger_is_a_closed_door(answer: bytes, calls: Auth | None) -> None:
    peer = OnvifPeer(asks="token", open_to_all=OPEN | {"GetProfiles"})
    peer.says = {"GetProfiles": to_strangers(answer)}
    came = report(visit(peer, lambda on: on.report()))
    assert (came.calls, len(came.profiles), peer.wrong) == (calls, 2, 0)


def test_a_device_that_refused_the_password_is_asked_nothing_more() -> None:
    peer = OnvifPeer(asks="token", password=OTHER, open_to_all=OPEN | {"GetProfiles"})
    visit(peer, lambda on: on.report())
    assert peer.calls[-1] == "GetDeviceInformation+token"


@pytest.mark.parametrize(
    ("told", "verdict", "text"),
    [
        (frozenset({"GetProfiles"}), Verdict.FAIL, "anonymous.open_calls"),
        (frozenset[str](), Verdict.PASS, "anonymous.closed"),
    ],
    ids=["open", "closed"],
)
def test_a_camera_passes_only_when_a_stranger_was_refused(
    pictures: Pictures, told: frozenset[str], verdict: Verdict, text: str
) -> None:
    async def inside() -> CameraSeen:
        peer = OnvifPeer(asks="digest", open_to_all=GUARDED | told)
        door = Doorman(user=USER, password=PASSWORD)
        async with standing(showing(doorman=door), peer, credential="onvif") as device:
            place = commune(alone(device))
            async with looking(pictures, device) as cameras:
                came = (await cameras.visit(place, place.cameras[0])).seen
        assert isinstance(came, CameraSeen)
        return came

    seen = Seen(target="c1", fact=asyncio.run(inside()))
    (row,) = judge((seen,), terms(count=1)).items
    assert (row.verdict, row.text) == (verdict, text)
