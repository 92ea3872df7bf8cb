"""From a configuration to a report, as a process of its own, over the demo's real servers."""

import contextlib
import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.demo.province import DemoProvince
from tests.cli.conftest import Auditor


def _results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return found


def _verdicts(folder: Path) -> dict[tuple[str, str], str]:
    return {
        (commune["code"], finding["criterion"]): finding["verdict"]
        for commune in _results(folder)["communes"]
        for finding in commune["findings"]
    }


@pytest.fixture(scope="module")
def audited(
    province: DemoProvince, auditor: Auditor, tmp_path_factory: pytest.TempPathFactory
) -> "tuple[subprocess.CompletedProcess[str], Path]":
    folder = tmp_path_factory.mktemp("bao-cao")
    done = auditor("run", "--config", province.config, "--confirm", "-o", folder)
    return done, folder


def test_a_province_with_failures_exits_3_and_leaves_a_report(
    audited: "tuple[subprocess.CompletedProcess[str], Path]",
) -> None:
    done, folder = audited
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    pages = sorted(path.name for path in (folder / "xa").iterdir())
    assert pages == [f"0000{n}.html" for n in range(1, 9)]
    assert "DỰ THẢO" in (folder / "index.html").read_text(encoding="utf-8")


def test_the_report_says_what_was_planted(
    audited: "tuple[subprocess.CompletedProcess[str], Path]", province: DemoProvince
) -> None:
    found = _verdicts(audited[1])
    apart = _results(audited[1])["apart"]
    planted = {
        key: expected.verdict
        for key, expected in province.expected.items()
        if key[1] not in apart  # told to the commune and the security contact only
    }
    assert apart == ["CAM-06"]
    assert {key: found.get(key) for key in planted} == planted


def test_nothing_was_ever_sent_to_a_site_but_polite_requests(
    audited: "tuple[subprocess.CompletedProcess[str], Path]", province: DemoProvince
) -> None:
    assert audited[0].returncode == 3
    for hits in province.hits.values():
        assert set(hits.methods) <= {"GET"}
        assert hits.most_at_once <= 1


def test_kept_facts_are_judged_again_without_any_network(
    audited: "tuple[subprocess.CompletedProcess[str], Path]",
    province: DemoProvince,
    auditor: Auditor,
    tmp_path: Path,
) -> None:
    before = {code: len(hits.targets) for code, hits in province.hits.items()}
    run = _results(audited[1])["run"]["id"]
    done = auditor("rejudge", run, "--config", province.config, "-o", tmp_path)
    assert done.returncode == 3, done.stderr
    assert _verdicts(tmp_path) == _verdicts(audited[1])
    assert {code: len(hits.targets) for code, hits in province.hits.items()} == before


def test_a_stored_run_is_reported_again_in_english(
    audited: "tuple[subprocess.CompletedProcess[str], Path]",
    province: DemoProvince,
    auditor: Auditor,
    tmp_path: Path,
) -> None:
    run = _results(audited[1])["run"]["id"]
    done = auditor("--lang", "en", "report", run, "--config", province.config, "-o", tmp_path)
    assert done.returncode == 0, done.stderr
    assert '<html lang="en"' in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_one_format_on_stdout_is_nothing_but_that_format(
    audited: "tuple[subprocess.CompletedProcess[str], Path]",
    province: DemoProvince,
    auditor: Auditor,
) -> None:
    run = _results(audited[1])["run"]["id"]
    done = auditor("report", run, "--config", province.config, "-f", "json:-")
    assert json.loads(done.stdout)["run"]["id"] == run


def test_a_commune_checks_itself_alone(
    province: DemoProvince, auditor: Auditor, tmp_path: Path
) -> None:
    done = auditor("run", "--config", province.config, "--commune", "00001", "-o", tmp_path, "-q")
    assert done.returncode == 0, done.stderr
    assert {code for code, _ in _verdicts(tmp_path)} == {"00001"}
    assert done.stdout == ""


def test_a_communes_own_check_leaves_the_provinces_report_alone(
    province: DemoProvince, auditor: Auditor
) -> None:
    reports = province.config.parent / "bao-cao"
    index = reports / "index.html"
    before = index.read_bytes() if index.exists() else None
    done = auditor("run", "--config", province.config, "--commune", "00001", "-q")
    assert done.returncode == 0, done.stderr
    assert (reports / "rieng-00001" / "xa" / "00001.html").is_file()
    assert (index.read_bytes() if index.exists() else None) == before


def test_communes_that_do_not_stand_in_the_period_are_left_out(
    province: DemoProvince, auditor: Auditor, tmp_path: Path
) -> None:
    rows = (province.config.parent / "danh-muc" / "xa-phuong.csv").read_text(encoding="utf-8-sig")
    head, first, second, *_ = rows.splitlines()
    mark = ";" if ";" in head else ","
    past = mark.join([second, "", "2025-06-30"])
    (tmp_path / "xa.csv").write_text(
        "\n".join([mark.join([head, "valid_from", "valid_to"]), first + mark * 2, past]) + "\n",
        encoding="utf-8",
    )
    config = province.config.with_name("cu.yaml")
    settings = yaml.safe_load(province.config.read_text(encoding="utf-8"))
    settings["inventory"] = {"communes": str(tmp_path / "xa.csv")}
    config.write_text(yaml.safe_dump(settings | {"feeds": []}), encoding="utf-8")
    done = auditor("run", "--config", config, "-o", tmp_path / "o", "-q")
    assert {code for code, _ in _verdicts(tmp_path / "o")} == {"00001"}, done.stderr
    assert "00002" in auditor("doctor", "--config", config).stdout


