"""Names to addresses: looked up once a run, checked, pinned.

The connector gets the pinned address and nothing else, so a name that answers differently
the second time leads nowhere.
"""

import asyncio
import errno
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence

from aiohttp.abc import AbstractResolver, ResolveResult

from auditor.facts import hosts

Lookup = Callable[[str], Awaitable[Sequence[str]]]

# A name server that does not answer holds a look-up for 10 s and more; the loop's own small
# thread pool would let a few dead names hold up a province.
_LOOKUPS = 32
_STALE_S = 1.0


def is_name(host: str) -> bool:
    """Tell a name, which somebody has to look up, from an address."""
    try:
        hosts.address(host.strip("[]"))
    except ValueError:
        return bool(host)
    return False


async def find(lookup: Lookup, host: str) -> tuple[str, ...]:
    """Return the addresses of `host` as they are now, IPv4 first; raises OSError, UnicodeError."""
    try:
        return (str(hosts.address(host.strip("[]"))),)
    except ValueError:
        found = map(hosts.one_spelling, await lookup(host))
        return tuple(sorted(dict.fromkeys(found), key=lambda text: ":" in text))


def system_lookup() -> Lookup:
    """Return a look-up by the system's resolver, in threads that never hold up the exit."""
    places = asyncio.Semaphore(_LOOKUPS)

    async def lookup(host: str) -> Sequence[str]:
        async with places:
            return await _in_thread(host)

    return lookup


async def _in_thread(host: str) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Sequence[str]] = loop.create_future()

    def tell(addresses: Sequence[str], error: OSError | UnicodeError | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(addresses)
        else:
            done.set_exception(error)

    def work() -> None:
        addresses, error = _ask(host)
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, addresses, error)

    threading.Thread(target=work, daemon=True, name="lookup").start()
    return await done


def _ask(host: str) -> tuple[Sequence[str], OSError | UnicodeError | None]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return (), error
    return [str(entry[4][0]) for entry in found], None


class Pins(AbstractResolver):
    """What each host resolved to. aiohttp asks here and only here."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._found: dict[str, asyncio.Task[tuple[str, ...]]] = {}
        self._failures: dict[str, float] = {}
        self._pinned: dict[str, str] = {}

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Return the addresses of `host`, IPv4 first, looked up once; raises OSError."""
        known = self._found.get(host)
        if known is None or self._failed_before(host, known):
            known = self._found[host] = asyncio.ensure_future(find(self._lookup, host))
        try:
            return await asyncio.shield(known)
        except (OSError, UnicodeError):
            self._failures.setdefault(host, asyncio.get_running_loop().time())
            raise

    def _failed_before(self, host: str, known: "asyncio.Task[tuple[str, ...]]") -> bool:
        """A failure is not kept: a second look, later in the run, must be a look of its own."""
        since = self._failures.get(host)
        if (
            since is None
            or not known.done()
            or asyncio.get_running_loop().time() - since < _STALE_S
        ):
            return False
        del self._failures[host]
        return True

    def pin(self, host: str, address: str) -> None:
        """Let connections to `host` go to `address` only."""
        self._pinned[host] = address

    def pinned(self, host: str) -> str | None:
        """Return the address in use for `host`."""
        return self._pinned.get(host)

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002
    ) -> list[ResolveResult]:
        """Answer aiohttp; a host that nobody pinned does not exist."""
        address = self._pinned.get(host)
        if address is None:
            raise OSError(errno.EACCES, "not pinned")
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=kind, proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]  # fmt: skip

    async def close(self) -> None:
        """Forget look-ups under way."""
        for task in self._found.values():
            task.cancel()
        await asyncio.gather(*self._found.values(), return_exceptions=True)
