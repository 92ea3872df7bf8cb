"""`auditor camera test`: one camera, step by step, as a run would look at it."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from auditor.cli import options
from auditor.cli.camera_words import drift, spoken
from auditor.cli.exits import Exit, told
from auditor.cli.groups import Subcommands
from auditor.cli.terminal import Console
from auditor.words import say

if TYPE_CHECKING:
    from auditor.cli.camera_target import Target
    from auditor.config import Config
    from auditor.contract import Commune, Missing
    from auditor.facts import CameraSeen
    from auditor.probes.camera.credential import Credential, CredentialOf
    from auditor.probes.camera.probe import CameraVisit
    from auditor.probes.camera.steps import Step, Tell

DEFAULT = Path("auditor.yaml")
TYPED = "--user"
"""Name of the credential that was typed for this one call."""
DRIFT_S = 60.0
MOST_PORT = 65_535


@click.group("camera", cls=Subcommands, help=say("cli.camera"))
def command() -> None:
    """Hold the commands together."""


@command.command("test", help=say("camera.test"))
@click.argument("host")
@click.option(
    "--channel", type=click.IntRange(1, 256), metavar="N", help=say("option.camera_channel")
)
@click.option("--path", metavar="PATH", help=say("option.camera_path"))
@click.option("--rtsp-port", type=int, metavar="N", help=say("option.camera_rtsp_port"))
@click.option(
    "--onvif-port",
    type=int,
    metavar="N",
    help=say("option.camera_onvif_port"),
)
@click.option("--credential", metavar="NAME", help=say("option.camera_credential"))
@click.option("--user", metavar="NAME", help=say("option.camera_user"))
@click.option(
    "--config",
    "-c",
    "config_path",
    type=click.Path(path_type=Path),
    default=None,
    help=say("option.camera_config"),
)
@click.pass_context
@told
def test(
    ctx: click.Context,
    host: str,
    channel: int | None,
    path: str | None,
    rtsp_port: int | None,
    onvif_port: int | None,
    credential: str | None,
    user: str | None,
    config_path: Path | None,
) -> Exit:
    """Find, look, tell."""
    from auditor.cli.camera_target import Call, problem, target_of

    config = _config(ctx, config_path)
    if credential and user:
        raise problem("two_credentials", file=TYPED)
    if credential and config is None:
        raise problem("credential_needs_config", file="--credential")
    if user and not sys.stdin.isatty():
        raise problem("no_terminal", file=TYPED, family="credential")
    for name, port, least in (("--rtsp-port", rtsp_port, 1), ("--onvif-port", onvif_port, 0)):
        if port is not None and not least <= port <= MOST_PORT:
            raise problem("port", file=name, port=str(port), least=str(least))
    call = Call(
        host=host,
        channel=channel,
        path=path,
        rtsp_port=rtsp_port,
        onvif_port=onvif_port,
        credential=TYPED if user else credential,
    )
    target = target_of(call, _communes(config))
    console = Console(highlight=False)
    _introduce(console, target, user)
    source = _source(config, _typed(user) if user else None)
    steps: list[Step] = []

    def tell(step: "Step") -> None:
        if not any(_same(step, told) for told in steps):
            steps.append(step)
            _show(console, step)

    visit = asyncio.run(_look(config, target, source, tell))
    return _result(console, target, visit, steps)


def _same(step: "Step", told: "Step") -> bool:
    """Say whether a failure is only told again, by whoever it was handed on to."""
    return not step.ok and (told.ok, told.text, told.values) == (False, step.text, step.values)


def _config(ctx: click.Context, path: Path | None) -> "Config | None":
    """Read the configuration that was named, or the one that lies here."""
    if path is None and not DEFAULT.exists():
        return None
    return options.configured(ctx, path or DEFAULT)


def _communes(config: "Config | None") -> "tuple[Commune, ...]":
    from auditor.inventory import load_inventory

    return load_inventory(config).communes if config else ()


def _typed(user: str) -> "Credential":
    """Ask for the password at the terminal; it stands in no list of processes and no history."""
    from auditor.credentials import remembered
    from auditor.probes.camera.credential import Credential

    password = str(click.prompt(say("credential.ask_password"), hide_input=True))
    return remembered(Credential(name=TYPED, user=user, password=password))


def _source(config: "Config | None", typed: "Credential | None") -> "CredentialOf":
    """Return what a device's credential is looked up by."""
    from auditor.credentials import credential_source

    named = credential_source(config) if config else None

    def of(name: str) -> "Credential | Missing":
        if typed is not None and name == TYPED:
            return typed
        if named is None:
            raise KeyError(name)
        return named(name)

    return of


async def _look(
    config: "Config | None", target: "Target", source: "CredentialOf", tell: "Tell"
) -> "CameraVisit":
    """Look as a run does: the declared host and ports, this machine itself only in a lab."""
    from auditor import __version__
    from auditor.network import device_limits_of, lab, user_agent
    from auditor.probes.camera.limits import DeviceLimits
    from auditor.probes.camera.link import Devices
    from auditor.probes.camera.pictures import Pictures
    from auditor.probes.camera.probe import Cameras
    from auditor.probes.gate import Gate

    gate = Gate(lab=lab(config) if config else frozenset())
    limits = device_limits_of(config) if config else DeviceLimits()
    agent = user_agent(config) if config else f"commune-auditor/{__version__}"
    with Pictures(1) as pictures:
        async with Devices(gate, limits, credential_of=source, user_agent=agent) as devices:
            try:
                cameras = Cameras(devices, pictures)
                return await cameras.visit(target.commune, target.camera, tell=tell, still=True)
            finally:
                await gate.close()


def _introduce(console: Console, target: "Target", user: str | None) -> None:
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


def _show(console: Console, step: "Step") -> None:
    mark = "[green]✓[/]" if step.ok else "[bold red]✗[/]"
    name = escape(say(f"camera.step.{step.name}"))
    took = say("camera.test.ms", ms=step.elapsed_ms)
    console.print(f"{mark} [bold]{name}[/] [dim]{took}[/]", soft_wrap=True)
    console.print(f"    {escape(say(step.text, **spoken(step.values)))}", soft_wrap=True)


def _result(
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
    else:
        for line in _notes(target, visit.seen):
            console.print(escape(line), soft_wrap=True)
    return code


def _notes(target: "Target", seen: "CameraSeen") -> list[str]:
    """Say what else a person at the device would want to mend."""
    notes = []
    if not target.camera.path and "***" not in seen.stream.path:
        notes.append(say("camera.test.path", path=seen.stream.path))
    if seen.stream.auth == "none":
        notes.append(say("camera.test.open"))
    if seen.stream.auth == "basic":
        notes.append(say("camera.test.basic"))
    offset = seen.clock_offset_s
    if offset is not None and abs(offset) > DRIFT_S:
        notes.append(say("camera.test.clock", drift=drift(offset)))
    return notes
