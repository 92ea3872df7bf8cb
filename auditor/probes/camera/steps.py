"""What was done to a device, step by step: `auditor camera test` prints it as it happens."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from auditor.contract import Missing, Values


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


def step(name: str, start: float, said: Missing | str, **values: str | int) -> Step:
    """Return a step that began at `start` (time of the loop): its text, or what it failed for."""
    took = round((asyncio.get_running_loop().time() - start) * 1000)
    if isinstance(said, Missing):
        return Step(name=name, ok=False, text=said.text, values=said.values, elapsed_ms=took)
    return Step(name=name, ok=True, text=said, values=values, elapsed_ms=took)
