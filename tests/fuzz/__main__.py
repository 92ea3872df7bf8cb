"""./run fuzz: parsers fed for minutes. What is found is printed, and kept as a file of hex."""

import hashlib
import importlib.util
import sys
from pathlib import Path

import click

from tests.fuzz import long
from tests.fuzz.targets import TARGETS

_INSTALL = """\
atheris is not installed; it is no part of this project's dependencies. Where it has a wheel
(Linux, Python 3.11 to 3.13):
    {python} -m pip install atheris"""


@click.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--minutes", default=1.0, show_default=True, help="For each target.")
@click.option("--atheris", is_flag=True, help="Guided by coverage, where atheris is installed.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where inputs that fail are kept.")
@click.option("--list", "listed", is_flag=True, help="Name the targets.")
@click.option("--again", type=click.Path(exists=True, path_type=Path), help="Feed a kept input.")
def main(
    targets: tuple[str, ...],
    minutes: float,
    atheris: bool,
    folder: Path | None,
    listed: bool,
    again: Path | None,
) -> None:
    """Feed TARGETs (all where none is named) what the world may send. Exit code 1: found something."""
    if listed:
        click.echo("\n".join(TARGETS))
        return
    if unknown := [name for name in targets if name not in TARGETS]:
        raise click.UsageError(f"no target {', '.join(unknown)}; --list names them")
    if again is not None:
        _feed_again(again, targets)
        return
    if atheris and importlib.util.find_spec("atheris") is None:
        raise click.UsageError(_INSTALL.format(python=sys.executable))
    found = 0
    for name in targets or TARGETS:
        ran = long.run(name, "atheris" if atheris else "hypothesis", round(minutes * 60))
        click.echo(
            f"{name}: {ran.inputs} inputs in {ran.seconds / 60:.1f} minutes by {ran.engine}, "
            f"{len(ran.found)} found"
        )
        for one in ran.found:
            _tell(one, folder)
        found += len(ran.found)
    sys.exit(1 if found else 0)


def _tell(one: long.Found, folder: Path | None) -> None:
    click.echo(f"  {one.fault}\n    {one.says}\n    {one.input.hex()}")
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(one.fault.encode()).hexdigest()[:12]
        (folder / f"{one.target}-{name}.hex").write_text(f"{one.input.hex()}\n", encoding="ascii")


def _feed_again(path: Path, targets: tuple[str, ...]) -> None:
    """Feed one kept input; the traceback says the rest."""
    name = targets[0] if targets else path.stem.rpartition("-")[0]
    TARGETS[name].feed(bytes.fromhex(path.read_text(encoding="ascii")))


if __name__ == "__main__":
    main(prog_name="./run fuzz")
