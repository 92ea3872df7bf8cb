"""One try a box, whatever rows of an inventory lead to it and in whatever words it says no."""

import asyncio
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from auditor.contract import Commune, Device, Missing, Party
from auditor.facts import LookState
from auditor.probes.camera.credential import Credential
from auditor.probes.camera.onvif.readings import out_of_step
from auditor.probes.camera.onvif.soap import Fault
from auditor.probes.camera.pictures import Pictures
from auditor.probes.camera.probe import CameraVisit
from tests.probes.camera.devices import GIVEN, alone, commune, looking, recorder, showing
from tests.probes.camera.onvif_device import OnvifPeer, fault, http, profile, profiles_answer
from tests.probes.camera.rtsp_server import PASSWORD, USER, Doorman, Request, reply
from tests.probes.camera.test_probe import standing

HOST = "127.0.67.1"


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


async def visited(pictures: Pictures, place: Commune, *devices: Device) -> list[CameraVisit]:
    """Visit all cameras, whatever their credentials are called."""

    def named(name: str) -> Credential | Missing:
        return replace(GIVEN[name.rstrip("2")], name=name)

    async with looking(pictures, *devices, credential_of=named) as cameras:
        return [await cameras.visit(place, one) for one in place.cameras]


def texts(came: list[CameraVisit]) -> list[str]:
    return [one.look.text for one in came]


def test_rows_that_name_one_box_differently_try_its_onvif_once(pictures: Pictures) -> None:
    async def inside() -> tuple[list[str], int]:
        peer = OnvifPeer(asks="digest", open_to_all=frozenset(), password="khac")  # noqa: S106
        server, second = showing(doorman=Doorman()), showing(doorman=Doorman())
        async with (
            standing(server, peer, credential="xem-hinh", host=HOST) as device,
            second.serving(HOST) as port,
        ):
            rows = (
                device,
                replace(device, credential="xem-hinh2"),
                replace(device, basic=False),
                replace(device, rtsp_port=port),
            )
            place = commune(*(alone(row, id_=f"c{n}") for n, row in enumerate(rows)))
            return texts(await visited(pictures, place, *rows)), peer.wrong

    assert asyncio.run(inside()) == (["camera.up"] * 4, 1)


@pytest.mark.parametrize(
    ("first", "hosts"),
    [
        (HOST, (HOST, f"::ffff:{HOST}", "::ffff:7f00:4301")),
        ("::1", ("::1", "0::1", "0:0:0:0:0:0:0:1")),
    ],
)
def test_an_address_is_one_however_it_is_spelled(
    pictures: Pictures, first: str, hosts: tuple[str, ...]
) -> None:
    async def inside() -> list[str]:
        server = showing(doorman=Doorman())
        async with standing(server, credential="sai", host=first) as device:
            rows = [replace(device, host=host) for host in hosts]
            place = commune(*(alone(row, id_=f"c{n}") for n, row in enumerate(rows)))
            await visited(pictures, place, *rows)
        return server.tries

    assert asyncio.run(inside()) == ["DESCRIBE"]


def test_another_port_of_an_address_that_refused_says_who_refused(pictures: Pictures) -> None:
    async def inside() -> tuple[list[CameraVisit], list[str], tuple[int, int]]:
        server, other = showing(doorman=Doorman()), showing(doorman=Doorman())
        async with (
            standing(server, credential="sai", host=HOST) as device,
            other.serving(HOST) as port,
        ):
            second = replace(device, rtsp_port=port)
            place = commune(alone(device, id_="c1"), alone(second, id_="c2"))
            came = await visited(pictures, place, device, second)
        return came, other.tries, (device.rtsp_port, port)

    came, tries, (first, second) = asyncio.run(inside())
    assert texts(came) == ["camera.unauthorized", "camera.not_tried"]
    assert came[1].look.values["other"] == f"{HOST}:{first}"
    assert came[1].look.values["port"] == str(second)
    assert came[1].look.state is LookState.VOID
    assert tries == []


def test_a_box_whose_rows_name_five_credentials_is_shown_one_wrong_password(
    pictures: Pictures,
) -> None:
    def named(name: str) -> Credential | Missing:
        return GIVEN.get(name) or Credential(name=name, user=name, password="sai")  # noqa: S106

    async def inside() -> tuple[list[CameraVisit], set[str]]:
        server = showing(doorman=Doorman())
        names = ("xem-hinh", "mot", "hai", "ba", "bon", "xem-hinh")
        async with standing(server, host=HOST) as device:
            rows = [replace(device, credential=name) for name in names]
            place = commune(*(alone(row, id_=f"c{n}") for n, row in enumerate(rows)))
            async with looking(pictures, device, credential_of=named) as cameras:
                came = [await cameras.visit(place, one) for one in place.cameras]
        given = " ".join(one.headers.get("authorization", "") for one in server.requests)
        return came, set(re.findall('username="(.*?)"', given))

    came, users = asyncio.run(inside())
    another = ["camera.another_refused"] * 3
    assert texts(came) == ["camera.up", "camera.unauthorized", *another, "camera.up"]
    assert came[2].look.state is LookState.VOID
    assert came[2].look.party is Party.PROVINCE
    assert users == {USER, "mot"}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("InvalidArgVal", "Invalid username or password"),
        ("OperationProhibited", "not permitted"),
        ("UserLocked", "locked"),
        ("AuthenticationFailed", "no"),
        ("PasswordError", "wrong"),
    ],
)
def test_a_refusal_in_a_makers_own_words_is_a_refusal(
    pictures: Pictures, code: str, words: str
) -> None:
    def says(asked: Any) -> bytes:
        return http(fault(code, words) if asked.shown else fault("NotAuthorized"), 400)

    async def inside() -> tuple[list[str], list[str]]:
        peer = OnvifPeer(says=dict.fromkeys(("GetServices", "GetCapabilities"), says))
        async with standing(showing(), peer, credential="sai", host=HOST) as device:
            came = await visited(pictures, recorder(device, 3, path=""), device)
        return texts(came), [call for call in peer.calls if "+" in call]

    assert asyncio.run(inside()) == (["camera.onvif_unauthorized"] * 3, ["GetServices+token"])


