"""The long run finds what is broken, tells what hangs, and gives an input to try again."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.fuzz import long
from tests.fuzz.__main__ import main
from tests.fuzz.long import Found, Ran
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS
from tests.fuzz.watch import Watched, place_of, reduced
from tests.fuzz.worker import Findings, by_hypothesis


def broken(data: bytes) -> None:
    assert b"*" not in data, "a star"


def test_a_fault_is_found_made_short_and_told_once(tmp_path: Path) -> None:
    target = Target(name="mau", feed=broken, seeds=(b"abcdef",), pieces=(b"*", b"xyz"))
    findings = Findings(tmp_path / "findings.jsonl")
    watched = Watched(tmp_path / "watched")
    by_hypothesis(target, time.monotonic() + 2, watched, findings)
    [line] = (tmp_path / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    assert f'"input": "{b"*".hex()}"' in line
    assert watched.done > 1
    assert watched.present is None


def test_the_input_that_is_being_read_is_seen_from_outside(tmp_path: Path) -> None:
    inside, outside = Watched(tmp_path / "watched"), Watched(tmp_path / "watched")
    seen = []
    inside.feed(lambda _: seen.append(outside.present), b"mau")
    assert (seen, outside.done) == ([b"mau"], 1)


def test_a_long_input_is_made_short() -> None:
    def fails(data: bytes) -> bool:
        return b"a" in data and b"b" in data

    assert reduced(fails, b"xxxaxxxxxxxbxxx" * 20) in {b"ab", b"ba"}


def test_faults_are_told_apart_by_where_they_are() -> None:
    with pytest.raises(AssertionError) as caught:
        broken(b"*")
    assert place_of(caught.value).startswith("AssertionError test_tools.py:")


def test_a_run_says_how_much_it_tried(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["rtp", "--minutes", "0.1", "--folder", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("rtp: ")
    assert done.output.endswith("by hypothesis, 0 found\n")
    assert not list(tmp_path.iterdir())


def test_an_unknown_target_is_a_mistake_of_the_caller() -> None:
    done = CliRunner().invoke(main, ["khong-co"])
    assert done.exit_code == 2
    assert "--list" in done.output


def test_a_finding_is_kept_as_an_input_that_can_be_fed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Found(target="mau", fault="AssertionError x.py:1", input=b"a*", says="a star")
    ran = Ran(target="mau", engine="hypothesis", seconds=60.0, inputs=7, found=(found,))
    monkeypatch.setattr(long, "run", lambda *_: ran)
    target = Target(name="mau", feed=broken, seeds=(b"a",), pieces=(b"*",))
    monkeypatch.setitem(TARGETS, "mau", target)
    done = CliRunner().invoke(main, ["mau", "--folder", str(tmp_path)])
    assert done.exit_code == 1
    assert "mau: 7 inputs in 1.0 minutes by hypothesis, 1 found" in done.output
    [kept] = tmp_path.iterdir()
    again = CliRunner().invoke(main, ["--again", str(kept)])
    assert isinstance(again.exception, AssertionError)


def test_a_worker_that_hangs_is_ended_and_its_input_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long, "HANG_S", 0.5)
    watched = Watched(tmp_path / "watched")
    program = (
        "import sys, time; from pathlib import Path; from tests.fuzz.watch import Watched; "
        "Watched(Path(sys.argv[1])).feed(lambda _: time.sleep(600), b'mau')"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "watched")]
    worker = subprocess.Popen(command, cwd=long.ROOT)  # noqa: S603 - our own program
    assert long._waited(worker, watched)
    assert watched.present == b"mau"
