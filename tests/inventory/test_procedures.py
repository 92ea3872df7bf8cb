"""The province's list of procedures."""

from datetime import date
from pathlib import Path

import pytest

from auditor.problems import BadInputError
from tests.inventory.build import procedures


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("1.000001", "1.000001"),
        ("2.000635.000.00.00.H21", "2.000635"),
        ("1.012784.H21", "1.012784"),
        ("1.012784.h21", "1.012784"),
        ("3.000439.000.00.00", "3.000439"),
    ],
)
def test_a_code_is_kept_in_its_base_form(tmp_path: Path, written: str, base: str) -> None:
    (found,) = procedures(tmp_path, f"{written};Thủ tục mẫu;Lĩnh vực mẫu;01/07/2025;").procedures
    assert (found.code, found.valid_from) == (base, date(2025, 7, 1))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["1.00001;a;b;01/07/2025;"], 'tt.csv:2:1: mã thủ tục "1.00001" thiếu chữ số cuối'),
        (["1,000001;a;b;01/07/2025;"], 'tt.csv:2:1: mã thủ tục "1,000001" dùng dấu phẩy'),
        (["BTP-001;a;b;01/07/2025;"], 'tt.csv:2:1: mã thủ tục "BTP-001" không đúng'),
        (["1.000001;;b;01/07/2025;"], 'tt.csv:2:2: thiếu "Tên thủ tục"'),
        (["1.000001;a;;01/07/2025;"], 'tt.csv:2:3: thiếu "Lĩnh vực"'),
        (["1.000001;a;b;;"], 'tt.csv:2:4: thiếu "Có hiệu lực từ"'),
        (["1.000001;a;b;02/01/2026;01/01/2026"], "tt.csv:2:5: ngày hết hiệu lực 01/01/2026"),
        (
            ["1.000001;a;b;01/07/2025;", "1.000001.H00;a;b;01/07/2026;"],
            "tt.csv:3:1: mã 1.000001 đã",
        ),
        (
            ["1.000001;a;b;01/07/2025;31/12/2025", "1.000001;a;b;31/12/2025;"],
            "tt.csv:3:1: mã 1.000001 đã có ở",
        ),
    ],
)
def test_a_bad_row_is_told_what_to_write(tmp_path: Path, rows: list[str], message: str) -> None:
    with pytest.raises(BadInputError) as caught:
        procedures(tmp_path, *rows)
    (said,) = caught.value.problems
    assert str(said).removeprefix(f"{tmp_path}/").startswith(message)


def test_a_code_may_come_back_after_it_ended(tmp_path: Path) -> None:
    rows = ["1.000001;cũ;b;01/07/2025;31/12/2025", "1.000001;mới;b;01/01/2026;"]
    assert [p.name for p in procedures(tmp_path, *rows).procedures] == ["cũ", "mới"]


def test_an_empty_list_is_no_mistake(tmp_path: Path) -> None:
    assert procedures(tmp_path).procedures == ()
