"""Windows event logs: whole ones are read, damaged and cut ones are never an empty log."""

from pathlib import Path
from typing import Any

import pytest

from auditor.contract import Party, Why
from auditor.facts import MarkKind, Source
from auditor.probes.feeds import FeedColumns
from auditor.probes.feeds.evtxchunks import examine
from auditor.probes.feeds.evtxfile import COLUMNS, evtx_sheet
from auditor.probes.feeds.faults import FeedFault
from tests.probes.feeds.build import of_text, places, plan, read, refused
from tests.probes.feeds.evtx import Event, file_header, log
from tests.shared import needs_shared_data, shared_data

EVTX: dict[str, Any] = {
    "columns": FeedColumns(account="TargetUserName", time="TimeCreated", event="EventID"),
    "time_format": "ISO",
    "zone": "",
    "events": {"4624": MarkKind.IN, "4647": MarkKind.OUT, "4625": None, "4634": None},
}
MORNING = [
    Event(number=4624),
    Event(number=4624, account="mau.b", at="2026-03-05T00:35:00.123456Z", kind="7"),
    Event(number=4624, kind="3"),
    Event(number=4624, account="MAY-01$", kind="5"),
    Event(number=4625, kind="10"),
    Event(number=4672),
    Event(number=4647, kind="", at="2026-03-05T10:01:00.5Z"),
]
BLOCK, CHUNK = 4096, 65_536


def of_log(folder: Path, data: bytes, **more: Any) -> Source:
    return of_text(folder, data, "may.evtx", **{**EVTX, **more})


def test_the_log_ons_of_a_whole_log_are_read(tmp_path: Path) -> None:
    found = of_log(tmp_path, log(*MORNING))
    assert found.missing is None
    assert (found.rows, found.used) == (6, 3)
    assert refused(found) == {"machine": 1, "event_unknown": 1, "event_aside": 1}
    assert places(found, "event_unknown") == ("may.evtx:3",)


def test_times_are_utc_and_kinds_as_declared(tmp_path: Path) -> None:
    (tmp_path / "may.evtx").write_bytes(log(*MORNING))
    marks = read(plan(tmp_path / "may.evtx", **EVTX))["00001"].marks
    assert [(m.staff, m.kind, f"{m.at:%H:%M}") for m in marks] == [
        ("cb-a", MarkKind.IN, "00:31"),
        ("cb-b", MarkKind.IN, "00:35"),
        ("cb-a", MarkKind.OUT, "10:01"),
    ]


def test_who_opens_a_folder_over_the_network_neither_came_nor_left(tmp_path: Path) -> None:
    events = {**EVTX["events"], "4634": MarkKind.OUT}
    rows = [Event(number=n, kind=k) for n, k in ((4624, "3"), (4634, "3"), (4634, "7"))]
    found = of_log(tmp_path, log(*rows), events=events)
    assert (found.used, refused(found)) == (0, {"event_unknown": 3})


@pytest.mark.parametrize("columns", [{}, {"event": "LogonType"}, {"event": "Computer"}])
def test_without_its_event_a_row_is_not_believed(columns: Any, tmp_path: Path) -> None:
    """A refused log-on would be presence, and so would a service's."""
    mapped = FeedColumns(account="TargetUserName", time="TimeCreated", **columns)
    missing = of_log(tmp_path, log(*MORNING), columns=mapped).missing
    assert missing is not None
    assert (missing.text, missing.party) == ("presence.evtx_no_event", Party.AUDITOR)


MANY = log(*[Event(number=4624) for _ in range(120)], first=501, per_chunk=50)  # 3 chunks


