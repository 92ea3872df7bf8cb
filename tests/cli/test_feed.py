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
    assert "log.csv: dòng 4" in done.stdout
    assert "1 ngày: 05/03" in done.stdout
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


def rewritten(folder: Path, *changes: tuple[str, str]) -> None:
    text = CONFIG
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "auditor.yaml").write_text(text, encoding="utf-8")


def rows(*written: str) -> bytes:
    return "\n".join(["Tài khoản;Thời gian;Đơn vị", *written]).encode()


STAFF = "Mã xã;Mã cán bộ;Họ tên;Tài khoản\n00001;01;Cán bộ Mẫu;canbo.mau@x\n"
WITH_STAFF = ("{communes: xa.csv}", "{communes: xa.csv, staff: can-bo.csv}")


def test_a_mistaken_zone_is_seen_in_the_hours(folder: Path, auditor: Auditor) -> None:
    (folder / "can-bo.csv").write_text(STAFF, encoding="utf-8")
    clocks = ("07:25:00", "11:31:00", "13:25:00", "17:02:00")
    made = [f"canbo.mau;{day:02}/03/2026 {at};00001" for day in range(2, 7) for at in clocks]
    (folder / "log.csv").write_bytes(rows(*made))
    rewritten(folder, WITH_STAFF)
    good = auditor("feed", "check", cwd=folder)
    assert good.returncode == 0, good.stdout
    assert "07:00–07:59" in good.stdout
    rewritten(folder, WITH_STAFF, ("time_zone: Asia/Ho_Chi_Minh", "time_zone: UTC"))
    bad = auditor("feed", "check", cwd=folder)
    assert bad.returncode == 4
    assert "14:00–14:59" in bad.stdout
    assert "10/20 dấu vết nằm ngoài 05:00–20:00" in bad.stdout
    told = auditor("doctor", cwd=folder).stdout
    assert "nguồn dang-nhap: Giờ trong nhật ký lệch khỏi giờ làm việc" in told


def test_units_that_are_not_mapped_are_printed_to_be_pasted(folder: Path, auditor: Auditor) -> None:
    made = ("a;05/03/2026 07:31:00;Xã Lạ", "a;06/03/2026 07:31:00;Xã Lạ")
    (folder / "log.csv").write_bytes(rows(*made))
    done = auditor("feed", "check", cwd=folder)
    assert "Xã Lạ: 2 dòng" in done.stdout
    assert 'units: {"Xã Lạ": "…"}' in done.stdout


def test_a_format_that_would_read_the_rows_is_suggested(folder: Path, auditor: Auditor) -> None:
    made = ("a;2026-03-15 07:31:00;00001", "a;2026-03-16 07:31:00;00001")
    (folder / "log.csv").write_bytes(rows(*made))
    done = auditor("feed", "check", cwd=folder)
    assert "thử `yyyy-mm-dd HH:MM:SS` thì đọc được 2/2 dòng" in done.stdout
    assert "0 ngày" in done.stdout


def test_an_account_of_another_domain_is_counted_as_a_hint(folder: Path, auditor: Auditor) -> None:
    (folder / "can-bo.csv").write_text(STAFF, encoding="utf-8")
    made = (
        "XA1\\canbo.mau@y;05/03/2026 07:31:00;00001",
        "XA1\\canbo.mau@x;05/03/2026 08:31:00;00001",
    )
    (folder / "log.csv").write_bytes(rows(*made))
    rewritten(folder, WITH_STAFF)
    done = auditor("feed", "check", cwd=folder, env={"COLUMNS": "300"})
    assert done.returncode == 4
    assert "Tài khoản trùng tên với tài khoản của cán bộ trong danh sách" in done.stdout
    assert "canbo" not in done.stdout
    assert "1 dòng có tài khoản trùng tên" in auditor("doctor", cwd=folder).stdout


def test_where_no_file_is_met_the_folder_is_shown(folder: Path, auditor: Auditor) -> None:
    rewritten(folder, ("files: log.csv", "files: nhat-ky/*.csv"))
    assert "chưa có thư mục" in auditor("feed", "check", cwd=folder).stdout
    (folder / "nhat-ky").mkdir()
    (folder / "nhat-ky" / "thang-3.xlsx").touch()
    done = auditor("feed", "check", cwd=folder)
    assert "nhat-ky chỉ có thang-3.xlsx" in done.stdout
    assert "*.csv" in done.stdout


def test_doctor_reads_the_feeds(folder: Path, auditor: Auditor) -> None:
    made = ("a;05/03/2026 07:31:00;Xã Lạ", "a;hôm qua;00001", "b;hôm kia;00001")
    (folder / "log.csv").write_bytes(rows(*made))
    (folder / "can-bo.csv").write_text(STAFF + "00001;02;Cán bộ Mẫu Hai;\n", encoding="utf-8")
    (folder / "nghi.csv").write_text("Mã xã;Mã cán bộ;Loại;Từ ngày;Đến ngày\n", encoding="utf-8")
    inventory = "{communes: xa.csv, staff: can-bo.csv, leave: nghi.csv}"
    rewritten(folder, ("{communes: xa.csv}", inventory))
    told = auditor("doctor", cwd=folder).stdout
    for shown in (
        "nguồn dang-nhap: 3 dòng nhưng không dùng được dòng nào",
        "1 tên đơn vị chưa đối chiếu với mã (1 dòng)",
        "2/3 dòng không đọc được ngày giờ",
        "auditor feed check dang-nhap",
        "sổ nghi.csv chưa có dòng nào của 1 xã (00001)",
        "1 cán bộ chưa có tài khoản",
    ):
        assert shown in told
    (folder / "log.csv").unlink()
    assert "chưa có tệp log.csv" in auditor("doctor", cwd=folder).stdout


def test_doctor_tries_no_large_log(folder: Path, auditor: Auditor) -> None:
    with (folder / "log.csv").open("wb") as file:
        file.truncate(20_000_001)
    told = auditor("doctor", cwd=folder).stdout
    assert "chưa đọc thử 1 tệp lớn hơn 20 MB" in told
    assert "auditor feed check dang-nhap" in told
