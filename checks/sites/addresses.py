"""Where links lead, judged by address alone: portals are applications that show nothing unasked."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urldefrag, urlsplit

from auditor.contract import SiteAddress, SiteScope, Terms
from auditor.facts import Link, Site
from checks.matching import words_of

_NATIONAL = "dichvucong.gov.vn"
_PETITIONS = ("phananh", "paht", "pakn", "kiennghi", "gopy", "tuongtac", "1022")
"""How the hosts of petition systems begin: pakn.dichvucong.gov.vn, phananh.…, 1022.…"""
_UNIT = re.compile(
    r"agency|unit|donvi|don_vi|coquan|co_quan|madv|ma_dv|maxa|ma_xa|xaphuong|commune|ward|"
    r"org|dvhc|capxa|idcq|macq"
)
_PROCEDURE = re.compile(r"ma_?thu_?tuc|tthc|procedure|ma_?tt\b")
_HOMES = (
    "",
    "index",
    "home",
    "trang-chu",
    "default",
    "vi",
    "p/home",
    "dvc-trang-chu",
    "p/home/dvc-trang-chu",
)
_FILES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".rtf", ".zip", ".rar")


def _split(url: str) -> SplitResult:
    """Take an address apart; what is none has no parts."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return urlsplit("")
    return parts


@lru_cache(maxsize=16384)
def bare(url: str) -> str:
    """Return one form of an address for comparing: no scheme, www, fragment, session or last slash."""
    parts = _split(url)
    if not parts.hostname:
        return urldefrag(url).url
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = parts.path.split(";", 1)[0].rstrip("/")
    asked = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{host(url)}{port}{path}" + (f"?{asked}" if asked else "")


@lru_cache(maxsize=16384)
def host(url: str) -> str:
    """Return the host of an address, lower-case, without www."""
    return (_split(url).hostname or "").removeprefix("www.")


def is_national_portal(url: str) -> bool:
    """Say whether the address is on the national service portal, its petition system apart."""
    name = host(url)
    if name.startswith(_PETITIONS):
        return False
    return name == _NATIONAL or name.endswith("." + _NATIONAL)


def is_province_portal(url: str, terms: Terms) -> bool:
    """Say whether the address is on a portal of the province or on its service portal."""
    name = host(url)
    return _is_of_province(name, terms) or (name.startswith("dichvucong.") and name != _NATIONAL)


def _is_of_province(name: str, terms: Terms) -> bool:
    return any(name == portal or name.endswith("." + portal) for portal in terms.province.portals)


def is_petition_system(url: str) -> bool:
    """Say whether the host is that of a system for petitions (phản ánh, kiến nghị)."""
    return host(url).startswith(_PETITIONS)


def is_home(url: str) -> bool:
    """Say whether the address is a portal's home page: no path that says more, nothing asked."""
    parts = _split(url)
    path = re.sub(r"\.(html?|aspx|jsp|php)$", "", parts.path.strip("/").lower())
    return path in _HOMES and not parts.query and not parts.fragment.strip("/!")


def names_commune(url: str, terms: Terms) -> bool:
    """Say whether the address is about this commune: its code, its name, or a unit that is asked for."""
    parts = _split(url)
    _, _, asked = parts.fragment.partition("?")
    for name, value in parse_qsl(parts.query) + parse_qsl(asked):
        key = name.lower()
        if value and not _PROCEDURE.search(key) and _UNIT.search(key):
            return True
    code = terms.commune.code
    if re.search(
        rf"(?<!\d){re.escape(code)}(?!\d)", f"{parts.path}?{parts.query}#{parts.fragment}"
    ):
        return True
    return words_of(terms.commune.name).replace(" ", "") in words_of(parts.path).replace(" ", "")


def is_file(url: str) -> bool:
    """Say whether the address is a document to download, which was not read."""
    return _split(url).path.lower().endswith(_FILES)


def leads_home(site: Site, link: Link) -> bool:
    """Say whether a link goes back to the site's own home page."""
    homes = {bare(url) for url in (site.url, site.home.url, *site.home.asked)}
    return bool(link.url) and bare(link.url) in homes


def outside(site: Site, url: str, terms: Terms) -> bool:
    """Say whether a web address is not of the site: another host, or another section of a portal."""
    return url.startswith(("http://", "https://")) and not _inside(site, url, terms.commune.site)


def _inside(site: Site, url: str, scope: SiteAddress | None) -> bool:
    if host(url) != host(site.home.url):
        return False
    if scope is None or not site.section:
        return True
    parts = _split(url)
    if scope.scope is SiteScope.QUERY:
        return set(scope.query) <= set(parse_qsl(parts.query, keep_blank_values=True))
    return scope.scope is SiteScope.HOST or parts.path.startswith(scope.prefix)


def of_portal(site: Site, url: str, terms: Terms) -> bool:
    """Say whether an address outside is the province's: its portal, or the one the site is part of."""
    return is_province_portal(url, terms) or (site.section and host(url) == host(site.home.url))
