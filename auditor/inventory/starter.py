"""The empty workbook that people fill in: text columns, drop-downs and a guide.

XlsxWriter has no types: its books, sheets and formats are Any here.
"""

import io
from collections.abc import Sequence
from typing import Any

from auditor.inventory.columns import Column, Table
from auditor.texts import Texts

ROWS = 2000
"""Rows that carry the drop-downs; a province has some hundred communes."""


def workbook(tables: Sequence[Table], texts: Texts) -> bytes:
    """Return a workbook with a sheet a table and the guide."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    body = io.BytesIO()
    # A merged cell is written by a way of its own that would take a text for a formula or a link.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(body, plain) as book:
        for table in tables:
            _sheet(book, table, texts)
        _guide(book, tables, texts)
    return body.getvalue()


def _sheet(book: Any, table: Table, texts: Texts) -> None:
    sheet = book.add_worksheet(table.sheet(texts.lang))
    formats = {True: _header(book, needed=True), False: _header(book, needed=False)}
    as_text = book.add_format({"num_format": "@"})
    for index, column in enumerate(table.columns):
        # Dates too are text: Excel set to English would turn a typed 01/07/2025 into January.
        sheet.set_column(index, index, column.width, as_text)
        sheet.write_string(0, index, table.header(column, texts.lang), formats[column.required])
        sheet.write_comment(0, index, table.help(column, texts.lang), {"x_scale": 2})
        if column.choices:
            sheet.data_validation(1, index, ROWS, index, _drop_down(column, texts))
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _header(book: Any, *, needed: bool) -> Any:
    style = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
    return book.add_format(style | {"bg_color": "#FFE8B3" if needed else "#E8EEF4"})


def _drop_down(column: Column, texts: Texts) -> dict[str, object]:
    return {
        "validate": "list",
        "source": list(column.choices),
        "error_type": "warning" if column.open_choice else "stop",
        "error_title": texts.say("init.choice.title"),
        "error_message": texts.say(f"init.choice.{'open' if column.open_choice else 'message'}"),
    }


def _guide(book: Any, tables: Sequence[Table], texts: Texts) -> None:
    sheet = book.add_worksheet(texts.say("init.guide.sheet"))
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    wrapped.set_align("top")
    for index, width in enumerate((28, 12, 70, 30)):
        sheet.set_column(index, index, width, wrapped)
    sheet.write_string(0, 0, texts.say("init.guide.title"), bold)
    sheet.merge_range(1, 0, 1, 3, texts.say("init.guide.text"), wrapped)
    sheet.set_row(1, 32)
    row = 3
    for table in tables:
        row = _guide_rows(sheet, row, table, texts, bold)
    sheet.fit_to_pages(1, 0)


def _guide_rows(sheet: Any, row: int, table: Table, texts: Texts, bold: Any) -> int:
    """Write what each column wants; return the row below."""
    sheet.write_string(row, 0, table.sheet(texts.lang), bold)
    for index, key in enumerate(("column", "required", "meaning", "example")):
        sheet.write_string(row + 1, index, texts.say(f"init.guide.{key}"), bold)
    for number, column in enumerate(table.columns, row + 2):
        needed = texts.say(f"init.guide.{'yes' if column.required else 'no'}")
        sheet.write_string(number, 0, table.header(column, texts.lang))
        sheet.write_string(number, 1, needed)
        sheet.write_string(number, 2, table.help(column, texts.lang))
        sheet.write_string(number, 3, column.example)
    return row + 3 + len(table.columns)
