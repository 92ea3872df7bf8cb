"""One row's cells as values: what is wrong with a cell is said at the cell, the row goes on."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from auditor.facts.text import fold
from auditor.inventory.columns import Column, Kind, Table
from auditor.inventory.grid import Number, Raw, Record
from auditor.problems import Problem

_FLAGS = {
    **dict.fromkeys(("co", "yes", "true", "x", "1", "y"), True),
    **dict.fromkeys(("khong", "no", "false", "0", "n", "ko"), False),
}
_QUOTED = 500
"""Characters; a long address has some 200."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The values of one record, and a way to say what is wrong with it."""

    record: Record
    texts: dict[str, str]
    dates: dict[str, date]
    flags: dict[str, bool]
    problems: list[Problem]

    def text(self, key: str) -> str:
        """Return the text of a column, '' when blank or refused."""
        return self.texts.get(key, "")

    def entries(self, key: str) -> tuple[str, ...]:
        """Return the entries of a LIST column, each once."""
        parts = (part.strip() for part in self.text(key).split(";"))
        return tuple(dict.fromkeys(part for part in parts if part))

    def words(self, key: str) -> tuple[str, ...]:
        """Return what blanks, commas or semicolons divide in a column, each once."""
        return tuple(dict.fromkeys(w for w in re.split(r"[\s;,]+", self.text(key)) if w))

    def wrong(self, key: str, text: str, **values: str | int) -> None:
        """Note a problem at the cell of a column; a cell of a megabyte is not repeated whole."""
        cut = {
            n: value[:_QUOTED] if isinstance(value, str) else value for n, value in values.items()
        }
        self.problems.append(self.record.problem(key, text, **cut))


def row_of(record: Record, table: Table, problems: list[Problem]) -> Row:
    """Convert every cell by its column's declaration."""
    row = Row(record=record, texts={}, dates={}, flags={}, problems=problems)
    for column in table.columns:
        raw = record.cells.get(column.key)
        if raw is None:
            if column.required:
                title = table.title(column)
                row.wrong(column.key, "cell.blank", title=title, example=column.example)
        elif column.kind is Kind.DATE:
            _date(row, column, raw)
        elif column.kind is Kind.FLAG:
            _flag(row, column, raw)
        else:
            _text(row, column, raw)
    return row


def _text(row: Row, column: Column, raw: Raw) -> None:
    if isinstance(raw, Number) and column.kind is Kind.CODE:
        written = raw.text.zfill(column.digits)
        hint, example = row.record.number_hint, column.example
        row.wrong(column.key, hint, value=raw.text, written=written, example=example)
    elif isinstance(raw, bool | date):
        value = raw.isoformat() if isinstance(raw, date) else str(raw).lower()
        row.wrong(column.key, "cell.not_text", value=value, example=column.example)
    else:
        text = raw.text if isinstance(raw, Number) else str(raw)
        if column.kind is Kind.LIST:
            text = re.sub(r"[\r\n]+", ";", text)
        text = _clean(text)
        if not text.isprintable():
            row.wrong(column.key, "cell.control")
        elif text:
            row.texts[column.key] = text


def _clean(text: str) -> str:
    """Fold white space and drop what nobody can see: soft hyphens, zero-width blanks."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _flag(row: Row, column: Column, raw: Raw) -> None:
    if isinstance(raw, bool):
        row.flags[column.key] = raw
        return
    word = raw.text if isinstance(raw, Number) else str(raw)
    if (flag := _FLAGS.get(fold(word))) is None:
        row.wrong(column.key, "cell.flag", value=word[:40])
    else:
        row.flags[column.key] = flag


def _date(row: Row, column: Column, raw: Raw) -> None:
    if isinstance(raw, date):
        row.dates[column.key] = raw
    elif isinstance(raw, str):
        day, problem = read_date(raw)
        if day:
            row.dates[column.key] = day
        else:
            row.wrong(column.key, problem, value=raw[:40])
    else:
        value = raw.text if isinstance(raw, Number) else str(raw).lower()
        row.wrong(column.key, "cell.date_number", value=value)


def read_date(text: str) -> tuple[date | None, str]:
    """Return the day, or what is wrong: YYYY-MM-DD and dd/mm/yyyy only, the day first."""
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text):
        year, month, day = map(int, match.groups())
    elif match := re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text):
        day, month, year = map(int, match.groups())
    else:
        short = re.fullmatch(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}", text)
        return None, "cell.date_two_digits" if short else "cell.date"
    try:
        return date(year, month, day), ""
    except ValueError:
        return None, "cell.date_month_first" if month > 12 >= day else "cell.date_none"
