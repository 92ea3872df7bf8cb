"""Opens the file of a table, whatever it is, and returns the records in it."""

from pathlib import Path

from auditor.inventory.columns import Table
from auditor.inventory.csvfile import read_csv
from auditor.inventory.grid import MAX_BYTES, Grid, Record
from auditor.inventory.header import best_score, records, score
from auditor.inventory.workbook import read_workbook
from auditor.inventory.yamltable import yaml_records
from auditor.problems import BadInputError, Problem
from auditor.tabular.kinds import MAGIC, is_html
from auditor.textfile import decode, legacy, read_bytes, refusal, shown
from auditor.words import say
from auditor.yamlfile import read_yaml

Books = dict[Path, list[Grid]]
"""Workbooks that were unpacked already."""


def read_table(
    path: Path, table: Table, problems: list[Problem], *, books: Books | None = None
) -> list[Record]:
    """Return the rows of `table`. What is wrong with the shape goes into `problems`.

    `books`: the file holds every table, so the sheet must carry the table's name; it is unpacked
    once and kept there.
    """
    if path.suffix.lower() in {".yaml", ".yml"}:
        return yaml_records(read_yaml(path), table, problems)
    if books is not None and path in books:
        grid = _sheet(shown(path), books[path], table, of_workbook=True)
    else:
        grid = _grid(path, table, books)
    return list(records(grid, table, problems)) if grid else []


def _grid(path: Path, table: Table, books: Books | None) -> Grid | None:
    data, file = read_bytes(path, MAX_BYTES), shown(path)
    if data.startswith(MAGIC):
        grids = read_workbook(file, data)
        if books is not None:
            books[path] = grids
        return _sheet(file, grids, table, of_workbook=books is not None)
    text, encoding = decode(data)
    if not encoding:
        name = legacy(data)
        raise refusal(path, "table.encoding_legacy" if name else "table.encoding", encoding=name)
    if is_html(text):
        from auditor.inventory.htmlfile import read_html  # bs4 is heavy and seldom wanted

        grids = read_html(file, text)
        return max(grids, key=lambda grid: best_score(grid, table), default=None) or _no_table(file)
    if text.lstrip().startswith("<?xml"):
        raise refusal(path, "workbook.xml")
    return read_csv(file, text, lambda cells: score(cells, table))


def _sheet(file: str, grids: list[Grid], table: Table, *, of_workbook: bool) -> Grid | None:
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
