"""Starting costs nothing that is not used."""

import subprocess
import sys

import pytest

from auditor.cli import COMMANDS

HEAVY = (
    "aiohttp", "alembic", "babel", "bs4", "cv2", "holidays", "jinja2", "lxml", "pebble", "phonenumbers",
    "pydantic", "requests", "rich", "selectolax", "sqlalchemy", "xlsxwriter", "yaml", "zeep",
    "auditor.contract", "auditor.facts", "auditor.results", "checks", "reports",
)  # fmt: skip
SHOW = "import sys; sys.argv = {argv!r}\ntry:\n    from auditor.cli import main; main()\nfinally:\n    print('LOADED', *sorted(sys.modules))"


@pytest.mark.parametrize("argv", [["auditor", "--help"], ["auditor", "--version"], ["auditor"]])
def test_help_loads_no_heavy_module(argv: list[str]) -> None:
    shown = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", SHOW.format(argv=argv)], capture_output=True, text=True, check=False
    )
    loaded = set(shown.stdout.partition("LOADED")[2].split())
    assert loaded, shown.stderr
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_command_explains_itself(command: str, lang: str) -> None:
    argv = ["auditor", "--lang", lang, command, "--help"]
    shown = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", SHOW.format(argv=argv)], capture_output=True, text=True, check=False
    )
    assert f"auditor {command}" in shown.stdout
    assert "option." not in shown.stdout
    assert "cli." not in shown.stdout.partition("LOADED")[0]


def test_a_redirected_stream_on_another_code_page_still_gets_vietnamese() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "auditor.cli", "--help"],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "cp1252", "PATH": ""},
    )
    assert "Kiểm tra, đánh giá" in shown.stdout.decode("utf-8")
