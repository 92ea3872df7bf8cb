"""What became of each camera that was looked at, told to whoever waits before the screen."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.markup import escape

from auditor.cli.camera_reference import Call
from auditor.cli.terminal import Console
from auditor.contract import Missing
from auditor.facts.oddities import LIMITS
from auditor.facts.picture import Light
from auditor.inventory.viewfile import LEAST_STILL, LEAST_TILES
from auditor.words import say

if TYPE_CHECKING:
    from auditor.probes.camera.learning import Glimpse

Learnt = dict[tuple[str, Light], "tuple[Sequence[Glimpse], Mapping[str, object]] | Missing"]

_ROW = 320
_BETWEEN = slice(_ROW * 23, _ROW * 157)
"""Of a small picture, what lies between the bands where clocks are burnt in."""
_ALIKE = 0.99
"""Share of pixels within one grey level: what encoding a frozen picture anew leaves."""


def tell(console: Console, call: Call, found: Learnt, minutes: float, least: float) -> bool:
    """Say what became of each camera; True when every one of them has a view to approve.

    `least`: minutes from which it is told whether a frozen picture could be noticed later.
    """
    complete = True
    console.print()
    for camera in call.cameras:
        own = {light: made for (id_, light), made in found.items() if id_ == camera.id}
        if not own:
            complete = False
            said = say("camera_reference.not_learnt", camera=camera.id)
            console.print(f"[bold red]✗[/] {escape(said)}", soft_wrap=True)
        for light, made in own.items():
            good, lines = told(camera.id, light, made)
            complete &= good
            console.print(
                f"{'[green]✓[/]' if good else '[yellow]![/]'} {escape(lines)}", soft_wrap=True
            )
            if not isinstance(made, Missing) and good and minutes >= least:
                for line in stillness(camera.id, light, made[0]):
                    console.print(f"  [yellow]{escape(line)}[/]", soft_wrap=True)
    return complete


def told(
    camera: str, light: Light, made: "tuple[Sequence[Glimpse], Mapping[str, object]] | Missing"
) -> tuple[bool, str]:
    """Return whether there is a view to approve, and what is said of it."""
    name = say(f"views_page.light.{light}")
    if isinstance(made, Missing):
        return False, say("camera_reference.not_used", camera=camera, text=say(made.text))
    glimpses, features = made
    tiles = int(str(features["reliable"]), 16).bit_count()
    values: dict[str, str | int] = {
        "camera": camera,
        "light": name,
        "tiles": tiles,
        "least": LEAST_TILES,
    }
    if len({one.grey for one in glimpses}) == 1 or _frozen(glimpses):
        return False, say("camera_reference.learnt_same", **values)
    if tiles < LEAST_TILES:
        return False, say("camera_reference.learnt_few", **values)
    return True, say("camera_reference.learnt", **values)


def stillness(camera: str, light: Light, glimpses: "Sequence[Glimpse]") -> Iterator[str]:
    """Yield what a person should know of how still this camera's picture is while it is live."""
    shares = identical(glimpses)
    values: dict[str, str | int] = {"camera": camera, "light": say(f"views_page.light.{light}")}
    if len(shares) < LEAST_STILL:
        yield say("camera_reference.still_unknown", **values, least=LEAST_STILL, count=len(shares))
    elif max(shares) >= LIMITS["still"]:
        yield say("camera_reference.still_high", **values, share=round(100 * max(shares)))


def identical(glimpses: "Sequence[Glimpse]") -> tuple[float, ...]:
    """Return the shares of identical blocks of the looks that measured them, oldest first."""
    shares = (one.measures.identical for one in glimpses)
    return tuple(one for one in shares if one is not None)


def _frozen(glimpses: "Sequence[Glimpse]") -> bool:
    """Whether each test found it frozen, and the looks minutes apart show one picture and a clock."""
    shares = identical(glimpses)
    if len(shares) < LEAST_STILL or min(shares) < LIMITS["identical"]:
        return False
    return all(_same(one.grey, other.grey) for one, other in pairwise(glimpses))


def _same(one: bytes, other: bytes) -> bool:
    pairs = list(zip(one[_BETWEEN], other[_BETWEEN], strict=True))
    return sum(abs(a - b) <= 1 for a, b in pairs) >= _ALIKE * len(pairs)
