"""What a row says of a commune, and what is refused."""

from pathlib import Path

import pytest

from auditor.contract import CommuneKind
from tests.inventory.build import HEADER, complaints, load, one

FULL = f"{HEADER};Loại"


@pytest.mark.parametrize(
    ("kind", "name", "stored", "expected"),
    [
        ("xã", "Mẫu 01", "Xã Mẫu 01", CommuneKind.XA),
        ("", "Xã Mẫu 01", "Xã Mẫu 01", CommuneKind.XA),
        ("xa", "xã Mẫu 01", "Xã Mẫu 01", CommuneKind.XA),
        ("Phường", "PHƯỜNG MẪU", "Phường MẪU", CommuneKind.PHUONG),
        ("phuong", "1", "Phường 1", CommuneKind.PHUONG),
        ("thị trấn", "Mẫu", "Thị trấn Mẫu", CommuneKind.THI_TRAN),
        ("thi_tran", "Thị trấn Mẫu", "Thị trấn Mẫu", CommuneKind.THI_TRAN),
        ("đặc khu", "Mẫu", "Đặc khu Mẫu", CommuneKind.DAC_KHU),
        ("DAC KHU", "Đặc khu Mẫu", "Đặc khu Mẫu", CommuneKind.DAC_KHU),
        ("xã", "Ea H'Mẫu - Krông", "Xã Ea H'Mẫu - Krông", CommuneKind.XA),
        ("xã", "Xa Mẫu", "Xã Xa Mẫu", CommuneKind.XA),
    ],
)
def test_the_full_name_is_kept_with_its_kind(
    tmp_path: Path, kind: str, name: str, stored: str, expected: CommuneKind
) -> None:
    (commune,) = load(tmp_path, "xa.csv", f"{FULL}\n00001;{name};{kind}\n").communes
    assert (commune.name, commune.kind) == (stored, expected)


def test_two_names_that_fold_alike_are_two_communes(tmp_path: Path) -> None:
    body = f"{HEADER}\n00001;Xã Mẫu Hưng\n00002;Xã Mẫu Hùng\n00003;Xã Mẫu Hùng\n"
    assert len(load(tmp_path, "xa.csv", body).communes) == 3


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "4;Xã Mẫu;",
            'xa.csv:2:1: mã "4" chỉ có 1 chữ số; mã đơn vị hành chính gồm 5 chữ số, ví dụ 00004 '
            "(định dạng cột là Văn bản/Text để Excel không bỏ số 0)",
        ),
        ("137444;Xã Mẫu;", 'xa.csv:2:1: mã "137444" không đúng'),
        ("13744.0;Xã Mẫu;", 'xa.csv:2:1: mã "13744.0" không đúng'),
        ("٠٠٠٠١;Xã Mẫu;", "xa.csv:2:1: mã"),
        (";Xã Mẫu;", 'xa.csv:2:1: thiếu "Mã đơn vị hành chính"; điền vào, ví dụ 00001'),
        ("00001;;xã", 'xa.csv:2:2: thiếu "Tên đơn vị hành chính"'),
        ("00001;Mẫu;", 'xa.csv:2:3: chưa rõ loại của "Mẫu"'),
        ("00001;Xa Mau;", 'xa.csv:2:3: chưa rõ loại của "Xa Mau"'),
        ("00001;Mẫu;quận", 'xa.csv:2:3: không có loại "quận"'),
        ("00001;Phường Mẫu;xã", 'xa.csv:2:3: cột loại ghi "xã" nhưng tên là "Phường Mẫu"'),
        ("00001;UBND xã Mẫu;xã", 'xa.csv:2:2: "UBND xã Mẫu" là tên cơ quan'),
        ("00001;TT. Mẫu;thị trấn", 'xa.csv:2:2: "TT. Mẫu" viết tắt loại đơn vị'),
        ("00001;Xã M?u;", 'xa.csv:2:2: tên "Xã M?u" có ký tự lạ "?"'),
        ("00001;Máº«u;xã", 'xa.csv:2:2: tên "Máº«u" có ký tự lạ'),
    ],
)
def test_a_bad_row_is_told_what_to_write(tmp_path: Path, row: str, message: str) -> None:
    (said,) = complaints(tmp_path, "xa.csv", f"{FULL}\n{row}\n")
    assert said.startswith(message)


