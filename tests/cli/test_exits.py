"""Exit codes tell bad from could-not-look."""

from dataclasses import replace

import pytest

from auditor.cli.exits import Exit, of_results, of_signal
from auditor.contract import Finding, Outcome, Severity, Verdict, Waiver, Why
from auditor.results import Results
from tests.reports import sample

UNKNOWN = Outcome(verdict=Verdict.UNKNOWN, text="x", why=Why.TIMEOUT)
FAIL = Outcome(verdict=Verdict.FAIL, text="x")
PASS = Outcome(verdict=Verdict.PASS, text="x")


def _results(
    *outcomes: Outcome, severity: Severity = Severity.MAJOR, waived: bool = False
) -> Results:
    criterion = replace(sample.CRITERIA[0], severity=severity)
    waiver = (
        Waiver(document="1/QĐ", owner="a", reason="b", until=sample.RESULTS.run.period_end)
        if waived
        else None
    )
    found = tuple(
        Finding(criterion=criterion.id, check="x.y", outcome=one, waiver=waiver) for one in outcomes
    )
    whole = sample.RESULTS
    communes = (replace(whole.communes[0], findings=found),)
    return replace(whole, criteria=(criterion,), communes=communes, not_reached=())


@pytest.mark.parametrize(
    ("results", "fail_on", "code"),
    [
        (_results(PASS), "any", Exit.OK),
        (_results(PASS, UNKNOWN), "any", Exit.UNKNOWN),
        (_results(FAIL, UNKNOWN), "any", Exit.FAILED),
        (_results(FAIL), "critical", Exit.OK),
        (_results(FAIL, severity=Severity.CRITICAL), "critical", Exit.FAILED),
        (_results(FAIL, UNKNOWN), "critical", Exit.UNKNOWN),
        (_results(FAIL, severity=Severity.ADVISORY), "any", Exit.OK),
        (_results(UNKNOWN, severity=Severity.ADVISORY), "any", Exit.OK),
        (_results(FAIL, waived=True), "any", Exit.OK),
        (replace(_results(PASS), not_reached=("00002",)), "any", Exit.UNKNOWN),
    ],
)
def test_the_gravest_thing_found_decides(results: Results, fail_on: str, code: Exit) -> None:
    assert of_results(results, fail_on) is code


@pytest.mark.parametrize(("number", "code"), [(2, 130), (15, 143)])
def test_a_signal_is_told_as_shells_tell_it(number: int, code: int) -> None:
    assert of_signal(number) == code
