"""Tells each step of a visit as it ends."""

import asyncio

from auditor.contract import Missing
from auditor.probes.camera.steps import Step, Tell


class Progress:
    """One step at a time: begun, then done or failed. What came of it has the text
    `camera.done.<name>`, or the fault's own.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._clock = asyncio.get_running_loop().time
        self._begun = self._clock()
        self._name = ""

    def begin(self, name: str) -> None:
        """Start the next step."""
        self._name, self._begun = name, self._clock()

    def done(self, **values: str | float) -> None:
        """Tell that the step is over and good."""
        text = f"camera.done.{self._name}"
        self._tell(Step(name=self._name, ok=True, text=text, values=values, elapsed_ms=self._ms()))

    def failed(self, fault: Missing) -> Missing:
        """Tell what ended the visit, and return it."""
        step = Step(
            name=self._name, ok=False, text=fault.text, values=fault.values, elapsed_ms=self._ms()
        )
        self._tell(step)
        return fault

    def seconds(self) -> float:
        """Return how long the step has taken so far."""
        return self._clock() - self._begun

    def _ms(self) -> int:
        return round(self.seconds() * 1000)
