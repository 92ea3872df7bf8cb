"""What rows about cameras have in common: what a camera is called, and what it should see."""

from collections import Counter

from auditor.contract import Terms


def names_of(terms: Terms) -> dict[str, str]:
    """Return what each camera is called; two of one name are told apart by their ids."""
    often = Counter(camera.name for camera in terms.commune.cameras)
    return {
        camera.id: camera.name
        if camera.name and often[camera.name] == 1
        else f"{camera.name} ({camera.id})".lstrip()
        for camera in terms.commune.cameras
    }


def counters_of(target: str, terms: Terms) -> str:
    """Name the counters that a camera should see."""
    names = {counter.id: counter.name for counter in terms.commune.counters}
    wanted = (c.counters for c in terms.commune.cameras if c.id == target)
    return ", ".join(names.get(id_, id_) for ids in wanted for id_ in ids)
