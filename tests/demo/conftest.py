from collections.abc import Iterator

import pytest

from auditor.demo.province import DemoProvince


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoProvince]:
    with DemoProvince(tmp_path_factory.mktemp("demo")) as running:
        yield running
