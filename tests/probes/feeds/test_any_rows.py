"""Whatever stands in a log, no row vanishes and no two readings differ."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.probes.feeds import FeedColumns
from auditor.probes.feeds.read import read_feed
from tests.probes.feeds.build import BY_EVENT, BY_UNIT, COMMUNES, Roster, plan, span

ACCOUNTS = st.sampled_from(
    ["mau.a", "MAU.B", "mau.c", "chung", "mau.x", "", "MAY$", "'mau.a", '"mau.a']
)
TIMES = st.sampled_from(
    [
        "05/03/2026 07:31:00",
        "05/03/2026 07:31:30",
        "06/03/2026 17:00",
        "05/02/2026 07:31:00",
        "31/13/2026 07:31:00",
        "",
        "05/03/2063 07:31:00",
        "01/01/2000 00:00:00",
        "29/03/2026 02:30:00",
    ]
)
UNITS = st.sampled_from(
    ["UBND xã Trực Hưng", "UBND xã Trực Hùng", "00001", "Sở Mẫu", "99999", "", "?"]
)
EVENTS = st.sampled_from(["Đăng nhập", "Đăng xuất", "Đăng nhập thất bại", "Khác"])
ROWS = st.lists(st.tuples(ACCOUNTS, TIMES, UNITS, EVENTS, st.sampled_from(["", ";", ";thừa"])))
COLUMNS = {**BY_UNIT, "events": BY_EVENT["events"]}


def _lines(rows: list[tuple[str, str, str, str, str]]) -> list[str]:
    return [";".join(cells[:4]) + cells[4] for cells in rows]


@settings(max_examples=80, deadline=None)
@given(
    rows=ROWS, cut=st.integers(0, 40), zone=st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin"])
)
def test_no_row_vanishes(rows: list[tuple[str, str, str, str, str]], cut: int, zone: str) -> None:
    columns = FeedColumns(account="Tài khoản", time="Thời gian", commune="Đơn vị", event="Sự kiện")
    lines = _lines(rows)
    head = "Tài khoản;Thời gian;Đơn vị;Sự kiện"
    with TemporaryDirectory() as folder:
        first, second = Path(folder) / "a.csv", Path(folder) / "b.csv"
        first.write_text("\n".join([head, *lines[:cut]]) + "\n", encoding="utf-8")
        second.write_text("\n".join([head, *lines[cut:]]) + "\n", encoding="utf-8")
        more = {**COLUMNS, "columns": columns, "zone": zone}
        feed = read_feed(plan(first, second, **more), Roster(), COMMUNES, span())
        again = read_feed(plan(second, first, **more), Roster(), COMMUNES, span())
    assert (feed.sources, feed.marks) == (again.sources, again.marks)
    assert feed.rows == len([line for line in lines if line.strip(";")])
    for source in feed.sources.values():
        assert source.missing is None
        assert source.rows == source.used + sum(refused.count for refused in source.refused)
        assert all(len(r.places) == min(r.count, 20) for r in source.refused)
    used = sum(source.used for source in feed.sources.values())
    assert feed.rows == used + feed.elsewhere + sum(refused.count for refused in feed.refused)


@settings(max_examples=80, deadline=None)
@given(data=st.binary(max_size=300), text=st.text(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes, text: str) -> None:
    for body in (
        data,
        b"PK\x03\x04" + data,
        f"Tài khoản;Thời gian\n{text}".encode("utf-8", "replace"),
    ):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "a.csv"
            path.write_bytes(body)
            feed = read_feed(plan(path), Roster(), COMMUNES, span())
        source = feed.sources["00001"]
        assert source.missing or source.rows == source.used + sum(r.count for r in source.refused)
