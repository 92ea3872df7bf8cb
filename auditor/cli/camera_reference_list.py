"""`auditor camera reference COMMUNE --list`: which camera has a view that counts, and which has not."""

from rich.markup import escape

from auditor.cli.camera_reference import Call
from auditor.cli.exits import Exit
from auditor.cli.terminal import Console
from auditor.inventory.views import Kept, State
from auditor.words import say

_MARKS = {
    State.APPROVED: "[green]✓[/]",
    State.WAITING: "[yellow]![/]",
    State.ELSEWHERE: "[bold red]✗[/]",
    State.STRAY: "[bold red]✗[/]",
}


def show(call: Call) -> Exit:
    """Print a line a view; 4 when a camera has none that counts."""
    console = Console(highlight=False)
    kept = call.kept()
    complete = True
    for camera in call.cameras:
        own = [one for one in kept if one.view.camera == camera.id]
        complete &= any(one.state is State.APPROVED for one in own)
        if not own:
            said = say("camera_reference.list.none", camera=camera.id, name=camera.name)
            console.print(f"[bold red]✗[/] {escape(said)}", soft_wrap=True)
        for one in own:
            _show(console, call, one)
    for one in kept:
        if one.state is State.STRAY:
            _show(console, call, one)
    return Exit.OK if complete else Exit.UNKNOWN


def _show(console: Console, call: Call, one: Kept) -> None:
    view, approved = one.view, one.view.approved
    if one.state is State.APPROVED and approved:
        key = "approved" if approved.document else "approved_by_person"
        state = say(
            f"camera_reference.list.{key}",
            by=approved.by, on=f"{approved.on:%d/%m/%Y}", document=approved.document,
        )  # fmt: skip
    else:
        state = say(f"camera_reference.list.{one.state}", address=view.address)
    said = say(
        "camera_reference.list.view",
        camera=view.camera,
        light=say(f"views_page.light.{view.light}"),
        state=state,
        learnt=f"{view.learnt[-1].astimezone(call.zone):%H:%M %d/%m/%Y}",
        tiles=view.tiles,
        regions=len(view.regions) - len(one.lost),
    )
    console.print(f"{_MARKS[one.state]} {escape(said)}", soft_wrap=True)
    if one.lost:
        lost = say("views_page.lost", places=", ".join(one.lost))
        console.print(f"    [yellow]{escape(lost)}[/]", soft_wrap=True)
