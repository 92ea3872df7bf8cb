"""From zeep's objects to ours. Whatever a device leaves out is empty."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from auditor.facts import DeviceInfo
from auditor.probes.camera.onvif.report import Profile

MEDIA = "http://www.onvif.org/ver10/media/wsdl"
MEDIA2 = "http://www.onvif.org/ver20/media/wsdl"
_LINE = 80
_TOKEN = 200
_SIZE = 100_000
_LAST_NUMBER = re.compile(r"([0-9]{1,4})\D{0,20}$")


def device_info(value: Any) -> DeviceInfo:
    """Return what a device says of itself."""
    return DeviceInfo(
        manufacturer=_line(value, "Manufacturer"),
        model=_line(value, "Model"),
        firmware=_line(value, "FirmwareVersion"),
    )


def services(value: Any) -> dict[str, str]:
    """Return addresses by namespace, as GetServices names them."""
    return {_text(one, "Namespace"): _text(one, "XAddr") for one in _many(value)}


def media_capability(value: Any) -> str:
    """Return the media service's address, as GetCapabilities names it."""
    return _text(getattr(value, "Media", None), "XAddr")


def uri(value: Any) -> str:
    """Return a stream's or a picture's address."""
    return _text(value, "Uri")


def profiles(value: Any) -> tuple[tuple[Profile, ...], tuple[str, ...]]:
    """Return the profiles that have a video source, and the sources' tokens by channel.

    Channels are counted by the first profile of each source: no device tells their numbers.
    """
    sources: list[str] = []
    found = []
    for one in _many(value):
        source = _text(getattr(one, "VideoSourceConfiguration", None), "SourceToken")
        token = getattr(one, "token", None) or ""
        if not source or not token or len(token) > _TOKEN:
            continue
        if source not in sources:
            sources.append(source)
        found.append(_profile(one, token, source, sources.index(source) + 1))
    return tuple(found), tuple(sources)


def out_of_step(sources: Sequence[str]) -> bool:
    """Tell whether the sources' tokens leave it open which channel is which.

    A recorder that leaves out channels without a camera would be counted wrongly, and one camera's
    picture be taken for another's. Sure are numbers that go up one by one from 0 or 1, and one
    source alone that has no number.
    """
    found = [_LAST_NUMBER.search(token) for token in sources]
    numbers = [int(one[1]) for one in found if one]
    if len(sources) == 1 and not numbers:
        return False
    if len(numbers) < len(sources) or not numbers or numbers[0] > 1:
        return True
    return any(later - earlier != 1 for earlier, later in pairwise(numbers))


def _profile(one: Any, token: str, source: str, channel: int) -> Profile:
    encoder = getattr(one, "VideoEncoderConfiguration", None)
    size = getattr(encoder, "Resolution", None)
    return Profile(
        token=token,
        name=_line(one, "Name"),
        channel=channel,
        source=source,
        codec=_line(encoder, "Encoding"),
        width=_pixels(size, "Width"),
        height=_pixels(size, "Height"),
    )


def _many(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else ()


def _text(of: Any, name: str) -> str:
    value = getattr(of, name, None)
    return value.strip() if isinstance(value, str) else ""


def _line(of: Any, name: str) -> str:
    kept = "".join(sign if sign.isprintable() else " " for sign in _text(of, name)[: _LINE * 4])
    return " ".join(kept.split())[:_LINE]


def _pixels(of: Any, name: str) -> int:
    value = getattr(of, name, None)
    return value if isinstance(value, int) and 0 < value < _SIZE else 0
