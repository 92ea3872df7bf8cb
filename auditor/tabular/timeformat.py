"""Date formats as officials write them: dd/mm/yyyy HH:MM:SS, declared once and never guessed.

`05/03/2026` is the fifth of March or the third of May; only who made the export knows. A format is
translated to one strict pattern; what does not match it is no date.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache

_NAMED = {"iso": "yyyy-mm-ddTHH:MM:SSZ"}
_EPOCHS = {"epoch_s": 1, "epoch_ms": 1000}
_TOKEN = re.compile(
    r"""(?P<year>y{2,4}) | (?P<day>d{1,2}) | (?P<zone>[+-](?:hh|00|07):?(?:mm|00)|z{1,3})
      | (?P<marker>sa\s?/\s?ch|am\s?/\s?pm|tt) | (?P<hour>h{1,2}) | (?P<second>s{1,2})
      | (?P<fraction>\.f{1,9}) | (?P<m>m{1,2})
      | (?P<blank>\s+) | (?P<literal>[-/.:,T]) | (?P<other>.)""",
    re.VERBOSE | re.IGNORECASE,
)
_PATTERNS = {
    "year": r"(?P<year>[0-9]{4})",
    "short_year": r"(?P<short_year>[0-9]{2})",
    "month": r"(?P<month>[0-9]{1,2})",
    "day": r"(?P<day>[0-9]{1,2})",
    "hour": r"(?P<hour>[0-9]{1,2})",
    "minute": r"(?P<minute>[0-9]{2})",
    "marker": r"(?P<marker>sa|ch|a\.?m\.?|p\.?m\.?)",
    "zone": r"\s*(?P<zone>z|[+-][0-9]{2}:?[0-9]{2})?",
    "blank": r"\s+",
}
_SECOND = r"(?:{before}(?P<second>[0-9]{{2}})(?:[.,](?P<fraction>[0-9]{{1,9}}))?)?"
_DAY_FIELDS = ("day", "month", "year")
_CLOCK_FIELDS = ("hour", "minute", "second", "marker", "zone")
_CENTURY = 2000
_Parts = Mapping[str, str | None]


class TimeFault(StrEnum):
    """Why a text is no moment."""

    DATE = "date"
    NO_ZONE = "no_zone"
    """It is one, but lacks the zone that its format promises."""


class FormatError(ValueError):
    """A format that says too little or cannot be read: `key` says which, `part` what."""

    def __init__(self, key: str, part: str = "") -> None:
        super().__init__(key)
        self.key, self.part = key, part


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeFormat:
    """A declared format. Seconds may be absent from a text, whatever the format says of them."""

    whole: "re.Pattern[str]"
    day: "re.Pattern[str]"
    clock: "re.Pattern[str]"
    carries_zone: bool = False
    epoch: int = 0
    """Units a second of a count since 1970; 0: the text is no such count."""

    @property
    def tells_halves(self) -> bool:
        """Say whether the hours are marked as those of the morning or of the afternoon."""
        return "marker" in self.clock.groupindex

    def read(self, text: str) -> datetime | TimeFault:
        """Return the moment, aware where the format carries a zone."""
        if self.epoch:
            return _epoch(text, self.epoch)
        found = self.whole.fullmatch(text)
        if found is None:
            return TimeFault.DATE
        parts = found.groupdict()
        clock = self._time(parts)
        return clock if isinstance(clock, TimeFault) else _moment(_date(parts), clock)

    def read_apart(self, day: str | date, clock: str | time) -> datetime | TimeFault:
        """Return the moment of a date and a time that stand in two cells; each may be read already."""
        if isinstance(day, str):
            found = self.day.fullmatch(day)
            on = _date(found.groupdict()) if found else None
        else:
            on = day
        if isinstance(clock, str):
            seen = self.clock.fullmatch(clock)
            at = self._time(seen.groupdict()) if seen else TimeFault.DATE
        else:
            at = clock
        return at if isinstance(at, TimeFault) else _moment(on, at)

    def _time(self, parts: _Parts) -> time | TimeFault:
        zone = parts.get("zone")
        if self.carries_zone and not zone:
            return TimeFault.NO_ZONE
        hour, marker = int(parts["hour"] or 0), parts.get("marker")
        fraction = parts.get("fraction")
        micro = int((fraction + "000000")[:6]) if fraction else 0
        try:
            return time(
                _hour(hour, marker) if marker else hour,
                int(parts["minute"] or 0),
                int(parts.get("second") or 0),
                micro,
                _offset(zone) if zone else None,
            )
        except ValueError:
            return TimeFault.DATE


@lru_cache(maxsize=64)
def compile_format(written: str) -> TimeFormat:
    """Translate a format; FormatError when it is none that dates can be read by."""
    name = written.strip().lower()
    if name in _EPOCHS:
        nothing = re.compile(r"(?!)")
        unit = _EPOCHS[name]
        return TimeFormat(whole=nothing, day=nothing, clock=nothing, carries_zone=True, epoch=unit)
    tokens = list(_tokens(_NAMED.get(name, written.strip())))
    fields = [kind for kind, _ in tokens]
    _refuse_gaps(fields)
    day = _span(fields, (*_DAY_FIELDS, "short_year"))
    clock = _span(fields, _CLOCK_FIELDS)
    if day.start < clock.stop and clock.start < day.stop:
        raise FormatError("mixed")
    return TimeFormat(
        whole=_pattern(tokens),
        day=_pattern(tokens[day]),
        clock=_pattern(tokens[clock]),
        carries_zone="zone" in fields,
    )


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text). As in Excel, m behind the hour is the minute, elsewhere the month."""
    before = ""
    for found in _TOKEN.finditer(text):
        kind, word = found.lastgroup or "other", found.group()
        if kind == "hour" and before == "hour":
            kind = "literal"  # 07h31
        elif kind == "m":
            kind = "minute" if before == "hour" else "month"
        elif kind == "year":
            kind = {4: "year", 2: "short_year"}.get(len(word), "other")
        if kind == "other":
            raise FormatError("unknown", word)
        if kind not in ("literal", "blank"):
            before = kind
        yield kind, word


