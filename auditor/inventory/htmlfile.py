"""HTML tables that call themselves .xls, parsed in a process of its own."""

import json
import subprocess
import sys
from typing import Any

from auditor.inventory.grid import MAX_COLUMNS, MAX_ROWS, Grid, in_sheet
from auditor.problems import BadInputError, Problem
from auditor.tabular.htmltable import MAX_CHARS
from auditor.words import say

_SECONDS = 20


def read_html(file: str, text: str) -> list[Grid]:
    """Return every table of the page, with merged cells spread over what they cover."""
    if len(text) > MAX_CHARS:
        raise _refusal(file, "file.too_large", limit=MAX_CHARS // 1_000_000)
    answer = _parsed(file, text)
    if "error" in answer:
        raise _refusal(file, "html.deep")
    return [_grid(file, index, rows) for index, rows in enumerate(answer["tables"], 1)]


def _parsed(file: str, text: str) -> dict[str, Any]:
    program = [sys.executable, "-I", "-m", "auditor.tabular.htmlchild"]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no argument from outside
            [*program, str(MAX_ROWS), str(MAX_COLUMNS)],
            input=text.encode("utf-8", "replace"),
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise _refusal(file, "html.slow", seconds=_SECONDS) from None
    except (subprocess.SubprocessError, ValueError):
        raise _refusal(file, "html.crashed") from None
    return answer


def _grid(file: str, index: int, rows: list[tuple[int, list[str]]]) -> Grid:
    title = say("problem.html.table", number=index)
    cells = tuple((number, tuple(row)) for number, row in rows)
    return Grid(file=file, title=title, rows=cells, place=in_sheet(file, title))


def _refusal(file: str, text: str, **values: int) -> BadInputError:
    return BadInputError([Problem(file=file, message=say(f"problem.{text}", **values))])
