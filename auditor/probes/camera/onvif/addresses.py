"""Addresses that a device gives: only their path is used, on the address that answered.

A device behind a router names its inner address, one that was cloned names its neighbour, and a
hostile one names whomever it wants to be asked.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from yarl import URL

_MAX = 2_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,19}://|/")
_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}
_HOST = re.compile(r"[\w.:%-]{1,253}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What was kept of an address: path with query; and where the device said it would be."""

    target: str
    host: str
    port: int
    """0: none was named and the scheme is unknown."""

    def elsewhere(self, host: str, port: int) -> str:
        """Return host:port as the device named it, empty where it is the one that answered."""
        if not self.host or (self.host == host.lower() and self.port == port):
            return ""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{shown}:{self.port}" if self.port else shown


def place(address: str) -> Place | None:
    """Take an address apart; None where it cannot be one, or would smuggle something into a request."""
    address = address.strip(" \t\r\n")
    if not address or len(address) > _MAX or _CONTROL.search(address):
        return None
    try:
        parts = urlsplit(address if _WHOLE.match(address) else f"//{address}")
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    return Place(target=_target(parts), host=host if _HOST.fullmatch(host) else "", port=port)


def http_target(place: Place) -> str:
    """Return the target letter by letter as it will go out: a Digest is computed over it."""
    return URL(f"http://device{place.target}").raw_path_qs


def _target(parts: SplitResult) -> str:
    path = "/" + parts.path.lstrip("/")
    raw = f"{path}?{parts.query}" if parts.query else path
    return quote(raw, safe="!#$%&'()*+,/:;=?@[]~-._")
