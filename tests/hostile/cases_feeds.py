"""Logs that are hostile: each is the only log of its commune."""

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HEAD = "Đơn vị,Tài khoản,Thời gian,Vào/Ra\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCase:
    """A log. `write` makes the file for a commune; `file` is relative to the configuration."""

    name: str
    ending: str
    content: Callable[[str], bytes] | None
    """None: a pipe that nobody writes to."""

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"nhat-ky-{self.name}{self.ending}"

    def write(self, path: Path, code: str) -> None:
        """Make the file."""
        if self.content is None:
            os.mkfifo(path)
        else:
            path.write_bytes(self.content(code))


def row(code: str, at: str = "02/11/2026 07:20:00", event: str = "Vào", account: str = "") -> str:
    """Return a row of the log."""
    return f"{code},{account or f'canbo01@xamau{code[-2:]}'},{at},{event}\n"


def text(name: str, make: Callable[[str], str], ending: str = ".csv") -> FeedCase:
    """Return a log of text."""
    return FeedCase(name=name, ending=ending, content=lambda code: make(code).encode())


def workbook(*, sheet: bytes, entries: int = 0, rows: int = 0) -> bytes:
    """Return a workbook with this as its only sheet."""
    made = io.BytesIO()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
            f'"{kinds}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
            f'ContentType="{kinds}.worksheet+xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" '
            'r:id="r1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        with book.open("xl/worksheets/sheet1.xml", "w") as file:
            file.write(sheet)
            for _ in range(rows // 1000):
                file.write(ROW * 1000)
        for number in range(entries):
            book.writestr(f"xl/media/{number}.png", b"")
    return made.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
ROW = b'<row><c t="inlineStr"><is><t>a</t></is></c></row>'
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "'
    + b"&a;" * 999
    + b'"><!ENTITY c "'
    + b"&b;" * 999
    + b'">]>'
)


def zip_bomb(_: str) -> bytes:
    """A sheet of 300 MB in a few hundred kB."""
    return workbook(sheet=SHEET, rows=6_000_000)


def entity_book(_: str) -> bytes:
    """A sheet with entities that swell."""
    return workbook(
        sheet=ENTITIES + SHEET + b"<row><c><v>&c;</v></c></row></sheetData></worksheet>"
    )


def far_cell(_: str) -> bytes:
    """One cell in the last row and the last column that there can be."""
    return workbook(
        sheet=SHEET
        + b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>'
    )


def event_log(_: str) -> bytes:
    """The header of an event log, cut short: 9 chunks told, none there."""
    head = b"ElfFile\0" + (0).to_bytes(8, "little") + (8).to_bytes(8, "little")
    return (head + b"\1" + b"\0" * 7 + b"\x80\0\0\0" + b"\1\0\3\0\0\x10\x09\0").ljust(
        4096, b"\0"
    ) + b"ElfChnk\0"


FEEDS = (
    FeedCase(name="pipe", ending=".csv", content=None),
    text("unclosed-quote", lambda code: HEAD + row(code) + f'{code},"' + row(code) * 20_000),
    text("a-million-columns", lambda code: HEAD + row(code) + "a," * 1_000_000 + "\n"),
    text("one-line-of-ten-megabytes", lambda code: HEAD + row(code) + "a" * 10_000_000),
    text("a-header-of-a-million-names", lambda _: "Tài khoản," * 500_000 + "\n"),
    text("nul-bytes", lambda code: HEAD + row(code) + "\0" * 9_999 + "\n" + row(code)),
    text("only-a-header", lambda _: HEAD),
    text("empty", lambda _: ""),
    text("formulas", lambda code: HEAD + "".join(row(code, account=a) for a in ('=1+1', '+cmd', '-2', '@SUM(1)', '\t=1', '＝1', '=HYPERLINK("x")'))),
    text("escapes", lambda code: HEAD + row(code, account="\x1b[2J\u202e<script>alert(1)</script>")),
    text("dates-that-are-none", lambda code: HEAD + row(code, "99/99/9999 99:99:99") * 500),
    text("the-year-9999", lambda code: HEAD + row(code, "31/12/9999 23:59:59") * 50),
    FeedCase(name="utf-16-cut-in-half", ending=".csv", content=lambda code: (HEAD + row(code) * 9).encode("utf-16")[:-1]),
    FeedCase(name="rubbish", ending=".csv", content=lambda _: bytes(range(256)) * 4000),
    FeedCase(name="gzip-called-csv", ending=".csv", content=lambda code: gzip.compress((HEAD + row(code)).encode())),
    FeedCase(name="event-log-cut-short", ending=".csv", content=event_log),
    FeedCase(name="zip-bomb", ending=".xlsx", content=zip_bomb),
    FeedCase(name="entity-bomb", ending=".xlsx", content=entity_book),
    FeedCase(name="far-cell", ending=".xlsx", content=far_cell),
    FeedCase(name="ten-thousand-entries", ending=".xlsx", content=lambda _: workbook(sheet=SHEET + ROW, entries=10_000)),
    FeedCase(name="zip-cut-short", ending=".xlsx", content=lambda _: workbook(sheet=SHEET + ROW * 99)[:900]),
    FeedCase(name="old-workbook-of-rubbish", ending=".xls", content=lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 9_000),
    text("html-called-xls", lambda _: "<html><table>" + "<tr><td>" * 50_000, ".xls"),
    text("html-that-leads-away", lambda code: f"<html><script>alert(1)</script><iframe src='http://127.66.0.66/'></iframe><table><tr><td colspan=999999999>{code}</td></tr></table>", ".xls"),
)  # fmt: skip
