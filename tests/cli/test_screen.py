"""What the terminal shows can be read on any terminal."""

import io
from dataclasses import replace
from datetime import datetime

import pytest

from auditor.cli import screen
from auditor.cli.terminal import Console
from auditor.results import Results
from auditor.run.keeping import Waiting
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


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_score_that_earns_no_rating_is_shown_as_the_scores_that_are_possible(width: int) -> None:
    score = replace(
        sample.COMMUNES[0].score,
        value=100.0, low=41.96, high=99.2, coverage=0.42, rating="", no_rating="score.no_rating",
    )  # fmt: skip
    commune = replace(sample.COMMUNES[0], score=score)
    text = shown(replace(sample.RESULTS, communes=(commune,)), width)
    assert "41–100" in text
    assert "Điểm ghi dạng khoảng" in text
    rated = shown(replace(sample.RESULTS, communes=sample.COMMUNES[:1]), width)
    assert "Điểm ghi dạng khoảng" not in rated


def test_who_waits_for_time_to_pass_says_until_when() -> None:
    waiting = Waiting(("00004",))
    assert screen.waited_for(waiting) == "đang chờ 00004"
    waiting.again, waiting.places = datetime(2026, 11, 2, 8, 40).astimezone(), 2
    assert screen.waited_for(waiting) == "chờ đến 08:40 để xem lại 2 nơi"
    assert screen.waited_for(Waiting()) == ""


def test_a_run_that_holds_says_since_when_and_why() -> None:
    waiting = Waiting(("00004",))
    waiting.held_since = datetime(2026, 7, 1, 10, 32).astimezone()
    told = screen.waited_for(waiting)
    assert told == "đường truyền của chính nơi kiểm tra đang mất, tạm dừng từ 10:32"


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


def test_on_a_pipe_only_a_run_that_holds_says_so() -> None:
    out = io.StringIO()
    with screen.progress(Console(file=out), quiet=False) as tell:
        assert tell is not None
        tell(0, 2, Waiting(("00004",)))
        held = Waiting(("00004",))
        held.held_since = datetime(2026, 7, 1, 10, 32).astimezone()
        tell(1, 2, held)
        tell(1, 2, held)
        tell(2, 2, Waiting())
    assert out.getvalue().splitlines() == [
        "đường truyền của chính nơi kiểm tra đang mất, tạm dừng từ 10:32",
        "hết tạm dừng, tiếp tục kiểm tra",
    ]


def test_a_hold_that_ran_out_is_no_line_that_came_back() -> None:
    out = io.StringIO()
    with screen.progress(Console(file=out), quiet=False) as tell:
        assert tell is not None
        held, ended = Waiting(("00004",)), Waiting(("00004",))
        held.held_since = datetime(2026, 7, 1, 10, 32).astimezone()
        ended.gave_up = True
        tell(1, 2, held)
        tell(1, 2, ended)
    assert "vẫn mất" in out.getvalue().splitlines()[1]
