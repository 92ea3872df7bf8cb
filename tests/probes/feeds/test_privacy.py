"""What a feed leaves behind: nothing of a citizen, nothing of a column that is not mapped."""

import hashlib
from pathlib import Path

import pytest

from auditor.contract import Party, Why
from auditor.facts import ReadFile
from auditor.probes.feeds import FeedColumns
from auditor.probes.feeds.read import FeedRead, read_feed
from tests.probes.feeds.build import (
    BY_UNIT,
    COMMUNES,
    HEAD,
    Roster,
    book,
    of_text,
    plan,
    source,
    span,
)

SECRETS = ("Người Mẫu Nộp", "000000000001", "0000000009", "bí mật")
WIDE = f"{HEAD};Người nộp;Số CCCD;Điện thoại;Ghi chú"


def _read(folder: Path, data: bytes, name: str = "a.csv", **more: object) -> FeedRead:
    (folder / name).write_bytes(data)
    return read_feed(plan(folder / name, **more), Roster(), COMMUNES, span(), samples=20)


def _rows(times: list[str]) -> list[list[str]]:
    return [["mau.a", at, *SECRETS] for at in times]


TIMES = ["05/03/2026 07:31:00", "không phải ngày", "01/01/1999 00:00:00", ""]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "html"])
def test_the_text_of_unmapped_columns_leaves_no_trace(kind: str, tmp_path: Path) -> None:
    rows = [WIDE.split(";"), *_rows(TIMES)]
    if kind == "xlsx":
        data = book(*rows)
    elif kind == "html":
        cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
        data = f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>".encode()
    else:
        data = "\n".join([*map(";".join, rows), 'mau.a;"x;' + ";".join(SECRETS)]).encode()
    found = _read(tmp_path, data, f"a.{kind}")
    assert found.missing is None
    assert found.used == 1
    for secret in (*SECRETS, "Người nộp"):
        assert secret not in repr(found)


def test_what_is_refused_is_a_place_and_a_reason_and_never_the_row(tmp_path: Path) -> None:
    body = f'{HEAD};Người nộp\n"mau.a;05/03/2026 07:31:00;{SECRETS[0]}\nmau.a;x;{SECRETS[0]};thừa\n'
    found = _read(tmp_path, body.encode())
    assert found.used == 0
    assert SECRETS[0] not in repr(found)
    assert all(one.places[0].startswith("a.csv:") for one in found.refused)


def test_a_missing_header_names_the_declared_columns_alone(tmp_path: Path) -> None:
    found = _read(tmp_path, f"{SECRETS[0]};{SECRETS[1]}\n".encode())
    assert found.missing is not None
    assert not any(secret in repr(found) for secret in SECRETS)


@pytest.mark.parametrize(
    "numbers",
    [
        ["001099000001", "001099000002"],
        ["0912000001", "0912 000 002", "+84912000003"],
        ["123456789", "123456780", "mau.a"],
    ],
)
def test_a_column_of_citizens_numbers_is_refused_and_not_shown(
    numbers: list[str], tmp_path: Path
) -> None:
    body = "\n".join([HEAD, *(f"{n};05/03/2026 07:31:00" for n in numbers)])
    found = _read(tmp_path, body.encode())
    missing = found.missing
    assert missing is not None
    assert (missing.why, missing.text) == (Why.NOT_CONFIGURED, "presence.citizens")
    assert missing.party is Party.PROVINCE
    assert missing.values["column"] == "Tài khoản"
    assert not any(number in repr(found) for number in numbers if number != "mau.a")


def test_officers_may_log_in_by_a_number_that_the_roster_lists(tmp_path: Path) -> None:
    people = Roster({("00001", "001099000001"): "cb-a"})
    path = tmp_path / "a.csv"
    body = [HEAD, "001099000001;05/03/2026 07:31:00", "001099000002;05/03/2026 07:31:00",
            "001099000003;05/03/2026 07:31:00"]  # fmt: skip
    path.write_text("\n".join(body), encoding="utf-8")
    found = read_feed(plan(path), people, COMMUNES, span(), samples=20)
    assert found.missing is None
    assert found.used == 1
    assert "001099000002" not in repr(found)


def test_accounts_that_no_officer_holds_are_not_kept(tmp_path: Path) -> None:
    kept = of_text(tmp_path, f"{HEAD}\nmau.a;05/03/2026 07:31:00\nnguoi.la;05/03/2026 07:31:00\n")
    assert len(kept.strangers) == 1
    assert "nguoi.la" not in repr(kept)


def test_a_number_is_no_name_of_a_unit_to_be_shown(tmp_path: Path) -> None:
    body = f"{HEAD};Đơn vị\nmau.a;05/03/2026 07:31:00;001099000009\n"
    assert _read(tmp_path, body.encode(), **BY_UNIT).unknown_units == ()


def test_a_feed_leaves_the_hash_of_each_file_in_the_order_of_reading(tmp_path: Path) -> None:
    bodies = {"a.csv": f"{HEAD}\nmau.a;05/03/2026 07:31:00\n".encode(), "b.csv": HEAD.encode()}
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    found = source(plan(*(tmp_path / name for name in bodies)))
    assert found.files == tuple(
        ReadFile(name=name, sha256=hashlib.sha256(body).hexdigest(), size=len(body))
        for name, body in bodies.items()
    )


def test_a_file_that_is_refused_leaves_its_hash_too(tmp_path: Path) -> None:
    found = of_text(tmp_path, b"PK\x03\x04 cut", "a.xlsx")
    assert found.missing is not None
    assert [one.name for one in found.files] == ["a.xlsx"]


def test_columns_by_number_do_not_hide_citizens_numbers(tmp_path: Path) -> None:
    columns = FeedColumns(account=1, time=2)
    found = _read(tmp_path, b"001099000001;05/03/2026 07:31:00\n", columns=columns)
    assert found.missing is not None
    assert found.missing.text == "presence.citizens"
