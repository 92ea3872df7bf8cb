"""Which part of the web is one commune's: a host, a path of a shared portal, or pages with an id.

Crediting one commune with its neighbour's page, or with the portal's own, is the worst mistake to
make here: where the addresses do not tell the communes apart, the officer is asked. So is who lists
one section of a host: nothing in an address says whose the rest of the host is.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from auditor.contract import SiteAddress, SiteScope
from auditor.facts.text import fold

Wrong = Callable[..., None]
Query = tuple[tuple[str, str], ...]

_SCOPES = {"host": SiteScope.HOST, "prefix": SiteScope.PREFIX}
_SCOPE_WORDS = {"ten mien": "host", "thu muc": "prefix", "tham so": "query"}

# Where a whole host's front page lies, as the systems of communes write it: `/`, `/vi`,
# `/trang-chu.html`, `/Default.aspx`, `/web/guest/home`, `/portal`. Any other path is a section.
_FRONT_PAGE = re.compile(
    r"(/(vi|vi-vn|web|web/guest|portal|pages))?"
    r"(/(trang-chu|trangchu|home|index|default)(\.(html?|aspx?|php|jsp))?)?/?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A site as one row lists it."""

    url: str
    scope: str
    internal: bool
    name: str
    """The row in words, for the message about another row."""
    wrong: Wrong


@dataclass(slots=True, kw_only=True)
class _Site:
    row: Listed
    split: SplitResult
    path: str
    query: Query
    address: SiteAddress
    explicit: bool = field(default=False)

    @property
    def key(self) -> tuple[str, str, Query]:
        return host_key(self.split), _alike(self.path).rstrip("/"), tuple(sorted(self.query))


def place_sites(rows: Sequence[Listed], portals: Sequence[str]) -> list[SiteAddress | None]:
    """Return each row's address with its scope; problems are told to the rows."""
    sites = [_parse(row) for row in rows]
    shared = {portal.removeprefix("www.") for portal in portals}
    hosts: dict[str, list[_Site]] = {}
    parsed = [site for site in sites if site]
    rows_of = Counter(host_key(site.split) for site in parsed)
    for site in _once(parsed):
        hosts.setdefault(host_key(site.split), []).append(site)
    for host, members in hosts.items():
        if len(members) > 1 or host in shared:
            _divide(members)
        elif rows_of[host] == 1:
            _ask_about_section(members[0])
    return [site.address if site else None for site in sites]


def host_key(split: SplitResult) -> str:
    """Return what the crawler takes for one host: http and https, with and without `www.`."""
    host = (split.hostname or "").encode("idna").decode("ascii").removeprefix("www.")
    return host if split.port in (None, 80, 443) else f"{host}:{split.port}"


def prefix_of(path: str) -> str:
    """Return the folder that a path stands for; a last part with a dot in it is a file."""
    head, _, last = path.rpartition("/")
    return f"{head}/" if not last or "." in last else f"{path}/"


def _alike(path: str) -> str:
    """Return a path as the crawler compares it: unescaped, the case of letters aside."""
    return unquote(path).casefold()


def _is_front_page(site: _Site) -> bool:
    """Say whether the address stands for its whole host, when nobody else is on it."""
    return not site.split.query and _FRONT_PAGE.fullmatch(_alike(site.path)) is not None


def _parse(row: Listed) -> _Site | None:
    if not row.url:
        if row.scope:
            row.wrong("site_scope", "site.scope_without_site")
        return None
    split = _split(row)
    if split is None:
        return None
    path, query = split.path or "/", tuple(parse_qsl(split.query, keep_blank_values=True))
    url = split._replace(path=path, netloc=split.netloc.lower(), fragment="").geturl()
    site = _Site(
        row=row,
        split=split,
        path=path,
        query=query,
        address=SiteAddress(url=url, internal=row.internal),
    )
    if row.scope:
        _explicit(site)
    return site


def _split(row: Listed) -> SplitResult | None:
    key, values = _fault(row.url)
    if key:
        row.wrong("site", f"site.{key}", url=row.url[:120], **values)
        return None
    return urlsplit(row.url)


def _fault(url: str) -> tuple[str, dict[str, str]]:
    """Name what keeps `url` from being an address, '' when nothing does."""
    if re.search(r"[\s;,]https?://", url) or " " in url:
        return "spaces", {}
    if not re.match(r"https?://", url, re.IGNORECASE):
        bare = re.sub(r"^[a-z]*:?/+", "", url, flags=re.IGNORECASE)
        return "no_scheme", {"written": f"https://{bare}"[:120]}
    try:
        split = urlsplit(url)
        host, _ = split.hostname or "", split.port
    except ValueError:
        return "broken", {}
    if "@" in split.netloc:
        return "user", {}
    if split.fragment:
        return "fragment", {"written": url.split("#")[0]}
    return ("", {}) if _is_host(host) and "\\" not in url else ("broken", {})


