"""The file of one camera's view in one light: read strictly, written whole or not at all.

People copy such files between machines and open them in editors. Whatever is not as this program
wrote it is told by its field: a view that was half understood would accuse a good camera.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from auditor.contract import Region
from auditor.facts.picture import TILES, Light
from auditor.inventory.viewfields import Fields, NotWantedError
from auditor.problems import BadInputError, Problem
from auditor.textfile import read_bytes, refusal, shown, write_private
from auditor.words import say

SCHEMA = 1
LIMIT = 200_000
"""Bytes; the features of a view take some 15,000."""
LEAST_TILES = 50
"""Fewer cannot tell a moved camera from a person near it: see `seeing.reference`."""
LEAST_MINUTES = 10
"""A view learnt from a shorter time holds whoever stood there."""

_ANY = 1_000_000
_TILES = TILES[0] * TILES[1]
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + bytes((0, 0, 0, 160, 0, 0, 0, 90, 8, 0))
"""How a picture of 160 x 90 grey levels begins: no face can be recognised in one."""
_HEX = re.compile(rf"[0-9a-f]{{{_TILES // 4}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who vouches for a view. The name stays in the file."""

    by: str
    on: date
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewFile:
    """One learnt view as its file holds it."""

    commune: str
    camera: str
    address: str
    """Where the camera was when it was learnt: for any other address it says nothing."""
    light: Light
    learnt: tuple[datetime, ...]
    """Of each look that it was learnt from, oldest first."""
    features: Mapping[str, object]
    """What a picture is compared by. What a person approves is in it, not beside it."""
    regions: tuple[Region, ...] = ()
    approved: Approval | None = None

    sha256: str = ""
    """Of the file that it was read from."""

    @property
    def picture(self) -> str:
        """Return the picture as a PNG of 160 x 90 grey levels in base64."""
        return str(self.features["picture"])

    @property
    def reliable(self) -> str:
        """Return the 144 tiles row by row as hex: 1 stayed the same over all looks."""
        return str(self.features["reliable"])

    @property
    def tiles(self) -> int:
        """Return how many tiles are reliable."""
        return int(self.reliable, 16).bit_count()

    @property
    def minutes(self) -> float:
        """Return the time from the first look to the last."""
        return (self.learnt[-1] - self.learnt[0]).total_seconds() / 60


def read_view(path: Path) -> ViewFile:
    """Return the view; BadInputError tells every bad field."""
    data = read_bytes(path, _ANY)
    if len(data) > LIMIT:
        raise refusal(path, "view.too_large", limit=LIMIT // 1000)
    fields = Fields(shown(path), _object(path, data))
    fields.only(
        "schema", "commune", "camera", "address", "light", "learnt", "features", "regions",
        "approved",
    )  # fmt: skip
    if (schema := fields.take("schema", lambda value: value)) not in {SCHEMA, None}:
        raise refusal(path, "view.schema", value=str(schema)[:20], known=SCHEMA)
    view = {
        "commune": fields.take("commune", _text),
        "camera": fields.take("camera", _text),
        "address": fields.take("address", _text),
        "light": fields.take("light", _light),
        "learnt": fields.take("learnt", _times),
        "features": fields.take("features", _features),
        "regions": fields.take("regions", _regions),
        "approved": fields.take("approved", _approval),
    }
    fields.refuse()
    return ViewFile(sha256=hashlib.sha256(data).hexdigest(), **view)  # type: ignore[arg-type]


def write_view(path: Path, view: ViewFile) -> None:
    """Write the file, readable by its owner alone: whole, or the earlier one stays."""
    write_private(path, body_of(view))


def body_of(view: ViewFile) -> bytes:
    """Return the bytes of the file."""
    approved = view.approved
    held = {
        "schema": SCHEMA,
        "commune": view.commune,
        "camera": view.camera,
        "address": view.address,
        "light": view.light.value,
        "learnt": [at.isoformat(timespec="seconds") for at in view.learnt],
        "features": dict(view.features),
        "regions": [asdict(one) for one in view.regions],
        "approved": approved and {**asdict(approved), "on": approved.on.isoformat()},
    }
    return (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode()


def _object(path: Path, data: bytes) -> object:
    try:
        return json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        problem = Problem(
            file=shown(path), message=say("problem.view.json"), line=error.lineno,
            column=error.colno,
        )  # fmt: skip
        raise BadInputError([problem]) from None
    except (ValueError, RecursionError):  # no UTF-8, a name twice, NaN, nested without end
        raise refusal(path, "view.json") from None


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise NotWantedError
    return value


def _light(value: object) -> Light:
    try:
        return Light(value)  # type: ignore[arg-type]
    except ValueError:
        raise NotWantedError from None


def _times(value: object) -> tuple[datetime, ...]:
    if not isinstance(value, list) or not value:
        raise NotWantedError
    try:
        found = tuple(datetime.fromisoformat(_text(one)) for one in value)
    except ValueError:
        raise NotWantedError from None
    if any(one.tzinfo is None for one in found) or sorted(found) != list(found):
        raise NotWantedError
    return found


def _features(value: object) -> Mapping[str, object]:
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


def _regions(value: object) -> tuple[Region, ...]:
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
    return Region(place=_text(value["place"]), left=left, top=top, width=width, height=height)


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise NotWantedError
    return float(value)


def _approval(value: object) -> Approval | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not {"by", "on"} <= value.keys() <= {"by", "on", "document"}:
        raise NotWantedError
    document = value.get("document", "")
    try:
        on = date.fromisoformat(_text(value["on"]))
    except ValueError:
        raise NotWantedError from None
    return Approval(by=_text(value["by"]), on=on, document=_text(document) if document else "")
