"""One counter or zone: the row that it has under the criterion, by the views that were approved.

A place that no view has a region for is uncovered only when every camera of its office has an
approved view by day with regions drawn in it, the place was there to be drawn when each was approved, and
the inventory names none that should see it: an unfinished map accuses nobody. Without any camera
only the commune's own signed paper does.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.contract import (
    Camera,
    Counter,
    Declaration,
    Item,
    Office,
    Party,
    Region,
    Seen,
    Terms,
    Values,
    Verdict,
    View,
    Why,
    Zone,
)
from auditor.facts import CameraPictures
from checks.camera.judging import papers
from checks.camera.judging.cameras import names_of, place_name
from checks.camera.judging.coverage_watch import Camerawork, Watch, camerawork, watch
from checks.looks import Hours

_NAMED = 8
_DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Floor:
    """The commune's places and cameras, as the rows ask for them."""

    terms: Terms
    names: Mapping[str, str]
    works: Mapping[str, Camerawork]


def rows_of(cameras: Sequence[Seen[CameraPictures]], terms: Terms) -> list[Item]:
    """Return a row for every counter, every zone, and every office that has no counter entered."""
    hours = Hours(terms.calendar)
    seen = {one.target: one for one in cameras}
    works = {
        camera.id: camerawork(camera, seen[camera.id], terms, hours)
        for camera in terms.commune.cameras
        if camera.id in seen
    }
    floor = _Floor(terms=terms, names=names_of(terms), works=works)
    places: tuple[Counter | Zone, ...] = (*terms.commune.counters, *terms.commune.zones)
    return [*(_row(place, floor) for place in places), *_offices(terms)]


def _row(place: Counter | Zone, floor: _Floor) -> Item:
    regions = _regions(place, floor.terms)
    if not regions:
        return _unmapped(place, floor)
    watches = [
        watch(floor.works[id_], found) for id_, found in regions.items() if id_ in floor.works
    ]
    if not watches:
        return _item(
            place, floor, Verdict.UNKNOWN, "coverage.no_look", tuple(regions), Watch(camera="")
        )
    good = [one for one in watches if not one.text]
    if good:
        ids = tuple(one.camera for one in good)
        return _item(place, floor, Verdict.PASS, "coverage.seen", ids, good[0])
    first = watches[0]
    ids = tuple(one.camera for one in watches if one.text == first.text)
    return _item(place, floor, Verdict.UNKNOWN, first.text, ids, first)


def _regions(place: Counter | Zone, terms: Terms) -> dict[str, dict[str, Region]]:
    """Return where a place stands, by camera and the sha256 of its view."""
    found: dict[str, dict[str, Region]] = defaultdict(dict)
    for camera in terms.commune.cameras:
        for view in camera.views:
            for region in view.regions:
                if region.place == place.id:
                    found[camera.id][view.sha256] = region
    return dict(found)


def _unmapped(place: Counter | Zone, floor: _Floor) -> Item:
    cameras = [one for one in floor.terms.commune.cameras if one.office == place.office]
    if paper := papers.no_camera_at(place.office, floor.terms):
        return _declared(place, floor, paper)
    text, named = _cause(place, cameras)
    ids = tuple(one.id for one in named)
    if text:
        missing = Watch(camera="", why=Why.NOT_CONFIGURED, party=Party.COMMUNE)
        return _item(place, floor, Verdict.UNKNOWN, text, ids, missing)
    zone = isinstance(place, Zone)
    return _item(
        place,
        floor,
        Verdict.WARN if zone else Verdict.FAIL,
        "coverage.zone_missing" if zone else "coverage.counter_missing",
        ids,
        Watch(camera="", party=Party.COMMUNE),
    )


def _cause(place: Counter | Zone, cameras: Sequence[Camera]) -> tuple[str, Sequence[Camera]]:
    """Return what the map still lacks, and the cameras it is about; no text: it lacks nothing."""
    if not cameras:
        return "coverage.no_camera", cameras
    if unviewed := [one for one in cameras if not _by_day(one)]:
        return "coverage.no_view", unviewed
    if undrawn := [one for one in cameras if not any(view.regions for view in _by_day(one))]:
        return "coverage.no_regions", undrawn
    if named := [one for one in cameras if place.id in one.counters]:
        return "coverage.region_not_drawn", named
    if unasked := [one for one in cameras if not _was_offered(place, one)]:
        return "coverage.place_newer", unasked
    return "", cameras


def _was_offered(place: Counter | Zone, camera: Camera) -> bool:
    """Say whether whoever approved what a camera shows could have drawn the place in it."""
    return any(place.id in view.offered for view in _by_day(camera) if view.regions)


def _by_day(camera: Camera) -> Sequence[View]:
    """Return the view in the light of office hours: one by infra-red is of a room without people."""
    return [view for view in camera.views if view.light == _DAY]


def _declared(place: Counter | Zone, floor: _Floor, paper: Declaration) -> Item:
    zone = isinstance(place, Zone)
    seen = Watch(camera="", party=Party.COMMUNE)
    verdict = Verdict.WARN if zone else Verdict.FAIL
    row = _item(place, floor, verdict, "coverage.declared_none_there", (), seen)
    return replace(row, values={**row.values, **papers.values_of(paper)})


def _offices(terms: Terms) -> Iterator[Item]:
    entered = {counter.office for counter in terms.commune.counters}
    for office in terms.commune.offices:
        if office.id in entered:
            continue
        if paper := papers.no_camera_at(office.id, terms):
            values = {"place": "office", "id": office.id, "office": _name(office)}
            yield Item(
                target=office.name or office.id,
                verdict=Verdict.FAIL,
                text="coverage.declared_none_there",
                values={**values, **papers.values_of(paper)},
                party=Party.COMMUNE,
            )
        else:
            yield Item(
                target=office.name or office.id,
                verdict=Verdict.UNKNOWN,
                text="coverage.no_counters",
                values={"place": "office", "id": office.id, "office": _name(office)},
                why=Why.NOT_CONFIGURED,
                party=Party.COMMUNE,
            )


def _item(
    place: Counter | Zone,
    floor: _Floor,
    verdict: Verdict,
    text: str,
    cameras: Sequence[str],
    seen: Watch,
) -> Item:
    names = [f"“{floor.names.get(id_, id_)}”" for id_ in cameras]
    offices = {office.id: office for office in floor.terms.commune.offices}
    office = _name(offices[place.office]) if place.office in offices else place.office
    values: Values = {
        "place": "zone" if isinstance(place, Zone) else "counter",
        "id": place.id,
        "office": office,
        "watch": ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else ""),
        "code": floor.terms.commune.code,
        "looks": seen.looks,
        "up": seen.up,
    }
    return Item(
        target=_called(place, office, floor.terms),
        verdict=verdict,
        text=text,
        values=values,
        why=seen.why if verdict is Verdict.UNKNOWN else None,
        party=None if verdict is Verdict.PASS else seen.party,
        seen_at=seen.last.at if seen.last else None,
    )


def _called(place: Counter | Zone, office: str, terms: Terms) -> str:
    """Name a place so that no other row has its name."""
    name = place_name(place, terms)
    return f"{name} ({office})" if len(terms.commune.offices) > 1 else name


def _name(office: Office) -> str:
    return office.name or office.id
