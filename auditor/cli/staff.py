"""`auditor staff`: who is behind a pseudonym, for whoever has to talk to the person.

Names go to a terminal and nowhere else: a file or a pipe would keep them.
"""

import sys
from pathlib import Path

import click

from auditor.cli import options
from auditor.cli.exits import told
from auditor.cli.plain import echo
from auditor.contract import Commune, Staff
from auditor.inventory import Inventory
from auditor.problems import BadInputError, Problem
from auditor.words import say


@click.command("staff", help=say("cli.staff"))
@click.option("--commune", "codes", multiple=True, metavar="CODE", help=say("option.staff_commune"))
@click.option("--print-names", is_flag=True, help=say("option.print_names"))
@options.CONFIG
@click.pass_context
@told
def command(
    ctx: click.Context, codes: tuple[str, ...], print_names: bool, config_path: Path
) -> None:
    """Print pseudonym, place and name."""
    from auditor.inventory import load_inventory

    config = options.configured(ctx, config_path)
    if not (sys.stdout.isatty() or print_names):
        raise _problem("--print-names", "no_terminal")
    inventory = load_inventory(config)
    communes = {commune.code: commune for commune in inventory.communes}
    if unknown := [code for code in codes if code not in communes]:
        raise _problem("--commune", "unknown_commune", code=unknown[0])
    chosen = [communes[code] for code in codes or communes]
    for commune in chosen:
        _show(commune, inventory)
    if not any(commune.staff for commune in chosen):
        echo(say("staff.none"))


def _show(commune: Commune, inventory: Inventory) -> None:
    if commune.staff:
        echo(f"{commune.code} {commune.name}")
    for staff in commune.staff:
        name = inventory.roster.name_of(staff.pseudonym)
        echo(f"  {staff.pseudonym}  {name}  {_place(commune, staff)}".rstrip())


def _place(commune: Commune, staff: Staff) -> str:
    """Return counter and office by their names."""
    counters = [counter.name for counter in commune.counters if counter.id == staff.counter]
    offices = [office.name for office in commune.offices if office.id == staff.office]
    return ", ".join((*counters, *offices))


def _problem(file: str, key: str, **values: str) -> BadInputError:
    return BadInputError([Problem(file=file, message=say(f"problem.staff.{key}", **values))])
