"""The file of one camera's view in one light: read strictly, written whole or not at all.

People copy such files between machines and open them in editors. Whatever is not as this program
wrote it is told by its field: a view that was half understood would accuse a good camera.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from auditor.contract import Region
from auditor.facts.picture import Light
from auditor.inventory.viewfields import Fields, NotWantedError
from auditor.inventory.viewvalues import (
    read_features,
    read_light,
    read_regions,
    read_shares,
    read_text,
    read_times,
)
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

LEAST_STILL = 3
"""Fewer measurements do not show what is usual for a camera."""

_ANY = 1_000_000
_UNMEASURED: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who vouches for a view. The name stays in the file."""

    by: str
    on: date
    document: str = ""
    offered: tuple[str, ...] = ()
    """Ids of the counters and zones that could be drawn then; of a later one nobody said anything."""


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
    identical: tuple[float, ...] = ()
    """`Measures.identical` of the looks that measured it, oldest first."""

    sha256: str = ""
    """Of the features that were read. Regions and approval are not in it: another paper, or a counter
    drawn later, takes nothing from the comparisons made before."""

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
    def still(self) -> float | None:
        """Return the largest of `identical`; None where that was measured too seldom."""
        return max(self.identical) if len(self.identical) >= LEAST_STILL else None

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
        "approved", "identical",
    )  # fmt: skip
    if (schema := fields.take("schema", lambda value: value)) not in {SCHEMA, None}:
        raise refusal(path, "view.schema", value=str(schema)[:20], known=SCHEMA)
    view = {
        "commune": fields.take("commune", read_text),
        "camera": fields.take("camera", read_text),
        "address": fields.take("address", read_text),
        "light": fields.take("light", read_light),
        "learnt": fields.take("learnt", read_times),
        "features": fields.take("features", read_features),
        "regions": fields.take("regions", read_regions),
        "approved": fields.take("approved", _approval),
        "identical": fields.take_if_there("identical", read_shares, _UNMEASURED),
    }
    fields.refuse()
    return ViewFile(sha256=_digest(view["features"]), **view)  # type: ignore[arg-type]


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
    if view.identical:
        held["identical"] = [round(one, 4) for one in view.identical]
    return (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode()


def _digest(features: object) -> str:
    return hashlib.sha256(json.dumps(features, sort_keys=True).encode()).hexdigest()


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


def _approval(value: object) -> Approval | None:
    if value is None:
        return None
    more = {"document", "offered"}
    if not isinstance(value, dict) or not {"by", "on"} <= value.keys() <= {"by", "on", *more}:
        raise NotWantedError
    document, offered = value.get("document", ""), value.get("offered", [])
    if not isinstance(offered, list):
        raise NotWantedError
    try:
        on = date.fromisoformat(read_text(value["on"]))
    except ValueError:
        raise NotWantedError from None
    return Approval(
        by=read_text(value["by"]),
        on=on,
        document=read_text(document) if document else "",
        offered=tuple(map(read_text, offered)),
    )
