"""The places that a camera's view may show: counters and zones of its office, and where they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.contract import Camera, Commune, Counter, Region, Zone
from auditor.inventory.viewfile import ViewFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A counter or zone; sides are percent of the picture, meaningless unless it is drawn."""

    id: str
    name: str
    kind: str
    """counter or zone."""
    needed: bool
    """The inventory says that the camera should see it."""
    drawn: bool = False
    left: float = 0.0
    top: float = 0.0
    width: float = 0.0
    height: float = 0.0


def places_of(commune: Commune, camera: Camera, views: Iterable[ViewFile]) -> tuple[Place, ...]:
    """Return what may be drawn: first what the camera should see; regions of the first view count."""
    drawn = {region.place: region for view in reversed(list(views)) for region in view.regions}
    counters = _near(commune.counters, camera)
    places = [
        *(_place(one, "counter", drawn, needed=one.id in camera.counters) for one in counters),
        *(_place(one, "zone", drawn, needed=False) for one in _near(commune.zones, camera)),
    ]
    return tuple(sorted(places, key=lambda place: not place.needed))


def _near(places: Sequence[Counter] | Sequence[Zone], camera: Camera) -> "list[Counter | Zone]":
    """A camera sees no other office; a counter that the inventory gives it is its own all the same."""
    return [
        one
        for one in places
        if not (one.office and camera.office and one.office != camera.office)
        or one.id in camera.counters
    ]


def _place(one: Counter | Zone, kind: str, drawn: dict[str, Region], *, needed: bool) -> Place:
    region = drawn.get(one.id)
    if region is None:
        return Place(id=one.id, name=one.name, kind=kind, needed=needed)
    sides = (region.left, region.top, region.width, region.height)
    left, top, width, height = (round(share * 100, 1) for share in sides)
    return Place(
        id=one.id, name=one.name, kind=kind, needed=needed, drawn=True,
        left=left, top=top, width=width, height=height,
    )  # fmt: skip
