"""Whatever file is named as a table, the answer is one clear problem, in bounded time."""

from pathlib import Path

import pytest

from auditor.inventory import htmlfile
from auditor.problems import BadInputError
from auditor.textfile import read_bytes
from tests.hostile_files import NESTED_HTML, SPECIAL, ZIPS
from tests.inventory.build import HEADER, complaints, config

ROW = "00001;Xã Mẫu 01"
TABLE = f"{HEADER}\n{ROW}\n"


@pytest.mark.parametrize("name", sorted(ZIPS))
def test_a_hostile_workbook_is_one_problem(name: str, tmp_path: Path) -> None:
    said = complaints(tmp_path, "xa.xlsx", ZIPS[name]())
    assert len(said) == 1
    assert said[0].startswith("xa.xlsx")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "yaml", "txt"])
@pytest.mark.parametrize("name", sorted(SPECIAL))
def test_what_is_no_regular_file_is_one_problem(name: str, ending: str, tmp_path: Path) -> None:
    from auditor.inventory import load_inventory

    path = tmp_path / f"xa.{ending}"
    SPECIAL[name](path)
    with pytest.raises(BadInputError) as caught:
        load_inventory(config(tmp_path, communes=path.name))
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].file.endswith(path.name)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (TABLE.encode() + b'00002;"X\xc3\xa3', "xa.csv:3: dấu ngoặc kép"),
        (TABLE.encode() + b";" * 1_000_001, "xa.csv:3: dòng này dài hơn 1000000"),
        (TABLE.encode() + b"x" * 3_000_000, "xa.csv:3: dòng này dài hơn"),
        (TABLE.encode() + b";" * 900_000, "xa.csv:3: bảng quá lớn"),
        (TABLE.encode() + b"x" * 200_000, "xa.csv:3: một ô ở dòng này dài"),
        (TABLE.encode() + b"a\0b;c", "xa.csv: không nhận ra bảng mã"),
        ("M· x·;Tªn x·\n".encode("latin-1"), "xa.csv: tệp ghi bằng bảng mã TCVN3 (ABC, .VnTime)"),
        ("Maõ xaõ;Teân xaõ\n".encode("latin-1"), "xa.csv: tệp ghi bằng bảng mã VNI-Windows"),
        (b"\xff\xfe\x00\xd8", "xa.csv: không nhận ra bảng mã"),
        (b"", "xa.csv"),
    ],
)
def test_hostile_text_is_one_problem_at_its_line(data: bytes, said: str, tmp_path: Path) -> None:
    problems = complaints(tmp_path, "xa.csv", data)
    assert len(problems) == 1
    assert problems[0].startswith(said)


def test_a_line_that_ends_with_cr_alone_is_a_line(tmp_path: Path) -> None:
    assert complaints(tmp_path, "xa.csv", TABLE.replace("\n", "\r").encode()) == []


@pytest.mark.parametrize(
    ("codec", "body"),
    [
        ("utf-8", TABLE), ("utf-8-sig", TABLE), ("utf-16", TABLE), ("utf-16-le", TABLE),
        ("utf-16-be", TABLE),
    ],
)  # fmt: skip
def test_a_table_is_read_in_every_encoding_of_offices(
    codec: str, body: str, tmp_path: Path
) -> None:
    assert complaints(tmp_path, "xa.csv", body.encode(codec)) == []


@pytest.mark.parametrize(
    ("codec", "name"), [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("cp1258", "windows-1258")]
)
def test_yaml_in_another_encoding_is_told_which(codec: str, name: str, tmp_path: Path) -> None:
    body = "# a\u0309 ta\u0300i\n- ma: 1\n".encode(codec)
    said = complaints(tmp_path, "xa.yaml", body)
    assert len(said) == 1
    assert f"tệp ghi bằng bảng mã {name}" in said[0]


@pytest.mark.parametrize(
    "body",
    [
        "a: &a [x]\nb: *a\n", "[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 50_000,
        "a: 1\na: 2\n", "- !!python/object:os.system x\n", '"' + "x" * 100_000, "a: .nan\n",
        '{"a": ' * 5_000 + "1" + "}" * 5_000, "- a: NaN\n  a: 1\n", "\0", "%YAML 9.9\n---\n",
        "x" * 2_000_001,
    ],
)  # fmt: skip
def test_hostile_yaml_and_json_are_problems(body: str, tmp_path: Path) -> None:
    said = complaints(tmp_path, "xa.yaml", body)
    assert said
    assert all(one.startswith("xa.yaml") for one in said)


def test_nested_tags_end_in_a_process_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(htmlfile, "_SECONDS", 2)
    said = complaints(tmp_path, "xa.xls", NESTED_HTML)
    assert len(said) == 1
    assert said[0].startswith("xa.xls: trang HTML")


def test_a_file_larger_than_allowed_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "xa.csv"
    with path.open("wb") as file:
        file.truncate(2_000_001)  # a hole: no bytes on the disk
    with pytest.raises(BadInputError, match="lớn hơn 2 MB"):
        read_bytes(path, 2_000_000)
