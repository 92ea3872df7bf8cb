"""Reads the whole inventory and tells everything that is wrong with it at once."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from auditor.config import Config
from auditor.config_values import TABLE_FILES
from auditor.contract import Commune, Procedure
from auditor.inventory.columns import COMMUNES, PROCEDURES, TABLES, Table
from auditor.inventory.communes import communes_of
from auditor.inventory.declarations import with_declarations
from auditor.inventory.furnishing import furnish, rows_of
from auditor.inventory.grid import Record
from auditor.inventory.procedures import procedures_of
from auditor.inventory.roster import Roster
from auditor.inventory.tables import Books, read_table
from auditor.inventory.views import with_views
from auditor.problems import BadInputError, Problem
from auditor.pseudonyms import Pseudonyms
from auditor.textfile import absent, shown
from auditor.words import say
from auditor.yamlfile import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Whom the audit is of, and what they must publish. `sha256` is of the content, not the files."""

    communes: tuple[Commune, ...]
    procedures: tuple[Procedure, ...]
    sha256: str
    roster: Roster = field(default_factory=Roster, repr=False, compare=False)
    """Names and accounts behind the pseudonyms: in memory only."""


def load_inventory(config: Config, today: date | None = None) -> Inventory:
    """Read the tables that the configuration names. `today`: no paper is signed after it."""
    day = today or datetime.now(ZoneInfo(config.time_zone)).date()
    problems: list[Problem] = []
    records = _records(config, problems)
    listed = _file_of(config, COMMUNES)
    if listed and not records[COMMUNES.key] and not problems:
        problems.append(Problem(file=shown(listed), message=say("problem.commune.none")))
    province = config.province
    communes = communes_of(records[COMMUNES.key], province.code, province.portals, problems)
    procedures = procedures_of(records[PROCEDURES.key], problems)
    rows = rows_of(records, problems)
    furnished = furnish(communes, rows)
    if not problems:  # a camera of a table with a mistake in it would be a stranger to its view
        seen = with_views(config.inventory.views, furnished.communes, problems)
        furnished = replace(furnished, communes=seen)
    signed = with_declarations(
        config.inventory.declarations,
        furnished.communes,
        problems,
        most_days=config.inventory.declaration_days,
        today=day,
    )
    furnished = replace(furnished, communes=signed)
    if problems:
        raise BadInputError(sorted(problems, key=_reading_order))
    communes, roster = furnished.under(Pseudonyms(config.staff_key))
    digest = _digest(communes, procedures)
    return Inventory(communes=communes, procedures=procedures, sha256=digest, roster=roster)


def _records(config: Config, problems: list[Problem]) -> dict[str, list[Record]]:
    books: Books | None = {} if config.inventory.workbook else None
    return {
        table.key: _read(config, _file_of(config, table), table, problems, books)
        for table in TABLES
    }


def _file_of(config: Config, table: Table) -> Path | None:
    path: Path | None = config.inventory.workbook or getattr(config.inventory, table.key)
    return path


def _reading_order(problem: Problem) -> tuple[str, int, int, str]:
    """Sort by file and row; the cell of a workbook stands in the file part: 'Xã phường'!B12."""
    if cell := re.search(r"!([A-Z]+)([0-9]+)$", problem.file):
        return problem.file[: cell.start()], int(cell[2]), len(cell[1]), cell[1]
    return problem.file, problem.line, problem.column, ""


def _read(
    config: Config, path: Path | None, table: Table, problems: list[Problem], books: Books | None
) -> list[Record]:
    if path is None:
        return []
    if absent(path):
        problem = _absent(config, path, table)
        problems += [problem] if problem not in problems else []  # a workbook is missed only once
        return []
    try:
        return read_table(path, table, problems, books=books)
    except BadInputError as error:
        problems += (problem for problem in error.problems if problem not in problems)
        return []


def _absent(config: Config, path: Path, table: Table) -> Problem:
    """Say of a file that is not there which key names it, and what stands there instead."""
    name = "workbook" if config.inventory.workbook else table.key
    near = nearest(path.name, _tables_in(path.parent))
    message = say(
        "problem.table.file_near" if near else "problem.table.file_missing",
        name=f"inventory.{name}",
        config=shown(config.source),
        folder=str(path.parent.absolute()),
        near=near,
    )
    return Problem(file=shown(path), message=message)


def _tables_in(folder: Path) -> list[str]:
    try:
        return sorted(p.name for p in folder.iterdir() if p.suffix.lower() in TABLE_FILES)
    except OSError:  # no folder, or none of ours: there is nothing to suggest
        return []


def _digest(communes: Sequence[Commune], procedures: Sequence[Procedure]) -> str:
    by_code = sorted(communes, key=lambda commune: commune.code)
    by_validity = sorted(procedures, key=lambda p: (p.code, p.valid_from))
    content = [[asdict(entry) for entry in table] for table in (by_code, by_validity)]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
