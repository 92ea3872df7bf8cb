"""The demo province, served for the command line's tests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.demo.province import DemoProvince

Auditor = Callable[..., "subprocess.CompletedProcess[str]"]
Verify = Callable[..., tuple[int, str]]


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


@pytest.fixture(scope="module")
def sealed_once(province: DemoProvince, auditor: Auditor) -> Path:
    """The folder of a province that was audited once."""
    done = auditor("run", "--config", province.config, "--quiet")
    assert done.returncode in (0, 3, 4), done.stderr
    assert "Khóa công khai" in done.stderr
    return province.config.parent


@pytest.fixture
def folder(sealed_once: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(sealed_once, tmp_path / "tinh", symlinks=True))


@pytest.fixture
def verify(auditor: Auditor, folder: Path) -> Verify:
    """Return exit code and words of `auditor verify`."""

    def call(*words: str | Path) -> tuple[int, str]:
        done = auditor("verify", *words, "--config", folder / "auditor.yaml")
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    return call


def report_of(folder: Path) -> Path:
    """Return where the province's report lies."""
    return folder / "bao-cao"
