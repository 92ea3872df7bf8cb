"""How a report speaks: texts filled with numbers, days and times as its language writes them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from itertools import count, groupby
from math import ceil, floor
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal, format_percent

from auditor.contract import Item, Values, Verdict
from auditor.results import CommuneResult, RunInfo
from auditor.texts import Texts

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})")
_LIMIT = re.compile(r"([a-z_]+): (\S+) -> (\S+)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_LOOKS = ("looks", "up", "outside", "outside_up")
_COMPACT_DAY = re.compile(r"20\d{6}")
_SHARES = frozenset(
    {
        "pass_from", "warn_from", "max_unusable", "max_gap", "usable_from", "end_events_from",
        "card", "black_flat", "over_flat", "identical", "agree", "agree_sure", "moved", "matched",
        "sharp_ratio", "still", "identical_sure", "above_still", "matched_sure",
        "matched_apart", "tiles_share",
    }
)  # fmt: skip
"""Limits that are shares of 1; `…_up_to` is one where it has decimals, and else a count."""
_APART = 0.05
"""Two scores closer than this print the same."""
_GROUPED_FROM = 10_000
"""Smaller whole numbers may be years, ports or status codes: they stand as they are."""
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""Controls but for line and tab, lone halves, and marks that turn the order in which text reads."""


class Said(Protocol):
    """Anything that speaks by key and values: an outcome, an item, a cause."""

    @property
    def text(self) -> str:
        """Key."""
        ...

    @property
    def values(self) -> Values:
        """What fills it."""
        ...


def clean(text: str) -> str:
    """Drop what a page of a stranger could smuggle onto paper."""
    return _HARMFUL.sub("", text)


