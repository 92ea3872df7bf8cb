"""Real lists of communes and procedures, where they stand beside the project."""

import csv
from collections import Counter
from pathlib import Path

from auditor.contract import CommuneKind
from tests.inventory.build import HEADER, PROCEDURE_HEADER, load
from tests.shared import needs_shared_data, shared_data

pytestmark = needs_shared_data


def rows(name: str) -> list[dict[str, str]]:
    folder = shared_data()
    assert folder is not None
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_226_communes_of_2022_are_read_whole(tmp_path: Path) -> None:
    real = rows("admin/namdinh_2022_226.csv")
    lines = [
        f"{r['commune_code']};{r['full_name']};{r['province_code']};{r['district_code']}"
        for r in real
    ]
    body = "\n".join([f"{HEADER};Mã tỉnh;Mã huyện", *lines, f"Tổng cộng;{len(lines)};;"])
    communes = load(tmp_path, "xa.csv", body, province=real[0]["province_code"]).communes
    assert len(communes) == 226
    assert Counter(commune.kind for commune in communes) == {
        CommuneKind.XA: 188,
        CommuneKind.PHUONG: 22,
        CommuneKind.THI_TRAN: 16,
    }
    assert {c.code: c.name for c in communes}["13738"] == "Xã Mỹ Thành"


def test_every_commune_of_the_country_has_a_name_that_fits(tmp_path: Path) -> None:
    real = rows("admin/vietnam_communes_2026-07.csv")
    lines = [f"{r['commune_code']};{r['full_name']}" for r in real]
    communes = load(tmp_path, "xa.csv", "\n".join([HEADER, *lines])).communes
    assert len(communes) == len(real) == 3321


def test_the_real_codes_of_procedures_are_read(tmp_path: Path) -> None:
    real = rows("procedures.csv")
    with (tmp_path / "tt.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(PROCEDURE_HEADER.split(";"))
        writer.writerows(
            [r["code"], r["name"], r["field"] or "Khác", "01/07/2025", ""] for r in real
        )
    inventory = load(tmp_path, "xa.csv", f"{HEADER}\n00001;Xã Mẫu\n", procedures="tt.csv")
    assert [p.code for p in inventory.procedures] == [r["code"] for r in real]
