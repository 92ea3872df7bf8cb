"""A call that cannot be meant is answered in the language of the moment, with what was likely meant."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Auditor

CLICK = re.compile(
    r"Usage|Options|Commands|Error|Try |No such|Did you|requires|unexpected|Missing|Invalid|"
    r"Show |default:|is not one of|ARGS"
)
COMMANDS = ["init", "doctor", "run", "rejudge", "report", "checks", "demo"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["chay"], "auditor: không có lệnh “chay”; có phải là run?"),
        (["Báo_cáo"], "auditor: không có lệnh “Báo_cáo”; có phải là report?"),
        (["docter"], "auditor: không có lệnh “docter”; có phải là doctor?"),
        (["xyz"], "auditor: không có lệnh “xyz”; các lệnh: init, doctor, run, rejudge, report"),
        (["--lang", "vi"], "auditor: chưa có tên lệnh; các lệnh: init, doctor, run"),
        (["--lang", "fr", "run"], "auditor: giá trị của --lang không đúng; chỉ nhận: vi, en"),
        (["--lang"], "auditor: tùy chọn --lang phải kèm giá trị, như --lang [vi|en]"),
        (["--config", "x", "run"], "auditor: không có tùy chọn --config ở trước tên lệnh"),
        (
            ["run", "--comune", "1"],
            "auditor run: không có tùy chọn --comune; có phải là --commune?",
        ),
        (["run", "--zzz"], "auditor run: không có tùy chọn --zzz\n"),
        (["run", "--lang", "en"], "auditor run: tùy chọn --lang phải đứng trước tên lệnh"),
        (["run", "--lang", "en"], "như auditor --lang … run\n"),
        (
            ["run", "--commune"],
            "auditor run: tùy chọn --commune phải kèm giá trị, như --commune CODE",
        ),
        (["run", "--quiet=1"], "auditor run: tùy chọn --quiet không kèm giá trị; chỉ ghi --quiet"),
        (["run", "--fail-on", "x"], "giá trị của --fail-on không đúng; chỉ nhận: any, critical"),
        (["run", "a", "b"], "auditor run: thừa “a b”; xóa đi"),
        (["init", "a", "(b)"], "auditor init: thừa “(b)”; xóa đi"),
    ],
)
def test_a_call_that_cannot_be_meant_is_told_what_was(
    auditor: Auditor, tmp_path: Path, words: list[str], sentence: str
) -> None:
    done = auditor(*words, cwd=tmp_path)
    command = f"auditor {words[0]}" if words[0] in COMMANDS else "auditor"
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.endswith(f"\nXem hướng dẫn: {command} --help\n")
    assert not CLICK.search(done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_the_sentence_follows_the_language(auditor: Auditor) -> None:
    assert auditor("--lang", "en", "chay").stderr == (
        "auditor: there is no command “chay”; did you mean run?\nFor help: auditor --help\n"
    )
    from_outside = auditor("run", "--comune", env={"AUDITOR_LANG": "en"}).stderr
    assert "there is no option --comune; did you mean --commune?" in from_outside


def test_a_wrong_language_of_the_environment_is_said(auditor: Auditor) -> None:
    done = auditor("doctor", env={"AUDITOR_LANG": "fr"})
    assert done.returncode == 2
    assert "giá trị của --lang không đúng; chỉ nhận: vi, en" in done.stderr


@pytest.mark.parametrize("words", [["--help"], [], *([name, "--help"] for name in COMMANDS)])
def test_help_holds_no_word_of_click(auditor: Auditor, words: list[str]) -> None:
    done = auditor(*words)
    shown = done.stdout + done.stderr
    assert done.returncode == (0 if words else 2)
    assert shown.startswith("Cách dùng: auditor")
    assert "In hướng dẫn này rồi thoát." in shown
    assert not CLICK.search(shown)


def test_help_is_english_when_asked(auditor: Auditor) -> None:
    shown = auditor("--lang", "en", "doctor", "--help").stdout
    assert shown.startswith("Usage: auditor doctor [OPTIONS]")
    assert "[default: auditor.yaml]" in shown


def test_the_version_is_a_name_and_a_number(auditor: Auditor) -> None:
    assert re.fullmatch(r"auditor [0-9][0-9a-z.]*\n", auditor("--version").stdout)
