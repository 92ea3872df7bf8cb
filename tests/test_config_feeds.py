"""`feeds` of auditor.yaml: what an official may write, and what is said when something is missing."""

import re
from pathlib import Path

import pytest

from auditor.config_feeds import feed_plans
from auditor.facts import MarkKind, SourceKind
from auditor.tabular.feedplan import MACHINES, FeedPlan
from tests.test_config import GOOD, ROOT, load, said

FEED = """\
feeds:
  - name: cham-cong
    files: nhat-ky/*.csv
    kind: time_clock
    columns: {account: Mã nhân viên, time: Thời gian}
    date_format: dd/mm/yyyy HH:MM:SS
    time_zone: Asia/Ho_Chi_Minh
"""


def plan(folder: Path, more: str = "", feed: str = FEED) -> FeedPlan:
    return feed_plans(load(folder, GOOD + feed + more).feeds)[0]


def test_a_feed_becomes_a_plan(tmp_path: Path) -> None:
    (tmp_path / "nhat-ky").mkdir()
    for name in ("b.csv", "a.csv", "~$a.csv", "c.txt"):
        (tmp_path / "nhat-ky" / name).touch()
    made = plan(tmp_path, '    commune: "00001"\n    time_record: 01/QĐ-MẪU\n')
    assert [path.name for path in made.files] == ["a.csv", "b.csv"]
    assert (made.kind, made.default) == (SourceKind.TIME_CLOCK, MarkKind.IN)
    assert (made.commune, made.time_record) == ("00001", "01/QĐ-MẪU")
    assert made.machines == MACHINES
    assert made.covers("00001")
    assert not made.covers("00002")


def test_what_lies_beside_logs_is_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "nhat-ky" / "cu").mkdir(parents=True)
    names = ("a.csv", "b.XLSX", "attlog", "Thumbs.db", "~$b.xlsx", ".~lock.a.csv#", "a.jpg")
    for name in names:
        (tmp_path / "nhat-ky" / name).touch()
    made = plan(tmp_path, feed=FEED.replace("nhat-ky/*.csv", '"nhat-ky/*"'))
    assert [path.name for path in made.files] == ["a.csv", "attlog", "b.XLSX"]
    assert set(made.skipped) == {"Thumbs.db", "a.jpg", "~$b.xlsx"}


def test_an_ending_that_is_asked_for_is_taken(tmp_path: Path) -> None:
    (tmp_path / "nhat-ky").mkdir()
    (tmp_path / "nhat-ky" / "thang-3.att").touch()
    made = plan(tmp_path, feed=FEED.replace("*.csv", "*.att"))
    assert [path.name for path in made.files] == ["thang-3.att"]


def test_without_feeds_there_are_none(tmp_path: Path) -> None:
    assert feed_plans(load(tmp_path, GOOD).feeds) == ()


def test_a_file_named_outright_stays_though_it_is_not_there(tmp_path: Path) -> None:
    feed = FEED.replace("nhat-ky/*.csv", "[nhat-ky/a.csv, b.csv]")
    assert plan(tmp_path, feed=feed).files == (tmp_path / "b.csv", tmp_path / "nhat-ky" / "a.csv")


def test_a_folder_whose_name_looks_like_a_pattern_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "ky[1]"
    (folder / "nhat-ky").mkdir(parents=True)
    (folder / "nhat-ky" / "a.csv").touch()
    for files in ("nhat-ky/*.csv", "nhat-ky/a.csv"):
        made = plan(folder, feed=FEED.replace("nhat-ky/*.csv", files))
        assert made.files == (folder / "nhat-ky" / "a.csv",)


def test_events_and_units_are_mapped(tmp_path: Path) -> None:
    made = plan(
        tmp_path,
        '    events: {Đăng nhập: in, "Sai mật khẩu": ignore, ĐĂNG XUẤT: out}\n'
        '    units: {UBND xã Mẫu 01: "00001", Sở Mẫu: none}\n',
        FEED.replace("Thời gian}", "Thời gian, event: Sự kiện, commune: Đơn vị}"),
    )
    events = {"dang nhap": MarkKind.IN, "sai mat khau": None, "dang xuat": MarkKind.OUT}
    assert made.events == events
    assert made.units == {"UBND xã Mẫu 01": "00001", "Sở Mẫu": ""}


def test_activity_proves_activity(tmp_path: Path) -> None:
    made = plan(tmp_path, feed=FEED.replace("time_clock", "activity"))
    assert made.default is MarkKind.ACTIVITY


