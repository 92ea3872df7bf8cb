"""Where `config/` is: beside the code in a checkout, inside the package when installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def config_folder() -> Path:
    """Return the folder of policies that this installation came with."""
    packaged = _PACKAGE / "_config"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "config"
