"""What belongs to one commune's site: a host, a path prefix of one, or given query values."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from yarl import URL

from auditor.contract import Party, SiteAddress, SiteScope

_USUAL = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where requests made for one commune may go. `www.` and the bare host are one."""

    host: str
    port: int | None
    kind: SiteScope
    prefix: str
    query: tuple[tuple[str, str], ...]
    internal: bool

    @property
    def section(self) -> bool:
        """Say whether the site is a part of a portal that others share."""
        return self.kind is not SiteScope.HOST

    @property
    def party(self) -> Party:
        """Who runs the server: a shared portal is the province's."""
        return Party.PROVINCE if self.section else Party.COMMUNE

    def holds(self, url: str) -> bool:
        """Say whether `url` is inside."""
        try:
            parts = URL(url)
            inside = self._same_host(parts)
        except ValueError:
            return False
        if not inside or self.kind is SiteScope.HOST:
            return inside
        if self.kind is SiteScope.PREFIX:
            return _below(parts.path, self.prefix)
        return set(self.query) <= set(parse_qsl(urlsplit(url).query, keep_blank_values=True))

    def whole_host(self) -> "Scope":
        """Return the scope of the host itself: robots.txt stands above every prefix."""
        return Scope(
            host=self.host, port=self.port, kind=SiteScope.HOST, prefix="/", query=(),
            internal=self.internal,
        )  # fmt: skip

    def _same_host(self, parts: URL) -> bool:
        if parts.scheme not in _USUAL or bare(parts.host or "") != self.host:
            return False
        return parts.port in {80, 443} if self.port is None else parts.port == self.port


def scope_of(address: SiteAddress) -> Scope:
    """Return the scope of an inventory entry; ValueError when its URL is none."""
    parts = URL(address.url)
    if parts.scheme not in _USUAL or not parts.host:
        raise ValueError(address.url)
    return Scope(
        host=bare(parts.host),
        port=parts.explicit_port if parts.explicit_port not in {80, 443} else None,
        kind=address.scope,
        prefix=address.prefix,
        query=address.query,
        internal=address.internal,
    )


def bare(host: str) -> str:
    """Return the host in lower case without a final dot or a leading `www.`."""
    return host.lower().rstrip(".").removeprefix("www.")


def _below(path: str, prefix: str) -> bool:
    """Whole segments, letters' case aside: `/xa-mau` holds `/Xa-Mau/a`, never `/xa-mau-2`."""
    top = unquote(prefix).rstrip("/").casefold()
    here = path.casefold()
    return here == top or here.startswith(top + "/")
