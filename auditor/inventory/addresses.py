"""Addresses of devices as offices write them. People paste whole links with the password in them:
such a cell is refused and never repeated, for messages are copied and mailed.
"""

import re
from ipaddress import ip_address

from auditor.facts.hosts import one_spelling
from auditor.facts.logins import holds_login
from auditor.facts.text import fold
from auditor.inventory.cells import Row

_NAME = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?", re.IGNORECASE)
_NUMBERS = re.compile(r"[0-9]+([.,;][0-9]*)*")
_PLACE = re.compile(r"[0-9]+(\.[0-9]+){3}(:[0-9]{1,5})?|[^/?=]+:[0-9]{1,5}")
_OFF = frozenset({"0", "khong", "tat", "no", "off"})
_LONGEST, _LONGEST_HOST = 500, 253


def host_of(row: Row) -> str:
    """Return the host of a row, '' when it is blank or refused."""
    text = row.text("host")
    if not text:
        return ""
    key, values = _host_fault(text)
    if key:
        row.wrong("host", f"device.{key}", **values)
        return ""
    return one_spelling(text)


def port_of(row: Row, key: str, default: int, *, may_be_off: bool = False) -> int:
    """Return the port of a column; 0 where the word says that there is none."""
    text = row.text(key)
    if may_be_off and fold(text) in _OFF:
        return 0
    if not text:
        return default
    if not _is_port(text):
        row.wrong(key, "device.port_or_off" if may_be_off else "device.port", value=text[:20])
        return default
    return int(text)


def path_of(row: Row) -> str:
    """Return the RTSP path of a row with its query; a host or a password in it is refused."""
    text = row.text("path")
    if not text:
        return ""
    first = text.split("/")[0]
    if len(text) > _LONGEST:
        row.wrong("path", "device.path")
    elif holds_login(text):
        row.wrong("path", "device.path_password")
    elif "://" in text or text.startswith("//") or (first and _PLACE.fullmatch(first)):
        row.wrong("path", "device.path_host", written=_path_in(text)[:120])
    elif not re.fullmatch(r"[!-~]+", text):
        row.wrong("path", "device.path")
    return text if text.startswith("/") else f"/{text}"


def gateway_of(row: Row) -> str:
    """Return the host:port of an office's gateway."""
    text = row.text("gateway")
    host, _, port = text.rpartition(":")
    if not text:
        return ""
    if "@" in text:
        row.wrong("gateway", "device.password")
    elif _host_fault(host)[0] or not _is_port(port):
        written = text if not port or port.isdigit() else f"{host}:…"
        row.wrong("gateway", "device.gateway", value=written[:60])
    return text.lower()


def _host_fault(text: str) -> tuple[str, dict[str, str]]:
    """Name what keeps `text` from being a host alone, '' when nothing does."""
    if "@" in text:
        return "password", {}
    if len(text) > _LONGEST:  # what is compared below takes the square of the length
        return "host", {}
    if "/" in text:
        place = text.split("//")[-1].split("/")[0]
        return "host_link", {"written": place.partition(":")[0][:60]}
    if len(text) <= _LONGEST_HOST and _NUMBERS.fullmatch(text):
        return _number_fault(text)
    if match := re.fullmatch(r"([^:]+\.[^:]+):([0-9]{1,6})", text):
        return "host_with_port", {"host": match[1][:60], "port": match[2]}
    known = _is_address(_bare(text)) or _NAME.fullmatch(text)
    return ("", {}) if known else ("host", {})


def _number_fault(text: str) -> tuple[str, dict[str, str]]:
    """Say what is wrong with an IPv4 address: commas, octets, zeros in front."""
    parts = re.split("[.,;]", text)
    written = ".".join(str(int(part)) if part else "" for part in parts)
    if len(parts) != 4 or not all(parts):
        return "host_octets", {"value": text[:40]}
    if any(int(part[:6]) > 255 for part in parts):
        return "host_octet", {"value": text[:40]}
    if written != text:
        return "host_written", {"value": text[:40], "written": written}
    address = ip_address(written)
    nobody = address.is_unspecified or address.is_multicast or address.is_reserved
    return ("host_nobody", {"value": text}) if nobody else ("", {})


def _is_port(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,5}", text) is not None and 0 < int(text) < 65536


def _bare(text: str) -> str:
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _path_in(text: str) -> str:
    rest = text.split("//", 1)[-1]
    return "/" + rest.partition("/")[2]
