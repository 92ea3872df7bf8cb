"""What rows about cameras have in common: what a camera is called, and what it should see."""

from collections import Counter

from auditor.contract import Counter as Desk
from auditor.contract import Terms, Zone

Place = Desk | Zone


def names_of(terms: Terms) -> dict[str, str]:
    """Return what each camera is called; two of one name are told apart by their ids."""
    often = Counter(camera.name for camera in terms.commune.cameras)
    return {
        camera.id: camera.name
        if camera.name and often[camera.name] == 1
        else f"{camera.name} ({camera.id})".lstrip()
        for camera in terms.commune.cameras
    }


def place_name(place: Place, terms: Terms) -> str:
    """Return what a counter or zone is called; two of one name in an office by their ids too."""
    places: tuple[Place, ...] = (*terms.commune.counters, *terms.commune.zones)
    same = [one for one in places if _alike(one, place)]
    name = place.name or place.id
    return name if len(same) == 1 or name == place.id else f"{name} ({place.id})"


def counters_of(target: str, terms: Terms) -> str:
    """Name the counters that a camera should see."""
    names = {one.id: place_name(one, terms) for one in terms.commune.counters}
    wanted = (c.counters for c in terms.commune.cameras if c.id == target)
    return ", ".join(names.get(id_, id_) for ids in wanted for id_ in ids)


def _alike(one: Place, other: Place) -> bool:
    return (one.name.casefold(), one.office) == (other.name.casefold(), other.office)
