"""Ids that lead from one table to another: what is not there is told with the nearest that is.

Ids are compared without case and kept as the row that declares them writes them.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from auditor.config_values import is_credential_name
from auditor.inventory.cells import Row
from auditor.words import say
from auditor.yamlfile import nearest

_ID = re.compile(r"[^\s;,|@/\\]{1,40}")
_SHOWN = 10


@dataclass(slots=True, kw_only=True)
class Ids:
    """The ids that one table declares, by commune."""

    table: str
    _rows: dict[str, dict[str, tuple[str, Row]]] = field(default_factory=dict)
    _nearest: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, code: str) -> list[str]:
        """Return the ids of a commune."""
        return [written for written, _ in self._rows.get(code, {}).values()]

    def declare(self, row: Row, code: str) -> str:
        """Note the id of a row; one that is there already is a problem."""
        written = row.text("id")
        if written and not _ID.fullmatch(written):
            row.wrong("id", "reference.id", value=written[:40])
        elif written and code:
            known = self._rows.setdefault(code, {})
            _, first = known.setdefault(_key(written), (written, row))
            if first is not row:
                row.wrong("id", "reference.twice", id=written, code=code, other=first.record.where)
        return written

    def row_of(self, code: str, written: str) -> Row | None:
        """Return the row that declares an id, None when there is none."""
        found = self._rows.get(code, {}).get(_key(written))
        return found[1] if found else None

    def find(self, row: Row, column: str, code: str, written: str) -> str:
        """Return the declared id that a cell means, '' when there is none."""
        known = self._rows.get(code, {})
        if _key(written) in known:
            return known[_key(written)][0]
        if code:
            self._wrong(row, column, code, written)
        return ""

    def _wrong(self, row: Row, column: str, code: str, written: str) -> None:
        ids = self.of(code)
        near = self._near(code, written)
        key = "reference.unknown_near" if near else "reference.unknown"
        known = ", ".join(ids[:_SHOWN]) + (" …" if len(ids) > _SHOWN else "")
        table = say(f"column.{self.table}.sheet")
        values = {"value": written[:40], "code": code, "table": table}
        if ids:
            row.wrong(column, key, near=near, known=known, **values)
        else:
            row.wrong(column, "reference.none", **values)

    def _near(self, code: str, written: str) -> str:
        """Return the nearest id; a wrong one often stands in thousands of rows."""
        at = (code, _key(written))
        if at not in self._nearest:
            self._nearest[at] = nearest(written[:80], self.of(code))
        return self._nearest[at]


class References:
    """Everything that rows may point to."""

    def __init__(self, codes: Collection[str]) -> None:
        self._codes = frozenset(codes)
        self.offices = Ids(table="offices")
        self.counters = Ids(table="counters")
        self.zones = Ids(table="zones")
        self.recorders = Ids(table="recorders")
        self.cameras = Ids(table="cameras")
        self.staff = Ids(table="staff")
        self._variables: dict[str, str] = {}
        self._nearest: dict[str, str] = {}

    def commune(self, row: Row) -> str:
        """Return the row's commune code, '' when the inventory has no such commune."""
        code = row.text("code")
        if not code or code in self._codes:
            return code
        if re.fullmatch(r"[0-9]{1,4}", code) and code.zfill(5) in self._codes:
            row.wrong("code", "reference.commune_zeros", value=code, written=code.zfill(5))
        elif near := self._near(code):
            row.wrong("code", "reference.commune_near", value=code[:40], near=near)
        else:
            row.wrong("code", "reference.commune", value=code[:40])
        return ""

    def _near(self, code: str) -> str:
        if code not in self._nearest:
            self._nearest[code] = nearest(code[:80], sorted(self._codes))
        return self._nearest[code]

    def office(self, row: Row, code: str, *, inherited: str = "", needed: bool = True) -> str:
        """Return the office that a row belongs to: its own word, what it inherits, or the only one."""
        if written := row.text("office"):
            return self.offices.find(row, "office", code, written)
        ids = self.offices.of(code)
        if inherited or len(ids) == 1:
            return inherited or ids[0]
        if ids and needed:
            row.wrong("office", "reference.which_office", known=", ".join(ids[:_SHOWN]))
        return ""

    def credential(self, row: Row) -> str:
        """Return the name of a credential. What is none is never repeated: it may be a password."""
        name = row.text("credential").lower()
        if name and not is_credential_name(name):
            row.wrong("credential", "device.credential")
            return ""
        return self._one_variable(row, name) if name else ""

    def _one_variable(self, row: Row, name: str) -> str:
        """Refuse names that differ only in `-`, `_` and `.`: the environment cannot tell them apart."""
        other = self._variables.setdefault(re.sub("[-.]", "_", name), name)
        if other != name:
            row.wrong("credential", "device.credential_alike", name=name, other=other)
        return name


def _key(written: str) -> str:
    return written.casefold()