def _with(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


@pytest.mark.parametrize(
    ("data", "read_of"),
    [
        (MANY[: BLOCK + 2 * CHUNK], (100, 120)),
        (MANY[: BLOCK + CHUNK + 100], (50, 120)),
        (MANY[: BLOCK + 3 * CHUNK - 1], (100, 120)),
        (MANY[:BLOCK], (0, 3)),
        (MANY[:BLOCK] + MANY[BLOCK + CHUNK :], (70, 71)),
        (MANY[: BLOCK + CHUNK] + MANY[BLOCK + 2 * CHUNK :], (70, 120)),
        (_with(MANY, BLOCK + CHUNK, b"Elf"), None),
        (_with(MANY, BLOCK + CHUNK, b"XXXXXXXX"), (70, 120)),
        (_with(MANY, BLOCK + CHUNK + 700, b"\xff"), (70, 120)),
        (_with(MANY, BLOCK + 48, b"\xff\xff\xff\xff"), (70, 71)),
        (_with(MANY, BLOCK + CHUNK, bytes(CHUNK)), (70, 120)),
        (MANY + b"\1" + bytes(CHUNK - 1), (120, 121)),
        (file_header(3, 621 + 80) + MANY[BLOCK:], (120, 200)),
    ],
)
def test_what_is_missing_from_a_log_is_counted_and_never_silent(
    data: bytes, read_of: tuple[int, int] | None, tmp_path: Path
) -> None:
    found = of_log(tmp_path, data)
    if read_of is None:
        assert (found.missing, found.rows) == (None, 120)
        return
    assert found.missing is not None
    assert (found.missing.why, found.missing.text) == (Why.INCOMPLETE, "presence.evtx_incomplete")
    assert (found.missing.values["read"], found.missing.values["total"]) == read_of
    assert found.files[0].size == len(data)


@pytest.mark.parametrize("data", [MANY[:3000], b"ElfFile\0", _with(MANY, 24, b"\xff")])
def test_a_damaged_header_is_told(data: bytes, tmp_path: Path) -> None:
    missing = of_log(tmp_path, data).missing
    assert missing is not None
    assert (missing.why, missing.text) == (Why.UNREADABLE, "presence.evtx_broken")


def test_an_open_log_is_read_as_far_as_it_is_sound_and_says_so() -> None:
    stale = file_header(1, 540, dirty=True) + MANY[BLOCK:] + bytes(2 * CHUNK)
    sheet = evtx_sheet("may.evtx", stale)
    assert sheet.notes == ("evtx_open",)
    assert len(list(sheet.rows)) == 1 + 120


def test_a_record_behind_the_end_that_the_chunk_knows_of_is_missed() -> None:
    """Windows wrote the record and not yet the header of its chunk."""
    whole = log(*[Event(number=4624)] * 3)
    before = log(*[Event(number=4624)] * 2)
    at = BLOCK + 512
    torn = file_header(1, 1, dirty=True) + before[BLOCK:at] + whole[at:]
    assert examine(torn).lost == 1


def test_a_log_that_began_again_at_its_first_chunk_is_whole() -> None:
    chunks = [MANY[BLOCK + n * CHUNK : BLOCK + (n + 1) * CHUNK] for n in (2, 0, 1)]
    assert examine(MANY[:BLOCK] + b"".join(chunks)).lost == 0


def test_a_log_without_a_log_on_is_sound_and_has_no_rows(tmp_path: Path) -> None:
    for data in (log(), log(Event(number=4672))):
        found = of_log(tmp_path, data)
        assert (found.missing, found.rows) == (None, 0)


def test_another_log_than_that_of_security_is_refused(tmp_path: Path) -> None:
    missing = of_log(tmp_path, log(Event(number=4624, provider="Mau"))).missing
    assert missing is not None
    assert missing.text == "presence.evtx_other"


def test_only_the_columns_of_a_log_on_leave_the_log() -> None:
    [head, row] = list(evtx_sheet("a", log(Event(number=4624, more="BÍ MẬT"))).rows)
    assert head.cells == COLUMNS
    assert "BÍ MẬT" not in repr(row)


@needs_shared_data
def test_real_logs_are_whole_and_half_of_one_is_not() -> None:
    folder = shared_data()
    assert folder is not None
    logs = [path.read_bytes() for path in sorted((folder / "evtx").glob("*.evtx"))]
    assert logs
    for data in logs:
        assert examine(data).lost == 0
    largest = max(logs, key=len)
    with pytest.raises(FeedFault):
        evtx_sheet("a", largest[: len(largest) // 2])


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "presence.empty_file"),
        (bytes(4096), "presence.empty_file"),
        ("Tài khoản;Thời gian\n".encode(), "presence.not_evtx"),
    ],
)
def test_what_only_calls_itself_an_event_log_is_told_apart(
    tmp_path: Path, data: bytes, text: str
) -> None:
    missing = of_log(tmp_path, data).missing
    assert missing is not None
    assert missing.text == text
