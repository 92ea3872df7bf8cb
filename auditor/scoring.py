"""Findings -> score, interval, coverage, rating, rank. Pure, and exact: nothing rounds up.

    value    = Σ weight x value / Σ weight over what is known and what the commune withheld
    low/high = the same if everything that could not be judged had failed / passed
    coverage = known and withheld weight / weight that has a check and is applicable here

Pass is 1, warn one half, fail and withheld 0. What another party has to put right is known but is
not the commune's: it leaves value and interval and lowers the coverage. Withholding is worth what
a failure is worth, also for the cap on the rating, so that hiding never pays. What is told to the
commune and the security contact alone counts nowhere: a score would give it away.
"""

import math
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from fractions import Fraction

from auditor.audience.apart import APART
from auditor.contract import Calendar, Finding, Party, Severity, Verdict, Why
from auditor.facts import Look, LookState
from auditor.policy.model import Band
from auditor.results import CriterionInfo, Score

MIN_CHECKED = Fraction(7, 10)
"""No rating while the checks of this version cover less than this share of the profile."""

LOW_COVERAGE = "score.low_coverage"

_VALUES = {
    Verdict.PASS: Fraction(1),
    Verdict.WARN: Fraction(1, 2),
    Verdict.FAIL: Fraction(0),
}


@dataclass(slots=True, kw_only=True)
class _Sums:
    """Weights of one commune."""

    counted: Fraction = Fraction(0)
    earned: Fraction = Fraction(0)
    unknown: Fraction = Fraction(0)
    others: Fraction = Fraction(0)
    critical: list[str] = field(default_factory=list)


def score_commune(
    findings: Sequence[Finding],
    criteria: Sequence[CriterionInfo],
    *,
    bands: Sequence[Band],
    min_coverage: float,
    checked_share: float,
    withheld: Collection[str] = (),
) -> Score:
    """Return a commune's score. A criterion that has a check but no finding is unknown.

    `withheld` names criteria whose unknown counts as withheld though its cause says otherwise:
    those that need a site confirmed dead for five working days.
    """
    sums = _sums(findings, criteria, withheld)
    applicable = sums.counted + sums.unknown + sums.others
    coverage = sums.counted / applicable if applicable else Fraction(0)
    no_rating = _no_rating(sums, coverage, _exact(min_coverage), _exact(checked_share))
    value = 100 * sums.earned / sums.counted if sums.counted else None
    low, high = _interval(sums)
    rating, capped = ("", False) if value is None or no_rating else _rating(value, sums, bands)
    return Score(
        value=None if value is None else _down(value, 10),
        low=_down(low, 10),
        high=_down(high, 10),
        coverage=_down(coverage, 100),
        rating=rating,
        no_rating=no_rating,
        capped_by=tuple(sorted(sums.critical)) if capped else (),
    )


def working_days_down(looks: Sequence[Look], calendar: Calendar, zone: tzinfo) -> int:
    """Count the working days on which a site was seen down since it last was up.

    Only days with a look count: two looks a month apart do not show what was between them. From
    five days on a dead site is worth what withholding is worth (`withheld` of `score_commune`).
    """
    days: set[date] = set()
    for look in sorted(looks, key=lambda one: one.at):
        if look.state is LookState.UP:
            days.clear()
        elif look.state is LookState.DOWN:
            days.add(look.at.astimezone(zone).date())
    return sum(calendar.is_working_day(day) for day in days)


