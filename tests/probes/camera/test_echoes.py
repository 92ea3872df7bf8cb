"""A hostile device says back what it was told: nothing of it may be kept or printed."""

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

import pytest

from auditor.contract import Missing, Party, Why
from auditor.facts.logins import holds_login, shown
from auditor.probes.camera.credential import Credential
from auditor.probes.camera.pictures import Pictures
from auditor.probes.camera.probe import CameraVisit
from auditor.probes.camera.scrub import Scrub
from auditor.probes.camera.steps import Step
from tests.probes.camera.devices import alone, commune, looking, showing
from tests.probes.camera.onvif_device import PASSWORD as ONVIF_PASSWORD
from tests.probes.camera.onvif_device import USER as ONVIF_USER
from tests.probes.camera.onvif_device import (
    OnvifPeer,
    device_answer,
    http,
    profile,
    profiles_answer,
    uri_answer,
)
from tests.probes.camera.rtsp_server import PASSWORD, USER, Request, reply
from tests.probes.camera.test_probe import standing

OWN = Credential(name="mau", user="nguoixem", password='Bí Mật#7=x%y "z')  # noqa: S106 - invented


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures(1) as pool:
        yield pool


def told(request: Request) -> str:
    return b64decode(request.headers["authorization"].split()[1]).decode()


def first_line(request: Request) -> bytes:
    return f"{request.headers['authorization']}\r\n\r\n".encode()


def length(request: Request) -> bytes:
    return reply(request, "200 OK", f"Content-Length: {told(request)}\r\n")


def codec(request: Request) -> bytes:
    name = told(request).split(":")[1]
    return reply(
        request, "200 OK", body=f"v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 {name}/90000\r\n".encode()
    )  # fmt: skip


def reason(request: Request) -> bytes:
    return reply(request, f"500 {told(request)}")


def scheme(request: Request) -> bytes:
    asked = request.headers["authorization"].split()[1].rstrip("=")
    return reply(request, "401 Unauthorized", f'WWW-Authenticate: {asked} realm="x"\r\n')


def asking(echo: Callable[[Request], bytes]) -> Any:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.scheme:
            writer.write(echo(request))
        else:
            writer.write(
                reply(request, "401 Unauthorized", 'WWW-Authenticate: Basic realm="x"\r\n')
            )

    return answer


def everything(visit: CameraVisit, steps: list[Step]) -> str:
    seen = asdict(visit.seen)
    return json.dumps([seen, asdict(visit.look), [asdict(one) for one in steps]], default=str)


@pytest.mark.parametrize("echo", [first_line, length, codec, reason, scheme])
def test_what_a_stream_echoes_of_our_log_in_is_kept_nowhere(
    pictures: Pictures, echo: Callable[[Request], bytes]
) -> None:
    async def inside() -> str:
        server = showing(answers={"DESCRIBE": asking(echo)})
        steps: list[Step] = []
        async with (
            standing(server, credential="xem-hinh") as device,
            looking(pictures, device) as cameras,
        ):
            place = commune(alone(device))
            came = await cameras.visit(place, place.cameras[0], tell=steps.append)
        assert server.tries == ["DESCRIBE"]
        return everything(came, steps)

    kept = asyncio.run(inside())
    for secret in (PASSWORD, f'"{USER}"', b64encode(f"{USER}:{PASSWORD}".encode()).decode()[:12]):
        assert secret.lower() not in kept.lower()


@pytest.mark.parametrize("written", [lambda one: one, quote, str.upper])
def test_what_onvif_echoes_of_our_log_in_is_kept_nowhere(
    pictures: Pictures, written: Callable[[str], str]
) -> None:
    user, password = written(ONVIF_USER), written(ONVIF_PASSWORD)
    uri = f"rtsp://{user}:{password}@10.0.0.1/0/{password}/chinh?x={password}&amp;loginpas=a"
    says = {
        "GetDeviceInformation": http(device_answer(f"{user} {password}")),
        "GetProfiles": http(profiles_answer(profile("p", f"{user}:{password}"))),
        "GetStreamUri": http(uri_answer("GetStreamUri", uri.replace(" ", ""))),
    }

    async def inside() -> str:
        peer = OnvifPeer(asks="digest", open_to_all=frozenset(), says=dict(says))
        steps: list[Step] = []
        async with (
            standing(showing(), peer, credential="onvif") as device,
            looking(pictures, device) as cameras,
        ):
            place = commune(alone(device, path=""))
            came = await cameras.visit(place, place.cameras[0], tell=steps.append)
        assert came.look.text == "camera.up"
        return everything(came, steps)

    kept = json.loads(json.dumps(asyncio.run(inside()), ensure_ascii=False)).lower()
    for secret in (ONVIF_PASSWORD, ONVIF_PASSWORD.replace(" ", ""), quote(ONVIF_PASSWORD)):
        assert json.dumps(secret)[1:-1].lower() not in kept
        assert secret.lower() not in kept
    assert ONVIF_USER not in kept