@pytest.mark.parametrize(
    ("header", "cell", "message"),
    [
        ("Mã tỉnh", "1", 'mã tỉnh "1" chỉ có 1 chữ số; mã tỉnh gồm 2 chữ số, ví dụ 01'),
        ("Mã tỉnh", "HN", 'mã tỉnh "HN" không đúng'),
        ("Mã huyện", "1", 'mã huyện "1" chỉ có 1 chữ số; mã huyện gồm 3 chữ số, ví dụ 001'),
        ("Mã đơn vị kế thừa", "00002, 3", '"3" không phải mã đơn vị hành chính'),
        ("Mã đơn vị kế thừa", "00001", "mã 00001 không thể kế thừa chính mình"),
        ("Trang nội bộ", "mở", '"mở" không đúng; chỉ ghi có hoặc không'),
        ("Đường dây nóng", "2280000001", 'số "2280000001" thiếu số 0 ở đầu'),
        ("Đường dây nóng", "đang cập nhật", '"đang cập nhật" không phải số điện thoại'),
        ("Đường dây nóng", "12ab", '"12ab" không phải số điện thoại; chỉ ghi các chữ số'),
        ("Đường dây nóng", "12", '"12" không phải số điện thoại; chỉ ghi các chữ số'),
        ("Đường dây nóng", "0228 0000 001 máy lẻ 2", '"0228 0000 001 máy lẻ 2" không phải số'),
        ("Mã tỉnh", "36", 'mã tỉnh "36" khác mã tỉnh "00" trong auditor.yaml; sửa ô này'),
        ("Email", "xa mau", '"xa mau" không phải địa chỉ thư điện tử'),
        ("Vùng mạng", "Mạng LAN", '"Mạng LAN" không đúng; vùng mạng viết bằng chữ thường'),
        ("Phạm vi", "host", "có phạm vi nhưng chưa có địa chỉ"),
    ],
)
def test_a_bad_cell_is_told_what_to_write(
    tmp_path: Path, header: str, cell: str, message: str
) -> None:
    (said,) = complaints(tmp_path, "xa.csv", f"{HEADER};{header}\n00001;Xã Mẫu 01;{cell}\n")
    assert said.startswith(f"xa.csv:2:3: {message}")


@pytest.mark.parametrize(
    ("cell", "flag"), [("có", True), ("Có", True), ("x", True), ("không", False), ("", False)]
)
def test_internal_is_said_in_words(tmp_path: Path, cell: str, *, flag: bool) -> None:
    commune = one(tmp_path, "Trang TTĐT;Trang nội bộ", f"http://127.0.0.1:81/;{cell}")
    assert commune.site is not None
    assert commune.site.internal is flag


def test_what_is_blank_has_its_default(tmp_path: Path) -> None:
    commune = one(tmp_path, "Mã tỉnh;Vùng mạng;Đường dây nóng", ";;0228 0000 001")
    assert (commune.province_code, commune.zone) == ("00", "internet")
    assert (commune.site, commune.valid_from, commune.successors) == (None, None, ())
    assert commune.hotline == "0228 0000 001"


@pytest.mark.parametrize(
    "number",
    [
        "1022",
        "19000000",
        "+84 228 0000001",
        "0228.1022",
        "113",
        "(0228) 0000-001",
        "0228 0000 001 / 0228 0000 002",
    ],
)
def test_a_hotline_is_kept_as_it_is_written(tmp_path: Path, number: str) -> None:
    assert one(tmp_path, "Hotline", number).hotline == number


def test_a_code_written_twice_names_both_lines(tmp_path: Path) -> None:
    body = f"{HEADER}\n00001;Xã Mẫu 01\n00002;Xã Mẫu 02\n00001;Xã Mẫu 03\n"
    (said,) = complaints(tmp_path, "xa.csv", body)
    assert said.startswith("xa.csv:4:1: mã 00001 đã có ở ")
    assert "xa.csv:2;" in said


def test_a_unit_cannot_end_before_it_begins(tmp_path: Path) -> None:
    body = f"{HEADER};Có hiệu lực từ;Có hiệu lực đến\n00001;Xã Mẫu;02/01/2026;01/01/2026\n"
    (said,) = complaints(tmp_path, "xa.csv", body)
    assert said.startswith("xa.csv:2:4: ngày hết hiệu lực 01/01/2026 trước")


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    body = f"{FULL}\n4;Mẫu;\n00002;Xã Mẫu 02;phường\n00002;Xã M?u;\n"
    places = [said.split(": ")[0] for said in complaints(tmp_path, "xa.csv", body)]
    assert places == ["xa.csv:2:1", "xa.csv:2:3", "xa.csv:3:3", "xa.csv:4:1", "xa.csv:4:2"]


def test_an_unknown_column_hides_no_bad_row(tmp_path: Path) -> None:
    body = f"{HEADER};Diện tích;Mã xã\n4;Xã Mẫu;12,5;00004\n"
    places = [said.split(": ")[0] for said in complaints(tmp_path, "xa.csv", body)]
    assert places == ["xa.csv:1:3", "xa.csv:1:4", "xa.csv:2:1"]
