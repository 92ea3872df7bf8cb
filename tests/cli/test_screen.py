"""What the terminal shows can be read on any terminal."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from auditor.cli import screen
from auditor.results import Results
from tests.reports import sample

WHOLE = replace(
    sample.RESULTS,
    communes=tuple(
        replace(commune, score=replace(commune.score, coverage=1.0))
        for commune in sample.RESULTS.communes
    ),
)


def shown(results: Results, width: int) -> str:
    """Return what a terminal of so many columns shows."""
    console = Console(file=io.StringIO(), width=width, highlight=False)
    screen.summary(console, results, sample.texts())
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [20, 40, 59, 60, 80, 100, 200])
def test_codes_and_numbers_are_whole_at_any_width(width: int) -> None:
    text = shown(WHOLE, width)
    assert [c.code for c in WHOLE.communes if c.code not in text] == []
    assert text.count("100%") == len(WHOLE.communes)
    assert "…" not in text.replace(sample.LONG, "")


def test_a_narrow_terminal_gets_lines_that_name_every_verdict() -> None:
    text = shown(WHOLE, 40)
    assert "│" not in text
    assert "chưa đủ căn cứ đánh giá" in text.casefold()


def test_what_was_not_asked_for_is_not_said_to_have_no_check() -> None:
    text = " ".join(shown(sample.ONE_CHECK, 80).split())
    assert "5/12 tiêu chí của bộ tiêu chí không được chọn trong đợt này" in text
    assert "6/12 tiêu chí của bộ tiêu chí chưa có phép kiểm tra" in text
    assert "WEB-01" not in text


@pytest.mark.parametrize(
    ("complete", "narrowed", "said"),
    [(True, False, ""), (True, True, "thư mục riêng"), (False, True, "để riêng")],
)
def test_a_report_that_is_kept_apart_is_said_to_be(
    complete: bool, narrowed: bool, said: str
) -> None:
    run = replace(sample.RESULTS.run, complete=complete, narrowed=narrowed)
    told = {}
    for own in (True, False):
        console = Console(file=io.StringIO(), width=200, highlight=False)
        files = [sample.ROOT / "index.html"]
        screen.closing(console, replace(sample.RESULTS, run=run), files, own=own)
        assert isinstance(console.file, io.StringIO)
        told[own] = console.file.getvalue()
    assert said in told[True]
    assert said == "" or said not in told[False]
