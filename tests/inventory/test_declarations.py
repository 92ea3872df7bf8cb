"""Signed papers: what is said of them is exact, and what is wrong with one is told at its place."""

import hashlib
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from auditor.contract import Commune, Declaration, Office
from auditor.inventory import Inventory, load_inventory
from auditor.inventory.declarationfile import schema
from auditor.problems import BadInputError
from auditor.store.codec import from_plain, to_plain
from auditor.yamlfile import plain, read_yaml
from tests.inventory.build import HEADERS, TWO_COMMUNES, config

PAPER = """\
schema: 1
id: cv-12
kind: camera_connected
commune: "00001"
document: 12/CV-UBND
at: 2026-11-02
by: Chủ tịch UBND xã
from: 2026-11-01
until: 2026-12-31
targets: [CAM-1, mc]
attachment: cv-12.pdf
"""
PDF = b"%PDF-1.7 van ban mau"
SHA256 = hashlib.sha256(PDF).hexdigest()
ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)


def inventory(folder: Path, **papers: str) -> Inventory:
    """Load two communes, the first with an office and a camera, and these papers."""
    rows = {"offices": "00001;mc;Một cửa;", "cameras": "00001;cam-1;;;192.0.2.1;;"}
    for table, row in rows.items():
        (folder / f"{table}.csv").write_text(f"{HEADERS[table]}\n{row}\n", encoding="utf-8")
    (folder / "xa.csv").write_text(TWO_COMMUNES, encoding="utf-8")
    signed = folder / "van-ban"
    signed.mkdir(exist_ok=True)
    (signed / "cv-12.pdf").write_bytes(PDF)
    for name, text in papers.items():
        (signed / name.replace("_", ".")).write_text(text, encoding="utf-8")
    names = {"communes": "xa.csv", "offices": "offices.csv", "cameras": "cameras.csv"}
    return load_inventory(config(folder, **names, declarations="van-ban"), TODAY)


def first(folder: Path, **papers: str) -> Commune:
    return inventory(folder, **papers).communes[0]


def refused(folder: Path, **papers: str) -> list[str]:
    with pytest.raises(BadInputError) as caught:
        inventory(folder, **papers)
    return [str(one).removeprefix(f"{folder}/van-ban/") for one in caught.value.problems]


def changed(key: str, value: str) -> str:
    """Return the paper with another value; of no key with none."""
    lines = [line for line in PAPER.splitlines() if not line.startswith(f"{key}:")]
    return "\n".join([*lines, f"{key}: {value}" if value else ""])


def said_by(folder: Path) -> dict[str, object]:
    """Return the paper as data."""
    path = folder / "giay.yaml"
    path.write_text(PAPER, encoding="utf-8")
    said = plain(read_yaml(path).root)
    assert isinstance(said, dict)
    return said


def test_a_paper_is_of_its_commune_without_who_signed(tmp_path: Path) -> None:
    loaded = inventory(tmp_path, a_yaml=PAPER)
    assert loaded.communes[0].declarations == (
        Declaration(
            id="cv-12",
            kind="camera_connected",
            document="12/CV-UBND",
            on=date(2026, 11, 2),
            start=date(2026, 11, 1),
            end=date(2026, 12, 31),
            targets=("cam-1", "mc"),
            attachment=SHA256,
        ),
    )
    assert loaded.communes[1].declarations == ()
    assert "Chủ tịch" not in repr(loaded.communes)


def test_a_run_keeps_its_papers_and_who_is_in_charge_as_they_were(tmp_path: Path) -> None:
    commune = replace(
        first(tmp_path, a_yaml=PAPER),
        offices=(Office(id="mc", name="Một cửa", camera_keeper="CB-0123456"),),
    )
    assert from_plain(Commune, to_plain(Commune, commune)) == commune


def test_json_says_the_same(tmp_path: Path) -> None:
    said = said_by(tmp_path)
    as_json = inventory(tmp_path, a_json=json.dumps(said, ensure_ascii=False, indent=1))
    (tmp_path / "van-ban" / "a.json").unlink()
    assert inventory(tmp_path, b_yml=PAPER).sha256 == as_json.sha256


