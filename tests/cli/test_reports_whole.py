"""The province's last complete report stays until a complete new one is in its place."""

import contextlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from auditor.cli import session
from auditor.config import load_config
from auditor.contract import Document, Format
from auditor.demo.province import DemoProvince
from tests.cli.conftest import Auditor
from tests.reports import sample


def _results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return found


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


_ours = shutil.ignore_patterns("data", "bao-cao")


@pytest.fixture(scope="module")
def own(province: DemoProvince, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration of the demo's communes with a store and a report folder of its own."""
    folder = tmp_path_factory.mktemp("rieng") / "tinh"
    shutil.copytree(province.config.parent, folder, ignore=_ours)
    return folder / "auditor.yaml"


@pytest.fixture(scope="module")
def whole(own: Path, auditor: Auditor) -> dict[str, bytes]:
    """The province's complete report, as it lies in the configured folder."""
    done = auditor("run", "--config", own, "-q")
    assert done.returncode == 3, done.stderr
    return _tree(own.parent / "bao-cao")


def _new(own: Path, whole: dict[str, bytes]) -> dict[str, bytes]:
    """Return what stands in the reports' folder beside the province's report, which stands as it was."""
    now = _tree(own.parent / "bao-cao")
    assert {path: now.get(path) for path in whole} == whole
    return {path: body for path, body in now.items() if path not in whole}


def _inventory(config: Path) -> Path:
    return config.parent / "danh-muc" / "xa-phuong.csv"


def _count(config: Path, table: str) -> int:
    database = config.parent / "data" / "auditor.sqlite"
    with contextlib.closing(sqlite3.connect(database)) as store:
        return int(store.execute(f"select count(*) from {table}").fetchone()[0])  # noqa: S608 - ours


def _wait_for_facts(config: Path, before: int) -> None:
    """Wait until a run keeps facts; the demo's endless site then keeps it busy."""
    for _ in range(300):
        if _count(config, "fact") > before:
            return
        time.sleep(0.1)
    raise AssertionError("no facts in time")


@pytest.mark.parametrize(
    ("words", "folder"),
    [
        (["--commune", "00001"], "rieng-00001"),
        (["--commune", "00001", "-c", "FBK-01"], "rieng-00001-FBK-01"),
        (["-c", "FBK-01"], "rieng-FBK-01"),
    ],
)
def test_a_narrowed_run_and_its_later_reports_leave_the_provinces_report_alone(
    own: Path, whole: dict[str, bytes], auditor: Auditor, words: list[str], folder: str
) -> None:
    done = auditor("run", "--config", own, "--exit-zero", *words)
    assert done.returncode == 0, done.stderr
    assert "thư mục riêng" in done.stdout
    assert f"{folder}/index.html" in _new(own, whole)
    run = _results(own.parent / "bao-cao" / folder)["run"]["id"]
    auditor("report", run, "--config", own, "-q")
    assert {path.split("/")[0] for path in _new(own, whole)} >= {folder}
    auditor("rejudge", run, "--config", own, "-q")
    assert {path.split("/")[0] for path in _new(own, whole)} >= {folder}


def test_what_a_run_was_not_asked_for_is_named_as_that(
    own: Path, whole: dict[str, bytes], auditor: Auditor, tmp_path: Path
) -> None:
    assert whole
    auditor("run", "--config", own, "-q", "-c", "FBK-01", "--commune", "00002", "-o", tmp_path)
    results = _results(tmp_path)
    assert results["run"]["narrowed"] is True
    asked = {c["id"]: c["left_out"] for c in results["criteria"]}
    assert asked["FBK-01"] is False
    assert asked["WEB-01"] is True
    assert "không được chọn trong đợt này" in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_leaves_the_last_complete_report(
    own: Path, whole: dict[str, bytes], number: int, code: int
) -> None:
    slow = own.with_name("cham.yaml")
    text = own.read_text(encoding="utf-8").replace("request_timeout_s: 3", "request_timeout_s: 60")
    slow.write_text(text.replace("site_timeout_s: 8", "site_timeout_s: 90"), encoding="utf-8")
    before = _count(own, "fact")
    running = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "auditor.cli", "run", "--config", slow],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    _wait_for_facts(own, before)
    running.send_signal(number)
    told, errors = running.communicate(timeout=60)
    assert running.returncode == code, errors
    assert "Traceback" not in errors
    assert "báo cáo hoàn thành gần nhất được giữ nguyên" in " ".join(told.split())
    assert "chua-hoan-thanh/index.html" in _new(own, whole)
    assert _results(own.parent / "bao-cao" / "chua-hoan-thanh")["run"]["complete"] is False


def test_a_full_disk_leaves_the_last_report_and_one_sentence(
    own: Path, whole: dict[str, bytes]
) -> None:
    before = _tree(own.parent / "bao-cao")
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "auditor.cli", "report", "--config", own, "-o", "bao-cao"],
        cwd=own.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )
    assert whole
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("bao-cao: không ghi được báo cáo")
    assert len(done.stderr.splitlines()) == 1
    assert _tree(own.parent / "bao-cao") == before


