"""`auditor camera test`: one camera, step by step, as a run would look at it."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.camera_discover import discover
from auditor.cli.camera_read import communes_of, config_of
from auditor.cli.camera_reference import reference
from auditor.cli.camera_told import introduce, result, show
from auditor.cli.exits import Exit, told
from auditor.cli.groups import Subcommands
from auditor.cli.terminal import Console
from auditor.words import say

if TYPE_CHECKING:
    from auditor.cli.camera_target import Target
    from auditor.config import Config
    from auditor.contract import Missing
    from auditor.probes.camera.credential import Credential, CredentialOf
    from auditor.probes.camera.probe import CameraVisit
    from auditor.probes.camera.steps import Step, Tell

TYPED = "--user"
"""Name of the credential that was typed for this one call."""
MOST_PORT = 65_535


@click.group("camera", cls=Subcommands, help=say("cli.camera"))
def command() -> None:
    """Hold the commands together."""


command.add_command(discover)
command.add_command(reference)


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
    from auditor.cli.camera_call import Call, problem
    from auditor.cli.camera_target import target_of

    config = config_of(ctx, config_path)
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
    target = target_of(call, communes_of(config))
    console = Console(highlight=False)
    introduce(console, target, user)
    source = _source(config, _typed(user) if user else None)
    steps: list[Step] = []

    def tell(step: "Step") -> None:
        if not any(_same(step, told) for told in steps):
            steps.append(step)
            show(console, step)

    visit = asyncio.run(_look(config, target, source, tell))
    return result(console, target, visit, steps)


def _same(step: "Step", told: "Step") -> bool:
    """Say whether a failure is only told again, by whoever it was handed on to."""
    return not step.ok and (told.ok, told.text, told.values) == (False, step.text, step.values)


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
