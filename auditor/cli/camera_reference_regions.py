"""vung.yaml: where the counters and zones stand in each camera's picture, in percent of it.

The page of the views makes the text; people mend it by hand. Whatever cannot be meant is told by
line, all of it at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.contract import Camera, Commune, Region
from auditor.problems import BadInputError, Problem
from auditor.yamlfile import Document, nearest, plain, read_yaml

SIDES = ("left", "top", "width", "height")
_EXAMPLE = "{left: 10, top: 20, width: 30, height: 25}"
LEAST = 1.0
"""Percent: a smaller one is a slip of the mouse."""
_ROUNDED = 0.11
"""Two sides may each have been rounded up to a tenth."""

Regions = Mapping[str, tuple[Region, ...]]
"""By camera."""


@dataclass(slots=True, kw_only=True)
class _Reading:
    document: Document
    commune: Commune
    problems: list[Problem]

    def wrong(self, *at: str, text: str, key: bool = False, **values: str | int | float) -> None:
        """Note a problem at a value, or at the key that leads to it."""
        make = self.document.problem_of_key if key else self.document.problem
        self.problems.append(make(at, f"regions.{text}", **values))


def read_regions(path: Path, commune: Commune) -> Regions:
    """Return the regions by camera; BadInputError tells all that is wrong with the file."""
    reading = _Reading(document=read_yaml(path), commune=commune, problems=[])
    found = dict(_cameras(reading, plain(reading.document.root)))
    if reading.problems:
        raise BadInputError(reading.problems)
    return found


def _cameras(reading: _Reading, root: object) -> Iterator[tuple[str, tuple[Region, ...]]]:
    if not isinstance(root, dict) or not root:
        reading.wrong(text="no_cameras")
        return
    known = {camera.id: camera for camera in reading.commune.cameras}
    for name, places in root.items():
        if (camera := known.get(name)) is None:
            near, code = nearest(name, known), reading.commune.code
            text = "no_camera_near" if near else "no_camera"
            reading.wrong(
                name, text=text, key=True, camera=name[:40], near=near, code=code,
                known=", ".join(list(known)[:10]) or "–",
            )  # fmt: skip
        elif not isinstance(places, dict) or not places:
            reading.wrong(name, text="no_places", key=True, camera=name)
        else:
            yield name, tuple(_regions(reading, camera, places))


def _regions(reading: _Reading, camera: Camera, places: dict[str, object]) -> Iterator[Region]:
    commune = reading.commune
    known = [*(c.id for c in commune.counters), *(z.id for z in commune.zones)]
    for place, sides in places.items():
        at = (camera.id, place)
        if place not in known:
            near = nearest(place, known)
            reading.wrong(
                *at, text="no_place_near" if near else "no_place", key=True, place=place[:40],
                near=near, code=commune.code, known=", ".join(known[:10]) or "–",
            )  # fmt: skip
        elif not isinstance(sides, dict) or sides.keys() != set(SIDES):
            reading.wrong(*at, text="sides", key=True, place=place, example=_EXAMPLE)
        elif region := _region(reading, at, sides):
            yield region


def _region(reading: _Reading, at: tuple[str, str], sides: dict[str, object]) -> Region | None:
    numbers = {}
    for name in SIDES:
        value, least = sides[name], LEAST if name in {"width", "height"} else 0
        if isinstance(value, bool) or not isinstance(value, int | float):
            reading.wrong(*at, name, text="number", side=name, value=str(value)[:40])
        elif not least <= value <= 100:
            reading.wrong(*at, name, text="range", side=name, value=str(value)[:20], least=least)
        else:
            numbers[name] = float(value)
    if len(numbers) < len(SIDES):
        return None
    for start, size in (("left", "width"), ("top", "height")):
        if numbers[start] + numbers[size] > 100 + _ROUNDED:
            reading.wrong(*at, size, text=f"edge_{size}", place=at[1])
            return None
    return Region(
        place=at[1],
        left=numbers["left"] / 100,
        top=numbers["top"] / 100,
        width=min(numbers["width"], 100 - numbers["left"]) / 100,
        height=min(numbers["height"], 100 - numbers["top"]) / 100,
    )