def test_what_could_not_be_judged_exits_4(
    province: DemoProvince, auditor: Auditor, tmp_path: Path
) -> None:
    words = ("run", "--config", province.config, "--commune", "00006", "-o", tmp_path)
    assert auditor(*words).returncode == 4
    assert auditor(*words, "--exit-zero").returncode == 0


def test_one_check_is_run_alone(province: DemoProvince, auditor: Auditor, tmp_path: Path) -> None:
    done = auditor(
        "run", "--config", province.config, "--commune", "00002", "-c", "fbk-01", "-o", tmp_path
    )
    assert done.returncode == 3, done.stderr
    assert _verdicts(tmp_path) == {("00002", "FBK-01"): "fail"}


def _runs(province: DemoProvince) -> dict[str, int]:
    """Return how many communes' sites each run has kept facts of."""
    database = province.config.parent / "data" / "auditor.sqlite"
    if not database.exists():
        return {}
    query = "select run_id, count(distinct commune) from fact where kind = 'site' group by run_id"
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        return dict(store.execute(query).fetchall())


def _wait_for_facts(province: DemoProvince, before: dict[str, int], communes: int) -> None:
    """Wait until a new run has kept facts of so many communes; the endless one never comes."""
    for _ in range(300):
        if any(kept >= communes for run, kept in _runs(province).items() if run not in before):
            return
        time.sleep(0.1)
    raise AssertionError(f"no facts of {communes} communes in time")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_keeps_what_it_judged_and_says_so(
    province: DemoProvince, tmp_path: Path, number: int, code: int
) -> None:
    config = province.config.with_name(f"cham-{number}.yaml")
    text = province.config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("request_timeout_s: 3", "request_timeout_s: 60").replace(
            "site_timeout_s: 60", "site_timeout_s: 90"
        ),
        encoding="utf-8",
    )
    before = _runs(province)
    running = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "auditor.cli", "run", "--config", config, "-o", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    _wait_for_facts(province, before, 7)
    running.send_signal(number)
    _, errors = running.communicate(timeout=55)  # shorter than the answer it waits for
    assert running.returncode == code, errors.decode()
    assert b"Traceback" not in errors
    results = _results(tmp_path)
    assert results["run"]["complete"] is False
    findings = {commune["code"]: commune["findings"] for commune in results["communes"]}
    assert findings["00001"]
    unseen = {f["criterion"]: f["text"] for f in findings["00006"]}
    assert unseen["WEB-01"] == "engine.interrupted"
    assert unseen["FBK-01"] == "engine.interrupted"
    assert "00006" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_a_run_ends_when_its_time_is_over_and_judges_what_it_saw(
    province: DemoProvince, auditor: Auditor, tmp_path: Path
) -> None:
    config = province.config.with_name("het-gio.yaml")
    text = province.config.read_text(encoding="utf-8")
    slow = text.replace("request_timeout_s: 3", "request_timeout_s: 60")
    slow = slow.replace("site_timeout_s: 8", "site_timeout_s: 90")
    config.write_text(slow + "\nlimits: {run_minutes: 0.15}\n", encoding="utf-8")
    done = auditor("run", "--config", config, "-o", tmp_path)
    assert done.returncode in {3, 4}, done.stderr
    results = _results(tmp_path)
    assert results["run"]["complete"] is False
    texts = {f["text"] for c in results["communes"] for f in c["findings"]}
    assert "engine.run_time" in texts
    assert "engine.interrupted" not in texts


def test_two_runs_do_not_share_a_store(
    province: DemoProvince, auditor: Auditor, tmp_path: Path
) -> None:
    words = [sys.executable, "-m", "auditor.cli", "run", "--config", str(province.config)]
    first = subprocess.Popen(  # noqa: S603 - our own interpreter
        [*words, "--commune", "00006", "-o", str(tmp_path / "a")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(2)
        second = auditor(*words[3:], "--commune", "00001", "-o", tmp_path / "b")
        assert second.returncode == 5, second.stderr
        assert "auditor run" in second.stderr
    finally:
        first.communicate(timeout=60)


def test_only_a_run_that_looks_at_cameras_opens_the_passwords(
    audited: "tuple[subprocess.CompletedProcess[str], Path]",
    province: DemoProvince,
    auditor: Auditor,
    tmp_path: Path,
) -> None:
    run = _results(audited[1])["run"]["id"]
    secrets = province.config.with_name("bi-mat.ini")
    words = ("run", "--config", province.config, "--commune", "00001", "-o", tmp_path, "-q")
    secrets.chmod(0o644)
    try:
        whole = auditor(*words)
        site_alone = auditor(*words, "-c", "WEB-01")
        again = auditor("rejudge", run, "--config", province.config, "-o", tmp_path, "-q")
    finally:
        secrets.chmod(0o600)
    assert (whole.returncode, site_alone.returncode, again.returncode) == (2, 0, 3)
    assert "chmod 600" in whole.stderr
