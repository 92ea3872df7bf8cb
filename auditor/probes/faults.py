"""What went wrong on the way, as a Missing: the true cause, and who must act."""

import errno
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address

import aiohttp

from auditor.contract import Missing, Party, Values, Why

# Our own machine's limits and its missing routes: they say nothing of the site.
OURS = frozenset(
    {
        errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS, errno.EADDRNOTAVAIL,
        errno.EACCES, errno.EPERM, errno.ENETUNREACH, errno.ENETDOWN, errno.EAFNOSUPPORT,
    }
)  # fmt: skip


def missing(why: Why, party: Party, text: str, **values: str | int | float) -> Missing:
    """Return a Missing seen now."""
    return Missing(why=why, party=party, text=text, values=values, seen_at=datetime.now(UTC))


def name_server_silent(error: OSError | UnicodeError) -> bool:
    """Tell a look-up that came to no answer from a name that does not exist."""
    return isinstance(error, socket.gaierror) and error.errno not in {
        socket.EAI_NONAME,
        getattr(socket, "EAI_NODATA", socket.EAI_NONAME),
    }


def lookup_fault(error: OSError | UnicodeError, host: str, party: Party) -> Missing:
    """A name that does not exist is the owner's; a name server that is silent may be our own."""
    if name_server_silent(error):
        return missing(Why.PROBE_OFFLINE, Party.AUDITOR, "site.dns_silent", host=host)
    return missing(Why.UNREACHABLE, party, "site.dns_failed", host=host)


def refused_address(host: str, found: Sequence[str], *, internal: bool) -> Missing:
    """None of the addresses of `host` may be asked: is it a name that points there, or an IP?

    A DNS record is nothing to repair where the inventory itself gives an IP address.
    """
    key = "site.address_refused"
    if ip := _ip(host):
        key = "site.loopback_refused" if _loopback(ip) else "site.ip_refused"
    if internal and key != "site.loopback_refused":
        key = "site.internal_refused"
    address = found[0] if found else "?"
    return missing(Why.NOT_CONFIGURED, Party.PROVINCE, key, host=host, address=address)


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _loopback(ip: IPv4Address | IPv6Address) -> bool:
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return (mapped or ip).is_loopback


def connect_fault(error: aiohttp.ClientError | OSError, host: str, party: Party) -> Missing:
    """Map what ended a request before its headers were whole."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return _unconnected(error.os_error, host, party)
    if isinstance(error, aiohttp.ClientResponseError):
        return missing(Why.MALFORMED, party, "site.bad_http", host=host, what=_short(error.message))
    if isinstance(error, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        return missing(Why.MALFORMED, party, "site.bad_address", host=host)
    return missing(Why.UNREACHABLE, party, "site.closed", host=host)


def _unconnected(error: OSError, host: str, party: Party) -> Missing:
    if error.errno in OURS:
        values: Values = {"host": host, "code": error.errno}
        return Missing(
            why=Why.PROBE_OFFLINE, party=Party.AUDITOR, text="site.own_fault", values=values,
            seen_at=datetime.now(UTC),
        )  # fmt: skip
    if error.errno == errno.ECONNREFUSED:
        return missing(Why.UNREACHABLE, party, "site.connection_refused", host=host)
    return missing(Why.UNREACHABLE, party, "site.no_connection", host=host)


def _short(text: str) -> str:
    return " ".join(text.split())[:80]