def test_a_paper_is_part_of_the_inventory(tmp_path: Path) -> None:
    without = inventory(tmp_path).sha256
    signed = inventory(tmp_path, a_yaml=PAPER).sha256
    assert without != signed
    (tmp_path / "van-ban" / "cv-12.pdf").write_bytes(PDF + b"!")
    names = {"communes": "xa.csv", "offices": "offices.csv", "cameras": "cameras.csv"}
    rescanned = load_inventory(config(tmp_path, **names, declarations="van-ban"), TODAY)
    assert rescanned.sha256 not in {without, signed}


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("schema", "2", "«schema» không nhận giá trị «2»; các giá trị đúng: 1"),
        ("id", "CV 12", "«id» không nhận giá trị «CV 12»"),
        ("id", "", "Thiếu mục «id»"),
        ("kind", "camera_ok", "«kind» không nhận giá trị «camera_ok»; các giá trị đúng: "),
        ("commune", "12345", "«commune» phải là văn bản; hãy đặt «12345» trong dấu nháy kép"),
        ("commune", '"00003"', 'không có mã "00003" trong danh mục xã, phường; có phải là'),
        ("commune", '"x"', 'không có mã "x" trong danh mục xã, phường; ghi đủ 5 chữ số'),
        ("document", "công văn của ông A", "chỉ ghi số và ký hiệu của văn bản, ví dụ 12/CV-UBND"),
        ("at", "02/11/2026", "«at» phải là ngày dạng 2026-01-31, không phải «02/11/2026»"),
        ("at", "2026-11-25", "ngày ký 2026-11-25 sau ngày hôm nay (2026-11-24)"),
        ("at", "86400", "«at» phải là ngày dạng 2026-01-31"),
        ("until", "", "Thiếu mục «until»"),
        ("until", "2026-02-30", "«until» phải là ngày dạng 2026-01-31"),
        ("until", "2026-10-31", "ngày hết hiệu lực 2026-10-31 trước ngày có hiệu lực 2026-11-01"),
        ("until", "2027-11-04", "ký ngày 2026-11-02 chỉ được tính đến hết ngày 2027-11-03"),
        ("until", "9999-12-31", "nhiều nhất 366 ngày kể từ ngày ký"),
        ("targets", "cam-1", "«targets» phải là một danh sách, mỗi dòng bắt đầu bằng dấu gạch ngang"),
        ("targets", "[1]", "«targets.0» phải là văn bản; hãy đặt «1» trong dấu nháy kép"),
        ("kind", "", "Thiếu mục «kind»"),
        ("targets", "[cam-2]", 'xã 00001 không có camera hay điểm tiếp nhận mang mã "cam-2"'),
        ("attachment", "", "Thiếu mục «attachment»"),
        ("attachment", "../cv-12.pdf", "chỉ ghi tên tệp của văn bản đã ký, đặt cạnh tệp này"),
        ("attachment", "cv-13.pdf", "không tìm thấy tệp"),
        ("sha256", '"00"', f"không phải tệp đã được ghi mã băm: mã băm của tệp là {SHA256}"),
        ("supersedes", "cv-1", 'xã 00001 không có văn bản nào mang mã "cv-1"; có phải là "cv-12"?'),
        ("supersedes", "cv-12", 'các văn bản thay thế lẫn nhau thành vòng qua "cv-12"'),
        ("name", "A", "Không có mục tên «name» ở đây"),
        ("targets", "&a [mc]\nfoo: *a", "không dùng tham chiếu"),
    ],
)  # fmt: skip
def test_a_bad_field_is_told_at_its_place(
    tmp_path: Path, key: str, value: str, message: str
) -> None:
    told = refused(tmp_path, a_yaml=changed(key, value))
    assert [one for one in told if message in one], told
    assert all(one.startswith(("a.yaml:", "cv-13.pdf:")) for one in told)


def test_line_and_column_lead_to_the_word(tmp_path: Path) -> None:
    (told,) = refused(tmp_path, a_yaml=changed("document", "số 12"))
    assert told.startswith("a.yaml:11:1: ")


def test_a_paper_holds_for_a_year_from_its_signing_unless_the_province_says_otherwise(
    tmp_path: Path,
) -> None:
    (paper,) = first(tmp_path, a_yaml=changed("until", "2027-11-03")).declarations
    assert paper.end == date(2027, 11, 3)
    (told,) = refused(tmp_path, a_yaml=changed("until", "2027-11-04"))
    assert told.startswith("a.yaml:11:1: ")
    names = {"communes": "xa.csv", "offices": "offices.csv", "cameras": "cameras.csv"}
    longer = config(tmp_path, **names, declarations="van-ban", declaration_days=367)
    assert load_inventory(longer, TODAY).communes[0].declarations[0].end == date(2027, 11, 4)
    shorter = config(tmp_path, **names, declarations="van-ban", declaration_days=30)
    with pytest.raises(BadInputError, match="2026-12-02"):
        load_inventory(shorter, TODAY)


