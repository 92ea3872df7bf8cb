"""What the fields of a view's file hold: each reader returns the value, or raises NotWantedError."""

import base64
import re
from collections.abc import Mapping
from datetime import datetime

from auditor.contract import Region
from auditor.facts.picture import TILES, Light
from auditor.inventory.viewfields import NotWantedError

_TILES = TILES[0] * TILES[1]
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + bytes((0, 0, 0, 160, 0, 0, 0, 90, 8, 0))
"""How a picture of 160 x 90 grey levels begins: no face can be recognised in one."""
_HEX = re.compile(rf"[0-9a-f]{{{_TILES // 4}}}")


def read_text(value: object) -> str:
    """Return a line of text that says something."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise NotWantedError
    return value


def read_light(value: object) -> Light:
    """Return a light."""
    try:
        return Light(value)  # type: ignore[arg-type]
    except ValueError:
        raise NotWantedError from None


def read_times(value: object) -> tuple[datetime, ...]:
    """Return moments with their zones, the oldest first."""
    if not isinstance(value, list) or not value:
        raise NotWantedError
    try:
        found = tuple(datetime.fromisoformat(read_text(one)) for one in value)
    except ValueError:
        raise NotWantedError from None
    if any(one.tzinfo is None for one in found) or sorted(found) != list(found):
        raise NotWantedError
    return found


def read_features(value: object) -> Mapping[str, object]:
    """Only what is shown to a person is read here; the rest is for whoever compares."""
    if not isinstance(value, dict) or not _HEX.fullmatch(str(value.get("reliable"))):
        raise NotWantedError
    try:
        picture = base64.b64decode(str(value.get("picture")), validate=True)
    except ValueError:
        raise NotWantedError from None
    if not picture.startswith(_PNG):
        raise NotWantedError
    return value


def read_regions(value: object) -> tuple[Region, ...]:
    """Return the regions, each place once."""
    if not isinstance(value, list):
        raise NotWantedError
    found = tuple(map(_region, value))
    if len({one.place for one in found}) != len(found):
        raise NotWantedError
    return found


def _region(value: object) -> Region:
    names = ("left", "top", "width", "height")
    if not isinstance(value, dict) or value.keys() != {"place", *names}:
        raise NotWantedError
    left, top, width, height = (_share(value[name]) for name in names)
    if not (width > 0 and height > 0 and left + width <= 1.0001 and top + height <= 1.0001):
        raise NotWantedError
    return Region(place=read_text(value["place"]), left=left, top=top, width=width, height=height)


def read_shares(value: object) -> tuple[float, ...]:
    """Return numbers 0..1."""
    if not isinstance(value, list):
        raise NotWantedError
    return tuple(map(_share, value))


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise NotWantedError
    return float(value)
