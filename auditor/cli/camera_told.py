"""What `auditor camera test` prints: whom it means, each step as it happens, what came of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape

from auditor.cli.camera_hints import NO_STILL, hints, picture
from auditor.cli.camera_words import spoken
from auditor.cli.exits import Exit
from auditor.cli.terminal import Console
from auditor.words import say

if TYPE_CHECKING:
    from auditor.cli.camera_target import Target
    from auditor.probes.camera.probe import CameraVisit
    from auditor.probes.camera.steps import Step


def introduce(console: Console, target: "Target", user: str | None) -> None:
    """Say which camera is meant, and where that was taken from."""
    from auditor.probes.camera.probe import address_of

    values = {
        "code": target.commune.code,
        "camera": target.camera.name or target.camera.id,
        "recorder": target.recorder,
        "address": address_of(target.commune, target.camera),
        "credential": user or target.device.credential or say("camera.test.nobody"),
        "channels": ", ".join(map(str, target.others)),
    }
    for key in target.told:
        console.print(escape(say(key, **values)), soft_wrap=True)


def show(console: Console, step: "Step") -> None:
    """Print one step; that a device has no still picture is no fault."""
    if step.name == "onvif.snapshot" and step.text in NO_STILL:
        mark, text = "[dim]–[/]", say("camera.hint.no_still")
    else:
        mark = "[green]✓[/]" if step.ok else "[bold red]✗[/]"
        text = say(step.text, **spoken(step.values))
    name = escape(say(f"camera.step.{step.name}"))
    took = say("camera.test.ms", ms=step.elapsed_ms)
    console.print(f"{mark} [bold]{name}[/] [dim]{took}[/]", soft_wrap=True)
    console.print(f"    {escape(text)}", soft_wrap=True)


def result(
    console: Console, target: "Target", visit: "CameraVisit", steps: "Sequence[Step]"
) -> Exit:
    """Print what came of it, unless the last step just said so, and what to do."""
    from auditor.contract import Missing
    from auditor.facts import LookState

    look = visit.look
    style, code = {
        LookState.UP: ("bold green", Exit.OK),
        LookState.DOWN: ("bold red", Exit.FAILED),
        LookState.VOID: ("bold yellow", Exit.UNKNOWN),
    }[look.state]
    console.print()
    console.print(say(f"camera.test.{look.state}"), style=style)
    if not steps or steps[-1].text != look.text:
        console.print(escape(say(look.text, **spoken(look.values))), soft_wrap=True)
    if isinstance(visit.seen, Missing):
        todo = say(f"{look.text}.todo", **spoken(look.values))
        console.print(escape(say("camera.test.todo", todo=todo)), soft_wrap=True)
    for line in (*picture(visit), *hints(target, visit, steps)):
        console.print(escape(line), soft_wrap=True)
    return code
