"""What a device says, without what it was told: a hostile one echoes our own log-in into its name,
its paths, its codec, and from there it would stand in reports.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace

from auditor.contract import Missing, Values
from auditor.facts import CameraSeen, DeviceInfo
from auditor.probes.camera.credential import Credential
from auditor.probes.camera.steps import Step, Tell

HIDDEN = "***"
_OURS = frozenset(
    {"host", "port", "onvif_port", "camera", "address", "request", "call", "auth", "name"}
)
"""Values in words of our own or of the inventory."""
_HASHED = re.compile(r"(?i)[0-9a-f]{32,}|[a-z0-9+/]{27}=")
"""As long as an answer to a Digest, or as a token's: passwords can be guessed from them."""
_SHORTEST_USER = 3
_SHORTEST_REST = 4


class Scrub:
    """Hides what was shown to one device."""

    def __init__(self, shown: Iterable[Credential]) -> None:
        secrets = {secret for one in shown for secret in _secrets(one)}
        letters = [[_letter(sign) for sign in one] for one in sorted(secrets, key=len)[::-1]]
        whole = ["".join(one) for one in letters]
        # What was cut off in the middle of a secret gives away its beginning.
        ends = [
            "".join(one[:_SHORTEST_REST]) + _optional(one[_SHORTEST_REST:]) + r"\Z"
            for one in letters
            if len(one) > _SHORTEST_REST
        ]
        self._secret = re.compile("|".join([*whole, *ends]), re.IGNORECASE) if whole else None

    def text(self, said: str) -> str:
        """Return what a device said, without what logs in."""
        kept = self._secret.sub(HIDDEN, said) if self._secret else said
        return _HASHED.sub(HIDDEN, kept)

    def values(self, said: Values) -> dict[str, str | int | float]:
        """Return the values of a sentence."""
        return {
            name: self.text(value) if isinstance(value, str) and name not in _OURS else value
            for name, value in said.items()
        }

    def telling(self, tell: Tell) -> Tell:
        """Return a listener to whom nothing is told that logs in."""

        def told(step: Step) -> None:
            tell(replace(step, values=self.values(step.values)))

        return told

    def seen(self, seen: CameraSeen | Missing) -> CameraSeen | Missing:
        """Return what came of a visit as it may be kept."""
        if isinstance(seen, Missing):
            return replace(seen, values=self.values(seen.values))
        stream = replace(seen.stream, path=self.text(seen.stream.path))
        untold = seen.untold and replace(seen.untold, values=self.values(seen.untold.values))
        return replace(seen, stream=stream, device=self._info(seen.device), untold=untold)

    def _info(self, info: DeviceInfo | None) -> DeviceInfo | None:
        if info is None:
            return None
        return DeviceInfo(
            manufacturer=self.text(info.manufacturer),
            model=self.text(info.model),
            firmware=self.text(info.firmware),
        )


def _secrets(one: Credential) -> Iterable[str]:
    if len(one.user.strip()) >= _SHORTEST_USER:
        yield one.user
    if one.password.strip():
        yield one.password
    yield b64encode(f"{one.user}:{one.password}".encode()).decode().rstrip("=")


def _letter(sign: str) -> str:
    """Return what one letter may look like: itself, its percent-encoding, a blank that was cut."""
    encoded = "".join(f"%{byte:02x}" for byte in sign.encode())
    if sign.isspace():
        return rf"(?:[\s_+]|{encoded})*"
    return f"(?:{re.escape(sign)}|{encoded})"


def _optional(letters: list[str]) -> str:
    """Return a pattern for any beginning of these letters."""
    return "".join(f"(?:{one}" for one in letters) + ")?" * len(letters)
