"""Small inventories for the tests; everything in them is visibly invented."""

from pathlib import Path

from auditor.config import Config
from auditor.contract import Commune
from auditor.inventory import Inventory, load_inventory
from auditor.problems import BadInputError

HEADER = "Mã đơn vị hành chính;Tên đơn vị hành chính"
PROCEDURE_HEADER = "Mã thủ tục;Tên thủ tục;Lĩnh vực;Có hiệu lực từ;Có hiệu lực đến"


def config(folder: Path, province: str = "00", **inventory: str | int) -> Config:
    """Return a configuration whose inventory is in `folder`."""
    data = {
        "province": {"code": province, "name": "Tỉnh Mẫu", "portals": ["cong.example.vn"]},
        "contact": {"name": "Tổ Mẫu", "email": "mau@example.vn"},
        "inventory": inventory or {"communes": "xa.csv"},
    }
    return Config.model_validate(data, context={"base": folder})


def load(folder: Path, name: str, body: str | bytes, **more: str) -> Inventory:
    """Write the table of communes and load it."""
    data = body if isinstance(body, bytes) else body.encode()
    (folder / name).write_bytes(data)
    return load_inventory(config(folder, communes=name, **more))


def complaints(folder: Path, name: str, body: str | bytes, **more: str) -> list[str]:
    """Return what is said about a table of communes that must be refused, without the folder."""
    try:
        load(folder, name, body, **more)
    except BadInputError as error:
        return [str(problem).removeprefix(f"{folder}/") for problem in error.problems]
    return []


def one(folder: Path, header: str, row: str) -> Commune:
    """Return the only commune of a table with code, name and the columns of `header`."""
    body = f"{HEADER};{header}\n00001;Xã Mẫu 01;{row}\n"
    return load(folder, "xa.csv", body).communes[0]


def procedures(folder: Path, *rows: str) -> Inventory:
    """Return an inventory of one commune with these rows of procedures."""
    (folder / "tt.csv").write_text("\n".join([PROCEDURE_HEADER, *rows]), encoding="utf-8")
    return load(folder, "xa.csv", f"{HEADER}\n00001;Xã Mẫu 01\n", procedures="tt.csv")


HEADERS = {
    "offices": "Mã đơn vị hành chính;Mã điểm tiếp nhận;Tên điểm tiếp nhận;Thiết bị mạng đối chứng",
    "counters": "Mã đơn vị hành chính;Mã quầy;Tên quầy;Mã điểm tiếp nhận;Lĩnh vực",
    "zones": "Mã đơn vị hành chính;Mã khu vực;Tên khu vực;Mã điểm tiếp nhận",
    "recorders": "Mã đơn vị hành chính;Mã đầu ghi;Địa chỉ đầu ghi;Cổng RTSP;Cổng ONVIF;Tên bộ tài khoản",
    "cameras": "Mã đơn vị hành chính;Mã camera;Mã đầu ghi;Kênh;Địa chỉ camera;Đường dẫn RTSP;Quầy quan sát",
    "staff": "Mã đơn vị hành chính;Mã cán bộ;Họ và tên;Tài khoản đăng nhập;Mã quầy",
    "leave": "Mã đơn vị hành chính;Mã cán bộ;Loại;Từ ngày;Đến ngày;Buổi",
}
Headers = dict[str, str] | None
TWO_COMMUNES = f"{HEADER}\n00001;Xã Mẫu 01\n00002;Xã Mẫu 02\n"


def furnished(folder: Path, headers: Headers = None, /, **rows: list[str]) -> Inventory:
    """Return two communes with these rows in the tables that `rows` names."""
    names = {}
    for table, lines in rows.items():
        header = (headers or {}).get(table, HEADERS[table])
        (folder / f"{table}.csv").write_text("\n".join([header, *lines]), encoding="utf-8")
        names[table] = f"{table}.csv"
    return load(folder, "xa.csv", TWO_COMMUNES, **names)


def refused(folder: Path, headers: Headers = None, /, **rows: list[str]) -> list[str]:
    """Return what is said about rows that must be refused, without the folder."""
    try:
        furnished(folder, headers, **rows)
    except BadInputError as error:
        return [str(problem).removeprefix(f"{folder}/") for problem in error.problems]
    return []