def _is_host(host: str) -> bool:
    if ":" in host:
        return re.fullmatch(r"[0-9a-f:.]+", host) is not None
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    return "." in name and re.fullmatch(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?", name) is not None


def _explicit(site: _Site) -> None:
    """Take the scope that the row itself states."""
    word, _, names = site.row.scope.partition(":")
    word = _SCOPE_WORDS.get(fold(word), fold(word))
    site.explicit = True
    if scope := _SCOPES.get(word) if not names else None:
        prefix = prefix_of(site.path) if scope is SiteScope.PREFIX else "/"
        if scope is SiteScope.PREFIX and not prefix.strip("/"):
            site.row.wrong("site_scope", "site.no_folder", url=site.address.url)
        _set(site, scope, prefix=prefix)
        return
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if word != "query" or not wanted:
        site.row.wrong("site_scope", "site.scope_unknown", value=site.row.scope[:40])
        return
    values = dict(site.query)
    if missing := [name for name in wanted if name not in values]:
        site.row.wrong("site_scope", "site.scope_parameter", name=missing[0], url=site.address.url)
        return
    _set(site, SiteScope.QUERY, query=tuple((name, values[name]) for name in wanted))


def _set(site: _Site, scope: SiteScope, *, prefix: str = "/", query: Query = ()) -> None:
    site.address = SiteAddress(
        url=site.address.url,
        scope=scope,
        prefix=prefix,
        query=query,
        internal=site.row.internal,
    )


def _once(sites: Sequence[_Site]) -> list[_Site]:
    """Return the sites without those that repeat another's address."""
    first: dict[tuple[str, str, Query], _Site] = {}
    for site in sites:
        if (other := first.setdefault(site.key, site)) is not site:
            site.row.wrong("site", "site.same", url=site.address.url, other=other.row.name)
    return list(first.values())


def _ask_about_section(site: _Site) -> None:
    """Ask whose the host is when its only row lists a section of it and does not say."""
    if not site.explicit and not _is_front_page(site):
        site.row.wrong("site", "site.which_part", url=site.address.url)


def _divide(members: Sequence[_Site]) -> None:
    """Scope the members of one host: path or parameters must tell them apart."""
    paths: dict[str, list[_Site]] = {}
    for site in members:
        paths.setdefault(_alike(site.path), []).append(site)
    for same in paths.values():
        names = _differing(same)
        for site in same:
            if site.explicit:
                continue
            if len(same) == 1:
                _set(site, SiteScope.PREFIX, prefix=prefix_of(site.path))
            else:
                query = tuple(pair for pair in site.query if pair[0] in names)
                _set(site, SiteScope.QUERY, query=query)
    _ask_about_blurred(members)


def _differing(same_path: Sequence[_Site]) -> set[str]:
    """Return the parameters whose values are not the same for all."""
    every = [dict(site.query) for site in same_path]
    names = {name for values in every for name in values}
    return {name for name in names if len({values.get(name) for values in every}) > 1}


def _ask_about_blurred(members: Sequence[_Site]) -> None:
    """Ask for an explicit scope where another commune's pages would count as one's own."""
    by_path = sorted(members, key=lambda site: _alike(site.path))
    by_pair: dict[tuple[str, str], list[_Site]] = {}
    for site in members:
        for pair in site.address.query:
            by_pair.setdefault(pair, []).append(site)
    for site in (site for site in members if not site.explicit):
        mine = site.address
        if mine.scope is not SiteScope.QUERY:
            twin = _below(site, by_path)
        else:
            twin = _sharer(site, by_pair) if mine.query else _another(site, members)
        if twin:
            site.row.wrong("site", "site.blurred", url=mine.url, other=twin.row.name)
        elif mine.scope is SiteScope.PREFIX and (
            not mine.prefix.strip("/") or _is_front_page(site)
        ):
            site.row.wrong("site", "site.whole_portal", url=mine.url)


def _another(site: _Site, members: Sequence[_Site]) -> _Site | None:
    return next((other for other in members if other is not site), None)


def _below(site: _Site, by_path: Sequence[_Site]) -> _Site | None:
    """Return another site whose path begins with this one's prefix: they sort side by side."""
    prefix = _alike(site.address.prefix)
    at = bisect_left(by_path, prefix, key=lambda other: _alike(other.path))
    near = by_path[at : at + 2]
    return _another(site, [other for other in near if _alike(other.path).startswith(prefix)])


def _sharer(site: _Site, by_pair: Mapping[tuple[str, str], Sequence[_Site]]) -> _Site | None:
    """Return another site whose pages carry all of this one's parameters."""
    mine = site.address.query
    rarest = min((by_pair[pair] for pair in mine), key=len)
    return _another(site, [other for other in rarest if set(mine) <= set(other.address.query)])
