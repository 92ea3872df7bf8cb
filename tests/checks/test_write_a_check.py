"""docs/write-a-check.md works as it is written: its files make a check that is found and passes."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from auditor.registry import find_checks
from auditor.texts import LANGUAGES, Texts

DOC = Path(__file__).parents[2] / "docs" / "write-a-check.md"
BLOCK = re.compile(r"```\w+\n# file: (\S+)\n(.*?)```", re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the files of the page into a folder of local checks."""
    for name, text in BLOCK.findall(DOC.read_text(encoding="utf-8")):
        path = tmp_path / name.removeprefix("checks/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def load(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_the_check_of_the_page_is_found_and_has_its_texts(folder: Path) -> None:
    check = find_checks(folder)["website.domain"]
    for lang in LANGUAGES:
        known = Texts(lang, [folder / "locale"])
        assert [key for key in check.says if key not in known] == []


def test_the_test_of_the_page_passes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "checks.website.domain", ModuleType("placeholder"))
    load(folder / "website" / "domain.py", "checks.website.domain")
    name = "tests.checks.website.test_domain"
    monkeypatch.setitem(sys.modules, name, ModuleType("placeholder"))
    table = load(folder / "tests" / "checks" / "website" / "test_domain.py", name)
    for row in table.test_the_host_name_decides.pytestmark[0].args[1]:
        table.test_the_host_name_decides(*row)
