"""Facts of older schemas made readable: one step a schema, on plain JSON.

`UPGRADES["site", 1]` turns the JSON of a Site of schema 1 into that of schema 2. Where a step is
missing the fact is outdated and its finding stands marked "not rejudged": nothing is guessed.
"""

from collections.abc import Callable, Mapping
from typing import Any

Upgrade = Callable[[Any], Any]

UPGRADES: Mapping[tuple[str, int], Upgrade] = {}


def upgrade(
    kind: str,
    schema: int,
    plain: Any,
    *,
    current: int,
    steps: Mapping[tuple[str, int], Upgrade] = UPGRADES,
) -> Any | None:
    """Return `plain` in schema `current`, or None when no way leads there."""
    while schema < current:
        step = steps.get((kind, schema))
        if step is None:
            return None
        plain, schema = step(plain), schema + 1
    return plain if schema == current else None
