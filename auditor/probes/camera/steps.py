"""What was done to a device, step by step: `auditor camera test` prints it as it happens."""

from collections.abc import Callable
from dataclasses import dataclass, field

from auditor.contract import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `name` has the text `camera.step.<name>`, `text` says what came of it."""

    name: str
    ok: bool
    text: str
    values: Values = field(default_factory=dict)
    elapsed_ms: int = 0


Tell = Callable[[Step], None]


def nobody(_step: Step) -> None:
    """Listen to no step."""
