"""The tables of the inventory, as data: a new table is a declaration here and texts in the catalogue.

A column answers to its key, to its Vietnamese and English header (`column.<table>.<key>`) and to
the aliases below, all compared folded. `column.<table>.<key>.help` says what to write in it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from auditor.facts.text import fold
from auditor.texts import LANGUAGES, Texts
from auditor.words import say

_LOCALE = Path(__file__).parent.parent / "locale"


class Kind(StrEnum):
    """What a cell of the column must be."""

    TEXT = "text"
    CODE = "code"
    """Text whose zeros count, so a cell that holds a number is refused."""
    DATE = "date"
    """YYYY-MM-DD or dd/mm/yyyy, day first; a date cell of a workbook."""
    FLAG = "flag"


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


def header_word(text: str) -> str:
    """Fold a header: no diacritics, no note in brackets, no asterisk for 'required'."""
    without_note = re.sub(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]", " ", fold(text))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", without_note).split())


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


COMMUNES = Table(
    key="communes",
    sheet_aliases=("xa phuong", "xa", "danh sach xa", "don vi"),
    columns=(
        Column(
            key="code",
            kind=Kind.CODE,
            required=True,
            aliases=("ma", "ma xa", "ma dvhc", "ma don vi", "ma phuong xa", "commune code"),
            example="00001",
            digits=5,
            width=12,
        ),
        Column(
            key="kind",
            aliases=("loai", "loai hinh", "cap", "type"),
            choices=("xã", "phường", "thị trấn", "đặc khu"),
            example="xã",
            width=12,
        ),
        Column(
            key="name",
            required=True,
            aliases=("ten", "ten xa", "ten don vi", "ten xa phuong", "ten dvhc", "don vi"),
            example="Xã Mẫu 01",
            width=28,
        ),
        Column(
            key="province_code",
            kind=Kind.CODE,
            aliases=("tinh", "ma tinh thanh"),
            example="00",
            digits=2,
        ),
        Column(key="district_code", kind=Kind.CODE, aliases=("huyen",), example="001", digits=3),
        Column(key="valid_from", kind=Kind.DATE, aliases=("tu ngay",), example="01/07/2025"),
        Column(key="valid_to", kind=Kind.DATE, aliases=("den ngay",), example="30/06/2025"),
        Column(
            key="successors",
            kind=Kind.CODE,
            aliases=("ma ke thua", "don vi moi", "ma moi"),
            example="00002 00003",
        ),
        Column(
            key="site",
            aliases=("website", "trang web", "trang ttdt", "dia chi website", "url"),
            example="https://xamau01.example.vn/",
            width=40,
        ),
        Column(
            key="site_scope",
            aliases=("pham vi",),
            choices=("host", "prefix", "query:sid"),
            open_choice=True,
            example="prefix",
        ),
        Column(key="internal", kind=Kind.FLAG, choices=("không", "có"), example="không", width=10),
        Column(
            key="hotline",
            kind=Kind.CODE,
            aliases=("duong day nong", "so duong day nong", "dien thoai"),
            example="0228 0000 001",
            width=20,
        ),
        Column(key="email", aliases=("thu dien tu", "hop thu"), width=28),
        Column(key="zone", aliases=("vung", "vung mang"), example="internet"),
    ),
)

PROCEDURES = Table(
    key="procedures",
    optional=True,
    sheet_aliases=("thu tuc", "tthc", "thu tuc hanh chinh"),
    columns=(
        Column(
            key="code",
            kind=Kind.CODE,
            required=True,
            aliases=("ma", "ma tthc", "ma so", "ma thu tuc hanh chinh", "procedure code"),
            example="1.000001",
            width=26,
        ),
        Column(
            key="name",
            required=True,
            aliases=("ten", "ten tthc", "ten thu tuc hanh chinh", "thu tuc hanh chinh"),
            example="Thủ tục mẫu 01",
            width=60,
        ),
        Column(
            key="field",
            required=True,
            aliases=("linh vuc giai quyet", "ten linh vuc"),
            example="Lĩnh vực mẫu",
            width=28,
        ),
        Column(
            key="valid_from",
            kind=Kind.DATE,
            required=True,
            aliases=("tu ngay", "ngay cong bo", "ngay ban hanh"),
            example="01/07/2025",
        ),
        Column(key="valid_to", kind=Kind.DATE, aliases=("den ngay",), example="31/12/2026"),
    ),
)

TABLES = (COMMUNES, PROCEDURES)
