"""What the engine says when a fact is missing or a check breaks."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Never

import pytest

from auditor.contract import (
    Check,
    Commune,
    CommuneKind,
    Finding,
    Missing,
    Outcome,
    Party,
    Period,
    Province,
    References,
    Shift,
    Terms,
    Verdict,
    Why,
)
from auditor.judge import judge_commune


@dataclass(frozen=True)
class Flag:
    up: bool


@dataclass(frozen=True)
class Asked:
    id: str = "XXX-01"
    check: str = "local.flag"
    limits: Mapping[str, float] = field(default_factory=lambda: {"least": 3.0})


class EveryDay:
    def is_working_day(self, day: date) -> bool:
        return True

    def add_working_days(self, day: date, count: int) -> date:
        return day + timedelta(days=count)

    @property
    def hours_assumed(self) -> bool:
        return False

    def is_estimated(self, year: int) -> bool:
        return False

    def shifts_of(self, day: date) -> tuple[Shift, ...]:
        return ()


DAY = date(2026, 11, 2)
TERMS = Terms(
    commune=Commune(code="00001", name="Xã Mẫu 01", kind=CommuneKind.XA, province_code="00"),
    province=Province(code="00", name="Tỉnh Mẫu"),
    period=Period(start=DAY, end=DAY),
    at=datetime(2026, 11, 2, tzinfo=UTC),
    limits={},
    calendar=EveryDay(),
    references=References(),
)


def _judge(flag: Flag, terms: Terms) -> Outcome:
    if terms.limits["least"] != 3:
        return Outcome(verdict=Verdict.FAIL, text="flag.limits")
    verdict = Verdict.PASS if flag.up else Verdict.FAIL
    return Outcome(verdict=verdict, text="flag.up" if flag.up else "flag.down")


def _check(judge: object = _judge) -> dict[str, Check]:
    says = ("flag.up", "flag.down")
    return {"local.flag": Check(id="local.flag", needs=(Flag,), judge=judge, says=says)}  # type: ignore[arg-type]


def _only(findings: tuple[Finding, ...]) -> Outcome:
    (finding,) = findings
    return finding.outcome


def test_a_judge_gets_the_fact_and_the_limits_of_its_criterion() -> None:
    outcome = _only(judge_commune([Asked()], _check(), {Flag: Flag(up=True)}, TERMS))
    assert (outcome.verdict, outcome.text) == (Verdict.PASS, "flag.up")


def test_a_failure_is_the_communes_unless_the_judge_names_another() -> None:
    outcome = _only(judge_commune([Asked()], _check(), {Flag: Flag(up=False)}, TERMS))
    assert (outcome.verdict, outcome.party) == (Verdict.FAIL, Party.COMMUNE)


@pytest.mark.parametrize("why", list(Why))
def test_a_missing_fact_is_unknown_with_its_own_cause_and_party(why: Why) -> None:
    missing = Missing(why=why, party=Party.CARRIER, text="line.cut", values={"host": "x"})
    outcome = _only(judge_commune([Asked()], _check(), {Flag: missing}, TERMS))
    assert (outcome.verdict, outcome.why, outcome.party) == (Verdict.UNKNOWN, why, Party.CARRIER)
    assert (outcome.text, outcome.values) == ("line.cut", {"host": "x"})


def test_a_fact_nobody_gathered_is_unknown_and_the_auditors() -> None:
    outcome = _only(judge_commune([Asked()], _check(), {}, TERMS))
    assert (outcome.verdict, outcome.party) == (Verdict.UNKNOWN, Party.AUDITOR)


def _on_paper(_missing: Missing, terms: Terms) -> Outcome | None:
    if terms.limits["least"] != 3:
        raise ZeroDivisionError
    return Outcome(verdict=Verdict.FAIL, text="flag.down")


def _no_word(_missing: Missing, _terms: Terms) -> None:
    return None


@pytest.mark.parametrize(
    ("without", "limit", "said"),
    [
        (_on_paper, 3.0, (Verdict.FAIL, None)),
        (_no_word, 3.0, (Verdict.UNKNOWN, Why.NOT_CONFIGURED)),
        (_on_paper, 4.0, (Verdict.UNKNOWN, Why.BUG)),
    ],
    ids=["a-paper-says", "no-paper", "it-breaks"],
)
def test_where_nothing_was_seen_a_signed_paper_may_speak(
    without: Callable[[Missing, Terms], Outcome | None],
    limit: float,
    said: tuple[Verdict, Why | None],
) -> None:
    nothing = Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text="flag.none")
    checks = {"local.flag": replace(_check()["local.flag"], without=without)}
    asked = Asked(limits={"least": limit})
    outcome = _only(judge_commune([asked], checks, {Flag: nothing}, TERMS))
    assert (outcome.verdict, outcome.why) == said


def _breaks(_flag: Flag, _terms: Terms) -> Never:
    raise ZeroDivisionError


def _undeclared(_flag: Flag, _terms: Terms) -> Outcome:
    return Outcome(verdict=Verdict.FAIL, text="flag.invented")


def _nothing(_flag: Flag, _terms: Terms) -> None:
    return None


def _not_a_number(_flag: Flag, _terms: Terms) -> Outcome:
    return Outcome(verdict=Verdict.PASS, text="flag.up", values={"share": float("nan")})


def _naive(_flag: Flag, _terms: Terms) -> Outcome:
    return Outcome(verdict=Verdict.PASS, text="flag.up", seen_at=datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("judge", [_breaks, _undeclared, _nothing, _not_a_number, _naive])
def test_a_broken_check_is_a_row_that_says_bug(
    judge: object, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        outcome = _only(judge_commune([Asked()], _check(judge), {Flag: Flag(up=True)}, TERMS))
    assert (outcome.why, outcome.party) == (Why.BUG, Party.AUDITOR)
    assert "local.flag" in caplog.text


def test_a_criterion_without_a_check_has_no_finding() -> None:
    assert judge_commune([Asked(check="local.none")], _check(), {}, TERMS) == ()


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.UNKNOWN])
def test_only_unknown_has_a_why(verdict: Verdict) -> None:
    with pytest.raises(ValueError, match="why"):
        Outcome(verdict=verdict, text="x", why=Why.TIMEOUT)


def test_unknown_without_a_why_cannot_be_said() -> None:
    with pytest.raises(ValueError, match="why"):
        Outcome(verdict=Verdict.UNKNOWN, text="x")
