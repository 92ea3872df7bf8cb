"""Exit codes tell bad from could-not-look."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

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


FULL = Path("/dev/full")


def _spoken_to(output: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the program as a shell would, with its stdout sent somewhere."""
    line = f'"$0" -m auditor.cli "$@" {output}'
    return subprocess.run(  # noqa: S603 - our own interpreter
        ["/bin/bash", "-o", "pipefail", "-c", line, sys.executable, *words],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.mark.skipif(not FULL.exists(), reason="optional: Linux has a disk that is always full")
def test_a_full_disk_behind_stdout_is_one_sentence() -> None:
    done = _spoken_to("> /dev/full", "checks")
    assert done.returncode == 1, done.stderr
    assert "đầu ra chuẩn" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not FULL.exists(), reason="optional: Linux has a disk that is always full")
def test_two_full_disks_still_end_without_a_traceback() -> None:
    assert _spoken_to("> /dev/full 2> /dev/full", "checks").returncode == 1


def test_a_reader_that_went_away_hears_no_traceback() -> None:
    done = _spoken_to("| true", "checks")
    assert done.returncode in (0, 1)  # 0: all was in the pipe before the reader left
    assert done.stderr == ""


def test_a_stdout_that_was_closed_is_no_traceback() -> None:
    assert "Traceback" not in _spoken_to(">&-", "checks").stderr
