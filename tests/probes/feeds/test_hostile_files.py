"""Whatever a file of a feed is, its feed is unknown with the cause and nothing else happens."""

import asyncio
from pathlib import Path

import pytest

from auditor.contract import Missing, Why
from auditor.probes.feeds import gather_feeds
from auditor.words import say
from tests.hostile_files import NESTED_HTML, SPECIAL, ZIPS
from tests.probes.feeds.build import COMMUNES, HEAD, ZONE, Roster, of_text, plan, source, span

GOOD = f"{HEAD}\nmau.a;05/03/2026 07:31:00\n"


@pytest.mark.parametrize("name", sorted(ZIPS))
def test_a_hostile_workbook_is_a_cause_with_a_text(name: str, tmp_path: Path) -> None:
    _told(of_text(tmp_path, ZIPS[name](), "a.xlsx").missing)


@pytest.mark.parametrize("name", sorted(SPECIAL))
def test_what_is_no_regular_file_is_a_cause_with_a_text(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    SPECIAL[name](path)
    _told(source(plan(path)).missing)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (GOOD.encode() + b";" * 1_000_001, "long_line"),
        (GOOD.encode() + b"x" * 3_000_000, "long_line"),
        (GOOD.encode() + b"a\0b;c", "encoding"),
        ("Tµi kho¶n;Thêi gian\n".encode("latin-1"), "encoding_legacy"),
        ("Taøi khoaûn;Thôøi gian\n".encode("latin-1"), "encoding_legacy"),
        (b"\xff\xfe\x00\xd8", "encoding"),
        (b"[" * 100_000, "no_header"),
    ],
)
def test_hostile_text_is_a_cause(data: bytes, text: str, tmp_path: Path) -> None:
    missing = of_text(tmp_path, data).missing
    _told(missing)
    assert missing is not None
    assert missing.text == f"presence.{text}"


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (GOOD + '"mau.a;x' + "\n" + "mau.a;06/03/2026 07:31:00\n" * 3, 5),
        (GOOD + ";" * 900_000, 1),
        (GOOD.replace("\n", "\r"), 1),
        (GOOD + "x" * 900_000, 2),
    ],
)
def test_a_strange_row_costs_that_row_alone(body: str, rows: int, tmp_path: Path) -> None:
    found = of_text(tmp_path, body)
    assert (found.missing, found.rows) == (None, rows)
    assert found.used >= 1


def test_nested_tags_cost_their_feed_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(NESTED_HTML)
    (tmp_path / "b.csv").write_text(GOOD, encoding="utf-8")
    plans = [plan(tmp_path / "a.xls", name="a"), plan(tmp_path / "b.csv", name="b")]
    asked = span()
    found = asyncio.run(
        gather_feeds(plans, Roster(), COMMUNES, asked.start, asked.end, zone=ZONE, deadline_s=3.0)
    )
    hostile, sound = found["00001"].sources
    _told(hostile.missing)
    assert (sound.missing, sound.used) == (None, 1)


def _told(missing: Missing | None) -> None:
    assert missing is not None
    assert missing.why in (Why.UNREADABLE, Why.MALFORMED, Why.NOT_CONFIGURED)
    values = dict(missing.values)
    for key in (missing.text, f"{missing.text}.todo"):
        assert say(key, **values) != key