class Wording:
    """One language and one time zone."""

    def __init__(self, texts: Texts, time_zone: str) -> None:
        self.texts = texts
        self.lang = texts.lang
        self._zone = ZoneInfo(time_zone)

    def say(self, key: str, /, **values: str | int | float) -> str:
        """Return the text of `key`, filled."""
        return clean(self.texts.say(key, self._shown(values)))

    @property
    def hidden(self) -> str:
        """Return what stands where an address was left out."""
        return self.texts.say("audience.hidden")

    def name(self, family: str, member: str) -> str:
        """Return the name of a member of a closed set: `verdict`, `fail`."""
        return self.texts.say(f"{family}.{member}")

    def message(self, said: Said) -> str:
        """Return the sentence of an outcome, an item or a cause."""
        return clean(self.texts.say(said.text, self._shown(said.values)))

    def todo(self, said: Said) -> str:
        """Return what to do next, or nothing where the catalogue has no advice."""
        key = f"{said.text}.todo"
        if key not in self.texts:
            return ""
        return clean(self.texts.say(key, self._shown(said.values)))

    def alike(self, items: Iterable[Item]) -> tuple[tuple[Item, ...], ...]:
        """Return rows with neighbours together that could not be judged for the very same reason."""
        return tuple(tuple(found) for _, found in groupby(items, self._sameness()))

    def _sameness(self) -> Callable[[Item], object]:
        number = count()

        def of(item: Item) -> object:
            if item.verdict is not Verdict.UNKNOWN or not item.why:
                return next(number)  # what passed or failed did so by itself
            said = (item.why, item.party, self.message(item), self.todo(item))
            return said, tuple(item.values.get(name) for name in _LOOKS)

        return of

    def places(self, places: object) -> str:
        """Return places in files, each file named once before its lines."""
        lines: dict[str, list[str]] = {}
        for place in str(places).split(", ") if places else ():
            file, _, line = place.rpartition(":")
            if not (file and line.isdigit()):
                return clean(str(places))
            lines.setdefault(file, []).append(line)
        told = (self.say("rows.lines", file=f, lines=", ".join(n)) for f, n in lines.items())
        return "; ".join(told)

    def rating(self, commune: CommuneResult) -> str:
        """Return the rating, or in words why there is none."""
        score = commune.score
        if not commune.findings:
            return self.say("incomplete.commune")
        if score.rating:
            return self.name("rating", score.rating)
        coverage = self.percent(score.coverage)
        return self.say(score.no_rating or "score.no_rating", coverage=coverage)

    def vague(self, commune: CommuneResult) -> bool:
        """Say whether the score says too little to stand alone: no rating, and it may be another."""
        score = commune.score
        told = score.value is not None and not score.rating
        return told and score.high - score.low >= _APART

    def span(self, commune: CommuneResult) -> str:
        """Return the interval in whole numbers, rounded outwards: it promises nothing."""
        return f"{floor(commune.score.low)}–{ceil(commune.score.high)}"

    def limit(self, loosened: str) -> str:
        """Return a loosened limit as a sentence; one that has no words stands as it was written."""
        found = _LIMIT.fullmatch(loosened)
        key = f"limit.{found[1]}" if found else ""
        if not found or key not in self.texts:
            return clean(loosened)
        share = _is_share(found[1], found.group(2, 3))
        before, after = (self._setting(found[1], value, share) for value in found.group(2, 3))
        return self.say(key, before=before, after=after)

    def _setting(self, name: str, value: str, share: bool) -> str:
        """Return what a limit is set to: a word where it has one, a share, a day or a number."""
        if (word := f"limit.{name}.{value}") in self.texts:
            return self.texts.say(word)
        if name == "severity":
            return self.name("severity", value)
        if not _NUMBER.fullmatch(value):
            return value
        if _COMPACT_DAY.fullmatch(value):
            return f"{value[6:]}/{value[4:6]}/{value[:4]}"
        if share:
            return format_percent(Decimal(value), "#,##0.##%", locale=self.lang)
        return format_decimal(Decimal(value), "0.##########", locale=self.lang)

    def number(self, value: float) -> str:
        """One decimal, never rounded up to a threshold it did not reach."""
        return _tenths(value, ROUND_FLOOR, self.lang)

    def upper(self, value: float) -> str:
        """Return the upper end of an interval, which is never cut short."""
        return _tenths(value, ROUND_CEILING, self.lang)

    def count(self, value: float) -> str:
        """Return a weight or a count with only the decimals it has."""
        return _plain(value, self.lang)

    def percent(self, share: float) -> str:
        """Return a share 0..1 as a percentage with one decimal, rounded down."""
        cut = _cut(share * 100, ROUND_FLOOR) / 100
        return format_percent(cut, "#,##0.0%", locale=self.lang)

    def day(self, day: date) -> str:
        """Day first, as both languages of this country's offices write it."""
        return f"{day:%d/%m/%Y}"

    def when(self, moment: datetime) -> str:
        """Return the minute in the province's zone; a moment without a zone is UTC, as stored."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return f"{aware.astimezone(self._zone):%d/%m/%Y %H:%M}"

    def outside(self, run: RunInfo) -> bool:
        """Say whether the looks of the run fall outside the period that it audits."""
        day = run.started_at.astimezone(self._zone).date()
        return not run.period_start <= day <= run.period_end

    def _shown(self, values: Mapping[str, str | int | float]) -> dict[str, str | int | float]:
        return {name: self._shown_one(value) for name, value in values.items()}

    def _shown_one(self, value: str | int | float) -> str | int | float:
        if isinstance(value, str):
            return self._shown_text(value)
        if isinstance(value, float) or abs(value) >= _GROUPED_FROM:
            return format_decimal(value, "#,##0.##", locale=self.lang)
        return value

    def _shown_text(self, value: str) -> str:
        try:
            if _DAY.fullmatch(value):
                return self.day(date.fromisoformat(value))
            if _MOMENT.fullmatch(value):
                return self.when(datetime.fromisoformat(value))
        except ValueError:  # looks like a day and is none: it stands as it came
            return value
        return value


def _is_share(name: str, values: Sequence[str]) -> bool:
    return name in _SHARES or (name.endswith("_up_to") and any("." in one for one in values))


@lru_cache(maxsize=4096)
def _tenths(value: float, rounding: str, lang: str) -> str:
    return format_decimal(_cut(value, rounding), "#,##0.0", locale=lang)


@lru_cache(maxsize=1024)
def _plain(value: float, lang: str) -> str:
    return format_decimal(value, locale=lang)


def _cut(value: float, rounding: str) -> Decimal:
    # 0.29 * 100 is 28.999999999999996: noise of the sixth decimal must not cost a tenth
    return Decimal(repr(round(value, 6))).quantize(Decimal("0.1"), rounding=rounding)
