"""Hostile files that people hand in: refused by a sentence, in time, within memory."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile.cases_files import FILES, FileCase
from tests.hostile.scan import controls_in

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="optional: pipes and memory of Linux")
DEADLINE_S = 5.0
MEMORY = 64 << 20

pytestmark = LINUX


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What came of one folder."""

    outcome: str
    said: str
    seconds: float
    peak: int


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Read]:
    """Read all folders in one process."""
    base = tmp_path_factory.mktemp("tep")
    for case in FILES:
        case.write(base / case.name)
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "tests.hostile.reading", *(str(base / one.name) for one in FILES)],
        capture_output=True,
        check=False,
        timeout=120,
        cwd=Path(__file__).parents[2],
    )
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(rows) == len(FILES), done.stderr.decode()[-2000:]
    return {
        case.name: Read(outcome=row[0], said=row[1], seconds=row[2], peak=row[3])
        for case, row in zip(FILES, rows, strict=True)
    }


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.name)
def test_a_hostile_file_is_refused_by_a_sentence(read: dict[str, Read], case: FileCase) -> None:
    found = read[case.name]
    assert found.outcome == ("fine" if case.fine else "refused")
    assert controls_in(found.said.replace("\n", "")) == []
    assert bool(found.said) is not case.fine


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.name)
def test_a_hostile_file_costs_little_time(read: dict[str, Read], case: FileCase) -> None:
    assert read[case.name].seconds <= DEADLINE_S + 1.0


def test_hostile_files_cost_little_memory(read: dict[str, Read]) -> None:
    """The first folder is a healthy one: what follows is measured from there."""
    peaks = [read[case.name].peak for case in FILES]
    assert max(peaks) - peaks[0] <= MEMORY


def test_nothing_in_a_file_was_run(read: dict[str, Read]) -> None:
    assert read
    assert not Path("/tmp/chim-hoang").exists()  # noqa: S108 - where a hostile tag would write
