"""A step of asking a device over ONVIF, told when it is over."""

import asyncio

from auditor.contract import Missing, Values
from auditor.facts.logins import shown
from auditor.probes.camera.onvif.addresses import Place
from auditor.probes.camera.steps import Step, Tell


class Stage:
    """A step that is being taken."""

    def __init__(self, name: str, tell: Tell) -> None:
        self._name, self._tell = name, tell
        self._start = asyncio.get_running_loop().time()

    def done(self, text: str, values: Values) -> None:
        """Tell what was found."""
        self._say(True, text, values)

    def failed(self, wrong: Missing) -> Missing:
        """Tell why nothing was, and return that."""
        self._say(False, wrong.text, wrong.values)
        return wrong

    def placed(
        self, texts: tuple[str, str, str], found: Place, path: str, host: str, port: int
    ) -> str:
        """Say where something is, and return where the device said it was, if that was elsewhere."""
        reported = found.elsewhere(host, port)
        other_port = bool(reported and found.port and found.port != port)
        text = texts[bool(reported) + other_port]
        self.done(text, {"path": shown(path), "port": port, "reported": reported})
        return reported

    def _say(self, ok: bool, text: str, values: Values) -> None:
        took = round((asyncio.get_running_loop().time() - self._start) * 1000)
        self._tell(Step(name=self._name, ok=ok, text=text, values=values, elapsed_ms=took))
