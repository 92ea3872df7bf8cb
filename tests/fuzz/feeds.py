"""Parsers of what offices export: logs as text, workbooks and pages, and the dates in them."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from auditor.facts import Presence, Source
from auditor.probes.feeds import FeedColumns
from auditor.probes.feeds.header import Wanted, is_numbering, is_total
from auditor.probes.feeds.read import FeedRead, presences, read_feed
from auditor.tabular.decoding import decode, recognise
from auditor.tabular.delimited import DELIMITERS, best_delimiter, named_delimiter
from auditor.tabular.headers import header_word
from auditor.tabular.kinds import is_html
from auditor.tabular.timeformat import FormatError, TimeFault, compile_format
from tests.fuzz.target import Target, clean, joined, keep, parts
from tests.probes.feeds.build import BY_EVENT, BY_UNIT, COMMUNES, Roster, book, plan, span
from tests.probes.feeds.evtx import Event, log
from tests.probes.feeds.test_evtx import EVTX

BY_POSITION = {"columns": FeedColumns(account=1, time=2)}
WAYS: tuple[dict[str, Any], ...] = (
    {},
    BY_UNIT,
    BY_EVENT,
    BY_POSITION,
    {"time_format": "epoch_s"},
    {"zone": "Europe/Berlin"},
)
FORMATS = (
    "dd/mm/yyyy HH:MM:SS", "d/m/yy h:mm SA/CH", "iso", "epoch_ms", "yyyy-mm-dd HH:MM:SS.fff +07:00", "mm-dd-yyyy HHhMM",
)  # fmt: skip


def feed_log(data: bytes) -> None:
    """No row of a file vanishes, or the file is refused. First byte: the columns declared."""
    way = WAYS[data[0] % len(WAYS)] if data else {}
    log_read(data[1:], **way)


def log_read(body: bytes, *, name: str = "a.csv", **more: Any) -> FeedRead:
    """Read one file as a feed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(body)
        feed = read_feed(plan(path, **more), Roster(), COMMUNES, span(), samples=5)
    for source in feed.sources.values():
        _whole(source)
    if feed.missing is None:
        assert feed.rows == feed.used + feed.elsewhere + sum(one.count for one in feed.refused)
    for presence in presences([feed], COMMUNES).values():
        keep(Presence, presence)
    return feed


def _whole(source: Source) -> None:
    assert source.missing or source.rows == source.used + sum(r.count for r in source.refused)
    assert all(len(r.places) <= 20 for r in source.refused)


def feed_workbook(data: bytes) -> None:
    """A workbook whose sheet holds anything is read or refused. First byte: which part of it."""
    mode = data[0] if data else 0
    name, body = PARTS[mode % len(PARTS)], data[1:]
    try:
        log_read(_workbook({name: body}) if name else body, name="a.xlsx")
    except BaseException as error:
        # Rust's panics end the worker of that one feed: see auditor/probes/feeds/workbook.py.
        if type(error).__name__ != "PanicException":
            raise


PARTS = (
    "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels", "",
)  # fmt: skip


@cache
def _members() -> tuple[tuple[str, bytes], ...]:
    made = book(
        ["Tài khoản", "Thời gian"],
        ["mau.a", "05/03/2026 07:31:00"],
        ["mau.b", datetime(2026, 3, 6, 7)],  # noqa: DTZ001 - a cell
    )
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def _workbook(other: dict[str, bytes]) -> bytes:
    """Return a workbook of which one part is replaced, not packed."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, member in {**dict(_members()), **other}.items():
            archive.writestr(zipfile.ZipInfo(name), member)
    return body.getvalue()


def feed_evtx(data: bytes) -> None:
    """A log that was changed anywhere is read or refused; a row that is read is one of log-on.

    Changes stand one behind the other: two bytes of where, one of how much, then the bytes. Behind
    an odd first byte the checksums are made right again, so that the parser meets them.
    """
    body, at = bytearray(LOGON), 1
    while at + 3 <= len(data):
        where, size = int.from_bytes(data[at : at + 2], "big") % len(body), data[at + 2]
        piece, at = data[at + 3 : at + 3 + size], at + 3 + size
        body[where : where + len(piece)] = piece
    if data[:1] and data[0] & 1:
        _right(body)
    feed = log_read(bytes(body), name="may.evtx", **EVTX)
    assert feed.missing or feed.rows <= 3


LOGON = log(Event(number=4624), Event(number=4634, kind="7"), Event(number=4647, account="mau.b"))
_CHUNK = 4_096


def _right(body: bytearray) -> None:
    """Write the checksums of the file's header and of its one chunk anew."""
    body[124:128] = zlib.crc32(body[:120]).to_bytes(4, "little")
    end = int.from_bytes(body[_CHUNK + 48 : _CHUNK + 52], "little")
    records = zlib.crc32(body[_CHUNK + 512 : _CHUNK + min(end, 65_536)])
    body[_CHUNK + 52 : _CHUNK + 56] = records.to_bytes(4, "little")
    head = zlib.crc32(body[_CHUNK + 128 : _CHUNK + 512], zlib.crc32(body[_CHUNK : _CHUNK + 120]))
    body[_CHUNK + 124 : _CHUNK + 128] = head.to_bytes(4, "little")


