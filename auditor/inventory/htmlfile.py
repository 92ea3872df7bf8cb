"""HTML tables that call themselves .xls, as many a provincial system exports them."""

from auditor.inventory.grid import MAX_COLUMNS, MAX_ROWS, Grid, in_sheet
from auditor.problems import BadInputError, Problem
from auditor.tabular.htmltable import MAX_CHARS, Rows, html_tables
from auditor.words import say


def read_html(file: str, text: str) -> list[Grid]:
    """Return every table of the page, with merged cells spread over what they cover."""
    if len(text) > MAX_CHARS:
        message = say("problem.file.too_large", limit=MAX_CHARS // 1_000_000)
        raise BadInputError([Problem(file=file, message=message)])
    try:
        tables = enumerate(html_tables(text, MAX_ROWS, MAX_COLUMNS), 1)
        return [_grid(file, index, rows) for index, rows in tables]
    except RecursionError:
        message = say("problem.html.deep")
        raise BadInputError([Problem(file=file, message=message)]) from None


def _grid(file: str, index: int, rows: Rows) -> Grid:
    title = say("problem.html.table", number=index)
    return Grid(file=file, title=title, rows=tuple(rows), place=in_sheet(file, title))
