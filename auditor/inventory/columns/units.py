"""The communes, and the procedures that they must publish."""

from auditor.inventory.columns.model import Column, Kind, Table

COMMUNES = Table(
    key="communes",
    sheet_aliases=("xa phuong", "xa", "danh sach xa", "don vi"),
    columns=(
        Column(
            key="code",
            kind=Kind.CODE,
            required=True,
            aliases=("ma", "ma xa", "ma dvhc", "ma don vi", "ma phuong xa", "commune code"),
            example="00001",
            digits=5,
            width=12,
        ),
        Column(
            key="kind",
            aliases=("loai", "loai hinh", "cap", "type"),
            choices=("xã", "phường", "thị trấn", "đặc khu"),
            example="xã",
            width=12,
        ),
        Column(
            key="name",
            required=True,
            aliases=("ten", "ten xa", "ten don vi", "ten xa phuong", "ten dvhc", "don vi"),
            example="Xã Mẫu 01",
            width=28,
        ),
        Column(
            key="province_code",
            kind=Kind.CODE,
            aliases=("tinh", "ma tinh thanh"),
            example="00",
            digits=2,
        ),
        Column(key="district_code", kind=Kind.CODE, aliases=("huyen",), example="001", digits=3),
        Column(key="valid_from", kind=Kind.DATE, aliases=("tu ngay",), example="01/07/2025"),
        Column(key="valid_to", kind=Kind.DATE, aliases=("den ngay",), example="30/06/2025"),
        Column(
            key="successors",
            kind=Kind.CODE,
            aliases=("ma ke thua", "don vi moi", "ma moi"),
            example="00002 00003",
        ),
        Column(
            key="site",
            aliases=("website", "trang web", "trang ttdt", "dia chi website", "url"),
            example="https://xamau01.example.vn/",
            width=40,
        ),
        Column(
            key="site_scope",
            aliases=("pham vi",),
            choices=("host", "prefix", "query:sid"),
            open_choice=True,
            example="prefix",
        ),
        Column(key="internal", kind=Kind.FLAG, choices=("không", "có"), example="không", width=10),
        Column(
            key="hotline",
            kind=Kind.CODE,
            aliases=("duong day nong", "so duong day nong", "dien thoai"),
            example="0228 0000 001",
            width=20,
        ),
        Column(key="email", aliases=("thu dien tu", "hop thu"), width=28),
        Column(key="zone", aliases=("vung", "vung mang"), example="internet"),
    ),
)

PROCEDURES = Table(
    key="procedures",
    optional=True,
    sheet_aliases=("thu tuc", "tthc", "thu tuc hanh chinh"),
    columns=(
        Column(
            key="code",
            kind=Kind.CODE,
            required=True,
            aliases=("ma", "ma tthc", "ma so", "ma thu tuc hanh chinh", "procedure code"),
            example="1.000001",
            width=26,
        ),
        Column(
            key="name",
            required=True,
            aliases=("ten", "ten tthc", "ten thu tuc hanh chinh", "thu tuc hanh chinh"),
            example="Thủ tục mẫu 01",
            width=60,
        ),
        Column(
            key="field",
            required=True,
            aliases=("linh vuc giai quyet", "ten linh vuc"),
            example="Lĩnh vực mẫu",
            width=28,
        ),
        Column(
            key="valid_from",
            kind=Kind.DATE,
            required=True,
            aliases=("tu ngay", "ngay cong bo", "ngay ban hanh"),
            example="01/07/2025",
        ),
        Column(key="valid_to", kind=Kind.DATE, aliases=("den ngay",), example="31/12/2026"),
    ),
)
