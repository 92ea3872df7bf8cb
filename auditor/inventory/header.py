"""From a grid to records: the header is found by what it says, every column must be known."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from auditor.config_values import is_secret
from auditor.inventory.columns import Column, Table, header_word
from auditor.inventory.grid import Grid, Number, Raw, Record
from auditor.problems import Problem
from auditor.tabular.headers import HEADER_WITHIN, is_total_word, numbers_columns

Columns = dict[int, Column | None]
"""The column at each position; None is one to ignore."""


def records(grid: Grid, table: Table, problems: list[Problem]) -> Iterator[Record]:
    """Yield the rows below the header, without totals and the row that numbers the columns."""
    at = _header_index(grid, table)
    if at is None:
        wanted = ", ".join(table.title(column) for column in table.required)
        problems.append(grid.problem(0, 0, "table.no_header", columns=wanted))
        return
    row, cells = grid.rows[at]
    columns = _columns(grid, table, row, cells, problems)
    if missing := [column for column in table.required if column not in columns.values()]:
        titles = map(table.title, missing)
        problems += (grid.problem(row, 0, "table.column_missing", title=t) for t in titles)
        return  # every row would only repeat it
    code = next(i for i, column in columns.items() if column is table.columns[0])
    below = grid.rows[at + 1 :]
    if below and _is_numbering(below[0][1]):
        below = below[1:]
    for number, values in below:
        if _is_total(values, code):
            continue
        record = _record(grid, number, values, columns, problems)
        if record.cells:  # forms come with their rows numbered in advance
            yield record


def _header_index(grid: Grid, table: Table) -> int | None:
    scores = [score(cells, table) for _, cells in grid.rows[:HEADER_WITHIN]]
    return next(
        (i for least in (2, 1) for i, score in enumerate(scores) if score >= least),
        None,
    )


def _columns(
    grid: Grid, table: Table, row: int, cells: Sequence[Raw], problems: list[Problem]
) -> Columns:
    """Return what stands where; a column that is a problem is told once and then passed over."""
    known = table.by_header()
    found: Columns = {}
    for position, cell in enumerate(cells):
        title = cell.text if isinstance(cell, Number) else str(cell or "")
        if not title:
            continue
        column = known.get(header_word(title))
        if is_secret(title):
            problems.append(grid.problem(row, position, "table.secret", title=title))
            column = None
        elif header_word(title) not in known:
            problems.append(_unknown_column(grid, table, row, position, title))
        elif column and column in found.values():
            problems.append(grid.problem(row, position, "table.column_twice", title=title))
            column = None
        found[position] = column
    return found


def _unknown_column(grid: Grid, table: Table, row: int, position: int, title: str) -> Problem:
    known = {word: column for word, column in table.by_header().items() if column}
    near = get_close_matches(header_word(title), list(known), n=1, cutoff=0.75)
    if near:
        nearest = table.title(known[near[0]])
        return grid.problem(row, position, "table.column_unknown_near", title=title, near=nearest)
    every = ", ".join(table.title(column) for column in table.columns)
    return grid.problem(row, position, "table.column_unknown", title=title, known=every)


def _is_numbering(cells: Sequence[Raw]) -> bool:
    """Recognise the row (1) (2) (3) that forms carry under the header."""
    words = [c.text if isinstance(c, Number) else str(c) for c in cells if c not in (None, "")]
    return numbers_columns(words)


def _is_total(cells: Sequence[Raw], code: int) -> bool:
    """Recognise a total row: its first word says so and it has no code of its own."""
    first = next((i for i, cell in enumerate(cells) if cell not in (None, "")), None)
    if first is None:
        return True
    no_code = code == first or code >= len(cells) or cells[code] in (None, "")
    return no_code and is_total_word(str(cells[first]))


def _record(
    grid: Grid,
    row: int,
    values: Sequence[Raw],
    columns: Columns,
    problems: list[Problem],
) -> Record:
    for position, value in enumerate(values):
        if position not in columns and value not in (None, ""):
            problems.append(
                grid.problem(row, position, "table.cell_outside", value=str(value)[:40])
            )
    positions = {column.key: i for i, column in columns.items() if column}
    cells = {key: values[i] for key, i in positions.items() if i < len(values)}
    return Record(
        cells={key: value for key, value in cells.items() if value not in (None, "")},
        number_hint=grid.number_hint,
        locate=lambda key: grid.place(row, positions.get(key, 0)),
    )


def score(cells: Sequence[Raw], table: Table) -> int:
    """Count the columns of the table that a row names."""
    known = table.by_header()
    found = {known.get(header_word(cell)) for cell in cells if isinstance(cell, str) and cell}
    return len(found - {None})


def best_score(grid: Grid, table: Table) -> int:
    """Count the columns that the likeliest header of the grid names."""
    return max((score(cells, table) for _, cells in grid.rows[:HEADER_WITHIN]), default=0)
