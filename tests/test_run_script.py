"""`./run` sets up an environment of its own and touches nothing else."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("sh", "cat", "cksum", "dirname", "grep", "id", "ls", "mv", "rm")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="optional: needs a POSIX shell")


def call(*words: str, cwd: Path = ROOT, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own script
        words,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env={**os.environ, **env},
        timeout=300,
    )


def of_script(function: str, venv: Path, path: str = "") -> "subprocess.CompletedProcess[str]":
    """Call one function of the script."""
    script = f". ./run >/dev/null; {function}"
    return call("sh", "-c", script, AUDITOR_VENV=str(venv), PATH=path or os.environ["PATH"])


def executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def contents(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def _documents(path: Path) -> None:
    path.mkdir()
    (path / "bao-cao.txt").write_text("mẫu", encoding="utf-8")


def _file(path: Path) -> None:
    path.write_text("mẫu", encoding="utf-8")


def _dangling(path: Path) -> None:
    path.symlink_to("khong-co")


def _prefix(path: Path) -> None:
    """A folder like /usr: its Python works, but it is no environment."""
    executable(path / "bin" / "python", f'exec "{sys.executable}" "$@"')


@pytest.mark.parametrize("make", [_documents, _file, _dangling, _prefix])
@pytest.mark.parametrize("slash", ["", "/"])
def test_what_is_no_environment_is_never_deleted_nor_installed_into(
    tmp_path: Path, make: Callable[[Path], None], slash: str
) -> None:
    make(tmp_path / "cua-toi")
    before = contents(tmp_path)
    done = call("./run", "auditor", "--help", AUDITOR_VENV=f"{tmp_path / 'cua-toi'}{slash}")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert str(tmp_path / "cua-toi") in done.stderr
    assert "AUDITOR_VENV" in done.stderr
    assert contents(tmp_path) == before


def test_a_relative_name_is_a_folder_where_one_stands(tmp_path: Path) -> None:
    _documents(tmp_path / "cua-toi")
    done = call(str(ROOT / "run"), "auditor", "--help", cwd=tmp_path, AUDITOR_VENV="cua-toi")
    assert done.returncode == 2
    assert str(tmp_path / "cua-toi") in done.stderr


def test_an_environment_that_no_longer_works_is_replaced(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    executable(venv / "bin" / "python", "exit 127")
    (venv / "pyvenv.cfg").touch()
    (venv / "old").touch()
    done = of_script("make_venv", venv)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["venv"]
    assert not (venv / "old").exists()
    version = call(str(venv / "bin" / "pip"), "--version")
    assert str(venv) in version.stdout


def test_where_no_environment_can_be_built_the_old_one_comes_back(tmp_path: Path) -> None:
    """No apt-get on this PATH, and a Python without its venv, as Debian ships it."""
    tools, venv = tmp_path / "bin", tmp_path / "venv"
    executable(tools / "python3", f'[ "$1" = -m ] && exit 1\nexec "{sys.executable}" "$@"')
    for name in TOOLS:
        (tools / name).symlink_to(str(shutil.which(name)))
    executable(venv / "bin" / "python", "exit 127")
    (venv / "pyvenv.cfg").touch()
    before = contents(tmp_path)
    done = of_script("make_venv", venv, path=str(tools))
    assert done.returncode == 2
    assert "apt-get install -y --no-install-recommends python3-venv" in done.stderr
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (0, "WARNING: another thing\n"),
        (1, "WARNING: Location '/gone' is ignored\nWARNING: another thing\n"),
    ],
)
def test_what_pip_says_of_this_machines_folders_is_kept_for_when_it_fails(
    tmp_path: Path, status: int, shown: str
) -> None:
    said = "WARNING: Location '/gone' is ignored\nWARNING: another thing\n"
    (tmp_path / "said").write_text(said, encoding="utf-8")
    executable(tmp_path / "bin" / "python", f'cat "{tmp_path}/said" >&2\nexit {status}')
    done = of_script("pip_install x", tmp_path)
    assert (done.returncode, done.stderr) == (status, shown)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "said"]