def _refuse_gaps(fields: Sequence[str]) -> None:
    for field in ("day", "month", "hour", "minute"):
        if field not in fields:
            raise FormatError(f"no_{field}")
    if "year" not in fields and "short_year" not in fields:
        raise FormatError("no_year")
    if any(fields.count(field) > 1 for field in set(fields) - {"literal", "blank"}):
        raise FormatError("twice")


def _span(fields: Sequence[str], wanted: Sequence[str]) -> slice:
    places = [place for place, field in enumerate(fields) if field in wanted]
    return slice(places[0], places[-1] + 1)


def _pattern(tokens: Sequence[tuple[str, str]]) -> "re.Pattern[str]":
    parts: list[str] = []
    for kind, word in tokens:
        if kind == "second":
            parts.append(_SECOND.format(before=parts.pop() if parts else ""))
        elif kind == "marker":
            if parts and parts[-1] == _PATTERNS["blank"]:
                parts.pop()
            parts += [r"\s*", _PATTERNS["marker"]]
        elif kind == "literal":
            parts.append(r"[T\s]" if word in "Tt" else re.escape(word))
        elif kind != "fraction":  # allowed behind every second
            parts.append(_PATTERNS[kind])
    if not any(kind == "second" for kind, _ in tokens) and _PATTERNS["minute"] in parts:
        parts.insert(parts.index(_PATTERNS["minute"]) + 1, _SECOND.format(before=":"))
    return re.compile("".join(parts), re.IGNORECASE)


def _date(parts: _Parts) -> date | None:
    year = int(parts.get("year") or 0) or _CENTURY + int(parts.get("short_year") or 0)
    try:
        return date(year, int(parts["month"] or 0), int(parts["day"] or 0))
    except ValueError:
        return None


def _hour(hour: int, marker: str) -> int:
    """Return the hour of 24; 24 itself, which no clock shows, when marker and hour disagree."""
    afternoon = marker[0] in "cCpP"
    if hour > 12:
        return hour if afternoon else 24
    if hour == 0:
        return 24 if afternoon else 0
    return hour % 12 + (12 if afternoon else 0)


def _offset(zone: str) -> tzinfo:
    if zone in "zZ":
        return UTC
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def _moment(day: date | None, clock: time) -> datetime | TimeFault:
    return datetime.combine(day, clock) if day else TimeFault.DATE


def _epoch(text: str, unit: int) -> datetime | TimeFault:
    least = 9 if unit == 1 else 12
    if not (text.isascii() and text.isdigit() and least <= len(text) <= least + 2):
        return TimeFault.DATE
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(text) * 1_000_000 // unit)
