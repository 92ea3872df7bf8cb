"""Bad input gets one clear message, exit 2, and leaves nothing half written."""

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Auditor

CONFIG = """\
province: {code: "00", name: Tỉnh Mẫu}
contact: {name: Người Mẫu, email: lienhe@mau.invalid}
inventory: {communes: xa.csv}
"""
COMMUNES = "code,kind,name,site\n00001,xa,Xã Mẫu 01,https://xamau01.invalid/\n"


def _write(folder: Path, config: str = CONFIG, communes: str = COMMUNES) -> Path:
    (folder / "xa.csv").write_text(communes, encoding="utf-8")
    (folder / "auditor.yaml").write_text(config, encoding="utf-8")
    return folder / "auditor.yaml"


def _without_report(folder: Path) -> bool:
    return not (folder / "bao-cao").exists() and not (folder / "data").exists()


@pytest.mark.parametrize(
    ("config", "shown"),
    [
        ("province: {code: '00'\n", "auditor.yaml:"),
        (CONFIG + "provnce: x\n", "province"),
        (CONFIG.replace('"00"', "00"), '"00"'),
        (CONFIG + "time_zone: Asia/Hanoi\n", "Asia/Hanoi"),
        (CONFIG + "profile: khong-co\n", "khong-co"),
        (CONFIG.replace("xa.csv", "khong-co.csv"), "khong-co.csv"),
        (CONFIG + "network: {password: bimat}\n", "password"),
        (CONFIG + "network: {in_flight: -1}\n", "in_flight"),
    ],
)
def test_a_configuration_that_cannot_be_meant(
    auditor: Auditor, tmp_path: Path, config: str, shown: str
) -> None:
    done = auditor("run", "--config", _write(tmp_path, config), cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert shown in done.stderr
    assert "Traceback" not in done.stderr
    assert _without_report(tmp_path)


@pytest.mark.parametrize(
    ("communes", "shown"),
    [
        (COMMUNES + "00001,xa,Xã Mẫu 02,\n", "xa.csv:3"),
        (COMMUNES + "2,xa,Xã Mẫu 02,\n", "xa.csv:3"),
        (COMMUNES.replace("kind", "loai_hinh_la"), "xa.csv"),
        (COMMUNES.replace("https://", ""), "xa.csv:2"),
        ("code,kind,name,site\n", "xa.csv"),
        ("", "xa.csv"),
    ],
)
def test_an_inventory_that_cannot_be_meant(
    auditor: Auditor, tmp_path: Path, communes: str, shown: str
) -> None:
    done = auditor("run", "--config", _write(tmp_path, communes=communes), cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert shown in done.stderr
    assert "Traceback" not in done.stderr
    assert _without_report(tmp_path)


def test_every_bad_row_is_told_at_once(auditor: Auditor, tmp_path: Path) -> None:
    rows = COMMUNES + "2,xa,Xã Mẫu 02,\n00003,lang,Xã Mẫu 03,\n00004,xa,Xã Mẫu 04,khong\n"
    done = auditor("run", "--config", _write(tmp_path, communes=rows), cwd=tmp_path)
    assert [line for line in (3, 4, 5) if f"xa.csv:{line}:" not in done.stderr] == []


def test_a_missing_configuration_says_how_to_make_one(auditor: Auditor, tmp_path: Path) -> None:
    done = auditor("run", cwd=tmp_path)
    assert done.returncode == 2
    assert "auditor.yaml" in done.stderr
    assert "auditor init" in done.stderr


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_a_configuration_in_another_encoding_is_named(
    auditor: Auditor, tmp_path: Path, encoding: str
) -> None:
    path = _write(tmp_path)
    path.write_bytes(
        CONFIG.replace("Tỉnh Mẫu", "Tinh Mâu").replace("Người Mẫu", "Mâu").encode(encoding)
    )
    done = auditor("run", "--config", path, cwd=tmp_path)
    assert done.returncode == 2
    assert "UTF-8" in done.stderr


def test_an_unwritable_folder_is_said_before_the_run(auditor: Auditor, tmp_path: Path) -> None:
    (tmp_path / "bao-cao").write_text("a file stands here", encoding="utf-8")
    done = auditor("run", "--config", _write(tmp_path), cwd=tmp_path)
    assert done.returncode == 2
    assert "bao-cao" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="optional: root may write anywhere")
def test_a_read_only_folder_is_said(auditor: Auditor, tmp_path: Path) -> None:
    path = _write(tmp_path)
    tmp_path.chmod(0o555)
    done = auditor("run", "--config", path, cwd=tmp_path)
    tmp_path.chmod(0o755)
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["--commune", "99999"], "99999"),
        (["--commune", "1"], "có phải là 00001"),
        (["--check", "FBK-99"], "FBK-99"),
        (["--period", "thang-10"], "thang-10"),
        (["--period", "2026-10-31..2026-10-01"], "2026-10-31"),
        (["--period", "2126-10-01..2126-10-31"], "01/10/2126"),
        (["--commune", "Xã Mẫu 01"], "00001"),
        (["--format", "docx"], "docx"),
        (["--profile", "khong-co"], "khong-co"),
    ],
)
def test_an_option_that_cannot_be_meant(
    auditor: Auditor, tmp_path: Path, words: list[str], shown: str
) -> None:
    done = auditor("run", "--config", _write(tmp_path), *words, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert shown in done.stderr
    assert _without_report(tmp_path)


def test_an_unknown_run_is_said(auditor: Auditor, tmp_path: Path) -> None:
    done = auditor("rejudge", "0000", "--config", _write(tmp_path), cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
