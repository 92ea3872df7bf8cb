"""Our own clock beside those of the declared addresses: who tells the time, and who is not asked."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from auditor.probes.gate import Gate
from auditor.probes.ourclock import OurClock, date_of

Answer = Callable[[], bytes]


def dated(minutes: float = 0.0, *more: str, status: str = "HTTP/1.1 204 No Content") -> Answer:
    """Return what answers by a clock that is `minutes` ahead of ours."""

    def answer() -> bytes:
        told = format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)
        return "\r\n".join((status, f"Date: {told}", *more, "", "")).encode()

    return answer


def silent() -> bytes:
    return b""


async def _asked(*answers: Answer | None) -> tuple[float | None, list[bytes]]:
    heard: list[bytes] = []
    servers, declared = [], []
    for number, answer in enumerate(answers, 1):

        async def serve(
            reader: asyncio.StreamReader,
            writer: asyncio.StreamWriter,
            answer: Answer | None = answer,
        ) -> None:
            if answer is not None:
                heard.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(answer())
                await writer.drain()
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(serve, f"127.0.93.{number}", 0)
        servers.append(server)
        declared.append((f"127.0.93.{number}", server.sockets[0].getsockname()[1]))
    gate = Gate(sentinels=frozenset(declared))
    ours = OurClock(gate, declared, timeout_s=2.0)
    found = await ours.off_s()
    assert await ours.off_s() == found
    for server in servers:
        server.close()
        await server.wait_closed()
    await gate.close()
    return found, heard


@pytest.mark.parametrize(
    ("answers", "off_s"),
    [
        ((dated(),), 0),
        ((dated(10),), -600),
        ((dated(-10),), 600),
        ((dated(), dated(-10)), 600),
        ((dated(10), silent, None), -600),
        ((dated(0, "Age: 90"),), None),
        ((dated(0, status="SSH-2.0-x"),), None),
        ((silent,), None),
        ((None,), None),
        ((), None),
    ],
    ids=[
        "right", "we are slow", "we are fast", "the farthest counts", "others say nothing",
        "a stored answer", "not the web", "an empty answer", "hung up", "none declared",
    ],
)  # fmt: skip
def test_our_clock_is_held_beside_those_that_tell_theirs(
    answers: tuple[Answer | None, ...], off_s: float | None
) -> None:
    found, heard = asyncio.run(_asked(*answers))
    assert found == (None if off_s is None else pytest.approx(off_s, abs=3))
    assert len(heard) == sum(one is not None for one in answers)  # once, and not again at once
    assert all(one.startswith(b"HEAD / HTTP/1.1\r\nHost: 127.0.93.") for one in heard)


def test_a_name_server_is_not_asked_for_a_page() -> None:
    async def inside() -> float | None:
        gate = Gate(sentinels=frozenset({("127.0.93.9", 53)}))
        found = await OurClock(gate, [("127.0.93.9", 53)])._ask()
        await gate.close()
        return found

    assert asyncio.run(inside()) is None


@pytest.mark.parametrize(
    "date",
    [
        "",
        "Date:",
        "Date: soon",
        "Date: Tue, 24 Nov 2026 25:00:00 GMT",
        "Date: 24 Nov 2026 10:00:00",
    ],
)
def test_what_is_no_time_tells_none(date: str) -> None:
    assert date_of(f"HTTP/1.1 200 OK\r\n{date}\r\n\r\n".encode()) is None
