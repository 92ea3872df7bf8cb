"""docs/write-a-check.md works as it is written: its files make a check that is found and passes.

Whoever follows the page writes its files into the tree; then those are the files tested here.
"""

import importlib.util
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from auditor.contract import Terms, Verdict
from auditor.facts import Role, Unread
from auditor.registry import find_checks, load_texts
from auditor.texts import LANGUAGES
from tests.checks.build import capped, left, site, terms

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "write-a-check.md").read_text(encoding="utf-8")
FILE = re.compile(r"^`(\S+)`:\n\n```\w+\n(.*?)```", re.DOTALL | re.MULTILINE)
FILES = dict(FILE.findall(PAGE))
HOURS = next(
    text for text in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "hours" in text
)
PYTHON = {name: text for name, text in FILES.items() if name.endswith(".py")}
PYTHON["checks/website/hours.py"] = HOURS
CHECK, TABLE = "checks/website/domain.py", "tests/checks/website/test_domain.py"
IN_TREE = (ROOT / CHECK).is_file()


@pytest.fixture
def folder(tmp_path: Path) -> Path | None:
    """Write the files of the page into a folder of local checks; None where the tree has them."""
    if IN_TREE:
        return None
    for name, text in FILES.items():
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


def test_the_check_of_the_page_is_found_and_has_its_texts(folder: Path | None) -> None:
    check = find_checks(folder)["website.domain"]
    for lang in LANGUAGES:
        known = load_texts(lang, folder)
        assert [key for key in check.says if key not in known] == []


def test_the_test_of_the_page_passes(folder: Path | None, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder or ROOT
    check = (folder or ROOT / "checks") / "website" / "domain.py"
    for name, path in (("checks.website.domain", check), (dotted(TABLE), root / TABLE)):
        monkeypatch.setitem(sys.modules, name, ModuleType("placeholder"))
        module = load(path, name)
    for row in module.test_the_host_name_decides.pytestmark[0].args[1]:
        module.test_the_host_name_decides(*row)


def dotted(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def test_the_code_of_the_page_is_as_the_house_writes(tmp_path: Path) -> None:
    """Laid beside the tree's own files: ruff tells the house's modules by where they stand."""
    (tmp_path / "auditor").symlink_to(ROOT / "auditor")
    for part in ("checks", "tests/checks"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("*.html"))
    for name, text in PYTHON.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    config = ("--no-cache", "--config", str(ROOT / "pyproject.toml"))
    for words in (("check", "--quiet"), ("format", "--check", "--quiet", "--diff")):
        done = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "ruff", *words, *config, *PYTHON],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


# ------------------------------------------------------------------ a judge that may say "absent"


@pytest.fixture
def hours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    path = tmp_path / "hours.py"
    path.write_text(HOURS, encoding="utf-8")
    monkeypatch.setitem(sys.modules, "snippet_hours", ModuleType("placeholder"))
    return load(path, "snippet_hours")


def with_words() -> Terms:
    """Return terms that know the page's list of words."""
    known = terms()
    lists = yaml.safe_load(FILES["config/terms/hours.yaml"])
    words = {**known.references.words, **{key: tuple(found) for key, found in lists.items()}}
    return replace(known, references=replace(known.references, words=words))


@pytest.mark.parametrize(
    ("lines", "unread", "text", "verdict"),
    [
        (["Giờ làm việc: 7 giờ 30"], (), "hours.published", Verdict.PASS),
        (["GIO LAM VIEC 7h30"], (left(Role.CONTACT),), "hours.published", Verdict.PASS),
        (["Giờ làm việc:"], (), "hours.none", Verdict.FAIL),
        (["x"], (left(Role.CONTACT),), "hours.not_seen_in_part_read", Verdict.UNKNOWN),
        (["x"], (capped(Role.CONTACT),), "hours.not_seen_in_part_read", Verdict.UNKNOWN),
        (["x"], (capped(Role.PROCEDURES),), "hours.none", Verdict.FAIL),
    ],
)
def test_the_judge_of_the_page_says_absent_only_of_what_was_read(
    hours: ModuleType, lines: list[str], unread: tuple[Unread, ...], text: str, verdict: Verdict
) -> None:
    outcome = hours.judge(site(lines, unread=unread), with_words())
    assert (outcome.text, outcome.verdict) == (text, verdict)
    assert {outcome.text, *(item.text for item in outcome.items)} <= {
        *hours.CHECK.says,
        "site.refused",
        "site.page_cap",
    }


def test_the_page_names_every_role() -> None:
    assert [role.name for role in Role if f"`{role.name}`" not in PAGE] == []
