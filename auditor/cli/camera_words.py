"""What a device answered with, as a person says it: no codes, no bare floats."""

from typing import TYPE_CHECKING

from auditor.words import say

if TYPE_CHECKING:
    from auditor.contract import Values


def spoken(values: "Values") -> dict[str, str | int | float]:
    """Return values as a person says them: log-ins by name, a clock in hours, decimals as written."""
    said = {name: _number(value) for name, value in values.items()}
    if auth := said.get("auth"):
        said["auth"] = say(f"camera.auth.{auth}")
    offset = values.get("offset_s")
    if isinstance(offset, (int, float)):
        said["drift"] = drift(offset)
    return said


def _number(value: str | int | float) -> str | int | float:
    if not isinstance(value, float):
        return value
    return (
        int(value) if value == int(value) else str(value).replace(".", say("camera.decimal_mark"))
    )


def drift(seconds: float) -> str:
    """Return how wrong a clock is, in the two largest units that matter."""
    whole = abs(round(seconds))
    if not whole:
        return say("camera.drift.none")
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, left = divmod(hours, 24)
    if days:
        span = say("camera.drift.days", days=days, hours=left)
    elif hours:
        span = say("camera.drift.hours", hours=hours, minutes=minutes)
    elif minutes:
        span = say("camera.drift.minutes", minutes=minutes, seconds=rest)
    else:
        span = say("camera.drift.seconds", seconds=rest)
    return say("camera.drift.fast" if seconds > 0 else "camera.drift.slow", span=span)
