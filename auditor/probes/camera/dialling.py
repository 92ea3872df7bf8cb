"""One TCP connection to an address that the gate has approved."""

import asyncio
import socket
from contextlib import suppress
from dataclasses import dataclass

from auditor.contract import Missing
from auditor.probes.camera import faults
from auditor.probes.gate import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A TCP connection to a device; closed by the block that opened it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


async def dial(
    gate: Gate, host: str, address: str, port: int, *, seconds: float
) -> Connection | Missing:
    """Connect to `address` through the gate; what is said of a failure names `host`."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    place = (address, port)
    sock = None
    try:
        sock = gate.socket((family, socket.SOCK_STREAM, 0, "", place))
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(sock, place)
        reader, writer = await asyncio.open_connection(sock=sock, limit=2**18)
    except TimeoutError:
        _drop(sock)
        return faults.not_connected(host, port, seconds)
    except OSError as error:
        _drop(sock)
        return faults.connect_fault(error, host, port)
    except BaseException:  # called off
        _drop(sock)
        raise
    return Connection(reader=reader, writer=writer)


async def hung_up(connection: Connection) -> None:
    """Return when the socket is gone: an aborted one still stands for a turn of the loop."""
    connection.writer.transport.abort()
    with suppress(OSError):
        await connection.writer.wait_closed()


def _drop(sock: socket.socket | None) -> None:
    if sock is not None:
        sock.close()