def _change(*changes: tuple[int, bytes]) -> bytes:
    return b"\1" + b"".join(
        (_CHUNK + at).to_bytes(2, "big") + bytes([len(piece)]) + piece for at, piece in changes
    )


def feed_times(data: bytes) -> None:
    """A format is refused or reads: a moment or a fault, the same each time, never a guess."""
    written, said, clock = (clean(one) for one in parts(data, 3))
    for one in (written, *FORMATS):
        try:
            made = compile_format(one)
        except FormatError:
            continue
        found = made.read(said)
        assert isinstance(found, datetime | TimeFault)
        assert found == made.read(said)
        if isinstance(found, datetime):
            assert (found.tzinfo is not None) == made.carries_zone
            assert found.utcoffset() is not None or not made.carries_zone
        assert isinstance(made.read_apart(said, clock), datetime | TimeFault)


def feed_header(data: bytes) -> None:
    """Headers, totals and numberings are recognised in any row; a fold of a fold is itself."""
    cells = [clean(one) for one in data.split(b"\x1f")]
    for cell in cells:
        word = header_word(cell)
        assert word.isascii()
        assert header_word(word) == word
    is_numbering(cells)
    is_total(cells)
    for columns in (
        FeedColumns(account="Tài khoản", time="Thời gian"),
        FeedColumns(account=1, time=2),
    ):
        wanted = Wanted(columns)
        assert 0 <= wanted.score(cells) <= 2
        wanted.missing(cells)
    assert (
        named_delimiter(cells[0]) in {"", *DELIMITERS, *cells[0]}
        or len(named_delimiter(cells[0])) == 1
    )
    assert best_delimiter(cells, len) in DELIMITERS


def feed_decoding(data: bytes) -> None:
    """What is recognised can be written back; nothing is shown in letters that nobody wrote."""
    found, codec = recognise(data)
    assert decode(data)[0] == found
    is_html(found)
    if codec in {"utf-8-sig", "utf-16-le", "utf-16-be"}:
        assert found.encode(codec.removesuffix("-sig"), "strict") in data
    assert codec or not found


_LOG = "Tài khoản;Thời gian;Đơn vị;Sự kiện\nmau.a;05/03/2026 07:31:00;UBND xã Trực Hưng;Đăng nhập\n"
_TABLE = (
    "<html><table><tr><th>Tài khoản</th><th>Thời gian</th></tr><tr><td>mau.a</td><td>05/03/2026 07:31:00</td></tr>"
    "</table></html>"
)


def _modes(bodies: Iterable[str | bytes]) -> tuple[bytes, ...]:
    made = joined(*bodies)
    return tuple(bytes([mode]) + one for mode in range(len(WAYS)) for one in made)


