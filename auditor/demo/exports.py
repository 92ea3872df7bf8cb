"""The logs as officials would export them: a time clock's CSV by Excel, and a workbook of log-ins.

Excel in Vietnamese writes `;`, a byte order mark, the day first and SA/CH for morning and
afternoon; people put a title above the header.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from auditor.demo.manifest import DemoCommune
from auditor.demo.people import Attendance, Days, name
from auditor.demo.punches import Punch

UNREADABLE = "00/00/0000"
"""What a device writes that has lost its clock."""
EXCEL_FORMAT = "dd/mm/yyyy hh:mm:ss"
_CLOCK_HEADER = ("STT", "Đơn vị", "Mã nhân viên", "Họ và tên", "Thời gian", "Vào/Ra")
_LOGIN_HEADER = ("STT", "Đơn vị", "Tài khoản", "Thời gian", "Sự kiện", "Kết quả")
_WIDTHS = (6, 18, 22, 22, 14, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a log. `at` is None where the date cannot be read."""

    punch: Punch
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What one export holds: rows of several communes, and whose they are."""

    title: str
    communes: dict[str, DemoCommune]
    entries: tuple[Entry, ...]


def entries(one: Attendance, traces: Sequence[Punch], planned: Days) -> Iterator[Entry]:
    """Return a commune's rows with all that is wrong with them.

    Who comes late has no unreadable row: it might be the morning's, and then nobody was late.
    """
    twice = planned.worked[len(planned.worked) // 2] if one.repeated else None
    for number, punch in enumerate(traces, start=1):
        entry = Entry(punch=punch, at=punch.at)
        yield entry
        if punch.at.date() == twice:
            yield entry
        if one.spoiled and number % one.spoiled == 0 and punch.officer != one.late:
            yield Entry(punch=punch, at=None)


def write_clock(path: Path, log: Log) -> None:
    """Write the CSV of a time clock."""
    rows = (
        (
            number,
            log.communes[entry.punch.code].name,
            entry.punch.account,
            name(entry.punch.officer),
            _vietnamese(entry.at) if entry.at else UNREADABLE,
            "Ra" if entry.punch.leaves else "Vào",
        )
        for number, entry in enumerate(log.entries, start=1)
    )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([("UBND TỈNH MẪU (HƯ CẤU)",), (log.title,), (), _CLOCK_HEADER, *rows])


def write_logins(path: Path, log: Log) -> None:
    """Write the workbook of a system that people log in to."""
    import xlsxwriter  # type: ignore[import-untyped]

    with xlsxwriter.Workbook(path, {"remove_timezone": True}) as book:
        sheet = book.add_worksheet("Nhật ký đăng nhập")
        moment = book.add_format({"num_format": EXCEL_FORMAT})
        sheet.write_row(0, 0, ("HỆ THỐNG THÔNG TIN GIẢI QUYẾT TTHC TỈNH MẪU (HƯ CẤU)",))
        sheet.write_row(1, 0, (log.title,))
        sheet.write_row(3, 0, _LOGIN_HEADER)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        for number, (at, words) in enumerate(_login_rows(log), start=1):
            sheet.write_row(3 + number, 0, (number, *words))
            if at:
                sheet.write_datetime(3 + number, 3, at, moment)


def _login_rows(log: Log) -> Iterable[tuple[datetime | None, tuple[str, ...]]]:
    for entry in log.entries:
        unit, punch = log.communes[entry.punch.code].name, entry.punch
        event = "Đăng xuất" if punch.leaves else "Đăng nhập"
        yield entry.at, (unit, punch.account, UNREADABLE, event, "Thành công")


def _vietnamese(at: datetime) -> str:
    half = "SA" if at.hour < 12 else "CH"
    return f"{at:%d/%m/%Y} {at.hour % 12 or 12}:{at:%M:%S} {half}"
