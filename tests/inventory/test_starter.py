"""What `auditor init` writes, and that it reads back once filled in."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from auditor.cli.init import CSV_FILES, write_starter
from auditor.config import load_config
from auditor.inventory import load_inventory
from auditor.inventory.columns import TABLES
from auditor.inventory.starter import workbook
from auditor.problems import BadInputError
from auditor.texts import LANGUAGES, Texts

LOCALE = Path(__file__).parent.parent.parent / "auditor" / "locale"
COMMUNE = {"code": "00001", "kind": "xã", "name": "Mẫu 01", "hotline": "0228 0000 001"}
OFFICER = {"code": "00001", "id": "CB1", "name": "Cán bộ Mẫu A", "fields": "Hộ tịch\nĐất đai"}
PROCEDURE = {
    "code": "1.000010",
    "name": "Thủ tục mẫu",
    "field": "Lĩnh vực mẫu",
    "valid_from": "01/07/2025",
}


def start(folder: Path, *, xlsx: bool, lang: str = "vi") -> Path:
    write_starter(folder, xlsx=xlsx, lang=lang)
    path = folder / "auditor.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('name: "" ', "name: Tổ Mẫu ").replace('email: "" ', "email: a@example.vn "),
        encoding="utf-8",
    )
    return path


def row(table_index: int, values: dict[str, str]) -> list[str]:
    return [values.get(column.key, "") for column in TABLES[table_index].columns]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("xlsx", "names"),
    [
        (False, ["auditor.yaml", *CSV_FILES]),
        (True, ["auditor.yaml", "danh-muc.xlsx"]),
    ],
)
def test_an_empty_starter_asks_for_communes(
    tmp_path: Path, *, xlsx: bool, names: list[str], lang: str
) -> None:
    folder = tmp_path / "moi"
    assert write_starter(folder, xlsx=xlsx, lang=lang) == [folder / name for name in names]
    path = start(tmp_path / "khac", xlsx=xlsx, lang=lang)
    with pytest.raises(BadInputError, match="chưa có xã nào"):
        load_inventory(load_config(path))


@pytest.mark.parametrize("existing", ["auditor.yaml", "danh-muc/thu-tuc.csv"])
def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path, existing: str) -> None:
    (tmp_path / "danh-muc").mkdir()
    (tmp_path / existing).write_text("của tôi")
    with pytest.raises(BadInputError, match="tệp đã có, không ghi đè; nếu đó là tệp") as caught:
        write_starter(tmp_path, xlsx=False, lang="vi")
    assert [problem.file for problem in caught.value.problems] == [str(tmp_path / existing)]
    assert [str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()] == [existing]


def test_a_folder_that_cannot_be_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "danh-muc").write_text("một tệp")
    with pytest.raises(BadInputError, match="không ghi được"):
        write_starter(tmp_path, xlsx=False, lang="vi")
    assert [p.name for p in tmp_path.iterdir()] == ["danh-muc"]


def as_excel(header: list[str], values: list[str]) -> bytes:
    lines = [";".join(header), ";".join(values)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def as_libreoffice(header: list[str], values: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([header, values])
    return out.getvalue().encode()


def as_excel_unicode_text(header: list[str], values: list[str]) -> bytes:
    return "\r\n".join(["\t".join(header), "\t".join(values), ""]).encode("utf-16")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("saved_by", [as_excel, as_libreoffice, as_excel_unicode_text])
def test_the_tables_read_back_once_a_row_is_filled_in(
    tmp_path: Path, saved_by: object, lang: str
) -> None:
    path = start(tmp_path, xlsx=False, lang=lang)
    for index, (name, values) in enumerate([("xa-phuong", COMMUNE), ("thu-tuc", PROCEDURE)]):
        file = tmp_path / "danh-muc" / f"{name}.csv"
        header = file.read_text(encoding="utf-8-sig").strip().split(";")
        assert callable(saved_by)
        file.write_bytes(saved_by(header, row(index, values)))
    inventory = load_inventory(load_config(path))
    assert [(c.code, c.name, c.hotline) for c in inventory.communes] == [
        ("00001", "Xã Mẫu 01", "0228 0000 001")
    ]
    assert [p.code for p in inventory.procedures] == ["1.000010"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_reads_back_once_a_row_is_filled_in(tmp_path: Path, lang: str) -> None:
    path = start(tmp_path, xlsx=True, lang=lang)
    book = load_workbook(tmp_path / "danh-muc.xlsx")
    for index, values in enumerate([COMMUNE, PROCEDURE]):
        for column, value in enumerate(row(index, values), 1):
            book.worksheets[index].cell(2, column).value = value or None
    book.save(tmp_path / "danh-muc.xlsx")
    inventory = load_inventory(load_config(path))
    assert [c.name for c in inventory.communes] == ["Xã Mẫu 01"]
    assert [p.code for p in inventory.procedures] == ["1.000010"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("entered", [True, False])
def test_an_empty_sheet_is_no_leave_register(tmp_path: Path, lang: str, *, entered: bool) -> None:
    path = start(tmp_path, xlsx=True, lang=lang)
    book = load_workbook(tmp_path / "danh-muc.xlsx")
    rows = {0: COMMUNE, 7: OFFICER}
    if entered:
        rows[8] = {"code": "00001", "staff": "CB1", "kind": "họp", "start": "01/07/2026"}
    for index, values in rows.items():
        for column, value in enumerate(row(index, values), 1):
            book.worksheets[index].cell(2, column).value = value or None
    book.save(tmp_path / "danh-muc.xlsx")
    (commune,) = load_inventory(load_config(path)).communes
    assert commune.leave_kept == entered
    assert len(commune.leave) == entered
    assert commune.staff[0].fields == ("Hộ tịch", "Đất đai")


def test_the_workbook_keeps_zeros_and_offers_choices(tmp_path: Path) -> None:
    write_starter(tmp_path, xlsx=True, lang="vi")
    book = load_workbook(tmp_path / "danh-muc.xlsx")
    assert book.sheetnames == [
        *("Xã phường", "Thủ tục", "Điểm tiếp nhận", "Quầy", "Khu vực", "Đầu ghi", "Camera"),
        *("Cán bộ", "Nghỉ và đi công tác", "Hướng dẫn"),
    ]
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert {sheet.column_dimensions[letter].number_format for letter in "AL"} == {"@"}
    assert sheet.cell(1, 1).comment is not None
    lists = {
        str(v.sqref).rstrip("0123456789:"): v.formula1
        for v in sheet.data_validations.dataValidation
    }
    assert '"xã,phường,thị trấn,đặc khu"' in lists.values()
    assert len(lists) == 3
    styles = {v.formula1: v.errorStyle for v in sheet.data_validations.dataValidation}
    assert styles['"host,prefix,query:sid"'] == "warning"
    (scope,) = (v for v in sheet.data_validations.dataValidation if v.errorStyle == "warning")
    assert "query:TÊN" in scope.error


def test_a_date_typed_day_first_stays_what_was_typed(tmp_path: Path) -> None:
    """Excel set to English makes 7 January of 01/07/2025 in a cell that is not text."""
    write_starter(tmp_path, xlsx=True, lang="vi")
    book = load_workbook(tmp_path / "danh-muc.xlsx")
    for sheet, table in zip(book.worksheets[:-1], TABLES, strict=True):
        columns = sheet.column_dimensions.values()
        assert {c.number_format for c in columns} == {"@"}
        assert max(c.max or 0 for c in columns) == len(table.columns)


def test_every_column_has_a_header_and_help_in_every_language() -> None:
    for lang in LANGUAGES:
        texts = Texts(lang, [LOCALE])
        for table in TABLES:
            assert f"column.{table.key}.sheet" in texts
            for column in table.columns:
                assert f"column.{table.key}.{column.key}" in texts
                assert f"column.{table.key}.{column.key}.help" in texts


def test_no_header_stands_for_two_columns() -> None:
    for table in TABLES:
        for lang in LANGUAGES:
            headers = [table.header(column, lang) for column in table.columns]
            assert len(set(headers)) == len(headers)
        for column in table.columns:
            assert table.by_header()[column.key.replace("_", " ")] is column


def test_the_shipped_example_loads(tmp_path: Path) -> None:
    examples = LOCALE.parent.parent / "config" / "examples"
    path = start(tmp_path, xlsx=False)
    for name in CSV_FILES:
        body = (examples / name).read_bytes()
        header = (tmp_path / name).read_text(encoding="utf-8-sig").strip()
        assert body.decode("utf-8-sig").splitlines()[0] == header
        (tmp_path / name).write_bytes(body)
    inventory = load_inventory(load_config(path))
    assert all("Mẫu" in commune.name for commune in inventory.communes)
    assert (len(inventory.communes), len(inventory.procedures)) == (4, 3)
    first = inventory.communes[0]
    assert [camera.channel for camera in first.cameras] == [1, 2]
    assert first.counters[0].fields == ("Hộ tịch", "Chứng thực")
    assert (len(first.staff), len(first.leave), first.leave_kept) == (3, 2, True)
    assert inventory.roster.staff_of("00001", "xa\\Mau.A") in {s.pseudonym for s in first.staff}


class _Evil(Texts):
    """A catalogue whose every text begins like a formula."""

    def say(self, key: str, values: object = None) -> str:
        return f"=1+1 {key}"


def test_no_cell_of_the_workbook_computes_whatever_a_catalogue_says() -> None:
    body = workbook(TABLES, _Evil("vi", [LOCALE]))
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        sheets = [parts.read(n).decode() for n in parts.namelist() if "/sheet" in n]
        strings = parts.read("xl/sharedStrings.xml").decode()
    assert ">=1+1 " in strings
    assert [sheet for sheet in sheets if "<f>" in sheet or "<f " in sheet] == []
