from collections.abc import Iterator

import pytest

from auditor.probes.workers import Workers


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers(2) as pool:
        yield pool
