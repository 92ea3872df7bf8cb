"""Small feeds for the tests; everything in them is visibly invented."""

import io
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from auditor.facts import MarkKind, Presence, Source, SourceKind
from auditor.probes.feeds import FeedColumns, FeedPlan, Span, read_feeds

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HEAD = "Tài khoản;Thời gian"
COMMUNES = ("00001", "00002")


@dataclass(frozen=True)
class Roster:
    """Who holds which account: (commune, account) -> pseudonym."""

    accounts: Mapping[tuple[str, str], str] = field(
        default_factory=lambda: {
            ("00001", "mau.a"): "cb-a",
            ("00001", "mau.b"): "cb-b",
            ("00002", "mau.c"): "cb-c",
            ("00001", "chung"): "cb-d",
            ("00002", "chung"): "cb-e",
        }
    )

    def staff_of(self, commune: str, account: str) -> str | None:
        return self.accounts.get((commune, account.casefold()))

    def communes_of(self, account: str) -> tuple[str, ...]:
        return tuple(code for code, known in self.accounts if known == account.casefold())

    def alike(self, account: str) -> tuple[tuple[str, str], ...]:
        bare = account.casefold().rpartition("\\")[2].partition("@")[0]
        return tuple(
            (code, who)
            for (code, known), who in self.accounts.items()
            if known.partition("@")[0] == bare
        )


class Sleeper(Roster):
    def staff_of(self, commune: str, account: str) -> str | None:
        time.sleep(60)
        return None


class Crasher(Roster):
    def staff_of(self, commune: str, account: str) -> str | None:
        os._exit(7)


class Glutton(Roster):
    def staff_of(self, commune: str, account: str) -> str | None:
        return str(len(bytearray(4_000_000_000)))


def span(start: str = "2026-03-01", end: str = "2026-03-31") -> Span:
    return Span(
        start=datetime.fromisoformat(f"{start}T00:00:00+07:00").astimezone(UTC),
        end=datetime.fromisoformat(f"{end}T23:59:59+07:00").astimezone(UTC),
        zone=ZONE,
        now=datetime(2026, 11, 1, tzinfo=UTC),
    )


def plan(*files: Path, **more: Any) -> FeedPlan:
    """Return a feed of log-ins of the commune 00001, unless told otherwise."""
    values: dict[str, Any] = {
        "name": "dang-nhap",
        "kind": SourceKind.LOGIN,
        "columns": FeedColumns(account="Tài khoản", time="Thời gian"),
        "time_format": "dd/mm/yyyy HH:MM:SS",
        "zone": "Asia/Ho_Chi_Minh",
        "commune": "00001",
    }
    return FeedPlan(files=files, **{**values, **more})


BY_UNIT: dict[str, Any] = {
    "columns": FeedColumns(account="Tài khoản", time="Thời gian", commune="Đơn vị"),
    "commune": "",
    "units": {"UBND xã Trực Hưng": "00001", "UBND xã Trực Hùng": "00002", "Sở Mẫu": ""},
}
BY_EVENT: dict[str, Any] = {
    "columns": FeedColumns(account="Tài khoản", time="Thời gian", event="Sự kiện"),
    "events": {
        "dang nhap": MarkKind.IN,
        "dang xuat": MarkKind.OUT,
        "dang nhap that bai": None,
    },
}


def read(feed: FeedPlan, people: Roster | None = None) -> dict[str, Presence]:
    return read_feeds([feed], people or Roster(), COMMUNES, span())


def source(feed: FeedPlan, code: str = "00001") -> Source:
    return read(feed)[code].sources[0]


def of_text(folder: Path, body: str | bytes, name: str = "a.csv", **more: Any) -> Source:
    """Write a file and read it as the only one of a feed."""
    path = folder / name
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return source(plan(path, **more))


def refused(found: Source) -> dict[str, int]:
    """Return the counts by the last word of their reason."""
    return {one.text.removeprefix("presence.refused."): one.count for one in found.refused}


def places(found: Source, reason: str) -> tuple[str, ...]:
    return next(r.places for r in found.refused if r.text == f"presence.refused.{reason}")


def book(
    *rows: Sequence[Any], title: str = "Sheet1", more: Mapping[str, Sequence[Any]] | None = None
) -> bytes:
    """Return a workbook as openpyxl writes it."""
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for name, lines in (more or {}).items():
        other = made.create_sheet(name)
        for row in lines:
            other.append(list(row))
    body = io.BytesIO()
    made.save(body)
    return body.getvalue()
