"""The device's clock beside ours. A wrong one makes a right password look wrong."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any


def offset_by_date(header: str, at: datetime) -> float | None:
    """Return device minus ours by the Date of an HTTP answer; None where it says nothing."""
    try:
        said = parsedate_to_datetime(header[:100])
        return round((said.replace(tzinfo=said.tzinfo or UTC) - at).total_seconds(), 1)
    except (ValueError, OverflowError, TypeError):
        return None


def offset_by_answer(value: Any, at: datetime) -> float | None:
    """Return device minus ours by GetSystemDateAndTime; None where it gives no such time."""
    said = getattr(value, "UTCDateTime", None)
    try:
        day, hour = said.Date, said.Time  # type: ignore[union-attr]
        moment = datetime(
            day.Year, day.Month, day.Day, hour.Hour, hour.Minute, hour.Second, tzinfo=UTC
        )
    except (AttributeError, ValueError, OverflowError, TypeError):
        return None
    return round((moment - at).total_seconds(), 1)
