"""Checks are found, not listed."""

from pathlib import Path

import pytest

from auditor.problems import BadInputError
from auditor.registry import find_checks, find_formats, load_texts

CHECK = """
from auditor.contract import Check, Outcome, Terms, Verdict
from auditor.facts import Site


def judge(site: Site, terms: Terms) -> Outcome:
    return Outcome(verdict=Verdict.PASS, text="flag.seen")


CHECK = Check(id="{id}", needs=(Site,), judge=judge, says=("flag.seen",))
"""


def _write(folder: Path, name: str, check_id: str) -> Path:
    path = folder / "local" / f"{name}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(CHECK.replace("{id}", check_id), encoding="utf-8")
    return folder


def test_the_five_checks_of_the_site_are_there() -> None:
    assert set(find_checks()) >= {
        "website.reachable",
        "website.procedures",
        "feedback.hotline",
        "feedback.box",
        "feedback.guidance",
    }


def test_the_three_formats_are_there() -> None:
    assert set(find_formats()) >= {"html", "json", "csv"}


def test_a_file_in_a_local_folder_is_a_check_without_any_list(tmp_path: Path) -> None:
    assert "local.flag" in find_checks(_write(tmp_path, "flag", "local.flag"))


def test_a_local_folder_brings_its_own_texts(tmp_path: Path) -> None:
    catalogue = tmp_path / "locale" / "vi" / "local.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid "flag.seen"\nmsgstr "Có cờ."\n', encoding="utf-8")
    assert load_texts("vi", tmp_path).say("flag.seen") == "Có cờ."


@pytest.mark.parametrize(("name", "check_id"), [("flag", "local.other"), ("flag", "feedback.flag")])
def test_an_id_that_is_not_its_file_is_refused(tmp_path: Path, name: str, check_id: str) -> None:
    with pytest.raises(BadInputError, match=check_id):
        find_checks(_write(tmp_path, name, check_id))


def test_two_checks_of_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "feedback" / "hotline.py"
    path.parent.mkdir()
    path.write_text(CHECK.replace("{id}", "feedback.hotline"), encoding="utf-8")
    with pytest.raises(BadInputError, match=r"feedback\.hotline"):
        find_checks(tmp_path)


@pytest.mark.parametrize("source", ["import khong_co", "x = (", "x = ten_la", "x = 1 / 0"])
def test_a_local_file_that_does_not_run_is_named(tmp_path: Path, source: str) -> None:
    path = tmp_path / "local" / "broken.py"
    path.parent.mkdir()
    path.write_text(source, encoding="utf-8")
    with pytest.raises(BadInputError, match=r"broken\.py"):
        find_checks(tmp_path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="nowhere"):
        find_checks(tmp_path / "nowhere")