def test_a_format_with_a_zone_needs_no_other(tmp_path: Path) -> None:
    feed = FEED.replace("dd/mm/yyyy HH:MM:SS", "ISO").replace(
        "    time_zone: Asia/Ho_Chi_Minh\n", ""
    )
    assert (plan(tmp_path, feed=feed).zone, plan(tmp_path, feed=feed).time_format) == ("", "ISO")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    date_format: dd/mm/yyyy HH:MM:SS\n", "", 'date_format: "dd/mm/yyyy HH:MM:SS"'),
        ("    time_zone: Asia/Ho_Chi_Minh\n", "", "thêm dòng time_zone: Asia/Ho_Chi_Minh"),
        ("dd/mm/yyyy HH:MM:SS", "dd/mm/yyyy", "thiếu giờ (HH)"),
        ("dd/mm/yyyy HH:MM:SS", "ngày/tháng/năm", 'không hiểu "n"'),
        ("Asia/Ho_Chi_Minh", "Asia/Saigon2", "ở Việt Nam ghi Asia/Ho_Chi_Minh"),
        ("nhat-ky/*.csv", "[]", "ghi đường dẫn tệp"),
        ("time_clock", "chamcong", "chỉ nhận time_clock, login, activity"),
        ("Thời gian}", "Mã nhân viên}", "một cột được khai báo hai lần"),
        ("Mã nhân viên", "Họ tên người nộp", 'cột "Họ tên người nộp" là thông tin cá nhân'),
        ("Mã nhân viên", "Số CCCD", 'đặt tên cột là "Tài khoản"'),
        ("Thời gian}", "2}", "tên cột cho tất cả, hoặc số thứ tự"),
        ("Thời gian}", "Thời gian, event: Loại}", "thì phải có mục events"),
        ("cham-cong\n", "cham-cong\n    events: {Vào: in}\n", "thêm columns.event"),
        ("cham-cong\n", "cham-cong\n    units: {Xã Mẫu: '00001'}\n", "thêm columns.commune"),
        ("cham-cong\n", "cham-cong\n    commune: '1'\n", "ghi 5 chữ số trong ngoặc kép"),
        (
            "cham-cong\n",
            "cham-cong\n    commune: 00001\n",
            'nguồn cham-cong, commune: viết trong ngoặc kép, "00001"',
        ),
        (
            "cham-cong\n",
            "cham-cong\n    communes: [1]\n",
            'nguồn cham-cong, communes, 0: viết trong ngoặc kép, "00001"',
        ),
        (
            "Thời gian}\n",
            "Thời gian, commune: Đơn vị}\n    units: {Xã Mẫu 01: 00001}\n",
            'nguồn cham-cong, units, Xã Mẫu 01: viết trong ngoặc kép, "00001"',
        ),
        (
            "Thời gian}\n",
            "Thời gian, commune: Đơn vị}\n    units: {Xã Mẫu 01: xã 1}\n",
            'nguồn cham-cong, units, Xã Mẫu 01: mã đơn vị hành chính "xã 1" không đúng',
        ),
        (
            "Thời gian}\n",
            "Thời gian, commune: Đơn vị}\n    units: {Xã Mẫu 01: [a]}\n",
            "nguồn cham-cong, units, Xã Mẫu 01 phải là một giá trị chữ",
        ),
        ("time_clock", "chamcong", "nguồn cham-cong, kind: "),
        ("cham-cong\n", "cham-cong\n    clock: x\n", "không có khóa nguồn cham-cong, clock"),
        (
            "cham-cong\n",
            "cham-cong\n    commune: '00001'\n    communes: ['00001']\n",
            "giữ lại một cách",
        ),
        ("cham-cong\n", "cham-cong\n    offset_seconds: 2 giờ\n", "không phải số"),
        ("cham-cong\n", "cham-cong\n    matkhau: x\n", "không ghi mật khẩu"),
    ],
)
def test_what_is_missing_or_wrong_is_said_with_what_to_write(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    (problem,) = said(tmp_path, GOOD + FEED.replace(old, new))
    assert message in problem
    assert "{" not in problem
    assert "feeds.0" not in problem


def test_one_event_cannot_mean_two_things(tmp_path: Path) -> None:
    feed = FEED.replace("Thời gian}", "Thời gian, event: Loại}")
    (problem,) = said(tmp_path, GOOD + feed + "    events: {Vào: in, VAO: out}\n")
    assert '"VAO" đọc như một sự kiện khác' in problem


def test_two_feeds_cannot_share_a_name(tmp_path: Path) -> None:
    (problem,) = said(tmp_path, GOOD + FEED + FEED.removeprefix("feeds:\n"))
    assert 'cùng tên "cham-cong"' in problem


def test_the_example_of_the_guide_is_accepted(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(feeds:\n.*?)```", guide, flags=re.DOTALL)
    made = feed_plans(load(tmp_path, GOOD + example).feeds)
    assert [one.units["Sở Mẫu"] for one in made] == [""]
