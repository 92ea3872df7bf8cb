"""Findings become a score; hiding and not knowing never raise it."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.contract import Finding, Outcome, Party, Severity, Verdict, Waiver, Why
from auditor.facts import Look, LookState
from auditor.policy.model import Band
from auditor.results import CriterionInfo, Score
from auditor.scoring import rank, score_commune, working_days_down
from auditor.worktime import load_calendar

BANDS = (
    Band(id="xuat_sac", from_score=90),
    Band(id="tot", from_score=80),
    Band(id="kha", from_score=70),
    Band(id="trung_binh", from_score=50, critical_cap=True),
    Band(id="yeu", from_score=0),
)
ORDER = [band.id for band in BANDS]
WAIVER = Waiver(document="01/QĐ-MẪU", owner="Xã Mẫu 01", reason="lũ", until=date(2026, 12, 31))


def criterion(
    number: int, weight: float = 1, severity: Severity = Severity.MAJOR, check: str = "a.b"
) -> CriterionInfo:
    return CriterionInfo(
        id=f"TST-{number:02}",
        group="A",
        severity=severity,
        weight=weight,
        check=check,
        source="outside",
    )


def finding(
    number: int,
    verdict: Verdict,
    why: Why | None = None,
    party: Party | None = None,
    waiver: Waiver | None = None,
) -> Finding:
    if verdict is Verdict.UNKNOWN:
        why = why or Why.TIMEOUT
    outcome = Outcome(verdict=verdict, text="x", why=why, party=party)
    return Finding(criterion=f"TST-{number:02}", check="a.b", outcome=outcome, waiver=waiver)


def score(
    findings: Sequence[Finding],
    criteria: Sequence[CriterionInfo],
    *,
    checked_share: float = 1.0,
    withheld: Sequence[str] = (),
) -> Score:
    return score_commune(
        findings,
        criteria,
        bands=BANDS,
        min_coverage=0.7,
        checked_share=checked_share,
        withheld=withheld,
    )


P, W, F, U, N = (
    Verdict.PASS,
    Verdict.WARN,
    Verdict.FAIL,
    Verdict.UNKNOWN,
    Verdict.NOT_APPLICABLE,
)


def judged(*rows: tuple[float, Verdict, Why | None, Party | None]) -> Score:
    criteria = [criterion(n, weight) for n, (weight, *_) in enumerate(rows)]
    found = [finding(n, verdict, why, party) for n, (_, verdict, why, party) in enumerate(rows)]
    return score(found, criteria)


@pytest.mark.parametrize(
    ("rows", "value", "low", "high", "coverage"),
    [
        pytest.param([(1, P, None, None)], 100, 100, 100, 1, id="a pass is everything"),
        pytest.param([(1, W, None, None)], 50, 50, 50, 1, id="a partial answer is one half"),
        pytest.param([(3, P, None, None), (1, F, None, None)], 75, 75, 75, 1, id="weights count"),
        pytest.param(
            [(1, P, None, None), (1, U, Why.TIMEOUT, None)], 100, 50, 100, 0.5, id="unknown is open"
        ),
        pytest.param(
            [(1, P, None, None), (1, U, Why.NOT_SUPPLIED, Party.COMMUNE)],
            50, 50, 50, 1, id="withheld is worth a failure",
        ),
        pytest.param(
            [(1, P, None, None), (1, U, Why.NOT_SUPPLIED, Party.PROVINCE)],
            100, 50, 100, 0.5, id="what the province did not supply is unknown",
        ),
        pytest.param(
            [(1, P, None, None), (1, W, None, Party.PROVINCE)],
            100, 100, 100, 0.5, id="what others must put right is not the commune's",
        ),
        pytest.param(
            [(1, P, None, None), (1, F, None, Party.THIRD_PARTY)],
            100, 100, 100, 0.5, id="nor when it failed",
        ),
        pytest.param(
            [(1, P, None, None), (1, F, None, Party.COMMUNE)], 50, 50, 50, 1, id="its own fail is",
        ),
        pytest.param(
            [(1, P, None, None), (9, N, None, None)], 100, 100, 100, 1, id="not applicable leaves",
        ),
        pytest.param([(1, U, None, None)], None, 0, 100, 0, id="nothing known, anything possible"),
        pytest.param([(1, N, None, None)], None, 0, 100, 0, id="nothing asked, nothing known"),
        pytest.param(
            [(2, P, None, None), (1, F, None, None)], 66.6, 66.6, 66.6, 1, id="cut, never rounded up"
        ),
    ],
)  # fmt: skip
def test_what_was_seen_decides_the_score(
    rows: list[tuple[float, Verdict, Why | None, Party | None]],
    value: float | None,
    low: float,
    high: float,
    coverage: float,
) -> None:
    got = judged(*rows)
    assert (got.value, got.low, got.high, got.coverage) == (value, low, high, coverage)


def test_criteria_without_a_check_are_nowhere_in_the_score() -> None:
    criteria = [criterion(0), criterion(1, weight=50, check="")]
    got = score([finding(0, P), finding(1, F)], criteria)
    assert (got.value, got.low, got.high, got.coverage) == (100, 100, 100, 1)


def test_a_criterion_that_was_not_reached_is_unknown() -> None:
    got = score([finding(0, P)], [criterion(0), criterion(1)])
    assert (got.value, got.low, got.high, got.coverage) == (100, 50, 100, 0.5)


def test_advice_weighs_nothing() -> None:
    criteria = [criterion(0), criterion(1, weight=5, severity=Severity.ADVISORY)]
    assert score([finding(0, P), finding(1, F)], criteria).value == 100


@pytest.mark.parametrize(
    ("passed", "of", "rating"),
    [
        (90, 100, "xuat_sac"),
        (8999, 10000, "tot"),
        (80, 100, "tot"),
        (7999, 10000, "kha"),
        (70, 100, "kha"),
        (69, 100, "trung_binh"),
        (50, 100, "trung_binh"),
        (49, 100, "yeu"),
        (0, 100, "yeu"),
    ],
)
def test_a_band_is_reached_or_not(passed: int, of: int, rating: str) -> None:
    criteria = [criterion(0, passed), criterion(1, of - passed)]
    assert score([finding(0, P), finding(1, F)], criteria).rating == rating


@pytest.mark.parametrize(
    ("known", "checked", "rating", "no_rating"),
    [
        (70, 1.0, "xuat_sac", ""),
        (69, 1.0, "", "score.low_coverage"),
        (70, 0.7, "xuat_sac", ""),
        (70, 0.69, "", "score.few_checks"),
        (69, 0.2, "", "score.low_coverage"),
        (0, 1.0, "", "score.nothing_known"),
    ],
)
def test_too_little_known_gets_no_rating(
    known: int, checked: float, rating: str, no_rating: str
) -> None:
    criteria = [criterion(0, known), criterion(1, 100 - known)]
    got = score([finding(0, P), finding(1, U)], criteria, checked_share=checked)
    assert (got.rating, got.no_rating) == (rating, no_rating)


def test_a_coverage_just_short_is_not_printed_as_reached() -> None:
    criteria = [criterion(0, 699), criterion(1, 301)]
    got = score([finding(0, P), finding(1, U)], criteria)
    assert (got.coverage, got.rating) == (0.69, "")


def critical(verdict: Verdict, **more: object) -> Score:
    criteria = [criterion(0, 95), criterion(1, 5, Severity.CRITICAL)]
    return score([finding(0, P), finding(1, verdict, **more)], criteria)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("got", "value", "rating", "capped_by"),
    [
        (critical(F), 95, "trung_binh", ("TST-01",)),
        (critical(F, waiver=WAIVER), 95, "xuat_sac", ()),
        (critical(F, party=Party.PROVINCE), 100, "xuat_sac", ()),
        (critical(U, why=Why.NOT_SUPPLIED), 95, "trung_binh", ("TST-01",)),
        (critical(U, why=Why.TIMEOUT), 100, "xuat_sac", ()),
        (critical(W), 97.5, "xuat_sac", ()),
    ],
)
def test_a_critical_failure_caps_the_rating_and_a_waiver_lifts_the_cap_only(
    got: Score, value: float, rating: str, capped_by: tuple[str, ...]
) -> None:
    assert (got.value, got.rating, got.capped_by) == (value, rating, capped_by)


def test_a_rating_below_the_cap_is_not_capped() -> None:
    criteria = [criterion(0, 10), criterion(1, 90, Severity.CRITICAL)]
    got = score([finding(0, P), finding(1, F)], criteria)
    assert (got.rating, got.capped_by) == ("yeu", ())


def test_a_site_confirmed_dead_is_as_good_as_withheld() -> None:
    criteria = [criterion(0), criterion(1)]
    found = [finding(0, P), finding(1, U, Why.UNREACHABLE)]
    assert score(found, criteria).value == 100
    assert score(found, criteria, withheld=("TST-01",)).value == 50


def look(day: str, state: LookState = LookState.DOWN, hour: int = 3) -> Look:
    at = datetime.fromisoformat(f"2026-11-{day}T{hour:02}:00:00+00:00")
    return Look(at=at, target="http://xa1.example/", state=state, text="x")


UP, VOID = LookState.UP, LookState.VOID


@pytest.mark.parametrize(
    ("looks", "days"),
    [
        pytest.param([look(d) for d in ("09", "10", "11", "12", "13")], 5, id="a week of mornings"),
        pytest.param([look("09"), look("09", hour=4), look("09", hour=5)], 1, id="one day is one"),
        pytest.param([look("09"), look("13")], 2, id="what nobody saw does not count"),
        pytest.param([look("13"), look("14"), look("15")], 1, id="a weekend does not count"),
        pytest.param([look("09"), look("10", UP), look("11")], 1, id="one good look starts anew"),
        pytest.param([look("11"), look("10", UP), look("09")], 1, id="in whatever order they come"),
        pytest.param([look("09"), look("10", VOID), look("11")], 2, id="a void look says nothing"),
        pytest.param([look("09", hour=20)], 1, id="late in the evening here is the next morning"),
        pytest.param([look("13", hour=20)], 0, id="which may be a Saturday"),
        pytest.param([], 0, id="no look, no day"),
    ],
)
def test_a_dead_site_is_counted_in_working_days_seen(looks: list[Look], days: int) -> None:
    calendar = load_calendar()
    assert working_days_down(looks, calendar, calendar.zone) == days


# ------------------------------------------------------------------ whatever the findings are

WEIGHTS = st.sampled_from([0, 0.5, 1, 2, 2.5, 3, 6])
OUTCOMES = st.one_of(
    st.tuples(st.sampled_from([P, W, F, N]), st.none(), st.sampled_from([None, *Party])),
    st.tuples(st.just(U), st.sampled_from(list(Why)), st.sampled_from([None, *Party])),
)
ROWS = st.lists(
    st.tuples(WEIGHTS, st.sampled_from([Severity.MAJOR, Severity.CRITICAL]), OUTCOMES),
    min_size=1,
    max_size=8,
)
Rows = list[tuple[float, Severity, tuple[Verdict, Why | None, Party | None]]]


def of(rows: Rows) -> tuple[list[Finding], list[CriterionInfo]]:
    criteria = [criterion(n, weight, severity) for n, (weight, severity, _) in enumerate(rows)]
    return [finding(n, *outcome) for n, (_, _, outcome) in enumerate(rows)], criteria


@given(ROWS)
def test_the_score_lies_in_its_interval(rows: Rows) -> None:
    got = score(*of(rows))
    assert 0 <= got.low <= got.high <= 100
    assert 0 <= got.coverage <= 1
    if got.value is not None:
        assert got.low <= got.value <= got.high


@given(ROWS, st.randoms())
def test_the_order_of_findings_plays_no_part(rows: Rows, random: object) -> None:
    found, criteria = of(rows)
    shuffled = found[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score(shuffled, criteria) == score(found, criteria)


@given(ROWS, st.integers(min_value=0, max_value=7), st.sampled_from(list(Why)))
def test_knowing_less_never_raises_the_lower_bound(rows: Rows, index: int, why: Why) -> None:
    index %= len(rows)
    weight, severity, (verdict, _, party) = rows[index]
    if verdict is N or party not in (None, Party.COMMUNE):
        return
    less = [*rows]
    less[index] = (weight, severity, (U, why, party))
    assert score(*of(less)).low <= score(*of(rows)).low


@given(ROWS, st.integers(min_value=0, max_value=7))
def test_withholding_never_raises_score_or_rating(rows: Rows, index: int) -> None:
    index %= len(rows)
    weight, severity, (verdict, _, party) = rows[index]
    if verdict not in (P, W, F) or party not in (None, Party.COMMUNE):
        return
    hidden = [*rows]
    hidden[index] = (weight, severity, (U, Why.NOT_SUPPLIED, party))
    before, after = score(*of(rows)), score(*of(hidden))
    assert after.value is None or before.value is None or after.value <= before.value
    assert after.low <= before.low
    assert after.high <= before.high
    if before.rating:
        assert ORDER.index(after.rating) >= ORDER.index(before.rating)


# ------------------------------------------------------------------ ranking


def interval(low: float, high: float, *, low_coverage: bool = False) -> Score:
    no_rating = "score.low_coverage" if low_coverage else ""
    return Score(value=low, low=low, high=high, coverage=1, rating="", no_rating=no_rating)


NOTHING = Score(value=None, low=0, high=100, coverage=0, rating="")


@pytest.mark.parametrize(
    ("scores", "places"),
    [
        ({"a": interval(90, 90), "b": interval(80, 80)}, {"a": 1, "b": 2}),
        ({"b": interval(80, 80), "a": interval(90, 90)}, {"a": 1, "b": 2}),
        (
            {"a": interval(90, 90), "b": interval(90, 90), "c": interval(10, 10)},
            {"a": 1, "b": 1, "c": 3},
        ),
        ({"a": interval(90, 95), "b": interval(80, 90)}, {"a": 1, "b": 1}),
        ({"a": interval(90, 95), "b": interval(80, 89.9)}, {"a": 1, "b": 2}),
        # b reaches a, c reaches b but not a: c is surely below a
        (
            {"a": interval(90, 90), "b": interval(88, 91), "c": interval(85, 89)},
            {"a": 1, "b": 1, "c": 3},
        ),
        ({"a": interval(90, 90), "b": interval(0, 100, low_coverage=True)}, {"a": 1, "b": 2}),
        (
            {
                "a": interval(0, 60, low_coverage=True),
                "b": interval(0, 100, low_coverage=True),
                "c": interval(0, 0),
                "d": interval(5, 5),
            },
            {"a": 2, "b": 2, "c": 2, "d": 1},
        ),
        ({"a": interval(90, 90), "b": NOTHING}, {"a": 1, "b": None}),
        ({}, {}),
    ],
)
def test_communes_that_cannot_be_told_apart_share_a_place(
    scores: dict[str, Score], places: dict[str, int | None]
) -> None:
    assert rank(scores) == places


INTERVALS = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(
    lambda pair: interval(min(pair), max(pair))
)
ANY_INTERVAL = st.tuples(INTERVALS, st.booleans()).map(
    lambda pair: interval(pair[0].low, pair[0].high, low_coverage=pair[1])
)


@given(st.dictionaries(st.integers(0, 99).map(str), ANY_INTERVAL, max_size=12))
def test_who_is_surely_worse_stands_below(scores: dict[str, Score]) -> None:
    places = rank(scores)
    for one, first in scores.items():
        for other, second in scores.items():
            if second.high < first.low:
                assert (places[other] or 0) > (places[one] or 0)


@given(st.dictionaries(st.integers(0, 99).map(str), INTERVALS, min_size=2, max_size=12))
def test_a_better_lower_bound_never_has_a_worse_place(scores: dict[str, Score]) -> None:
    places = rank(scores)
    ordered = sorted(scores, key=lambda code: -scores[code].low)
    for better, worse in pairwise(ordered):
        if scores[better].low > scores[worse].low:
            assert (places[better] or 0) <= (places[worse] or 0)


@given(st.dictionaries(st.integers(0, 99).map(str), ANY_INTERVAL, max_size=12))
def test_the_order_of_communes_plays_no_part(scores: dict[str, Score]) -> None:
    assert rank(dict(reversed(scores.items()))) == rank(scores)
