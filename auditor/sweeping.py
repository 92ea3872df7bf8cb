"""The last look before a text leaves the house: addresses of devices and pseudonyms are cut out."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from urllib.parse import urlsplit

from auditor.contract import Values

PSEUDONYM = re.compile(r"(?<![A-Za-z0-9])CB-[0-9A-HJKMNP-TV-Z]{8}(?![A-Za-z0-9])")
"""What `auditor.pseudonyms` makes."""
_NOBODY = "•••"
_NAME = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://(?:[^\s/@]*@)?)?"
    r"(?P<host>\[[0-9a-f:.%]+\]|(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])|\w(?:[\w-]|\.(?=\w))*)"
    r"(?P<port>:\d{1,5}(?!\d))?(?P<path>[/#][^\s,;\"'<>()]*)?",
    re.IGNORECASE,
)
"""Whatever may name a host, with its port and the path behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Known hosts, and host:port pairs of hosts that have a public side too."""

    hidden: str
    hosts: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    people: bool = True
    """Pseudonyms as well."""

    @classmethod
    def of(cls, addresses: Iterable[str], *, sites: Iterable[str], hidden: str) -> Self:
        """Return a sweep of these hosts and host:port pairs; a site's own place stays."""
        public = {(host_of(parts.hostname or ""), parts.port) for parts in map(urlsplit, sites)}
        names = {name for name, _ in public}
        hosts, places = set(), set()
        for address in addresses:
            name, port = _parts(address)
            if name and name not in names:
                hosts.add(name)
            elif port and (name, port) not in public:
                places.add(f"{name}:{port}")
        return cls(hidden=hidden, hosts=frozenset(hosts), places=frozenset(places))

    def text(self, text: str) -> str:
        """Return the text without them."""
        if self.hosts or self.places:
            text = _NAME.sub(self._cut, text)
        return PSEUDONYM.sub(_NOBODY, text) if self.people else text

    def values(self, values: Values) -> Values:
        """Return the values without them."""
        return {n: self.text(v) if isinstance(v, str) else v for n, v in values.items()}

    def _cut(self, match: re.Match[str]) -> str:
        name = host_of(match["host"])
        place = f"{name}{match['port'] or ''}"
        return self.hidden if name in self.hosts or place in self.places else match.group()


@lru_cache(maxsize=16384)
def host_of(written: str) -> str:
    """Return the one spelling of a host."""
    bare = written.strip("[]").casefold().rstrip(".")
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return bare


def _parts(address: str) -> tuple[str, int]:
    """Return host and port of `host`, `host:port` or `[v6]:port`; 0 without a port."""
    if address.count(":") > 1 and not address.startswith("["):
        return host_of(address), 0
    host, _, port = address.rpartition(":") if re.search(r":\d+$", address) else (address, "", "")
    return host_of(host), int(port or 0)
