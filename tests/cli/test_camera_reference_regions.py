"""vung.yaml: what the page writes is read, and what cannot be meant is told by line."""

from pathlib import Path

import pytest

from auditor.cli.camera_reference_regions import read_regions
from auditor.contract import Camera, Commune, CommuneKind, Counter, Region, Zone
from auditor.problems import BadInputError

COMMUNE = Commune(
    code="00001",
    name="Xã Mẫu 01",
    kind=CommuneKind.XA,
    province_code="00",
    counters=(Counter(id="quay-1", name="Quầy 1", office=""), Counter(id="2", name="2", office="")),
    zones=(Zone(id="cho", name="Chỗ ngồi chờ", office=""),),
    cameras=(Camera(id="cam-1", name="Camera 1", office=""),),
)


def read(folder: Path, text: str) -> list[str]:
    """Return what is said of a file, without its folder."""
    path = folder / "vung.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        read_regions(path, COMMUNE)
    except BadInputError as error:
        return [str(one).removeprefix(f"{folder}/") for one in error.problems]
    return []


def test_percent_become_shares(tmp_path: Path) -> None:
    path = tmp_path / "vung.yaml"
    path.write_text(
        '# lệnh\n"cam-1":\n  "quay-1": {left: 10, top: 0, width: 90.1, height: 12.5}\n'
        "  2: {left: 0.5, top: 1, width: 1, height: 99}\n",
        encoding="utf-8",
    )
    assert read_regions(path, COMMUNE) == {
        "cam-1": (
            Region(place="quay-1", left=0.1, top=0, width=0.9, height=0.125),
            Region(place="2", left=0.005, top=0.01, width=0.01, height=0.99),
        )
    }


WHOLE = "left: 1, top: 1, width: 9, height: 9"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "tệp vùng phải gồm các dòng mã camera"),
        ("# chỉ có chú thích\n", "tệp vùng phải gồm các dòng mã camera"),
        ("- cam-1\n", "tệp vùng phải gồm các dòng mã camera"),
        ("cam1: {cho: {" + WHOLE + "}}\n", '1:1: xã 00001 không có camera "cam1"; có phải là cam-1?'),
        ("xyz: {cho: {" + WHOLE + "}}\n", 'không có camera "xyz"; đang có: cam-1'),
        ("cam-1:\n", "1:1: camera cam-1 chưa có vùng nào"),
        ("cam-1: [cho]\n", "camera cam-1 chưa có vùng nào"),
        ("cam-1:\n  quay1: {" + WHOLE + "}\n", "2:3: xã 00001 không có quầy hay khu vực"),
        ("cam-1:\n  quay1: {" + WHOLE + "}\n", "có phải là quay-1?"),
        ("cam-1:\n  sảnh: {" + WHOLE + "}\n", "đang có: quay-1, 2, cho"),
        ("cam-1:\n  cho: 10 20 30 40\n", "2:3: vùng của cho phải có đúng bốn số, ví dụ {left: 10"),
        ("cam-1:\n  cho: {left: 1, top: 1, width: 9}\n", "phải có đúng bốn số"),
        ("cam-1:\n  cho: {left: a, top: 1, width: 9, height: 9}\n", "2:15: left không phải là số (a)"),
        ("cam-1:\n  cho: {left: 1,5, top: 1, width: 9, height: 9}\n", "phải có đúng bốn số"),
        ("cam-1:\n  cho: {left: .nan, top: 1, width: 9, height: 9}\n", "left"),
        ("cam-1:\n  cho: {left: yes, top: 1, width: 9, height: 9}\n", "left không phải là số"),
        ("cam-1:\n  cho: {left: -1, top: 1, width: 9, height: 9}\n", "left bằng -1; ghi phần trăm từ 0"),
        ("cam-1:\n  cho: {left: 1, top: 1, width: 0.5, height: 9}\n", "width bằng 0.5; ghi phần trăm từ 1"),
        ("cam-1:\n  cho: {left: 60, top: 1, width: 41, height: 9}\n", "vùng của cho vượt mép phải"),
        ("cam-1:\n  cho: {left: 6, top: 91, width: 41, height: 9.5}\n", "vùng của cho vượt mép dưới"),
        ("cam-1:\n  cho: {" + WHOLE + "}\n  cho: {" + WHOLE + "}\n", "3:3: "),
        ("cam-1: [\n", "vung.yaml:"),
    ],
    ids=range(22),
)  # fmt: skip
def test_what_cannot_be_meant_is_told_by_line(tmp_path: Path, text: str, said: str) -> None:
    told = read(tmp_path, text)
    assert any(line.startswith("vung.yaml:") and said in line for line in told), told


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = "cam-1:\n  q: {" + WHOLE + "}\n  cho: {left: x, top: y, width: 0, height: 900}\nb: 1\n"
    assert len(read(tmp_path, text)) == 6