def rank(scores: Mapping[str, Score]) -> dict[str, int | None]:
    """Return each commune's place by the lower bound; None where nothing is known.

    The best lower bound leads; whoever's upper bound reaches the leader's lower bound cannot be
    told apart from it and shares its place (1, 1, 3). The first that does not reach it leads the
    next group. So a commune surely worse than another always stands below it. With too little
    coverage an interval reaches anything: such a commune keeps the place of its own lower bound.
    """
    places: dict[str, int | None] = dict.fromkeys(scores)
    known = {code: score for code, score in scores.items() if score.value is not None}
    vague = {code: score for code, score in known.items() if score.no_rating == LOW_COVERAGE}
    lows, vague_lows = _lows(known), _lows(vague)
    for code, score in vague.items():
        places[code] = 1 + _above(lows, score.low)
    clear = [(code, score) for code, score in known.items() if code not in vague]
    place, leader = 0, math.inf
    ordered = sorted(clear, key=lambda pair: (-pair[1].low, -pair[1].high))
    for above, (code, score) in enumerate(ordered):
        if score.high < leader:
            leader = score.low
            place = 1 + above + _above(vague_lows, leader)
        places[code] = place
    return places


def _lows(scores: Mapping[str, Score]) -> list[float]:
    return sorted(score.low for score in scores.values())


def _above(lows: Sequence[float], low: float) -> int:
    return len(lows) - bisect_right(lows, low)


def _sums(
    findings: Sequence[Finding], criteria: Sequence[CriterionInfo], withheld: Collection[str]
) -> _Sums:
    found = {finding.criterion: finding for finding in findings}
    sums = _Sums()
    for criterion in criteria:
        if criterion.check and criterion.check not in APART:
            finding = found.get(criterion.id)
            _add(sums, criterion, finding, criterion.id in withheld)
    return sums


def _add(sums: _Sums, criterion: CriterionInfo, finding: Finding | None, withheld: bool) -> None:
    weight = Fraction(0) if criterion.severity is Severity.ADVISORY else _exact(criterion.weight)
    if finding is None:
        sums.unknown += weight
        return
    verdict = finding.outcome.verdict
    is_withheld = verdict is Verdict.UNKNOWN and (withheld or _is_withheld(finding))
    if verdict is Verdict.NOT_APPLICABLE:
        return
    if verdict is Verdict.UNKNOWN and not is_withheld:
        sums.unknown += weight
    elif not _is_commune(finding):
        sums.others += weight
    else:
        sums.counted += weight
        sums.earned += weight * _VALUES.get(verdict, Fraction(0))
        lost = is_withheld or verdict is Verdict.FAIL
        if lost and criterion.severity is Severity.CRITICAL and finding.waiver is None:
            sums.critical.append(criterion.id)


def _is_withheld(finding: Finding) -> bool:
    """Asked for by a document and not handed over, by the commune itself."""
    return finding.outcome.why is Why.NOT_SUPPLIED and _is_commune(finding)


def _is_commune(finding: Finding) -> bool:
    return finding.outcome.party in (None, Party.COMMUNE)


def _interval(sums: _Sums) -> tuple[Fraction, Fraction]:
    whole = sums.counted + sums.unknown
    if not whole:
        return Fraction(0), Fraction(100)
    return 100 * sums.earned / whole, 100 * (sums.earned + sums.unknown) / whole


def _no_rating(sums: _Sums, coverage: Fraction, least: Fraction, checked: Fraction) -> str:
    if not sums.counted:
        return "score.nothing_known"
    if coverage < least:
        return LOW_COVERAGE
    return "score.few_checks" if checked < MIN_CHECKED else ""


def _rating(value: Fraction, sums: _Sums, bands: Sequence[Band]) -> tuple[str, bool]:
    """Return the band of the exact value and whether a critical criterion held it down."""
    ordered = sorted(bands, key=lambda band: -band.from_score)
    earned = next(n for n, band in enumerate(ordered) if value >= _exact(band.from_score))
    cap = next((n for n, band in enumerate(ordered) if band.critical_cap), 0)
    held = bool(sums.critical) and earned < cap
    return ordered[cap if held else earned].id, held


def _exact(number: float) -> Fraction:
    """Read 0.7 as seven tenths, not as the nearest binary fraction."""
    return Fraction(str(number))


def _down(number: Fraction, steps: int) -> float:
    """Cut to tenths (or hundredths), all alike: a printed 90.0 has really been reached."""
    return math.floor(number * steps) / steps
