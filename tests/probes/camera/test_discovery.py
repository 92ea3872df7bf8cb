"""Who answers on a network is listed; what it says of itself is believed as far as it is harmless."""

import re

import pytest

from auditor.probes.camera.discovery import Heard, ask, interfaces
from auditor.probes.camera.discovery_answers import LONGEST, Found, found_in
from tests.probes.camera.wsd_device import WsdDevice, answer, match

HOST = "127.0.66.1"
QUESTION = "0b9d3c1e-0000-4000-8000-000000000001"
HERE = "http://127.0.66.1:8000/onvif/device_service"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def read(*matches: str, before: str = "", question: str = QUESTION) -> Found | None:
    return found_in(HOST, answer(question, *matches, before=before), QUESTION)


def test_a_camera_tells_its_port_and_its_names() -> None:
    assert read(match(HERE)) == Found(host=HOST, ports=(8000,), name="Cổng chính", hardware="M-01")


@pytest.mark.parametrize(
    ("xaddrs", "ports", "elsewhere", "secured"),
    [
        ("http://127.0.66.1/onvif/device_service", (80,), (), False),
        ("http://192.0.2.9:80/onvif/device_service", (), ("192.0.2.9:80",), False),
        (f"http://192.0.2.9/x {HERE}", (8000,), ("192.0.2.9:80",), False),
        (f"{HERE} http://[fe80::1]:8000/x", (8000,), ("[fe80::1]:8000",), False),
        ("https://127.0.66.1:8443/onvif", (), (), True),
        (f"https://127.0.66.1/onvif {HERE}", (8000,), (), True),
        ("http://127.0.66.1@evil.invalid/x", (), ("evil.invalid:80",), False),
        ("http://127.0.66.1.evil.invalid/x", (), ("127.0.66.1.evil.invalid:80",), False),
        ("http://127.0.66.1:99999/x", (), (), False),
        ("file:///etc/passwd", (), (), False),
        ("http://\u202e/x nothing", (), ("nothing",), False),
        ("", (), (), False),
        (" ".join(f"http://127.0.66.1:{n}/" for n in range(1, 60)), tuple(range(1, 9)), (), False),
    ],
)
def test_only_the_address_that_answered_tells_a_port(
    xaddrs: str, ports: tuple[int, ...], elsewhere: tuple[str, ...], secured: bool
) -> None:
    found = read(match(xaddrs))
    assert found is not None
    assert (found.ports, found.elsewhere, found.secured) == (ports, elsewhere, secured)


@pytest.mark.parametrize(
    ("scopes", "name"),
    [
        ("onvif://www.onvif.org/name/IPC%2001", "IPC 01"),
        ("onvif://www.onvif.org/name/=HYPERLINK(%22http://x%22)", "HYPERLINK( http //x )"),
        ("onvif://www.onvif.org/name/%2B%2D%40SUM(1)", "SUM(1)"),
        ("onvif://www.onvif.org/name/%1B%5B31m%E2%80%AEx%0Ay", "31m x y"),
        ("onvif://www.onvif.org/name/%FF%FE", ""),
        (f"onvif://www.onvif.org/name/{'d' * 300}", "d" * 60),
        ("onvif://www.onvif.org/name/a;b%22c", "a b c"),
        ("", ""),
    ],
)
def test_a_name_is_letters_and_no_formula(scopes: str, name: str) -> None:
    found = read(match(HERE, scopes=scopes))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"<html>",
        answer(QUESTION),
        answer("0b9d3c1e-0000-4000-8000-000000000002", match(HERE)),
        answer(QUESTION, match(HERE), before=BOMB),
        answer(QUESTION, match(HERE), before=BOMB).decode().encode("utf-16"),
        answer(QUESTION, match(HERE, scopes="d" * LONGEST)),
        answer(QUESTION, match(HERE)) + b"<x/>",
        answer(QUESTION, "<a>" * 300 + "</a>" * 300, match(HERE)),
        answer(QUESTION, match("http://127.0.66.1/", types="p:PrintDeviceType", scopes="")),
    ],
    ids=["nothing", "noise", "page", "no-match", "other-question", "bomb", "bomb-utf16", "huge",
         "two-roots", "deep", "printer"],
)  # fmt: skip
def test_what_is_no_answer_of_a_camera_is_nobody(body: bytes) -> None:
    assert found_in(HOST, body, QUESTION) is None


def test_a_device_without_a_type_is_known_by_its_scopes() -> None:
    found = read(match(HERE, types="tds:Device"))
    assert found is not None
    assert found.ports == (8000,)


def test_an_answer_full_of_matches_is_read_up_to_a_number() -> None:
    many = "".join(match(f"http://127.0.66.1:{n}/", scopes="") for n in range(1, 40))
    found = read(many)
    assert found is not None
    assert len(found.ports) == 8


def test_a_device_is_asked_and_heard() -> None:
    device = WsdDevice(HOST, lambda question: [answer(question, match(HERE))])
    with device.standing():
        heard = ask(seconds=1, to=HOST)
    assert list(heard.found) == [HOST]
    assert heard.found[HOST].ports == (8000,)
    assert (heard.unreadable, heard.full) == (0, False)
    assert 1 <= len(device.questions) <= 2
    assert all(b"<d:Types>dn:NetworkVideoTransmitter</d:Types>" in one for one in device.questions)


def test_of_one_device_that_was_asked_no_other_answers() -> None:
    device = WsdDevice(
        "127.0.66.2", lambda question: [answer(question, match(HERE))], from_=("127.0.66.3",)
    )
    with device.standing():
        heard = ask(seconds=1, to="127.0.66.2")
    assert (heard.found, heard.unreadable) == ({}, 0)


def test_one_that_floods_hides_nobody_and_ends_by_the_clock() -> None:
    flood = [b"<x>" * 5_000, b"\0" * 60_000, answer(QUESTION, match(HERE))] * 700

    def answers(question: str) -> list[bytes]:
        return [answer(question, match("http://127.0.66.4:8899/x")), *flood]

    with WsdDevice("127.0.66.4", answers).standing():
        heard = ask(seconds=1, to="127.0.66.4")
    assert heard.found["127.0.66.4"].ports == (8899,)
    assert heard.unreadable <= 3


def test_thousands_of_senders_are_cut_and_said_so() -> None:
    heard = Heard()
    for number in range(3_000):
        host = f"10.{number >> 8}.{number & 255}.1"
        heard.take(host, answer(QUESTION, match(f"http://{host}/")), QUESTION)
    assert (len(heard.found), heard.full) == (500, True)
    assert found_in("10.0.0.1", answer(QUESTION, match("http://10.0.0.1/")), QUESTION)


def test_two_answers_of_one_device_are_one_device() -> None:
    heard = Heard()
    for port in (80, 80, 8000):
        heard.take(HOST, answer(QUESTION, match(f"http://{HOST}:{port}/")), QUESTION)
    assert heard.found[HOST].ports == (80, 8000)


def test_our_own_addresses_are_addresses_and_no_loopback() -> None:
    for one in interfaces():
        assert re.fullmatch(r"\d+\.\d+\.\d+\.\d+", one.address)
        assert not one.address.startswith("127.")


def test_an_interface_that_is_not_ours_asks_nobody() -> None:
    with pytest.raises(OSError, match="assign"):
        ask(seconds=1, interface="192.0.2.77")
