"""Addresses as pages write them, made absolute."""

import re
from urllib.parse import urljoin, urlsplit

_DROPPED = str.maketrans("", "", "\t\r\n")
_KEPT = ("tel:", "mailto:", "sms:", "zalo:")
_DEAD = ("javascript:", "data:", "about:", "vbscript:", "blob:", "file:")
_LONGEST = 2_000
_PLAIN = re.compile(r"https?://[A-Za-z0-9._-]+(?::\d{1,4})?(?:[/?#]|$)")
_SIMPLE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_/-]{0,200}(?:\.[A-Za-z0-9]{1,8})?$")
# Below the page's folder, with a query or without: nothing that joining would change.
_BELOW = re.compile(
    r"[A-Za-z0-9_-](?:[^\s:?#;/\\]|/(?!/)){0,300}(?:\?[^\s#]{1,1500})?(?:#[^\s]{1,200})?$"
)
_SCRIPT = re.compile(
    r"(?:location(?:\.href)?\s{0,5}=|location\.(?:replace|assign)\(|window\.open\()\s{0,5}"
    r"['\"]([^'\"\s]{1,500})['\"]"
)


class Base:
    """What relative addresses of a page are relative to. Answers are remembered."""

    def __init__(self, url: str) -> None:
        self._set(url)

    def rebase(self, href: str) -> None:
        """Obey a `<base>`."""
        absolute = self.join(href)
        if absolute.startswith(("http://", "https://")):
            self._set(absolute)

    def join(self, href: str | None) -> str:
        """Return the absolute address; empty when `href` leads nowhere."""
        if href is None:
            return ""
        known = self._known.get(href)
        if known is None:
            known = self._known[href] = self._join(_cleaned(href))
        return known

    def _set(self, url: str) -> None:
        parts = urlsplit(url)
        self._url = url
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._folder = self._origin + (parts.path or "/").rpartition("/")[0] + "/"
        self._plain = _is_sound(url) and "//" not in parts.path and "/." not in parts.path
        self._known: dict[str, str] = {}

    def _join(self, href: str) -> str:
        if not href or len(href) > _LONGEST:
            return ""
        dots = "/." in href
        if href[0] == "/" and href[1:2] != "/" and not dots and "\\" not in href:
            return self._origin + href
        if not dots and _PLAIN.match(href):
            return href
        start = href[:12].lower()
        if href in {"#", "#!"} or start.startswith(_DEAD):
            return ""
        if start.startswith(_KEPT):
            return href
        if _SIMPLE.match(href) or (self._plain and not dots and _BELOW.match(href)):
            return self._folder + href
        try:
            return _sound(urljoin(self._url, href))
        except ValueError:
            return ""


def _is_sound(url: str) -> bool:
    try:
        return url.startswith(("http://", "https://")) and _sound(url) == url
    except ValueError:
        return False


def _sound(url: str) -> str:
    """Return an address that everybody after us can take apart, without a user's name in it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port is None else f":{parts.port}"
    if parts.scheme in {"http", "https"} and not host:
        return ""
    if "@" in parts.netloc:
        return parts._replace(netloc=host + port).geturl()
    return url if url.startswith(parts.scheme) else parts.geturl()


def _cleaned(href: str) -> str:
    href = href.strip()
    return href if href.isprintable() else href.translate(_DROPPED)


def script_target(code: str) -> str:
    """Return where a piece of script sends the browser; empty when nowhere plain."""
    if not code:
        return ""
    found = _SCRIPT.search(code[:20_000])
    return found.group(1) if found else ""


def file_name(src: str) -> str:
    """Return the last part of an image's address."""
    if src[:5].lower() == "data:":
        return ""
    return src.split("?", 1)[0].split("#", 1)[0].rstrip("/").rsplit("/", 1)[-1][:200]