TARGETS = (
    Target(
        name="log",
        feed=feed_log,
        seeds=_modes((_LOG, _LOG.encode("utf-16"), _LOG.replace(";", "\t"), _TABLE)),
        pieces=joined(
            "Tài khoản", "Thời gian", "Đơn vị", "Sự kiện", ";", ",", "\t", "|", '"', '""', "\n", "\r\n", "\r", "sep=;",
            "mau.a", "mau.x", "05/03/2026 07:31:00", "31/13/2026", "UBND xã Trực Hưng", "Đăng nhập", "Tổng cộng", "(1);(2)",
            "<table>", "<tr>", "<td rowspan=9>", "<td colspan=999>", "</table>", "<?xml", "\x00", "\ufeff", b"\xff",
            b"\xd0\xcf\x11\xe0", "PK\x03\x04", "\x0b", "\x1c", "\u2028", "\x85", "999999999999", "1772670660", "a" * 200,
        ),
    ),
    Target(
        name="workbook",
        feed=feed_workbook,
        seeds=tuple(
            bytes([mode]) + (dict(_members()).get(name, b"<sst/>") if name else _workbook({}))
            for mode, name in enumerate(PARTS)
        ),
        pieces=joined(
            "<row r='1'>", "<c r='A1' t='s'>", "<c r='XFD1048576'>", "<c r='ZZZZ9999999'>", "<v>", "</v>", "</c>", "</row>",
            "1e308", "-1", "NaN", "2958466", "45000.5", "t='d'", "t='b'", "t='e'", "#N/A", "t='inlineStr'", "<is><t>", "</t>",
            "<!DOCTYPE x>", "<!ENTITY a 'b'>", "&a;", "\x00", b"\xff", "s='99'", "<sheet name=", "r:id=", "../..", "<f>",
            "<sheetData/>", "numFmtId='14'", "date1904='1'", "<mergeCell ref='A1:XFD9'/>", ">", "<",
        ),
    ),
    Target(
        name="evtx",
        feed=feed_evtx,
        seeds=(b"\0", b"\1", _change((600, b"\x0f\1\1\0")), _change((540, b"\xff\xff\xff\x7f"), (8, bytes(16)))),
        pieces=(
            b"\x10\0", b"\x12\0", b"\x12\x30", b"\x12\x80", b"\x13\x20", b"\1", b"\4", b"\x10", b"**\0\0", b"ElfChnk\0", b"\x0f\1\1\0",
            b"\x0c", b"\x0d", b"\x0e", b"\5\1", b"\6", b"\x41", b"\2", b"\3", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", bytes(40),
            b"4\x006\x002\x004\0", b"\x00\xd8",
        ),
    ),
    Target(
        name="times",
        feed=feed_times,
        seeds=joined(
            "dd/mm/yyyy HH:MM:SS\x1f05/03/2026 07:31:00\x1f07:31", "d/m/yy h:mm SA/CH\x1f5/3/26 7:31 CH\x1f7:31 SA",
            "yyyy-mm-ddTHH:MM:SS.fffZ\x1f2026-03-05T07:31:00.123+07:00\x1f", "epoch_s\x1f1772670660\x1f", "HHhMM dd.mm.yyyy\x1f\x1f",
        ),
        pieces=joined(
            "\x1f", "dd", "mm", "yyyy", "yy", "HH", "h", "MM", "SS", ".fff", "SA/CH", "AM/PM", "tt", "zzz", "Z", "+07:00", "T",
            "/", "-", ".", ":", " ", ",", "\t", "2026", "0000", "05", "31", "24", "60", "7", "ch", "SA", "a.m.", "+99:99", "-2400",
            "٣", "²", "\u00a0", "\n", "9" * 40, "epoch_ms", "iso", "(", "[", "\\", "İ", "ſ",
        ),
    ),
    Target(
        name="header",
        feed=feed_header,
        seeds=joined("Tài khoản (*)\x1fThời gian [giờ]\x1f", "(1)\x1f(2)\x1f(3)", "Tổng cộng: 12\x1f\x1f", "sep=;"),
        pieces=joined(
            "\x1f", "(", ")", "[", "]", "*", "Tài khoản", "Thời gian", "tổng", "cộng", "số", ":", " ", "1", "9", "²", "\u00a0",
            "\u2013", "đ", "İ", "ﬁ", "sep=", '"', ";", "\t", "\n", "(" * 90, "\u0301", "\x00",
        ),
    ),
    Target(
        name="decoding",
        feed=feed_decoding,
        seeds=joined("Đường", "Đường".encode("utf-16"), "Đường".encode("utf-16-be"), b"\xd0\xfd\xf5\xf2ng", b"\xef\xbb\xbfa"),
        pieces=joined(
            b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\0", b"\0a", b"a\0", b"\xff", b"\xe3", b"\xec", b"\xcc", b"\xd2", b"\xde",
            "ắ", "<html>", "<!doctype", " ", "\n", b"\xd8\x00", b"\x00\xd8", b"\x80", b"\xf0\x9f",
        ),
    ),
)  # fmt: skip
