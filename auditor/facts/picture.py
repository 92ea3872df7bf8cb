"""What a look at a camera's picture measured: numbers, never pixels.

A look of the kind `picture` carries them as its values, so that looks of many runs are folded and
judged together, and judged again under other limits.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from auditor.contract import Values
from auditor.facts.looks import Look

TILES = (16, 9)
"""Columns and rows that a view is divided into."""


class Light(StrEnum):
    """What a picture was taken by: `ir` has no colour."""

    DAY = "day"
    IR = "ir"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """One look at a picture. Grey levels 0..255; shares 0..1; None: it could not be measured."""

    light: Light
    mean: float
    spread: float
    """Standard deviation of the grey levels."""
    flat: float
    """Share of tiles that show nothing but one grey level, noise apart."""
    sharp: float
    """Share of the gradient's energy that blurring would take away."""
    card: float | None = None
    """How surely it is a recorder's or maker's "no video" card; None: nobody looked."""
    tiles: int = 0
    """Reliable tiles of the approved view that were compared; 0: there is no view of this light."""
    of_tiles: int = 0
    """Reliable tiles that the approved view has; 0: a look that did not tell."""
    agree: float | None = None
    """Share of those tiles that show what the approved view shows."""
    agreed: str = ""
    """The 144 tiles row by row as hex, 36 digits: 1 agrees. Empty without an approved view."""
    reliable: str = ""
    """In the same way: 1 is a tile that was compared."""
    sharp_ratio: float | None = None
    """Sharpness over that of the approved view, over reliable tiles."""
    moved: float | None = None
    """How far the view's corners are displaced, as a share of its width; None: no match found."""
    matched: float | None = None
    """Share of the overlap that agrees once the displacement is undone."""
    keys: int = 0
    """Key frames of the stream that were compared with each other for the frozen test."""
    seconds: float = 0.0
    """From the first of them to the last."""
    identical: float | None = None
    """The largest share, over pairs of them, of textured blocks outside the clock that are the same
    bit for bit; None: too little texture, or fewer than two."""
    still: float | None = None
    """The largest `identical` of this camera while a person vouched for it, in this light; None:
    nobody measured it, and whether `identical` is usual for it cannot be said."""
    stalled: bool = False
    """The time stamps of the stream stood still while pictures came. Some servers never move them
    while they show what is live (PHZ76/RtspServer#53), so it accuses nobody."""
    snapshot: bool = False
    """The picture is the device's still one (GetSnapshotUri): it proves nothing of the stream."""
    view: str = ""
    """sha256 of the approved view it was compared with."""

    def values(self) -> Values:
        """Return the measures as the values of a look; what could not be measured is left out."""
        found = {name: value for name, value in asdict(self).items() if value is not None}
        return {
            name: int(value) if isinstance(value, bool) else value.value if isinstance(value, Light)
            else round(value, 4) if isinstance(value, float) else value
            for name, value in found.items()
        }  # fmt: skip


def measures_of(values: Mapping[str, object]) -> Measures | None:
    """Return the measures of a look of the kind `picture`; None where no picture was had."""
    if "mean" not in values or "light" not in values:
        return None
    named = {one.name: values[one.name] for one in fields(Measures) if one.name in values}
    named["light"] = Light(str(named["light"]))
    for name in ("stalled", "snapshot"):
        named[name] = bool(named.get(name, False))
    return Measures(**named)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPictures:
    """All looks at one camera's picture in the period, oldest first."""

    camera: str
    name: str
    address: str
    """host:port, and the path or channel: what the inventory says of it now."""
    looks: tuple[Look, ...]
    """`up`: a picture was had and `measures_of` its values tells of it; `void`: none was."""
