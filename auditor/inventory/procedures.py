"""Rows of the province's list of procedures. Codes are compared in their base form `n.nnnnnn`."""

import re
from collections.abc import Sequence
from datetime import date

from auditor.contract import Procedure
from auditor.inventory.cells import Row, row_of
from auditor.inventory.columns import PROCEDURES
from auditor.inventory.grid import Record
from auditor.problems import Problem

# 1.001193 ; 2.000635.000.00.00.H21 ; 1.012784.H21
_CODE = re.compile(
    r"([1-9]\.[0-9]{6})(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2})?(\.H[0-9]{2})?", re.IGNORECASE
)


def procedures_of(records: Sequence[Record], problems: list[Problem]) -> tuple[Procedure, ...]:
    """Return the procedures; what is wrong in any row goes into `problems`."""
    rows = [row_of(record, PROCEDURES, problems) for record in records]
    found = [(row, _procedure(row)) for row in rows]
    _once(found)
    return tuple(procedure for _, procedure in found)


def _procedure(row: Row) -> Procedure:
    start, end = row.dates.get("valid_from"), row.dates.get("valid_to")
    if start and end and end < start:
        row.wrong("valid_to", "cell.dates_order", start=f"{start:%d/%m/%Y}", end=f"{end:%d/%m/%Y}")
    return Procedure(
        code=_code(row),
        name=row.text("name"),
        field=row.text("field"),
        valid_from=start or date.min,  # a row without one is a problem: nobody gets to see it
        valid_to=end,
    )


def _code(row: Row) -> str:
    text = row.text("code")
    if match := _CODE.fullmatch(text):
        return match[1]
    if re.fullmatch(r"[1-9]\.[0-9]{1,5}", text):
        row.wrong("code", "procedure.code_zero", value=text, written=text.ljust(8, "0"))
    elif re.fullmatch(r"[1-9],[0-9]{6}", text):
        row.wrong("code", "procedure.code_comma", value=text, written=text.replace(",", "."))
    elif text:
        row.wrong("code", "procedure.code", value=text[:40])
    return text


def _once(found: Sequence[tuple[Row, Procedure]]) -> None:
    """Let a code come back only after its earlier validity ended."""
    earlier: dict[str, list[tuple[Row, Procedure]]] = {}
    for row, procedure in found:
        same = earlier.setdefault(procedure.code, [])
        for other, before in same if procedure.code else ():
            if _overlap(before, procedure):
                where = other.record.where
                row.wrong("code", "procedure.twice", code=procedure.code, other=where)
                break
        same.append((row, procedure))


def _overlap(one: Procedure, other: Procedure) -> bool:
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (
        one.valid_to or date.max
    )