@pytest.mark.parametrize(
    "said",
    [
        OWN.password,
        OWN.password.upper(),
        OWN.password.replace(" ", ""),
        OWN.password.replace(" ", "_"),
        quote(OWN.password),
        quote(OWN.password, safe=""),
        OWN.password[:-1],
        OWN.user,
        b64encode(f"{OWN.user}:{OWN.password}".encode()).decode(),
        b64encode(f"{OWN.user}:{OWN.password}".encode()).decode().upper(),
        "0123456789abcdef0123456789ABCDEF",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ],
)
def test_a_log_in_is_known_in_every_form_it_takes(said: str) -> None:
    assert Scrub([OWN]).text(f"a/{said}") == "a/***"


def test_words_of_ours_are_not_taken_for_a_password_that_is_one_of_them() -> None:
    odd = Credential(name="x", user="ab", password="digest")  # noqa: S106 - invented
    scrub = Scrub([odd])
    assert scrub.values({"auth": "digest", "host": "digest.mau", "path": "/digest", "ms": 3}) == {
        "auth": "digest", "host": "digest.mau", "path": "/***", "ms": 3,
    }  # fmt: skip


@pytest.mark.parametrize("password", ["", " ", "(", "a*", "\\"])
def test_a_password_of_any_letters_hides_itself_alone(password: str) -> None:
    scrub = Scrub([Credential(name="x", user="", password=password)])
    assert scrub.text("/kenh/1") == "/kenh/1"


def test_a_fault_is_handed_on_without_it() -> None:
    fault = Missing(
        why=Why.MALFORMED, party=Party.COMMUNE, text="camera.bad_rtsp",
        values={"what": OWN.password},
    )  # fmt: skip
    kept = Scrub([OWN]).seen(fault)
    assert isinstance(kept, Missing)
    assert kept.values == {"what": "***"}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/a?loginuse=mau&loginpas=bia&x=1", "/a?loginuse=***&loginpas=***&x=1"),
        ("/cam?authbasic=YWJj&channel=1", "/cam?authbasic=***&channel=1"),
        ("/a?u=mau&p=bia", "/a?u=***&p=***"),
        ("/a?p=1", "/a?p=1"),
        ("/0/mau:bia/chinh", "/0/***/chinh"),
        ("/live/admin/bia/1", "/live/admin/***/1"),
        ("/a?session_id=9&apikey=8", "/a?session_id=***&apikey=***"),
        ("/a?user_pass=b/c", "/a?user_pass=***"),
    ],
)
def test_makers_ways_to_log_in_by_address_are_hidden(path: str, kept: str) -> None:
    assert shown(path) == kept


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("rtsp://mau:mat/khau@host/kenh", True),
        ("mau:mat/khau@host/kenh", True),
        ("/x/rtsp://mau:bia@host/kenh", True),
        ("/a?loginuse=mau&loginpas=bia", True),
        ("/a?authbasic=YWJj", True),
        ("/a?u=mau&p=bia", True),
        ("mau:mat-khau/main", True),
        ("rtsp://192.0.2.1:554/kenh", False),
        ("192.0.2.1:554/kenh", False),
        ("[2001:db8::1]:554/kenh", False),
        ("/kenh@chinh", False),
        ("/stream?time=07:30", False),
        ("/a?p=1&profile=2", False),
    ],
)
def test_an_address_that_logs_in_is_told_from_one_that_does_not(path: str, holds: bool) -> None:
    assert holds_login(path) is holds
