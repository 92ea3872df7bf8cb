"""Date formats as officials declare them, and the dates that they may and may not read."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from auditor.tabular.timeformat import FormatError, TimeFault, compile_format

DAY = datetime(2026, 3, 5, 7, 31)  # noqa: DTZ001 - as written
VIETNAM = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("format_", "written", "expected"),
    [
        ("dd/mm/yyyy HH:MM:SS", "05/03/2026 07:31:00", DAY),
        ("dd/MM/yyyy HH:mm:ss", "05/03/2026 07:31:00", DAY),
        ("dd/mm/yyyy HH:MM:SS", "5/3/2026  7:31", DAY),
        ("dd/mm/yyyy HH:MM", "05/03/2026 07:31:00", DAY),
        ("d/m/yyyy H:MM", "5/3/2026 7:31", DAY),
        ("mm/dd/yyyy HH:MM", "03/05/2026 07:31", DAY),
        ("dd/mm/yyyy hh:mm:ss SA/CH", "05/03/2026 07:31:00 SA", DAY),
        ("dd/mm/yyyy hh:mm:ss SA/CH", "05/03/2026 07:31:00 ch", DAY + timedelta(hours=12)),
        ("dd/mm/yyyy hh:mm tt", "05/03/2026 07:31 a.m.", DAY),
        ("dd/mm/yyyy hh:mm AM/PM", "05/03/2026 12:31PM", DAY.replace(hour=12)),
        ("dd/mm/yyyy hh:mm AM/PM", "05/03/2026 12:31 AM", DAY.replace(hour=0)),
        ("dd/mm/yyyy HH:mm SA/CH", "05/03/2026 19:31 CH", DAY + timedelta(hours=12)),
        ("HH:MM dd/mm/yyyy", "07:31 05/03/2026", DAY),
        ("HHhMM, dd-mm-yyyy", "7h31, 05-03-2026", DAY),
        ("yyyy-mm-dd HH:MM", "2026-03-05 07:31", DAY),
        ("yyyy-mm-ddTHH:MM:SS", "2026-03-05T07:31:00", DAY),
        ("dd.mm.yy HH:MM", "05.03.26 07:31", DAY),
        ("ISO", "2026-03-05T07:31:00.000+07:00", DAY.replace(tzinfo=VIETNAM)),
        ("iso", "2026-03-05 00:31:00Z", datetime(2026, 3, 5, 0, 31, tzinfo=UTC)),
        ("dd/mm/yyyy HH:MM:SS +hh:mm", "05/03/2026 07:31:00 +0700", DAY.replace(tzinfo=VIETNAM)),
        ("epoch_s", "1772670660", datetime(2026, 3, 5, 0, 31, tzinfo=UTC)),
        ("epoch_ms", "1772670660000", datetime(2026, 3, 5, 0, 31, tzinfo=UTC)),
    ],
)
def test_a_date_in_its_format_is_read(format_: str, written: str, expected: datetime) -> None:
    assert compile_format(format_).read(written) == expected


@pytest.mark.parametrize(
    ("format_", "written", "fault"),
    [
        ("dd/mm/yyyy HH:MM", "03/25/2026 07:31", TimeFault.DATE),
        ("dd/mm/yyyy HH:MM", "05-03-2026 07:31", TimeFault.DATE),
        ("dd/mm/yyyy HH:MM", "05/03/26 07:31", TimeFault.DATE),
        ("dd/mm/yyyy HH:MM", "05/03/2026 24:00", TimeFault.DATE),
        ("dd/mm/yyyy HH:MM", "05/03/2026 07:31 CH", TimeFault.DATE),
        ("dd/mm/yyyy HH:MM", "05/03/2026 ٠٧:٣١", TimeFault.DATE),
        ("dd/mm/yyyy HH:MM", "30/02/2026 07:31", TimeFault.DATE),
        ("dd/mm/yyyy hh:mm SA/CH", "05/03/2026 07:31", TimeFault.DATE),
        ("dd/mm/yyyy hh:mm SA/CH", "05/03/2026 13:31 SA", TimeFault.DATE),
        ("dd/mm/yyyy hh:mm SA/CH", "05/03/2026 00:31 CH", TimeFault.DATE),
        ("ISO", "2026-03-05 07:31:00", TimeFault.NO_ZONE),
        ("ISO", "2026-03-05 07:31:00+99:00", TimeFault.DATE),
        ("epoch_ms", "1772670660", TimeFault.DATE),
        ("epoch_s", "12:00", TimeFault.DATE),
    ],
)
def test_anything_else_is_no_date(format_: str, written: str, fault: TimeFault) -> None:
    assert compile_format(format_).read(written) == fault


@pytest.mark.parametrize(
    ("format_", "key"),
    [
        ("", "no_day"),
        ("mm/yyyy HH:MM", "no_day"),
        ("dd/yyyy HH:MM", "no_month"),
        ("dd/mm HH:MM", "no_year"),
        ("dd/mm/yyyy", "no_hour"),
        ("dd/mm/yyyy HH", "no_minute"),
        ("dd/mm/yyyy HH:MM dd", "twice"),
        ("dd HH:MM mm/yyyy", "mixed"),
        ("dd/mm/yyy HH:MM", "unknown"),
        ("%d/%m/%Y", "unknown"),
    ],
)
def test_a_format_that_leaves_something_to_guess_is_refused(format_: str, key: str) -> None:
    with pytest.raises(FormatError) as caught:
        compile_format(format_)
    assert caught.value.key == key


def test_date_and_time_in_two_cells_are_read_as_text_or_as_what_they_are() -> None:
    form = compile_format("HH:MM dd/mm/yyyy")
    assert form.read_apart("05/03/2026", "07:31") == DAY
    assert form.read_apart(date(2026, 3, 5), "07:31") == DAY
    assert form.read_apart("05/03/2026", time(7, 31)) == DAY
    assert form.read_apart("05/13/2026", "07:31") is TimeFault.DATE
    assert form.read_apart("05/03/2026", "7.31") is TimeFault.DATE
