"""docs/traps.md names every trap, what is said of it, and tests that exist."""

import re
from pathlib import Path

import pytest

from auditor.contract import Outcome
from tests.checks.build import terms
from tests.checks.test_traps import LIST, PAGES, TRAPS, site_of

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "traps.md").read_text(encoding="utf-8")
ROWS = {
    cells[0]: cells[1:]
    for line in TEXT.splitlines()
    if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 4
    and re.match(r"\d\d-", cells[0])
}
TESTS = dict(re.findall(r"^- \*\*(\w)\*\* `([^`]+)`", TEXT, re.MULTILINE))
IN_FRONT = {
    "16-a-firewall-instead-of-a-page": "unknown (refused) `site.waf`",
    "17-an-error-page-for-robots-only": "unknown (unreachable) `site.server_error`",
}


def test_every_trap_page_is_in_the_table() -> None:
    assert list(ROWS) == sorted(path.stem for path in PAGES.glob("[0-9]*.html"))


def said(outcome: Outcome) -> str:
    why = f" ({outcome.why})" if outcome.why else ""
    return f"{outcome.verdict}{why} `{outcome.text}`"


@pytest.mark.parametrize("trap", ROWS)
def test_the_table_says_what_the_judges_say(trap: str) -> None:
    outcomes = [
        judge(site_of(name, role), terms(procedures=LIST))
        for name, role, judge, _ in TRAPS
        if name == trap
    ]
    assert ROWS[trap][1] == (IN_FRONT.get(trap) or ", ".join(map(said, outcomes)))


def test_every_test_that_the_table_names_exists() -> None:
    assert {letter for *_, letters in ROWS.values() for letter in letters.split()} == set(TESTS)
    for place in TESTS.values():
        file, _, name = place.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), place
