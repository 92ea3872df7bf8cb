"""The cameras' views: which are approved, which wait, and which no longer count.

Each camera and light has one approved view, `<folder>/<commune>/<camera>.<light>.json`; one that
was learnt and waits for somebody to vouch for it stands beside it as `.cho-duyet.json`. Learning
anew therefore takes nothing away: the approved one counts until the next is approved.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from auditor.contract import Camera, Commune, View
from auditor.facts.logins import shown
from auditor.facts.picture import Light
from auditor.inventory.viewfile import Approval, ViewFile, read_view
from auditor.problems import BadInputError, Problem
from auditor.textfile import shown as shown_path
from auditor.words import say

WAITING = "cho-duyet"
_NO_NAME = re.compile(r'^\.|[<>:"|?*%]')
"""What some file system cannot have in a name."""


class State(StrEnum):
    """What a view file is worth."""

    APPROVED = "approved"
    WAITING = "waiting"
    ELSEWHERE = "elsewhere"
    """Learnt at an address that is no longer the camera's."""
    STRAY = "stray"
    """Of a camera that the inventory does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One view file of a commune."""

    path: Path
    view: ViewFile
    state: State
    lost: tuple[str, ...] = ()
    """Places of its regions that the inventory no longer has."""


def address_of(commune: Commune, camera: Camera) -> str:
    """Return host:port and path or channel, as the inventory has them now, without passwords."""
    device = commune.device_of(camera)
    if device is None:
        return ""
    host = f"[{device.host}]" if ":" in device.host else device.host
    way = shown(f"/{camera.path.lstrip('/')}") if camera.path else f"#{camera.channel or 1}"
    return f"{host}:{device.rtsp_port}{way}"


def path_of(folder: Path, code: str, camera: str, light: Light, *, waiting: bool = False) -> Path:
    """Return where the view of a camera stands."""
    name = _NO_NAME.sub(lambda found: f"%{ord(found[0]):02X}", camera)
    parts = (name, light.value, *((WAITING,) if waiting else ()), "json")
    return folder / code / ".".join(parts)


def with_views(
    folder: Path, communes: Iterable[Commune], problems: list[Problem]
) -> tuple[Commune, ...]:
    """Return the communes with the views that count; what is wrong with a file goes to `problems`."""
    return tuple(_with_views(folder, commune, problems) for commune in communes)


def kept(folder: Path, commune: Commune) -> tuple[Kept, ...]:
    """Return every view file of a commune; BadInputError tells all that is wrong with them."""
    problems: list[Problem] = []
    found = list(_kept(folder, commune, problems))
    if problems:
        raise BadInputError(problems)
    return tuple(found)


def features_of(
    folder: Path, commune: Commune, camera: Camera, light: Light
) -> Mapping[str, object] | None:
    """Return what a picture is compared by; None where no view counts, or its file changed since."""
    view = next((one for one in camera.views if one.light == light), None)
    if view is None:
        return None
    try:
        file = read_view(path_of(folder, commune.code, camera.id, light))
    except BadInputError:  # it was sound when the inventory was read
        return None
    return file.features if file.sha256 == view.sha256 else None


def _with_views(folder: Path, commune: Commune, problems: list[Problem]) -> Commune:
    if not commune.cameras or not (folder / commune.code).is_dir():
        return commune
    found: dict[str, list[View]] = {}
    for one in _kept(folder, commune, problems):
        if one.state is State.APPROVED and one.view.approved:
            found.setdefault(one.view.camera, []).append(_view(one, one.view.approved))
    cameras = (
        replace(camera, views=tuple(sorted(found.get(camera.id, ()), key=lambda v: v.light)))
        for camera in commune.cameras
    )
    return replace(commune, cameras=tuple(cameras))


def _kept(folder: Path, commune: Commune, problems: list[Problem]) -> Iterator[Kept]:
    """Yield what the folder of the commune holds; a bad file is told and passed over."""
    cameras = {camera.id: camera for camera in commune.cameras}
    places = {one.id for one in commune.counters} | {one.id for one in commune.zones}
    for path in sorted((folder / commune.code).glob("*.json")):
        if path.name.startswith("."):
            continue
        try:
            view = read_view(path)
        except BadInputError as wrong:
            problems += wrong.problems
            continue
        if problem := _misplaced(folder, commune, path, view):
            problems.append(problem)
            continue
        camera = cameras.get(view.camera)
        lost = tuple(one.place for one in view.regions if one.place not in places)
        yield Kept(path=path, view=view, state=_state(commune, camera, view), lost=lost)


def _state(commune: Commune, camera: Camera | None, view: ViewFile) -> State:
    if camera is None:
        return State.STRAY
    if view.address != address_of(commune, camera):
        return State.ELSEWHERE
    return State.APPROVED if view.approved else State.WAITING


def _misplaced(folder: Path, commune: Commune, path: Path, view: ViewFile) -> Problem | None:
    """A file under another's name would answer for another camera."""
    waiting = path.name.endswith(f".{WAITING}.json")
    own = path_of(folder, view.commune, view.camera, view.light, waiting=waiting)
    if own == path and view.commune == commune.code and not (waiting and view.approved):
        return None
    values = {"commune": view.commune, "camera": view.camera, "light": view.light.value}
    key = "view.waiting_approved" if own == path else "view.misplaced"
    message = say(f"problem.{key}", name=own.name, **values)
    return Problem(file=shown_path(path), message=message)


def _view(one: Kept, approved: Approval) -> View:
    return View(
        sha256=one.view.sha256,
        light=one.view.light.value,
        approved_on=approved.on,
        regions=tuple(region for region in one.view.regions if region.place not in one.lost),
        document=approved.document,
        tiles=one.view.tiles,
        offered=approved.offered,
        still=one.view.still,
    )
