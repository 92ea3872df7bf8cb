"""Are we online ourselves? Addresses that must always answer, asked before and after."""

import asyncio
from collections.abc import Sequence


async def sentinels_answer(addresses: Sequence[tuple[str, int]], timeout_s: float) -> bool:
    """Say whether a TCP connection to any of the addresses was accepted in time."""
    asked = [asyncio.ensure_future(_answers(host, port, timeout_s)) for host, port in addresses]
    try:
        for done in asyncio.as_completed(asked):
            if await done:
                return True
        return False
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)


async def _answers(host: str, port: int, timeout_s: float) -> bool:
    try:
        async with asyncio.timeout(timeout_s):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError, UnicodeError):
        return False
    writer.close()
    return True
