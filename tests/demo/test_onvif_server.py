"""The ONVIF server, asked by clients that nobody here wrote: zeep with ONVIF's own WSDLs."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

import pytest
from zeep import Client, Settings
from zeep.exceptions import Fault
from zeep.wsse.username import UsernameToken

from auditor.demo.door import Book, Door
from auditor.demo.onvif_server import OnvifServer
from auditor.demo.servers import Servers, bound

USER, PASSWORD = "xem", "mẫu"
HOURS_OFF = timedelta(hours=-7)
SETUP = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}


@cache
def description(name: str) -> Any:
    place = next(f for f in files("onvif-zeep") or () if f.name == f"{name}.wsdl")
    make: Any = Client
    return make(str(Path(str(place.locate()))), settings=Settings(strict=True))


def ask(pair: str, service: str, token: Any = None) -> Any:
    client = description({"device": "devicemgmt"}.get(service, service))
    client.wsse = token
    binding = f"{{http://www.onvif.org/ver10/{service}/wsdl}}{service.title()}Binding"
    return client.create_service(binding, f"http://{pair}/onvif/{service}_service")


def token(password: str, clock: timedelta = timedelta(), user: str = USER) -> Any:
    created = datetime.now(UTC) + clock
    make: Any = UsernameToken
    return make(user, password, use_digest=True, created=created, zulu_timestamp=True)


@contextmanager
def device(
    clock: timedelta = timedelta(), rtsp_pair: str = "127.0.77.52:554"
) -> Iterator[tuple[str, Book]]:
    servers, listening, book = Servers(), bound("127.0.77.52"), Book(name="dau-ghi-1")
    host, port = listening.getsockname()
    door = Door(book=book, user=USER, password=PASSWORD, clock=clock)
    server = OnvifServer(
        door=door,
        model="Dau ghi mau",
        paths=("/luong?a=1&b=2", "/2"),
        http_pair=f"{host}:{port}",
        rtsp_pair=rtsp_pair,
    )
    servers.start()
    try:
        servers.add(listening, server.serve)
        yield f"{host}:{port}", book
    finally:
        servers.stop()
        listening.close()


def test_the_time_and_the_services_are_told_to_anyone() -> None:
    with device() as (pair, book):
        at = ask(pair, "device").GetSystemDateAndTime().UTCDateTime
        services = ask(pair, "device").GetServices(False)
        media = ask(pair, "device").GetCapabilities().Media
    shown = datetime(at.Date.Year, at.Date.Month, at.Date.Day, at.Time.Hour, tzinfo=UTC)
    assert abs(datetime.now(UTC) - shown) < timedelta(hours=2)
    assert [one.XAddr for one in services][1] == media.XAddr == f"http://{pair}/onvif/media_service"
    assert (book.accepted, book.refused) == (0, 0)


def test_everything_else_is_told_to_whom_it_knows() -> None:
    with device() as (pair, book):
        info = ask(pair, "device", token(PASSWORD)).GetDeviceInformation()
        profiles = ask(pair, "media", token(PASSWORD)).GetProfiles()
        uri = ask(pair, "media", token(PASSWORD)).GetStreamUri(SETUP, "profile_1").Uri
    assert info.Model == "Dau ghi mau"
    assert [one.VideoSourceConfiguration.SourceToken for one in profiles] == [
        "source_1",
        "source_2",
    ]
    assert uri == "rtsp://127.0.77.52:554/luong?a=1&b=2"
    assert (book.accepted, book.refused, book.most_at_once) == (3, 0, 1)


def test_a_wrong_password_is_refused_and_in_the_book() -> None:
    with device() as (pair, book), pytest.raises(Fault, match="not authorized"):
        ask(pair, "media", token("cũ")).GetProfiles()
    assert (book.accepted, book.refused) == (0, 1)


def test_no_password_at_all_is_no_try() -> None:
    with device() as (pair, book), pytest.raises(Fault, match="not authorized"):
        ask(pair, "media").GetProfiles()
    assert (book.accepted, book.refused) == (0, 0)


@pytest.mark.parametrize(
    ("ours", "taken"),
    [
        (timedelta(), False),
        (HOURS_OFF, True),
        (HOURS_OFF + timedelta(seconds=200), True),
        (HOURS_OFF + timedelta(seconds=400), False),
    ],
)
def test_a_device_whose_clock_is_off_takes_tokens_of_its_own_time_only(
    ours: timedelta, taken: bool
) -> None:
    with device(HOURS_OFF) as (pair, book):
        service = ask(pair, "device", token(PASSWORD, ours))
        if taken:
            service.GetDeviceInformation()
        else:
            with pytest.raises(Fault, match="not authorized"):
                service.GetDeviceInformation()
    assert (book.accepted, book.refused) == (int(taken), int(not taken))


def test_a_device_may_name_itself_by_an_address_that_nobody_reaches() -> None:
    with device(rtsp_pair="192.0.2.55:554") as (pair, _):
        uri = ask(pair, "media", token(PASSWORD)).GetStreamUri(SETUP, "profile_2").Uri
    assert uri == "rtsp://192.0.2.55:554/2"


def test_a_profile_that_is_not_there_and_a_call_that_is_not_known_are_faults() -> None:
    with device() as (pair, _):
        with pytest.raises(Fault, match="Profile"):
            ask(pair, "media", token(PASSWORD)).GetStreamUri(SETUP, "profile_3")
        with pytest.raises(Fault, match="not implemented"):
            ask(pair, "media", token(PASSWORD)).GetOSDs()


@pytest.mark.parametrize(
    ("target", "body", "status"),
    [
        ("/", b"", 404),
        ("/onvif/device_service", b"", 400),
        ("/onvif/device_service", b"<no", 400),
        ("/onvif/device_service", b"<Envelope/>", 400),
        ("/onvif/device_service", None, 405),
    ],
)
def test_nonsense_is_answered_by_its_number(target: str, body: bytes | None, status: int) -> None:
    with device() as (pair, book):
        request = urllib.request.Request(f"http://{pair}{target}", data=body)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=5)  # noqa: S310 - loopback
        refused.value.close()
    assert refused.value.code == status
    assert book.refused == 0
