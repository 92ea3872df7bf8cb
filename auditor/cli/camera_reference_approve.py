"""Somebody vouches for what a camera shows: what is refused, and what is written with the name.

Either every view that was asked for is approved or none is: a person who reads "approved" must not
have to guess which.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rich.markup import escape

from auditor.cli.camera_reference import Call, in_lab, problem, write_page
from auditor.cli.camera_reference_places import places_of
from auditor.cli.camera_reference_regions import Regions, read_regions
from auditor.cli.exits import Exit
from auditor.cli.terminal import Console
from auditor.contract import Camera, Region
from auditor.inventory.viewfile import (
    LEAST_MINUTES,
    LEAST_TILES,
    Approval,
    ViewFile,
    write_view,
)
from auditor.inventory.views import Kept, State, path_of
from auditor.problems import BadInputError, Problem
from auditor.textfile import shown, write_private
from auditor.words import say

_LONGEST = 200
_DOCUMENT = re.compile(r"[0-9]+/[^\s,;:()]{1,40}")
"""A number and its sign; more of a paper may name people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be written, and by whose word."""

    by: str = ""
    document: str = ""
    regions: Path | None = None
    without_regions: bool = False
    light: str = ""


def approved(call: Call, wish: Wish) -> Exit:
    """Approve what waits; or, where regions are given, what was approved, with those regions."""
    by, document = _voucher(wish)
    on = datetime.now(call.zone).date()
    approval = Approval(by=by, on=on, document=document)
    regions = read_regions(wish.regions, call.commune) if wish.regions else {}
    chosen = list(_chosen(call, wish, regions))
    if not chosen:
        raise problem("nothing_waits", file="--approve", code=call.commune.code)
    problems = [one for kept in chosen for one in _refusals(call, kept, wish)]
    if problems:
        raise BadInputError(problems)
    console = Console(highlight=False)
    for kept in chosen:
        offered = tuple(sorted(_offered(call, kept.view)))
        view = replace(kept.view, approved=replace(approval, offered=offered))
        aside = _write(call, kept.path, view)
        _tell(console, view, aside)
    console.print(escape(say("camera_reference.page", page=str(write_page(call)))), soft_wrap=True)
    return Exit.OK


def with_regions(call: Call, wish: Wish) -> Exit:
    """Put regions into the views that wait, and show them on the page."""
    if wish.regions is None:
        raise problem("nothing_waits", file="--regions", code=call.commune.code)
    regions = read_regions(wish.regions, call.commune)
    waiting = [one for one in call.kept() if one.state is State.WAITING]
    asked = {camera.id for camera in call.cameras} & regions.keys()
    if lacking := sorted(asked - {one.view.camera for one in waiting}):
        raise problem("no_view_waits", file=shown(wish.regions), cameras=", ".join(lacking))
    console = Console(highlight=False)
    for one in waiting:
        if one.view.camera in asked:
            view = replace(one.view, regions=regions[one.view.camera])
            write_view(one.path, view)
            values: dict[str, str | int] = {
                "camera": view.camera,
                "light": _light(view),
                "count": len(view.regions),
            }
            console.print(escape(say("camera_reference.regions", **values)), soft_wrap=True)
    page = str(write_page(call))
    next_ = say("camera_reference.next_approve", page=page, code=call.commune.code)
    console.print(escape(next_), soft_wrap=True)
    return Exit.OK


def _voucher(wish: Wish) -> tuple[str, str]:
    """Return who vouches and the number of the paper, refusing what names nobody."""
    by, document = " ".join(wish.by.split()), wish.document.strip()
    title, _, name = by.partition(",")
    if not (title.strip() and name.strip()) or len(by) > _LONGEST or not by.isprintable():
        raise problem("by", file="--by")
    if document and not _DOCUMENT.fullmatch(document):
        raise problem("document", file="--document")
    return by, document


def _chosen(call: Call, wish: Wish, regions: Regions) -> Iterator[Kept]:
    """Yield the views to approve, with their new regions: of a light what waits goes first."""
    found: dict[tuple[str, str], Kept] = {}
    asked = {camera.id for camera in call.cameras}
    for one in call.kept():
        view = one.view
        if view.camera not in asked or (wish.light and view.light != wish.light):
            continue
        at = (view.camera, view.light.value)
        if not view.approved or (at not in found and _redrawn(call, view, regions)):
            found[at] = one
    for one in found.values():
        drawn = regions.get(one.view.camera)
        yield one if drawn is None else replace(one, view=replace(one.view, regions=drawn), lost=())


def _redrawn(call: Call, view: ViewFile, regions: Regions) -> bool:
    """Say whether an approved view shows other places now; the page rounds to a thousandth.

    Whoever draws nothing new after a counter was entered says of it that it is not in the picture.
    """
    drawn = regions.get(view.camera)
    if drawn is None:
        return False
    newer = view.approved is None or _offered(call, view) - set(view.approved.offered)
    return bool(newer) or set(map(_rounded, drawn)) != set(map(_rounded, view.regions))


def _offered(call: Call, view: ViewFile) -> set[str]:
    """Return the ids of the places that the page has for the camera now."""
    camera = next(one for one in call.commune.cameras if one.id == view.camera)
    return {place.id for place in places_of(call.commune, camera, ())}


def _rounded(one: Region) -> tuple[str, ...]:
    return one.place, *(f"{side:.3f}" for side in (one.left, one.top, one.width, one.height))


def _refusals(call: Call, kept: Kept, wish: Wish) -> Iterator[Problem]:
    """Yield every reason why nobody should vouch for this view."""
    view = kept.view
    camera = next(one for one in call.commune.cameras if one.id == view.camera)
    values = {"camera": camera.id, "light": _light(view), "code": call.commune.code}
    if kept.state is State.ELSEWHERE:
        yield _refusal(kept, "approve_elsewhere", **values, address=view.address)
    if view.minutes < LEAST_MINUTES and not in_lab(call, camera):
        minutes = f"{view.minutes:.0f}"
        yield _refusal(kept, "approve_short", **values, minutes=minutes, least=LEAST_MINUTES)
    if view.tiles < LEAST_TILES:
        yield _refusal(kept, "approve_few", **values, tiles=view.tiles, least=LEAST_TILES)
    if kept.lost:
        yield _refusal(kept, "approve_lost", **values, places=", ".join(kept.lost))
    if not wish.without_regions and (lacking := _lacking(call, camera, view.regions)):
        yield _refusal(kept, "approve_lacking", **values, places=", ".join(lacking))


def _lacking(call: Call, camera: Camera, regions: Sequence[Region]) -> list[str]:
    """Return the names of the counters that the camera should see and that are not drawn."""
    drawn = {one.place for one in regions}
    names = {one.id: one.name for one in call.commune.counters}
    return [names.get(id_, id_) for id_ in camera.counters if id_ not in drawn]


def _write(call: Call, waiting: Path, view: ViewFile) -> Path | None:
    """Write the approved view; return where the earlier one was kept, None where there was none."""
    path = path_of(call.folder, call.commune.code, view.camera, view.light)
    aside = _aside(path) if path.exists() else None
    write_view(path, view)
    if waiting != path:
        waiting.unlink()
    return aside


def _aside(path: Path) -> Path:
    """Copy the earlier file beside itself: at no moment is there no approved view."""
    body = path.read_bytes()
    number = 1
    while True:
        aside = path.with_name(f"{path.name}.cu-{number}")
        try:
            write_private(aside, body, replace=False)
        except FileExistsError:
            number += 1
        else:
            return aside


def _tell(console: Console, view: ViewFile, aside: Path | None) -> None:
    values: Mapping[str, str | int] = {
        "camera": view.camera,
        "light": _light(view),
        "count": len(view.regions),
    }
    said = say("camera_reference.approved", **values)
    console.print(f"[green]✓[/] {escape(said)}", soft_wrap=True)
    if aside:
        console.print(f"  {escape(say('camera_reference.aside', path=str(aside)))}", soft_wrap=True)


def _light(view: ViewFile) -> str:
    return say(f"views_page.light.{view.light}")


def _refusal(kept: Kept, key: str, **values: str | int) -> Problem:
    message = say(f"problem.camera_reference.{key}", **values)
    return Problem(file=shown(kept.path), message=message)
