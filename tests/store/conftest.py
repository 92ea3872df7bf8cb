from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.store import Store


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/kho/auditor.db"


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    with Store.open(url, tmp_path / "evidence") as opened:
        yield opened
