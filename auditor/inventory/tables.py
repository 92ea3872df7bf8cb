"""Opens the file of a table, whatever it is, and returns the records in it."""

from pathlib import Path

from auditor.inventory.columns import Table
from auditor.inventory.csvfile import read_csv
from auditor.inventory.grid import MAX_BYTES, Grid, Record
from auditor.inventory.header import best_score, records, score
from auditor.inventory.workbook import read_workbook
from auditor.inventory.yamltable import yaml_records
from auditor.problems import BadInputError, Problem
from auditor.textfile import decode, read_bytes, refusal, shown
from auditor.words import say
from auditor.yamlfile import read_yaml

_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # zip; the older OLE container


def read_table(
    path: Path, table: Table, problems: list[Problem], *, of_workbook: bool = False
) -> list[Record]:
    """Return the rows of `table`. What is wrong with the shape goes into `problems`.

    `of_workbook`: the file holds every table, so the sheet must carry the table's name.
    """
    if path.suffix.lower() in {".yaml", ".yml"}:
        return yaml_records(read_yaml(path), table, problems)
    grid = _grid(path, table, of_workbook)
    return list(records(grid, table, problems)) if grid else []


def _grid(path: Path, table: Table, of_workbook: bool) -> Grid | None:
    data, file = read_bytes(path, MAX_BYTES), shown(path)
    if data.startswith(_MAGIC):
        return _sheet(file, read_workbook(file, data), table, of_workbook)
    text, encoding = decode(data)
    if not encoding:
        raise refusal(path, "table.encoding")
    if _is_html(text):
        from auditor.inventory.htmlfile import read_html  # bs4 is heavy and seldom wanted

        grids = read_html(file, text)
        return max(grids, key=lambda grid: best_score(grid, table), default=None) or _no_table(file)
    if text.lstrip().startswith("<?xml"):
        raise refusal(path, "workbook.xml")
    return read_csv(file, text, lambda cells: score(cells, table))


def _sheet(file: str, grids: list[Grid], table: Table, of_workbook: bool) -> Grid | None:
    if named := [grid for grid in grids if table.is_sheet(grid.title)]:
        return named[0]
    if of_workbook and table.optional:
        return None
    if of_workbook:
        sheets = ", ".join(grid.title for grid in grids)
        wanted = say(f"column.{table.key}.sheet")
        message = say("problem.workbook.no_sheet", sheet=wanted, sheets=sheets)
        raise BadInputError([Problem(file=file, message=message)])
    return max(grids, key=lambda grid: best_score(grid, table), default=None)


def _no_table(file: str) -> Grid:
    raise BadInputError([Problem(file=file, message=say("problem.html.no_table"))])


def _is_html(text: str) -> bool:
    head = text[:4000].lstrip().lower()
    return head.startswith("<") and any(tag in head for tag in ("<html", "<table", "<!doctype"))
