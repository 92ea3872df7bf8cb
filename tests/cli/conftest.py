"""The demo province, served for the command line's tests."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.demo.province import DemoProvince

Auditor = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoProvince]:
    with DemoProvince(tmp_path_factory.mktemp("tinh-mau")) as demo:
        yield demo


@pytest.fixture(scope="session")
def auditor() -> Auditor:
    """Run the program as a person would: a process of its own, nothing patched."""

    def call(
        *words: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "auditor.cli", *map(str, words)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            timeout=120,
        )

    return call
