"""The last look before a text leaves the house: addresses of devices and pseudonyms are cut out.

A known address is searched for wherever it may stand, glued to a word or not: a plain search that
cuts too much is better than a clever one that lets an address through.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlsplit

from auditor.contract import Values
from auditor.sweeping.hosts import host_of, hosts_in, shadow_of, shown

PSEUDONYM = re.compile(r"(?<![A-Za-z0-9])CB-[0-9A-HJKMNP-TV-Z]{8}(?![A-Za-z0-9])")
"""What `auditor.pseudonyms` makes."""
_NOBODY = "•••"
_BEFORE = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,30}://)?(?:[^\s/@]{1,80}@)?\[?(?:::ffff:)?$", re.IGNORECASE
)
_NEAR = 120
"""Characters before a host among which its scheme and user stand."""
_BEHIND = re.compile(
    r"(?:%\w{1,20})?\]?(?:[:_-](?P<port>\d{1,5})(?!\d))?(?:[/#][^\s,;\"'<>()]*)?", re.IGNORECASE
)
"""Port and path go with the host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Known hosts, and host:port pairs of hosts that have a public side too."""

    hidden: str
    hosts: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    people: bool = True
    """Pseudonyms as well."""
    pairs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """All host:port pairs by host."""
    public: frozenset[str] = frozenset()
    """Hosts of sites."""

    @classmethod
    def of(cls, addresses: Iterable[str], *, sites: Iterable[str], hidden: str) -> Self:
        """Return a sweep of these hosts and host:port pairs; a site's own place stays."""
        public = {(host_of(parts.hostname or ""), parts.port) for parts in map(urlsplit, sites)}
        names = {name for name, _ in public}
        hosts: set[str] = set()
        pairs: dict[str, frozenset[str]] = {}
        for name, port in filter(None, map(_parts, addresses)):
            if name not in names:
                hosts.add(name)
            if port and (name, port) not in public:
                pairs[name] = pairs.get(name, frozenset()) | {f"{name}:{port}"}
        places = (pairs[name] for name in names & pairs.keys())
        return cls(
            hidden=hidden,
            hosts=frozenset(hosts),
            places=frozenset().union(*places),
            pairs=pairs,
            public=frozenset(names),
        )

    def sparing(self, addresses: Iterable[str]) -> Self:
        """Return the sweep of all others: of a host that is shared, their ports alone are swept."""
        own = [parts for parts in map(_parts, addresses) if parts]
        names = {name for name, _ in own}
        shared = (self.pairs[name] for name in names & self.pairs.keys())
        mine = {f"{name}:{port}" for name, port in own}
        return replace(self, hosts=self.hosts - names, places=self.places.union(*shared) - mine)

    def text(self, text: str) -> str:
        """Return the text without them."""
        if self.hosts or self.places:
            text = self._cut(shown(text))
        return PSEUDONYM.sub(_NOBODY, text) if self.people else text

    def values(self, values: Values) -> Values:
        """Return the values without them."""
        return {n: self.text(v) if isinstance(v, str) else v for n, v in values.items()}

    def _cut(self, text: str) -> str:
        parts, at = [], 0
        for start, end in sorted(self._spans(shadow_of(text))):
            if start >= at:
                parts += [text[at:start], self.hidden]
            at = max(at, end)
        return "".join((*parts, text[at:]))

    def _known(self, host: str) -> bool:
        return host in self.hosts or host in self.pairs

    def _spans(self, shadow: str) -> Iterator[tuple[int, int]]:
        for start, end, host in hosts_in(shadow, self._known, self.public):
            behind = _BEHIND.match(shadow, end)
            port = behind["port"] if behind else None
            if host in self.hosts or f"{host}:{port}" in self.places:
                near = max(0, start - _NEAR)
                before = _BEFORE.search(shadow[near:start])
                yield (
                    near + before.start() if before else start,
                    behind.end() if behind else end,
                )


def _parts(address: str) -> tuple[str, int] | None:
    """Return host and port of `host`, `host:port` or `[v6]:port`; 0 without a port."""
    if address.count(":") > 1 and not address.startswith("["):
        return (host_of(address), 0) if host_of(address) else None
    host, _, port = address.rpartition(":") if re.search(r":\d+$", address) else (address, "", "")
    return (host_of(host), int(port or 0)) if host_of(host) else None