def test_a_store_that_takes_no_more_ends_the_run_with_one_sentence(
    own: Path, whole: dict[str, bytes]
) -> None:
    """The limit is below the size of the store: its next page cannot be written."""
    before = _tree(own.parent / "bao-cao")
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "auditor.cli", "run", "--config", own, "--commune", "00001"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )
    assert whole
    assert done.returncode == 1, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert _tree(own.parent / "bao-cao") == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-f", "json:auditor.yaml"], "cấu hình"),
        (["-f", "json:DANH-MUC"], "danh mục"),
        (["-f", "json:/proc/x/r.json"], "không ghi được"),
        (["-f", "json:-", "-f", "json:-"], "--format khác"),
    ],
)
@pytest.mark.parametrize("command", ["run", "rejudge", "report"])
def test_a_place_no_report_can_go_to_is_refused_before_anything_is_done(
    own: Path,
    whole: dict[str, bytes],
    command: str,
    words: list[str],
    said: str,
) -> None:
    table = _inventory(own)
    before = (own.read_bytes(), table.read_bytes(), _count(own, "judgement"))
    words = [word.replace("DANH-MUC", str(table)) for word in words]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "auditor.cli", command, "--config", "auditor.yaml", *words],
        cwd=own.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert whole
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert (own.read_bytes(), table.read_bytes(), _count(own, "judgement")) == before


def test_a_stored_report_is_printed_while_a_long_run_holds_the_store(
    own: Path, whole: dict[str, bytes], auditor: Auditor, tmp_path: Path
) -> None:
    from auditor.store import Store

    assert whole
    data = own.parent / "data"
    with (
        Store.open(f"sqlite:///{data / 'auditor.sqlite'}", data / "evidence") as store,
        store.hold("auditor run"),
    ):
        done = auditor("report", "--config", own, "-o", tmp_path, "-q")
        assert done.returncode == 0, done.stderr
        assert auditor("rejudge", "--config", own, "-o", tmp_path, "-q").returncode == 5
        assert "✗" not in auditor("doctor", "--config", own).stdout


def test_pages_of_communes_that_are_no_longer_audited_are_removed(
    own: Path, auditor: Auditor, tmp_path: Path
) -> None:
    """A page that stays would show an old verdict for ever."""
    words = ("run", "--config", own, "-q", "-o", tmp_path, "--commune")
    auditor(*words, "00001")
    (tmp_path / "xa" / "ghi-chu.html").write_text("x", encoding="utf-8")
    auditor(*words, "00002")
    pages = sorted(path.name for path in (tmp_path / "xa").iterdir())
    assert pages == ["00002.html", "ghi-chu.html"]


@pytest.mark.parametrize("broken", ["folder", "damaged"])
def test_doctor_does_not_call_a_store_ready_that_no_run_can_open(
    own: Path, auditor: Auditor, tmp_path: Path, broken: str
) -> None:
    shutil.copytree(own.parent, tmp_path, dirs_exist_ok=True, ignore=_ours)
    config = tmp_path / "auditor.yaml"
    database = tmp_path / "data" / "auditor.sqlite"
    if broken == "folder":
        database.mkdir(parents=True)
    else:
        database.parent.mkdir()
        database.write_bytes(b"this is no database at all, nor has it ever been one" * 100)
    done = auditor("doctor", "--config", config)
    assert done.returncode == 2
    assert f"✗ {database}" in done.stdout
    assert "Sẵn sàng" not in done.stdout


CONFIG = """\
province: {code: "00", name: Tỉnh Mẫu}
contact: {name: Người Mẫu, email: lienhe@mau.invalid}
inventory: {communes: xa.csv}
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_while_a_report_is_written_leaves_the_last_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, code: int
) -> None:
    (tmp_path / "auditor.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "bao-cao").mkdir()
    (tmp_path / "bao-cao" / "index.html").write_bytes(b"last good")

    def render(_results: object, _texts: object) -> Iterator[Document]:
        yield Document(path="index.html", body=b"half")
        os.kill(os.getpid(), number)
        yield Document(path="xa/00001.html", body=b"half")

    interrupted = Format(id="html", render=render)
    monkeypatch.setattr("auditor.cli.output.find_formats", lambda: {"html": interrupted})
    wish = session.Wish(lang="vi", formats=("html",), quiet=True)
    with pytest.raises(click.exceptions.Exit) as left:
        session.report(sample.RESULTS, wish, load_config(tmp_path / "auditor.yaml"), proved=True)
    assert left.value.exit_code == code
    assert _tree(tmp_path / "bao-cao") == {"index.html": b"last good"}
    assert [path.name for path in (tmp_path / "bao-cao").iterdir()] == ["index.html"]
