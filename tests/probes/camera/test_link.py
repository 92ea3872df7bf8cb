"""The way to a device: its declared host and ports, and nothing that it says of itself."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest

from auditor.contract import Device, Missing, Party, Why
from auditor.probes.camera.asking import DeviceAnswer
from auditor.probes.camera.credential import Credential
from auditor.probes.camera.dialling import Connection
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.link import Devices, Link
from auditor.probes.faults import missing
from auditor.probes.gate import Gate

T = TypeVar("T")
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
QUICK = DeviceLimits(connect_s=0.5, request_s=0.5, http_bytes=10_000)
GIVEN = Credential(name="may-mau", user="mau", password="bia-dat-1")  # noqa: S106 - invented


def known(name: str) -> Credential | Missing:
    if name == GIVEN.name:
        return GIVEN
    return missing(Why.NOT_CONFIGURED, Party.COMMUNE, "camera.credential_unknown", name=name)


@asynccontextmanager
async def serving(serve: Serve, host: str = "127.0.62.1") -> Any:
    server = await asyncio.start_server(serve, host, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


async def linked(
    device: Device,
    use: Callable[[Link], Awaitable[T]],
    *,
    lab: Sequence[tuple[str, int]] | None = None,
) -> T:
    ports = (device.rtsp_port, device.onvif_port)
    pairs = [(device.host, port) for port in ports] if lab is None else lab
    gate = Gate(lab=frozenset(pairs))
    async with Devices(gate, QUICK, credential_of=known, user_agent="thử") as devices:
        try:
            return await use(devices.link(device))
        finally:
            await gate.close()


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


def _answers(head: str, body: bytes = b"") -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {head}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    return serve


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ("127.0.0.1", "camera.address_refused"),  # this machine itself
        ("169.254.169.254", "camera.address_refused"),  # a cloud's credentials
        ("::ffff:127.0.0.1", "camera.address_refused"),
        ("224.0.0.1", "camera.address_refused"),
        ("may-mau.invalid", "camera.dns_failed"),
    ],
)
def test_an_address_where_no_camera_can_be_is_not_asked(host: str, text: str) -> None:
    async def use(link: Link) -> Missing | None:
        return await link.resolve()

    wrong = run(linked(Device(host=host), use, lab=()))
    assert wrong is not None
    assert wrong.text == text


@pytest.mark.parametrize("host", ["192.168.1.10", "10.0.0.5", "203.113.131.1", "fd00::10"])
def test_an_office_s_own_network_may_be_declared(host: str) -> None:
    async def use(link: Link) -> Missing | None:
        return await link.resolve()

    assert run(linked(Device(host=host), use, lab=())) is None


def test_a_port_that_the_inventory_does_not_declare_is_not_asked() -> None:
    asked = []

    async def note(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(1)
        writer.close()

    async def inside() -> list[str]:
        async with serving(note) as port:
            device = Device(host="127.0.62.1", rtsp_port=9, onvif_port=0)

            async def use(link: Link) -> list[str]:
                assert await link.resolve() is None
                answer = await link.http("GET", port, "/")
                assert isinstance(answer, Missing)
                async with link.connect(port) as opened:
                    assert isinstance(opened, Missing)
                    return [answer.text, opened.text]

            return await linked(device, use, lab=[("127.0.62.1", 9), ("127.0.62.1", port)])

    assert run(inside()) == ["camera.port_not_declared"] * 2
    assert asked == []


def _ask(serve: Serve) -> DeviceAnswer | Missing:
    async def inside() -> DeviceAnswer | Missing:
        async with serving(serve) as port:
            device = Device(host="127.0.62.1", rtsp_port=0, onvif_port=port)

            async def use(link: Link) -> DeviceAnswer | Missing:
                assert await link.resolve() is None
                return await link.http("POST", port, "/onvif/device_service", body=b"<a/>")

            return await linked(device, use)

    return run(inside())


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    head = "307 Temporary Redirect\r\nLocation: http://192.0.2.9/onvif\r\nContent-Length: 0"
    answer = _ask(_answers(head))
    assert isinstance(answer, DeviceAnswer)
    assert answer.status == 307


@pytest.mark.parametrize(
    ("serve", "text", "why"),
    [
        (_silent, "camera.http_silent", Why.TIMEOUT),
        (_answers("200 OK", b"x" * 20_000), "camera.http_too_big", Why.INCOMPLETE),
        (_answers("chào"), "camera.bad_http", Why.MALFORMED),
    ],
)
def test_what_a_device_answers_badly_is_told_apart(serve: Serve, text: str, why: Why) -> None:
    answer = _ask(serve)
    assert isinstance(answer, Missing)
    assert (answer.text, answer.why) == (text, why)


def test_a_closed_port_is_a_refusal_of_the_connection_not_of_us() -> None:
    with socket.socket() as held:
        held.bind(("127.0.62.1", 0))
        port = held.getsockname()[1]

    async def use(link: Link) -> Connection | Missing:
        assert await link.resolve() is None
        async with link.connect(port) as opened:
            return opened

    came = run(linked(Device(host="127.0.62.1", rtsp_port=port, onvif_port=0), use))
    assert isinstance(came, Missing)
    assert (came.text, came.why) == ("camera.connection_refused", Why.UNREACHABLE)


def test_a_refused_credential_is_never_handed_out_again_for_that_host() -> None:
    device = Device(host="10.0.0.5", credential=GIVEN.name)
    refusal = missing(Why.REFUSED, Party.COMMUNE, "camera.unauthorized", host=device.host)

    async def inside() -> list[object]:
        gate = Gate()
        async with Devices(gate, QUICK, credential_of=known, user_agent="thử") as devices:
            channel, other = devices.link(device), devices.link(device)
            elsewhere = devices.link(Device(host="10.0.0.6", credential=GIVEN.name))
            for link in (channel, other, elsewhere):
                assert await link.resolve() is None
            before = channel.credential()
            channel.refuse(GIVEN, refusal)
            return [before, other.credential(), elsewhere.credential()]

    assert run(inside()) == [GIVEN, refusal, GIVEN]


def test_a_name_that_leads_to_no_credential_says_so() -> None:
    async def use(link: Link) -> object:
        return link.credential()

    came = run(linked(Device(host="10.0.0.5", credential="khong-co"), use, lab=()))
    assert isinstance(came, Missing)
    assert came.text == "camera.credential_unknown"


def test_a_device_sees_one_connection_of_ours_at_a_time() -> None:
    open_now, most = 0, 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await reader.read()
        open_now -= 1
        writer.close()

    async def inside() -> None:
        async with serving(count) as port:
            device = Device(host="127.0.62.1", rtsp_port=port, onvif_port=0)

            async def use(link: Link) -> None:
                assert await link.resolve() is None

                async def hold() -> None:
                    async with link.connect(port) as opened:
                        assert isinstance(opened, Connection)
                        await asyncio.sleep(0.02)

                await asyncio.gather(*(hold() for _ in range(4)))

            await linked(device, use)

    run(inside())
    assert most == 1


def test_a_credential_shows_neither_user_nor_password() -> None:
    assert GIVEN.password not in repr(GIVEN)
    assert GIVEN.user not in repr(GIVEN).replace("may-mau", "")


def test_a_call_that_is_called_off_leaves_no_socket_open() -> None:
    made: list[socket.socket] = []

    async def inside() -> None:
        gate = Gate(lab=frozenset({("127.0.62.1", 554)}))
        make = gate.socket

        def kept(info: tuple[Any, ...]) -> socket.socket:
            made.append(make(info))
            return made[-1]

        gate.socket = kept  # type: ignore[method-assign]
        async with Devices(gate, QUICK, credential_of=known, user_agent="thử") as devices:
            link = devices.link(Device(host="127.0.62.1", rtsp_port=554, onvif_port=0))
            assert await link.resolve() is None
            loop = asyncio.get_running_loop()
            # A connection that neither stands nor fails.
            loop.sock_connect = lambda *_: loop.create_future()  # type: ignore[assignment,method-assign]
            call = asyncio.ensure_future(link.connect(554).__aenter__())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
        await gate.close()

    run(inside())
    assert [one.fileno() for one in made] == [-1]
