"""What a table of the inventory is: columns, and the headers that each of them answers to.

A column answers to its key, to its Vietnamese and English header (`column.<table>.<key>`) and to
the aliases below, all compared folded. `column.<table>.<key>.help` says what to write in it.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from auditor.tabular.headers import header_word as header_word
from auditor.texts import LANGUAGES, Texts
from auditor.words import say

_LOCALE = Path(__file__).parents[2] / "locale"


class Kind(StrEnum):
    """What a cell of the column must be."""

    TEXT = "text"
    CODE = "code"
    """Text whose zeros count, so a cell that holds a number is refused."""
    DATE = "date"
    """YYYY-MM-DD or dd/mm/yyyy, day first; a date cell of a workbook."""
    FLAG = "flag"
    LIST = "list"
    """Text with several entries: `;` or a new line divides them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `example` is shown in messages and in the guide of the starter workbook."""

    key: str
    kind: Kind = Kind.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    example: str = ""
    digits: int = 0
    """How many digits a code has, where that is fixed."""
    choices: tuple[str, ...] = ()
    """What a drop-down offers; an open choice may be overtyped."""
    open_choice: bool = False
    width: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table. `ignored` are columns that officials keep and nobody needs here."""

    key: str
    columns: tuple[Column, ...]
    sheet_aliases: tuple[str, ...] = ()
    optional: bool = False
    """A workbook may do without its sheet."""
    ignored: tuple[str, ...] = ("stt", "tt", "so tt", "so thu tu", "no", "ghi chu", "note", "notes")

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns without which the table says nothing."""
        return tuple(column for column in self.columns if column.required)

    def header(self, column: Column, lang: str) -> str:
        """Return the header as people read it."""
        return _texts(lang).say(f"column.{self.key}.{column.key}")

    def title(self, column: Column) -> str:
        """Return the header in the language that problems are told in."""
        return say(f"column.{self.key}.{column.key}")

    def help(self, column: Column, lang: str) -> str:
        """Return what to write in the column."""
        return _texts(lang).say(f"column.{self.key}.{column.key}.help")

    def sheet(self, lang: str) -> str:
        """Return the name of the table's sheet."""
        return _texts(lang).say(f"column.{self.key}.sheet")

    def is_sheet(self, name: str) -> bool:
        """Say whether a sheet of this name holds the table."""
        names = (self.key, *self.sheet_aliases, *(self.sheet(lang) for lang in LANGUAGES))
        return header_word(name) in {header_word(known) for known in names}

    def by_header(self) -> dict[str, Column | None]:
        """Return every accepted header, as `header_word` writes it; None is a column to ignore."""
        return _accepted(self)


@lru_cache(maxsize=32)
def _accepted(table: Table) -> dict[str, Column | None]:
    accepted: dict[str, Column | None] = dict.fromkeys(table.ignored)
    for column in table.columns:
        titles = (table.header(column, lang) for lang in LANGUAGES)
        accepted.update({header_word(name): column for name in (column.key, *titles)})
        accepted.update({header_word(name): column for name in column.aliases})
    return accepted


@lru_cache(maxsize=4)
def _texts(lang: str) -> Texts:
    return Texts(lang, [_LOCALE])
