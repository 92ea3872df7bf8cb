"""`auditor feed check`: how a log was understood, before anybody is judged by it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Auditor

CONFIG = """\
province: {code: "00", name: Tỉnh Mẫu}
contact: {name: Tổ Mẫu, email: mau@example.vn}
inventory: {communes: xa.csv}
period: {from: 2026-03-01, to: 2026-03-31}
feeds:
  - name: dang-nhap
    files: log.csv
    kind: login
    columns: {account: Tài khoản, time: Thời gian, commune: Đơn vị}
    date_format: dd/mm/yyyy HH:MM:SS
    time_zone: Asia/Ho_Chi_Minh
    units: {UBND xã Mẫu 01: "00001"}
"""
LOG = """\
BÁO CÁO ĐĂNG NHẬP
Tài khoản;Thời gian;Đơn vị
canbo.mau;05/03/2026 07:31:00;UBND xã Mẫu 01
canbo.mau;31/13/2026 07:31:00;UBND xã Mẫu 01
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "auditor.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "xa.csv").write_text("Mã xã;Tên xã\n00001;Xã Mẫu 01\n", encoding="utf-8")
    (tmp_path / "log.csv").write_bytes(LOG.encode("utf-16"))
    return tmp_path


def test_a_dry_run_tells_how_the_log_was_understood(folder: Path, auditor: Auditor) -> None:
    done = auditor("feed", "check", cwd=folder, env={"COLUMNS": "200"})
    assert done.returncode == 4, done.stderr
    for shown in ("UTF-16", "dấu phân cách ;", "tiêu đề ở dòng 2", "2 dòng dữ liệu"):
        assert shown in done.stdout
    assert "05/03/2026 07:31:00" in done.stdout
    assert "log.csv:4" in done.stdout
    assert "1: 05/03" in done.stdout
    assert "ca…" in done.stdout
    assert "canbo" not in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["auditor.yaml", "log.csv", "xa.csv"]


def test_a_log_without_a_fault_ends_well(folder: Path, auditor: Auditor) -> None:
    (folder / "log.csv").write_text(LOG.rsplit("\n", 2)[0] + "\n", encoding="utf-8")
    assert auditor("--lang", "en", "feed", "check", "DANG-NHAP", cwd=folder).returncode == 0


def test_a_log_that_is_not_there_is_told_with_what_to_do(folder: Path, auditor: Auditor) -> None:
    (folder / "log.csv").unlink()
    done = auditor("feed", "check", cwd=folder)
    assert done.returncode == 4
    assert "chưa có tệp log.csv. Việc cần làm: Kết xuất nhật ký" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "name: dang-nhap",
            "name: khac",
            'không có nguồn nhật ký "dang-nhap"; đang khai báo: khac',
        ),
        (CONFIG[CONFIG.index("feeds:") :], "", "chưa khai báo nguồn nhật ký nào"),
    ],
)
def test_a_feed_that_is_not_declared_is_bad_input(
    old: str, new: str, message: str, folder: Path, auditor: Auditor
) -> None:
    (folder / "auditor.yaml").write_text(CONFIG.replace(old, new), encoding="utf-8")
    done = auditor("feed", "check", "dang-nhap", cwd=folder)
    assert done.returncode == 2
    assert message in done.stderr
