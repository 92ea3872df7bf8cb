"""The page on which an officer looks at the cameras' views, draws the places on them and signs.

One file that fetches nothing and sends nothing: its style and its script are named by their hashes,
the pictures of 160 x 90 stand in it.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from auditor.cli.camera_reference_places import Place, places_of
from auditor.cli.plain import clean
from auditor.contract import Commune
from auditor.facts.oddities import LIMITS
from auditor.facts.picture import TILES
from auditor.inventory.viewfile import LEAST_MINUTES, LEAST_TILES, ViewFile
from auditor.inventory.views import Kept, State
from auditor.words import say

_FOLDER = Path(__file__).parent / "templates"
_ALL = TILES[0] * TILES[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownView:
    """One picture and what is said under it."""

    light: str
    state: str
    told: str
    voucher: str
    """Who approved it, and when; empty unless it is approved."""
    picture: str
    unused: tuple[tuple[int, int], ...]
    """Column and row of the tiles that nothing is compared by."""
    learnt: str
    tiles: str
    poor: bool
    short: str
    still: str
    lost: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCamera:
    """One camera: its pictures, and the places that may be drawn on them."""

    id: str
    name: str
    views: tuple[ShownView, ...]
    places: tuple[Place, ...]


class _Own(str):
    """Text that is ours alone: it goes onto the page as it stands, unescaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the page is told beside the views."""

    province: str
    lang: str
    zone: ZoneInfo
    at: datetime
    config: str
    """The configuration's file, as the command to copy has to name it; empty for the usual one."""
    invented: bool = False


def page(commune: Commune, kept: Sequence[Kept], about: About) -> bytes:
    """Return the page of a commune's views; of a camera and light the one that waits goes first."""
    cameras = tuple(_cameras(commune, kept, about.zone))
    shown = {camera.id for camera in cameras}
    unlearnt = [f"{one.name} ({one.id})" for one in commune.cameras if one.id not in shown]
    style, script = _asset("camera_views.css"), _asset("camera_views.js")
    config = f" --config {about.config}" if about.config else ""
    command = say("views_page.command", code=commune.code, config=config)
    text = _environment().get_template("camera_views.html").render(
        t=say,
        lang=about.lang,
        commune=commune,
        province=about.province,
        invented=about.invented,
        made=_when(about.at, about.zone),
        waiting=sum(view.state == State.WAITING for one in cameras for view in one.views),
        cameras=cameras,
        unlearnt=unlearnt,
        command=command,
        head=f"# {command}",
        style=style,
        script=script,
        policy=_policy(style, script),
    )  # fmt: skip
    return text.encode()


def _cameras(commune: Commune, kept: Sequence[Kept], zone: ZoneInfo) -> Iterator[ShownCamera]:
    for camera in commune.cameras:
        newest: dict[str, Kept] = {}
        for one in kept:  # of a light, what waits comes after what is approved
            if one.view.camera == camera.id:
                known = newest.get(one.view.light)
                if known is None or one.state is State.WAITING:
                    newest[one.view.light] = one
        if newest:
            views = [newest[light] for light in sorted(newest)]
            yield ShownCamera(
                id=camera.id,
                name=camera.name or camera.id,
                views=tuple(_view(one, zone) for one in views),
                places=places_of(commune, camera, [one.view for one in views]),
            )


def _view(one: Kept, zone: ZoneInfo) -> ShownView:
    view = one.view
    short = view.minutes < LEAST_MINUTES
    return ShownView(
        light=say(f"views_page.light.{view.light}"),
        state=one.state.value,
        told=say(f"views_page.state.{one.state}"),
        voucher=_voucher(one),
        picture=view.picture,
        unused=tuple(_unused(view)),
        learnt=say(
            "views_page.learnt",
            count=len(view.learnt),
            start=_when(view.learnt[0], zone),
            end=_when(view.learnt[-1], zone),
        ),
        tiles=say(
            "views_page.tiles_few" if view.tiles < LEAST_TILES else "views_page.tiles",
            tiles=view.tiles, all=_ALL, least=LEAST_TILES,
        ),
        poor=view.tiles < LEAST_TILES,
        short=say("views_page.short", least=LEAST_MINUTES) if short else "",
        still=_still(view),
        lost=say("views_page.lost", places=", ".join(one.lost)) if one.lost else "",
    )  # fmt: skip


def _still(view: ViewFile) -> str:
    """Warn whoever vouches for a camera whose live picture stands as still as a frozen one."""
    if view.still is None or view.still < LIMITS["still"]:
        return ""
    return say("views_page.still", share=round(100 * view.still))


def _voucher(one: Kept) -> str:
    approved = one.view.approved
    if one.state is not State.APPROVED or approved is None:
        return ""
    values = {"by": approved.by, "on": f"{approved.on:%d/%m/%Y}", "document": approved.document}
    key = "approved_by" if approved.document else "approved_by_person"
    return say(f"views_page.{key}", **values)


def _unused(view: ViewFile) -> Iterator[tuple[int, int]]:
    bits = f"{int(view.reliable, 16):0{_ALL}b}"
    for number, bit in enumerate(bits):
        if bit == "0":
            yield number % TILES[0], number // TILES[0]


def _when(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M %d/%m/%Y}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if hasattr(value, "__html__") else clean(str(value)),
    )


@lru_cache(maxsize=2)
def _asset(name: str) -> _Own:
    return _Own((_FOLDER / name).read_text(encoding="utf-8"))


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            f"style-src {_hash(style)}",
            f"script-src {_hash(script)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(block: str) -> str:
    digest = hashlib.sha256(block.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
