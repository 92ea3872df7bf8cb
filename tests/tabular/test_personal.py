"""Headers of citizens' columns, and numbers that may be a person's."""

import pytest

from auditor.tabular.personal import is_personal_number, names_citizens


@pytest.mark.parametrize(
    "header",
    [
        "Họ tên người nộp", "Người nộp hồ sơ", "NGƯỜI NỘP", "Chủ hồ sơ", "Số CCCD", "CMND/CCCD",
        "Số điện thoại người nộp", "Điện thoại", "SĐT", "Địa chỉ", "Địa chỉ thường trú",
        "Email công dân", "Căn cước", "Ngày sinh", "Tổ chức, cá nhân nộp",
        "Số định danh cá nhân (*)", "so_dien_thoai", "Người yêu cầu",
    ],
)  # fmt: skip
def test_a_column_about_citizens_is_known_by_its_header(header: str) -> None:
    assert names_citizens(header)


@pytest.mark.parametrize(
    "header",
    [
        "Tài khoản", "Tên đăng nhập", "Họ và tên", "Mã nhân viên", "Cán bộ", "Email", "Thời gian",
        "Ngày", "Giờ", "Đơn vị", "Sự kiện", "Địa chỉ IP", "Người dùng", "User", "TargetUserName",
        "Thời điểm nộp hồ sơ", "Mã số", "Số thẻ", "Địa chỉ máy",
    ],
)  # fmt: skip
def test_a_column_about_officers_may_be_mapped(header: str) -> None:
    assert not names_citizens(header)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("001099000001", True), ("123456789", True), ("0912000001", True), ("+84912000001", True),
        ("0912.000.001", True), ("02280000001", True), ("mau.a", False), ("12345", False),
        ("1234567890123", False), ("cb0912000001", False), ("", False),
    ],
)  # fmt: skip
def test_a_number_may_be_a_persons(text: str, expected: bool) -> None:
    assert is_personal_number(text) is expected
