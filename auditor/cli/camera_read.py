"""What the commands about cameras know beforehand: the configuration, if one lies here."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import options

if TYPE_CHECKING:
    from auditor.config import Config
    from auditor.contract import Commune

DEFAULT = Path("auditor.yaml")


def config_of(ctx: click.Context, path: Path | None) -> "Config | None":
    """Read the configuration that was named, or the one that lies here."""
    if path is None and not DEFAULT.exists():
        return None
    return options.configured(ctx, path or DEFAULT)


def communes_of(config: "Config | None") -> "tuple[Commune, ...]":
    """Return the communes of the inventory; none without a configuration."""
    from auditor.inventory import load_inventory

    return load_inventory(config).communes if config else ()
