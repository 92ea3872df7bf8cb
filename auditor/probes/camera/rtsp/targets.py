"""Where a request goes: always the inventory's host and port, whatever a device calls itself."""

import re

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(([^/?#]*).*)", re.DOTALL)
_PATH = re.compile(r"[/?#].*", re.DOTALL)
_PLAIN = re.compile(r"[^:@]*|\[[^\]]*\](:\d{1,5})?|[^:@]*\.[^:@]*:\d{1,5}")
"""A host with its port and nobody's name before it; `admin:12345` is none."""
_MOST = 2_000  # characters; the longest real one seen has about 120


def origin(host: str, port: int) -> str:
    """Return the only beginning that a request's URL may have."""
    return f"rtsp://[{host}]:{port}" if ":" in host else f"rtsp://{host}:{port}"


def path_of(url: str) -> str:
    """Return path and query; user, password, host and port of the URL are dropped.

    A password may hold a slash: what stands before the last @ is no path then.
    """
    path = url
    if found := _ABSOLUTE.fullmatch(url):
        place = found[1] if _PLAIN.fullmatch(found[2]) else found[1].rpartition("@")[2]
        rest = _PATH.search(place)
        path = rest[0] if rest else ""
    return _safe(path if path.startswith("/") else f"/{path}")


def joined(base: str, control: str) -> str:
    """Return the path that a control of the session description means, seen from a base path."""
    if control in {"", "*"}:
        return base
    if control.startswith("/") or _ABSOLUTE.fullmatch(control):
        return path_of(control)
    return _safe(base.rstrip("/") + "/" + control)


def _safe(path: str) -> str:
    """One word of ASCII, so that it stays inside the request's first line."""
    quoted = (
        c if "!" <= c <= "~" else "".join(f"%{b:02X}" for b in c.encode("utf-8", "surrogateescape"))
        for c in path
    )
    return "".join(quoted)[:_MOST]
