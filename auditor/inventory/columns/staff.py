"""Who serves at the counters, and when they are away: these tables hold names and never leave here."""

from auditor.inventory.columns.model import Column, Kind, Table
from auditor.inventory.columns.offices import COMMUNE, COUNTER_WORDS, OFFICE

_ID = ("ma can bo", "ma cong chuc", "ma nhan vien", "ma cbcc", "ma nv", "so hieu", "ma so can bo")
_NAME = (
    "ho ten",
    "ho va ten",
    "ten",
    "ten can bo",
    "ho va ten can bo",
    "can bo",
    "cong chuc",
    "full name",
)

STAFF = Table(
    key="staff",
    optional=True,
    sheet_aliases=("can bo", "cong chuc", "danh sach can bo", "nhan su"),
    columns=(
        COMMUNE,
        Column(key="id", kind=Kind.CODE, required=True, aliases=_ID, example="CB001"),
        Column(key="name", required=True, aliases=_NAME, example="Cán bộ Mẫu A", width=28),
        Column(
            key="accounts",
            kind=Kind.CODE,
            aliases=("tai khoan", "ten dang nhap", "cac tai khoan", "account", "user", "username"),
            example="mau.a@example.vn; XA\\mau.a",
            width=36,
        ),
        OFFICE,
        Column(key="counter", aliases=COUNTER_WORDS, example="quay-1"),
        Column(
            key="fields",
            kind=Kind.LIST,
            aliases=("linh vuc phu trach", "cac linh vuc"),
            example="Hộ tịch; Chứng thực",
            width=36,
        ),
        Column(
            key="title", aliases=("chuc danh", "vi tri viec lam"), example="Công chức", width=24
        ),
        Column(
            key="reserve",
            kind=Kind.FLAG,
            aliases=("du phong", "nguoi du phong"),
            choices=("không", "có"),
            example="không",
            width=10,
        ),
        Column(
            key="valid_from",
            kind=Kind.DATE,
            aliases=("tu ngay", "ngay bat dau"),
            example="01/07/2025",
        ),
        Column(
            key="valid_to",
            kind=Kind.DATE,
            aliases=("den ngay", "ngay ket thuc"),
            example="31/12/2026",
        ),
    ),
)

LEAVE = Table(
    key="leave",
    optional=True,
    sheet_aliases=("nghi phep", "so nghi phep", "vang mat", "theo doi nghi", "nghi phep cong tac"),
    ignored=(
        *STAFF.ignored,
        *("nguoi duyet", "nguoi phe duyet", "lanh dao duyet", "nguoi ky", "approver", "ly do"),
        *_NAME,
    ),
    columns=(
        COMMUNE,
        Column(key="staff", kind=Kind.CODE, aliases=_ID, example="CB001"),
        Column(
            key="kind",
            required=True,
            aliases=("loai", "loai nghi", "loai vang mat", "hinh thuc"),
            choices=(
                *("nghỉ phép", "công tác", "tập huấn", "họp", "đi cơ sở", "ốm"),
                "không phát sinh",
            ),
            example="nghỉ phép",
            width=14,
        ),
        Column(
            key="start",
            kind=Kind.DATE,
            required=True,
            aliases=("tu", "bat dau", "ngay bat dau", "tu ngay", "ngay"),
            example="01/07/2026",
        ),
        Column(
            key="end",
            kind=Kind.DATE,
            aliases=("den", "ket thuc", "ngay ket thuc", "den ngay"),
            example="03/07/2026",
        ),
        Column(
            key="part",
            aliases=("buoi", "ca", "buoi nghi"),
            choices=("cả ngày", "sáng", "chiều"),
            open_choice=True,
            example="sáng",
            width=10,
        ),
        Column(
            key="document",
            aliases=("van ban", "so van ban", "giay to", "don nghi phep", "can cu"),
            example="01/GNP-MAU",
            width=20,
        ),
        Column(
            key="registered_on",
            kind=Kind.DATE,
            aliases=("ngay dang ky", "ngay ghi so", "ngay lam don", "dang ky ngay"),
            example="29/06/2026",
        ),
    ),
)