def test_no_camera_at_all_is_said_of_offices(tmp_path: Path) -> None:
    none = PAPER.replace("camera_connected", "camera_none")
    (told,) = refused(tmp_path, a_yaml=none.replace("CAM-1", "cam-1"))
    assert "là camera của xã 00001; khai không có camera thì ghi mã điểm tiếp nhận (mc)" in told
    (paper,) = first(tmp_path, a_yaml=none.replace("CAM-1, ", "")).declarations
    assert (paper.kind, paper.targets) == ("camera_none", ("mc",))


def test_the_sha256_that_was_given_is_compared(tmp_path: Path) -> None:
    (paper,) = first(tmp_path, a_yaml=f"{PAPER}sha256: {SHA256.upper()}\n").declarations
    assert paper.attachment == SHA256


def test_two_papers_of_one_id_are_told(tmp_path: Path) -> None:
    (told,) = refused(tmp_path, a_yaml=PAPER, b_yaml=PAPER)
    assert told.startswith("b.yaml:2:1: ")
    assert "đã dùng ở" in told
    other = PAPER.replace("00001", "00002").replace("targets: [CAM-1, mc]\n", "")
    assert len(first(tmp_path, a_yaml=PAPER, b_yaml=other).declarations) == 1


@pytest.mark.parametrize(
    ("since", "ends"), [("2026-12-01", ["2026-11-30", "2026-12-31"]), ("2026-11-01", ["2026-12-31"])]
)  # fmt: skip
def test_a_paper_that_is_replaced_holds_up_to_the_day_before(
    tmp_path: Path, since: str, ends: list[str]
) -> None:
    later = PAPER.replace("cv-12\n", "cv-20\n").replace("2026-11-01", since)
    papers = first(tmp_path, a_yaml=PAPER, b_yaml=f"{later}supersedes: cv-12\n").declarations
    assert sorted(f"{one.end}" for one in papers) == ends
    assert papers[-1].id == "cv-20"


def test_papers_that_replace_each_other_are_told(tmp_path: Path) -> None:
    later = PAPER.replace("cv-12\n", "cv-20\n") + "supersedes: cv-12\n"
    told = refused(tmp_path, a_yaml=f"{PAPER}supersedes: cv-20\n", b_yaml=later)
    assert len([one for one in told if "thành vòng" in one]) == 2


def test_what_is_no_file_is_refused_and_a_missing_folder_told(tmp_path: Path) -> None:
    (tmp_path / "van-ban").mkdir()
    os.mkfifo(tmp_path / "van-ban" / "cv-13.pdf")
    (told,) = refused(tmp_path, a_yaml=changed("attachment", "cv-13.pdf"))
    assert "không phải tệp thông thường" in told
    (tmp_path / "xa.csv").write_text(TWO_COMMUNES, encoding="utf-8")
    with pytest.raises(BadInputError, match="không mở được thư mục văn bản của xã"):
        load_inventory(config(tmp_path, communes="xa.csv", declarations="khong-co"))


def test_a_table_with_a_mistake_blames_no_paper(tmp_path: Path) -> None:
    inventory(tmp_path, a_yaml=PAPER)
    (tmp_path / "cameras.csv").write_text(f"{HEADERS['cameras']}\n00001;cam-1;;;;;\n")
    names = {"communes": "xa.csv", "offices": "offices.csv", "cameras": "cameras.csv"}
    with pytest.raises(BadInputError) as caught:
        load_inventory(config(tmp_path, **names, declarations="van-ban"), TODAY)
    assert [one.file for one in caught.value.problems if "van-ban" in one.file] == []


def test_the_schema_for_editors_is_the_one_that_is_read(tmp_path: Path) -> None:
    kept = ROOT / "config" / "schemas" / "declaration.schema.json"
    assert kept.read_text(encoding="utf-8") == schema()
    said = said_by(tmp_path)
    jsonschema.validate(said, json.loads(schema()))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(said | {"name": "A"}, json.loads(schema()))
