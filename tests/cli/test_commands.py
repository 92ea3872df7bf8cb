"""The other commands, as a person calls them."""

from pathlib import Path

import pytest

from auditor.demo.province import DemoProvince
from tests.cli.conftest import Auditor


@pytest.mark.parametrize("form", [[], ["--xlsx"]])
def test_init_writes_files_that_only_want_filling_in(
    auditor: Auditor, tmp_path: Path, form: list[str]
) -> None:
    done = auditor("init", *form, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "auditor.yaml").is_file()
    looked = auditor("doctor", cwd=tmp_path)
    assert looked.returncode == 2
    assert "contact.name" in looked.stdout
    assert "contact.email" in looked.stdout


def test_init_never_overwrites(auditor: Auditor, tmp_path: Path) -> None:
    (tmp_path / "auditor.yaml").write_text("của tôi", encoding="utf-8")
    done = auditor("init", cwd=tmp_path)
    assert done.returncode == 2
    assert "auditor.yaml" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["auditor.yaml"]


def test_doctor_finds_a_good_configuration_good(province: DemoProvince, auditor: Auditor) -> None:
    done = auditor("doctor", "--config", province.config)
    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout


def test_doctor_says_when_the_line_is_dead(
    province: DemoProvince, auditor: Auditor, tmp_path: Path
) -> None:
    text = province.config.read_text(encoding="utf-8")
    config = province.config.with_name("mat-mang.yaml")
    before, _, after = text.partition("sentinels:\n")
    config.write_text(before + "sentinels:\n  - 127.0.77.200:9\n" + after.partition("\n")[2])
    done = auditor("doctor", "--config", config)
    assert done.returncode == 2
    assert "127.0.77.200:9" in done.stdout


def test_checks_lists_all_43_criteria_with_what_is_not_checked_yet(auditor: Auditor) -> None:
    done = auditor("checks", env={"COLUMNS": "200"})
    assert done.returncode == 0, done.stderr
    for known in ("FAC-01", "ORG-04", "feedback.hotline", "chưa kiểm tra", "224/2026/NĐ-CP"):
        assert known in done.stdout


@pytest.mark.parametrize("word", ["FBK-01", "fbk-01", "feedback.hotline"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_one_check_is_explained_by_any_of_its_names(auditor: Auditor, word: str, lang: str) -> None:
    done = auditor("--lang", lang, "checks", word, env={"COLUMNS": "200"})
    assert done.returncode == 0, done.stderr
    assert "hotline.none" in done.stdout
    assert "20/2008/NĐ-CP" in done.stdout


def test_an_unknown_check_is_said(auditor: Auditor) -> None:
    done = auditor("checks", "FBK-99")
    assert done.returncode == 2
    assert "FBK-99" in done.stderr


def test_a_local_check_is_run_and_reported(
    province: DemoProvince, auditor: Auditor, tmp_path: Path
) -> None:
    folder = tmp_path / "rieng"
    (folder / "feedback").mkdir(parents=True)
    (folder / "feedback" / "hours.py").write_text("def (", encoding="utf-8")
    words = ("run", "--config", province.config, "--commune", "00001", "-o", tmp_path / "o")
    broken = auditor(*words, "--checks-folder", folder)
    assert broken.returncode == 2
    assert "hours.py" in broken.stderr
    assert not (tmp_path / "o").exists()