def test_a_fault_about_the_call_itself_proves_the_password(pictures: Pictures) -> None:
    async def inside() -> list[str]:
        def old(asked: Any) -> bytes:
            return http(fault("ActionNotSupported" if asked.shown else "NotAuthorized"), 400)

        peer = OnvifPeer(says={"GetServices": old})
        async with standing(showing(), peer, credential="onvif", host=HOST) as device:
            return texts(await visited(pictures, commune(alone(device, path="")), device))

    assert asyncio.run(inside()) == ["camera.up"]
    assert Fault(code="x", unauthorized=False).of_login is False


def test_what_a_user_has_no_right_to_is_asked_once_in_a_run(pictures: Pictures) -> None:
    async def inside() -> list[str]:
        peer = OnvifPeer(
            asks="digest", one_nonce_a_call=True, open_to_all=frozenset({"GetSystemDateAndTime"})
        )
        peer.says = {"GetDeviceInformation": lambda _: peer._refusal()}
        async with standing(showing(), peer, credential="onvif", host=HOST) as device:
            first = recorder(device, 1, path="")
            rows = (replace(first.cameras[0], id=f"c{n}") for n in range(4))
            await visited(pictures, replace(first, cameras=tuple(rows)), device)
        return peer.calls

    shown = [call for call in asyncio.run(inside()) if call == "GetDeviceInformation+digest"]
    assert len(shown) == 2, "with the nonce of before, and once with the fresh one"


def test_a_realm_in_no_unicode_is_answered_letter_by_letter(pictures: Pictures) -> None:
    realm = "Cam\udce9ra"
    asked = reply(Request(method="", url="", headers={"cseq": "2"}), "401 Unauthorized", "{}")
    line = f'WWW-Authenticate: Digest realm="{realm}", nonce="5"\r\n'.encode(
        "utf-8", "surrogateescape"
    )

    async def describe(request: Request, writer: asyncio.StreamWriter) -> None:
        if given := request.headers.get("authorization"):
            good.append(right(given, request.url))
        writer.write(asked.replace(b"{}", line))

    def right(given: str, url: str) -> bool:
        def md5(text: str) -> str:
            return hashlib.md5(text.encode("utf-8", "surrogateescape")).hexdigest()  # noqa: S324

        expected = md5(f"{md5(f'{USER}:{realm}:{PASSWORD}')}:5:{md5(f'DESCRIBE:{url}')}")
        found = re.search(r'response="(\w+)"', given)
        return found is not None and found[1] == expected and f'realm="{realm}"' in given

    async def inside() -> list[str]:
        server = showing(answers={"DESCRIBE": describe})
        async with standing(server, credential="xem-hinh", host=HOST) as device:
            return texts(await visited(pictures, commune(alone(device)), device))

    good: list[bool] = []
    assert asyncio.run(inside()) == ["camera.unauthorized"]
    assert good == [True]


def test_a_realm_that_http_cannot_repeat_costs_no_try(pictures: Pictures) -> None:
    refusal = (
        b'HTTP/1.1 401 no\r\nWWW-Authenticate: Digest realm="Cam\xe9ra", nonce="5", qop="auth"\r\n'
        b"Content-Length: 0\r\n\r\n"
    )

    async def inside() -> tuple[list[str], list[str]]:
        peer = OnvifPeer(says=dict.fromkeys(("GetSystemDateAndTime", "GetServices"), refusal))
        async with standing(showing(), peer, credential="onvif", host=HOST) as device:
            came = await visited(pictures, commune(alone(device, path="")), device)
        return texts(came), [call for call in peer.calls if "+" in call]

    assert asyncio.run(inside()) == (["camera.auth_unknown"], [])


@pytest.mark.parametrize(
    ("sources", "unsure"),
    [
        (("VideoSource_1", "VideoSource_2", "VideoSource_3"), False),
        (("000", "001"), False),
        (("V0",), False),
        (("V1",), False),
        (("Src-A",), False),
        (("VideoSource_3",), True),
        (("Src-A", "Src-C"), True),
        (("V1", "Src-C"), True),
        (("V2", "V3"), True),
        (("V1", "V2", "V4"), True),
        (("V2_1", "V3_1"), True),
    ],
)
def test_a_channel_is_sure_only_where_the_numbers_say_so(
    sources: tuple[str, ...], unsure: bool
) -> None:
    assert out_of_step(sources) is unsure


def test_a_single_source_with_another_number_stands_for_no_first_channel(
    pictures: Pictures,
) -> None:
    async def inside() -> list[str]:
        answer = http(profiles_answer(profile("p", "VideoSource_3")))
        peer = OnvifPeer(says={"GetProfiles": answer})
        async with standing(showing(), peer, host=HOST) as device:
            return texts(await visited(pictures, recorder(device, 1, path=""), device))

    assert asyncio.run(inside()) == ["camera.channel_uncertain"]
