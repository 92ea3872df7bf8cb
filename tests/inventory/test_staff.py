"""Officers come under pseudonyms; their names and accounts stay in memory."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from auditor.contract import LeaveKind
from auditor.inventory import Inventory
from tests.inventory.build import furnished, refused

STAFF = [
    "00001;CB1;Cán bộ Mẫu A;mau.a@example.vn;",
    '00001;CB2;Cán bộ Mẫu B;"XA\\mau.b; 0107";',
    "00002;CB1;Cán bộ Mẫu C;mau.a@example.vn;",
]


@pytest.fixture
def inventory(tmp_path: Path) -> Inventory:
    return furnished(tmp_path, staff=STAFF, leave=["00001;cb1;Công tác;01/07/2026;;sáng"])


def test_nothing_that_is_kept_holds_a_name_an_account_or_an_id(inventory: Inventory) -> None:
    kept = json.dumps([asdict(c) for c in inventory.communes], default=str, ensure_ascii=False)
    shown = kept + repr(inventory) + repr(inventory.roster)
    assert len(inventory.roster) == 3
    assert not [word for word in ("Cán bộ", "mau.", "CB1", "CB2", "0107") if word in shown]


def test_one_id_in_two_communes_is_two_people(inventory: Inventory) -> None:
    first, second = inventory.communes
    pseudonyms = [staff.pseudonym for staff in (*first.staff, *second.staff)]
    assert len(set(pseudonyms)) == 3
    assert all(len(p) == 11 and p.startswith("CB-") for p in pseudonyms)


def test_the_same_key_makes_the_same_inventory(tmp_path: Path) -> None:
    one = furnished(tmp_path, staff=STAFF)
    assert furnished(tmp_path, staff=STAFF[::-1]).sha256 == one.sha256
    renamed = [row.replace("Mẫu A", "Mẫu Á") for row in STAFF]
    assert furnished(tmp_path, staff=renamed).sha256 == one.sha256
    (tmp_path / "data" / "bi-danh.key").unlink()
    assert furnished(tmp_path, staff=STAFF).sha256 != one.sha256


def test_no_key_is_made_for_nobody(tmp_path: Path) -> None:
    assert furnished(tmp_path, staff=[]).communes[0].staff == ()
    assert not (tmp_path / "data").exists()


def test_leave_is_entered_under_the_pseudonym(inventory: Inventory) -> None:
    first, second = inventory.communes
    (leave,) = first.leave
    who = inventory.roster.staff_of("00001", "MAU.A@example.vn")
    assert (leave.staff, leave.kind, leave.part) == (who, LeaveKind.TRIP, "am")
    assert (leave.start, leave.end) == (date(2026, 7, 1), date(2026, 7, 1))
    assert (first.leave_kept, second.leave_kept) == (True, False)
    assert inventory.roster.name_of(leave.staff) == "Cán bộ Mẫu A"


def test_a_register_that_says_nobody_was_away_is_kept_all_the_same(tmp_path: Path) -> None:
    rows = ["00001;CB1;Công tác;01/07/2026;;", "00002;;Không phát sinh;01/07/2026;31/07/2026;"]
    first, second = furnished(tmp_path, staff=STAFF, leave=rows).communes
    assert (len(second.leave), second.leave_kept) == (0, True)
    assert len(first.leave) == 1


def test_a_register_of_one_commune_excuses_nobody_in_another(tmp_path: Path) -> None:
    _, second = furnished(tmp_path, staff=STAFF, leave=["00001;CB1;ốm;01/07/2026;;"]).communes
    assert not second.leave_kept


@pytest.mark.parametrize(
    ("rows", "spans"),
    [
        (["00001;;Không phát sinh;05/07/2026;20/07/2026;"], [("2026-07-05", "2026-07-20")]),
        (["00001;CB1;ốm;03/07/2026;;"], [("2026-07-01", "2026-07-31")]),
        (["00001;CB1;ốm;30/07/2026;03/08/2026;"], [("2026-07-01", "2026-08-31")]),
        (
            ["00001;CB1;ốm;03/07/2026;;", "00001;;Không phát sinh;01/08/2026;31/08/2026;"],
            [("2026-07-01", "2026-08-31")],
        ),
        (
            ["00001;CB1;ốm;05/01/2026;;", "00001;;Không phát sinh;01/07/2026;31/07/2026;"],
            [("2026-01-01", "2026-01-31"), ("2026-07-01", "2026-07-31")],
        ),
    ],
)
def test_a_register_covers_the_months_it_was_kept_in(
    tmp_path: Path, rows: list[str], spans: list[tuple[str, str]]
) -> None:
    commune, _ = furnished(tmp_path, staff=STAFF, leave=rows).communes
    assert [(f"{start}", f"{end}") for start, end in commune.leave_register] == spans


def test_an_entry_shows_the_month_it_was_made_in(tmp_path: Path) -> None:
    header = {"leave": "code;staff;kind;start;registered_on"}
    row = "00001;CB1;ốm;03/07/2026;15/05/2026"
    commune, _ = furnished(tmp_path, header, staff=STAFF, leave=[row]).communes
    assert [start.month for start, _ in commune.leave_register] == [5, 7]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("12/GP", "12/GP"),
        ("12/GP của Cán bộ Mẫu A", "12/GP"),
        ("Đơn xin nghỉ của Cán bộ Mẫu A", ""),
        ("", ""),
    ],
)
def test_of_a_document_its_number_alone_is_kept(tmp_path: Path, written: str, kept: str) -> None:
    header = {"leave": "code;staff;kind;start;document"}
    row = f"00001;CB1;ốm;03/07/2026;{written}"
    (leave,) = furnished(tmp_path, header, staff=STAFF, leave=[row]).communes[0].leave
    assert leave.document == kept


def test_leave_without_an_officer_is_refused(tmp_path: Path) -> None:
    (message,) = refused(tmp_path, staff=STAFF, leave=["00001;;nghỉ phép;01/07/2026;;"])
    assert "không phát sinh" in message


def test_without_a_register_nobody_keeps_one(tmp_path: Path) -> None:
    assert not any(c.leave_kept for c in furnished(tmp_path, staff=STAFF).communes)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("nghỉ phép", LeaveKind.LEAVE),
        ("PHÉP", LeaveKind.LEAVE),
        ("đi công tác", LeaveKind.TRIP),
        ("Tập huấn", LeaveKind.TRAINING),
        ("họp", LeaveKind.MEETING),
        ("field_work", LeaveKind.FIELD_WORK),
        ("Ốm", LeaveKind.LEAVE),
        ("sick", LeaveKind.LEAVE),
    ],
)
def test_leave_is_written_in_many_words(tmp_path: Path, written: str, kind: LeaveKind) -> None:
    row = f"00001;CB1;{written};01/07/2026;02/07/2026;"
    assert furnished(tmp_path, staff=STAFF, leave=[row]).communes[0].leave[0].kind == kind


def test_the_approver_and_the_reason_are_left_aside(tmp_path: Path) -> None:
    header = {"leave": "code;staff;kind;start;Người duyệt;Lý do;Họ và tên"}
    row = "00001;CB1;ốm;01/07/2026;Lãnh đạo Mẫu;việc riêng;Cán bộ Mẫu A"
    assert furnished(tmp_path, header, staff=STAFF, leave=[row]).communes[0].leave


@pytest.mark.parametrize(
    ("leave", "message"),
    [
        (
            "00001;CB9;ốm;01/07/2026;;",
            '"CB9" trong bảng Cán bộ của xã 00001; ở đó đang có: CB1, CB2',
        ),
        ("00001;CB1;nghỉ mát;01/07/2026;;", 'không có loại "nghỉ mát"; chỉ ghi: nghỉ phép, công'),
        ("00001;CB1;ốm;02/07/2026;01/07/2026;", "ngày cuối 01/07/2026 trước ngày đầu 02/07/2026"),
        ("00001;CB1;ốm;07/15/2026;;", "ghi tháng trước ngày"),
        ("00001;CB1;ốm;;;", 'thiếu "Từ ngày"'),
        ("00001;CB1;ốm;01/07/2026;;tối", 'buổi "tối" không đúng'),
        ("00003;CB1;ốm;01/07/2026;;", 'không có mã "00003" trong danh mục xã, phường'),
    ],
)
def test_a_bad_entry_of_the_register_is_told(tmp_path: Path, leave: str, message: str) -> None:
    (said,) = refused(tmp_path, staff=STAFF, leave=[leave])
    assert said.startswith("leave.csv:2:")
    assert message in said


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("00001;CB1;Cán bộ Mẫu D;;", "mã CB1 của xã 00001 đã có ở"),
        ("00001;CB3;Cán bộ Mẫu D;MAU.A@EXAMPLE.VN;", "tài khoản MAU.A@EXAMPLE.VN đã ghi cho người"),
        ("00001;;Cán bộ Mẫu D;;", 'thiếu "Mã cán bộ"'),
        ("00001;CB3;;;", 'thiếu "Họ và tên"'),
        ("00001;CB3;Cán bộ Mẫu D;;quay-1", '"quay-1" chưa được khai'),
    ],
)
def test_a_bad_row_of_the_staff_is_told(tmp_path: Path, row: str, message: str) -> None:
    said = refused(tmp_path, staff=[*STAFF, row])
    assert any(line.startswith("staff.csv:5:") and message in line for line in said), said
    assert not any("Mẫu D" in line for line in said)


OFFICES = {
    "offices": "Mã đơn vị hành chính;Mã điểm tiếp nhận;Tên điểm tiếp nhận;Người phụ trách camera"
}


def test_who_is_responsible_for_an_offices_cameras_is_a_pseudonym(tmp_path: Path) -> None:
    rows = ["00001;mc;Một cửa;cb2", "00001;cs2;Cơ sở 2;", "00002;mc;Một cửa;CB1"]
    found = furnished(tmp_path, OFFICES, offices=rows, staff=STAFF)
    first, second = found.communes
    keepers = {office.id: office.camera_keeper for office in first.offices}
    assert keepers == {"mc": found.roster.staff_of("00001", "XA\\mau.b"), "cs2": ""}
    assert second.offices[0].camera_keeper == second.staff[0].pseudonym


@pytest.mark.parametrize(
    ("row", "staff", "message"),
    [
        ("00001;mc;Một cửa;CB12", STAFF, 'offices.csv:2:4: không có "CB12" trong bảng Cán bộ của xã'),
        ("00001;mc;Một cửa;Cán bộ Mẫu A", STAFF, 'offices.csv:2:4: không có "Cán bộ Mẫu A" trong bảng'),
        ("00001;mc;Một cửa;CB1", [], 'offices.csv:2:4: "CB1" chưa được khai: xã 00001 chưa có dòng'),
    ],
)  # fmt: skip
def test_an_unknown_camera_keeper_is_told_at_its_cell(
    tmp_path: Path, row: str, staff: list[str], message: str
) -> None:
    (said,) = refused(tmp_path, OFFICES, offices=[row], staff=staff)
    assert said.startswith(message)


def test_an_office_that_is_wrong_itself_is_told_once(tmp_path: Path) -> None:
    said = refused(tmp_path, OFFICES, offices=["99999;mc;Một cửa;CB1"], staff=STAFF)
    assert len(said) == 1
