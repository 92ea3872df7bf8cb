"""What was typed to name a camera: an address, a link or a name, taken apart without the inventory."""

import re
from dataclasses import dataclass, replace

from auditor.facts.hosts import address
from auditor.facts.logins import holds_login
from auditor.problems import BadInputError, Problem
from auditor.words import say

_LINK = re.compile(r"rtsp://(\[[0-9a-f:.]+\]|[^/:?@]+)(?::([0-9]{1,9}))?(/.*|\?.*)?", re.IGNORECASE)
_WITH_PORT = re.compile(r"(\[[0-9a-f:.]+\]|[^:/@\[\]]+):([0-9]{1,9})", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,15})://.*", re.IGNORECASE)
_MOST = 65_535
_PATH = re.compile(r"[!-~]{1,500}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What was typed; None where nothing was."""

    host: str
    channel: int | None = None
    path: str | None = None
    rtsp_port: int | None = None
    onvif_port: int | None = None
    credential: str | None = None


def taken_apart(call: Call) -> Call:
    """Split a link; whatever holds a password is refused and not repeated."""
    for written in (call.host, call.path or ""):
        if "@" in written or (not is_address(written) and holds_login(written)):
            raise problem("call_secret", file="HOST" if written == call.host else "--path")
    if call.path and ("://" in call.path or call.path.startswith("//")):
        raise problem("path_host", file="--path")
    if call.path and not _PATH.fullmatch(call.path):
        raise problem("bad_path", file="--path")
    if scheme := _SCHEME.fullmatch(call.host):
        if scheme[1].lower() != "rtsp":
            raise problem("scheme", scheme=scheme[1].lower())
    elif _WITH_PORT.fullmatch(call.host) and not is_address(call.host):
        return _split(call, f"rtsp://{call.host}")
    return _split(call, call.host)


def _split(call: Call, written: str) -> Call:
    """Take a link apart; what is none stays as it is."""
    link = _LINK.fullmatch(written)
    if link is None:
        return call
    if link[2] and not 0 < int(link[2]) <= _MOST:
        raise problem("port", port=link[2], least="1")
    return replace(
        call,
        host=link[1].strip("[]"),
        rtsp_port=call.rtsp_port or int(link[2] or 0) or None,
        path=call.path if call.path is not None else link[3],
    )


def is_address(host: str) -> bool:
    """Tell whether a host is written as numbers."""
    try:
        address(host.strip("[]"))
    except ValueError:
        return False
    return True


def problem(
    key: str, *, file: str = "HOST", family: str = "camera", **values: str
) -> BadInputError:
    """Return the error of one thing wrong with the call."""
    return BadInputError([Problem(file=file, message=say(f"problem.{family}.{key}", **values))])
