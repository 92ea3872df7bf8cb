"""`auditor camera discover`: who answers on a local network, as rows for the table of cameras.

The rows go to stdout or into a new file, all that is said to a person to stderr.
"""

from collections.abc import Sequence
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.camera_call import problem
from auditor.cli.camera_proposal import known_hosts, propose, refuse_existing, taken_ids
from auditor.cli.camera_read import communes_of, config_of
from auditor.cli.exits import Exit, told
from auditor.cli.plain import clean, echo
from auditor.problems import BadInputError
from auditor.words import say

if TYPE_CHECKING:
    from auditor.config import Config
    from auditor.contract import Commune
    from auditor.probes.camera.discovery import Interface
    from auditor.probes.camera.discovery_answers import Found

_CODE_LENGTH = 5


@click.command("discover", help=say("camera.discover"))
@click.option("--interface", metavar="ADDRESS", help=say("option.camera_interface"))
@click.option("--to", metavar="HOST", help=say("option.camera_to"))
@click.option(
    "--seconds",
    type=click.FloatRange(1, 60),
    default=5,
    show_default=True,
    metavar="N",
    help=say("option.camera_seconds"),
)
@click.option("--commune", metavar="CODE", help=say("option.camera_commune"))
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help=say("option.camera_output"),
)
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
def discover(
    ctx: click.Context,
    interface: str | None,
    to: str | None,
    seconds: float,
    commune: str | None,
    output: Path | None,
    config_path: Path | None,
) -> Exit:
    """Ask once, list who answered, propose rows for those that the inventory does not have."""
    config = config_of(ctx, config_path)
    communes = communes_of(config)
    code = _code(commune, communes)
    refuse_existing(output)
    ours = _interface(interface) if interface or not to else ""
    found = _asked(ours, _single(to, config) if to else "", seconds)
    known = known_hosts(communes)
    for one in found:
        _show(one, known.get(one.host, ""))
    if not found:
        echo(say("discover.nobody"), err=True)
        return Exit.UNKNOWN
    fresh = [one for one in found if one.host not in known]
    if fresh:
        propose(fresh, code, taken_ids(communes, code), output, ctx.obj["lang"] or "vi")
    else:
        echo(say("discover.all_known"), err=True)
    return Exit.OK


def _asked(ours: str, to: str, seconds: float) -> "list[Found]":
    """Ask, and say what was not listened to."""
    from auditor.probes.camera.discovery import ask

    place = {"to": to, "interface": ours, "seconds": f"{seconds:g}"}
    echo(say("discover.asking_one" if to else "discover.asking", **place), err=True)
    try:
        heard = ask(seconds=seconds, interface=ours, to=to)
    except OSError as error:
        from auditor.textfile import os_reason

        where = "--to" if to else "--interface"
        raise problem(
            "network", file=where, family="discover", address=to or ours, detail=os_reason(error)
        ) from None
    if heard.unreadable:
        echo(say("discover.unreadable", count=heard.unreadable), err=True)
    if heard.full:
        echo(say("discover.full"), err=True)
    return sorted(heard.found.values(), key=lambda one: IPv4Address(one.host))


def _interface(wanted: str | None) -> str:
    """Return our address on the network that is meant: the named one, or the only one."""
    from auditor.probes.camera.discovery import interfaces

    ours = interfaces()
    if wanted:
        for one in ours:
            if wanted in {one.address, one.name}:
                return one.address
        if _is_host(wanted):  # an interface may have several; whether it is ours binding will tell
            return wanted
        raise _choose("no_interface", ours, wanted)
    if len(ours) != 1:
        raise _choose("which_interface" if ours else "no_network", ours)
    return ours[0].address


def _is_host(text: str) -> bool:
    try:
        address = IPv4Address(text)
    except AddressValueError:
        return False
    return not (address.is_unspecified or address.is_multicast or address.is_loopback)


def _choose(key: str, ours: "Sequence[Interface]", wanted: str = "") -> BadInputError:
    known = ", ".join(f"{one.address} ({one.name})" if one.name else one.address for one in ours)
    return problem(
        key, file="--interface", family="discover", known=known or "–", wanted=clean(wanted)[:60]
    )


def _single(to: str, config: "Config | None") -> str:
    """Return the one address that is asked: inside a private network, or declared for a lab."""
    from auditor.network import lab
    from auditor.probes.addresses import internal
    from auditor.probes.camera.discovery import PORT

    try:
        address = str(IPv4Address(to))
    except AddressValueError:
        raise problem("no_address", file="--to", family="discover", host=clean(to)[:60]) from None
    known = lab(config) if config else frozenset()
    if not internal(address) and (address, PORT) not in known:
        raise problem("not_internal", file="--to", family="discover", host=address)
    return address


def _code(wanted: str | None, communes: "Sequence[Commune]") -> str:
    """Return the commune that the rows are for: the named one, the only one, or nobody's yet."""
    known = {one.code for one in communes}
    if wanted is None:
        return known.pop() if len(known) == 1 else ""
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) == _CODE_LENGTH) or (
        known and wanted not in known
    ):
        raise problem("commune", file="--commune", family="discover", code=clean(wanted)[:60])
    return wanted


def _show(one: "Found", known: str) -> None:
    """Say who answered, and what is odd about its answer."""
    what = " · ".join(filter(None, (one.name, one.hardware))) or say("discover.nameless")
    ports = ", ".join(map(str, one.ports)) or "–"
    key = "discover.known" if known else "discover.new"
    echo(say(key, host=one.host, ports=ports, what=what, known=known), err=True)
    if one.elsewhere:
        echo(say("discover.elsewhere", elsewhere=", ".join(one.elsewhere)), err=True)
    if one.secured and not one.ports:
        echo(say("discover.secured"), err=True)
