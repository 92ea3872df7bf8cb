"""Feeds are read in a process that may hang or die; the audit goes on and says so."""

import asyncio
from pathlib import Path

import pytest

from auditor.contract import Why
from auditor.probes.feeds import gather_feeds, read_feeds
from tests.probes.feeds.build import (
    COMMUNES,
    HEAD,
    ZONE,
    Crasher,
    Glutton,
    Roster,
    Sleeper,
    plan,
    span,
)

XLS = Path(__file__).parents[2] / "inventory" / "files" / "mau.xls"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}\nmau.a;05/03/2026 07:31:00\n", encoding="utf-8")
    return path


def test_a_worker_reads_what_we_would_read(log: Path) -> None:
    period = span()
    found = asyncio.run(
        gather_feeds([plan(log)], Roster(), COMMUNES, period.start, period.end, zone=ZONE)
    )
    assert found == read_feeds([plan(log)], Roster(), COMMUNES, period)
    assert len(found["00001"].marks) == 1


@pytest.mark.parametrize(
    ("people", "text"),
    [(Sleeper(), "hung"), (Crasher(), "crashed"), (Glutton(), "crashed")],
    ids=["hangs", "dies", "wants all memory"],
)
def test_what_hangs_or_crashes_is_missing(people: Roster, text: str, log: Path) -> None:
    period = span()
    found = asyncio.run(
        gather_feeds(
            [plan(log)], people, COMMUNES, period.start, period.end, zone=ZONE, deadline_s=3
        )
    )
    missing = found["00001"].sources[0].missing
    assert missing is not None
    assert (missing.why, missing.text) == (Why.MALFORMED, f"presence.{text}")
    assert found["00001"].marks == ()


def test_one_bad_feed_costs_no_other(log: Path, tmp_path: Path) -> None:
    period = span()
    feeds = [plan(tmp_path / "none.csv", name="a"), plan(log, name="b")]
    found = asyncio.run(
        gather_feeds(feeds, Roster(), COMMUNES, period.start, period.end, zone=ZONE)
    )["00001"]
    assert [bool(source.missing) for source in found.sources] == [True, False]
    assert len(found.marks) == 1


def test_without_feeds_nobody_left_a_trace() -> None:
    period = span()
    found = asyncio.run(gather_feeds([], Roster(), COMMUNES, period.start, period.end, zone=ZONE))
    assert [presence.sources for presence in found.values()] == [(), ()]


@pytest.mark.parametrize("size", [600, 3000, 5000, 12000])
def test_a_workbook_cut_while_copied_is_unreadable_or_malformed(size: int, tmp_path: Path) -> None:
    path, period = tmp_path / "a.xls", span()
    path.write_bytes(XLS.read_bytes()[:size])
    found = asyncio.run(
        gather_feeds([plan(path)], Roster(), COMMUNES, period.start, period.end, zone=ZONE)
    )
    missing = found["00001"].sources[0].missing
    assert missing is not None
    assert missing.why in (Why.UNREADABLE, Why.MALFORMED)
