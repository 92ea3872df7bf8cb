"""Ctrl-C and SIGTERM end a run in order: what was seen is kept, judged and reported.

The first signal is held until the work asks for it; a second one ends the program at once.
"""

import signal
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

_HELD = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """Holds both signals from enter to exit. `number` is the one that came, or 0."""

    def __init__(self) -> None:
        self.number = 0
        self._wake: Callable[[], object] | None = None
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {one: signal.signal(one, self._caught) for one in _HELD}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one, before in self._before.items():
            signal.signal(one, before)

    def wakes(self, wake: Callable[[], object]) -> None:
        """Call `wake` when a signal comes, or now if one already has; it must be quick and safe."""
        self._wake = wake
        if self.number:
            wake()

    def _caught(self, number: int, _frame: FrameType | None) -> None:
        if self.number:
            raise KeyboardInterrupt
        self.number = number
        if self._wake is not None:
            self._wake()
