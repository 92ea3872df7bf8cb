"""`auditor credential`: passwords of cameras and recorders, given by hand and shown to nobody."""

import sys
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import options
from auditor.cli.exits import BrokeError, Exit, told
from auditor.cli.groups import Subcommands
from auditor.cli.plain import echo
from auditor.problems import BadInputError, Problem
from auditor.textfile import shown
from auditor.words import say

if TYPE_CHECKING:
    from auditor.config import Config
    from auditor.credentials.inifile import Secret

NAME = click.argument("name")


@click.group("credential", cls=Subcommands, help=say("cli.credential"))
def command() -> None:
    """Hold the three commands together."""


@command.command("set", help=say("credential.set"))
@NAME
@click.option("--keyring", "in_keyring", is_flag=True, help=say("option.keyring"))
@options.CONFIG
@click.pass_context
@told
def set_(ctx: click.Context, name: str, in_keyring: bool, config_path: Path) -> None:
    """Ask at the terminal and keep what was typed."""
    config = options.configured(ctx, config_path)
    name = _proven(name)
    secret = _asked(config, name)
    if in_keyring:
        _put_in_keyring(name, secret)
        echo(say("credential.kept_in_keyring", name=name))
    else:
        from auditor.credentials.inifile import put_secret

        put_secret(config.credentials.file, name, secret)
        echo(say("credential.kept_in_file", name=name, file=shown(config.credentials.file)))
    _warn_of_another(config, name, "keyring" if in_keyring else "file")
    _warn_of_no_use(config, name)


@command.command("list", help=say("credential.list"))
@options.CONFIG
@click.pass_context
@told
def list_(ctx: click.Context, config_path: Path) -> Exit:
    """Show every name that the inventory uses and where it was found, never what it stands for."""
    from auditor.credentials import Place, names_used, places_of
    from auditor.inventory import load_inventory

    config = options.configured(ctx, config_path)
    names = names_used(load_inventory(config).communes)
    if not names:
        echo(say("credential.none_used"))
    places = places_of(config, names)
    for name, place in places.items():
        echo(f"{name}\t{say(f'credential.place.{place}')}")
    for name in _idle(config, names):
        echo(f"{name}\t{say('credential.place.idle')}")
    lacking = {Place.NOWHERE, Place.UNREADABLE} & set(places.values())
    return Exit.UNKNOWN if lacking else Exit.OK


@command.command("remove", help=say("credential.remove"))
@NAME
@options.CONFIG
@click.pass_context
@told
def remove(ctx: click.Context, name: str, config_path: Path) -> None:
    """Delete an entry wherever this program may have put it."""
    from auditor.credentials import keystore
    from auditor.credentials.inifile import drop_secret

    config = options.configured(ctx, config_path)
    name = _proven(name)
    gone = [say("credential.place.file")] if drop_secret(config.credentials.file, name) else []
    if config.credentials.keyring:
        try:
            gone += [say("credential.place.keyring")] if keystore.drop_secret(name) else []
        except keystore.KeystoreError as error:
            raise BrokeError(say("problem.credential.keyring", detail=str(error))) from None
    if not gone:
        raise _problem(name, "not_there")
    echo(say("credential.removed", name=name, places=", ".join(gone)))


def _proven(name: str) -> str:
    """Return the name as the inventory keeps it. What is none may be a password: it is not repeated."""
    from auditor.config_values import is_credential_name

    if not is_credential_name(name.lower()):
        raise _problem("NAME", "name")
    return name.lower()


def _asked(config: "Config", name: str) -> "Secret":
    """Ask for user and password; the password is typed twice and seen by nobody."""
    from auditor.credentials.inifile import Secret, read_secrets, writable_value

    if not sys.stdin.isatty():
        raise _problem(name, "no_terminal")
    read_secrets(
        config.credentials.file
    )  # a file that must be mended is told before anything is typed
    user = str(click.prompt(say("credential.ask_user"))).strip()
    password = _typed_twice()
    if not (user and writable_value(user) and writable_value(password)):
        raise _problem(name, "not_writable")
    return Secret(user=user, password=password)


def _typed_twice() -> str:
    """Ask until both are the same; click's own second question speaks English when they are not."""
    while True:
        password = str(click.prompt(say("credential.ask_password"), hide_input=True))
        if password == click.prompt(say("credential.ask_again"), hide_input=True):
            return password
        echo(say("credential.not_the_same"), err=True)


def _put_in_keyring(name: str, secret: "Secret") -> None:
    from auditor.credentials import keystore

    try:
        keystore.put_secret(name, secret)
    except keystore.KeystoreError as error:
        raise BrokeError(say("problem.credential.keyring", detail=str(error))) from None


def _warn_of_another(config: "Config", name: str, kept: str) -> None:
    """Say when another place, which is looked into first, holds the name too."""
    from auditor.credentials import places_of

    place = places_of(config, [name])[name]
    if place != kept:
        echo(
            say("credential.another_first", name=name, place=say(f"credential.place.{place}")),
            err=True,
        )


def _warn_of_no_use(config: "Config", name: str) -> None:
    """Say that no device has this name, for a name that was mistyped is never found again."""
    from auditor.credentials import names_used
    from auditor.inventory import load_inventory

    try:
        used = sorted(names_used(load_inventory(config).communes))
    except BadInputError:
        return  # an inventory that must be mended is the doctor's to tell
    if name in used:
        return
    near = get_close_matches(name, used, n=1)
    key = "near" if near else "none" if not used else "other"
    values = {"name": name, "near": "".join(near), "used": ", ".join(used)}
    echo(say(f"credential.no_use.{key}", **values), err=True)


def _idle(config: "Config", used: Collection[str]) -> list[str]:
    """Return what the file keeps and no device asks for; a keyring cannot be asked what it holds."""
    from auditor.credentials.inifile import read_secrets

    return sorted(set(read_secrets(config.credentials.file)) - set(used))


def _problem(file: str, key: str) -> BadInputError:
    return BadInputError([Problem(file=file, message=say(f"problem.credential.{key}"))])
