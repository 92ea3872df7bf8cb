"""Rows of the communes' table as communes. The code is the key; equal names are no problem."""

import re
import unicodedata
from collections.abc import Sequence

from auditor.contract import Commune, CommuneKind
from auditor.facts.text import fold
from auditor.inventory.cells import Row, row_of
from auditor.inventory.columns import COMMUNES
from auditor.inventory.grid import Record
from auditor.inventory.sites import Listed, place_sites
from auditor.problems import Problem
from auditor.textfile import is_vietnamese_letter

KIND_WORDS = {
    CommuneKind.XA: "Xã",
    CommuneKind.PHUONG: "Phường",
    CommuneKind.THI_TRAN: "Thị trấn",
    CommuneKind.DAC_KHU: "Đặc khu",
}
_KINDS = {fold(word): kind for kind, word in KIND_WORDS.items()}
_SHORT = re.compile(r"(X|P|TT|ĐK)\.", re.IGNORECASE)
_PHONES = re.compile(r"[0-9\s.,;:/()+–-]+")  # several numbers may share a cell
_IN_NAMES = frozenset(" '’-–.,()/")


def communes_of(
    records: Sequence[Record], province: str, portals: Sequence[str], problems: list[Problem]
) -> tuple[Commune, ...]:
    """Return the communes; what is wrong in any row goes into `problems`."""
    rows = [row_of(record, COMMUNES, problems) for record in records]
    _once(rows)
    for row in rows:
        _check_dates(row)
    kinds = [_kind_and_name(row) for row in rows]
    sites = place_sites([_listed(row) for row in rows], portals)
    return tuple(
        Commune(
            code=_digits(row, "code", 5),
            name=name,
            kind=kind,
            province_code=_province(row, province),
            district_code=_digits(row, "district_code", 3),
            valid_from=row.dates.get("valid_from"),
            valid_to=row.dates.get("valid_to"),
            successors=_successors(row),
            site=site,
            hotline=_hotline(row),
            email=_email(row),
            zone=_zone(row),
        )
        for row, (kind, name), site in zip(rows, kinds, sites, strict=True)
    )


def _once(rows: Sequence[Row]) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        if (code := row.text("code")) and first.setdefault(code, row) is not row:
            row.wrong("code", "commune.twice", code=code, other=first[code].record.where)


def _digits(row: Row, key: str, count: int) -> str:
    text = row.text(key)
    if text and not re.fullmatch(rf"[0-9]{{{count}}}", text):
        only_digits = text.isascii() and text.isdigit()
        reason = "few_digits" if only_digits and len(text) < count else "not_digits"
        written = text.zfill(count)
        row.wrong(key, f"commune.{key}.{reason}", value=text[:40], found=len(text), written=written)
    return text


def _province(row: Row, configured: str) -> str:
    """Holidays and thresholds are one province's: a row of another was mistyped, or is not ours."""
    written = _digits(row, "province_code", 2)
    if re.fullmatch(r"[0-9]{2}", written) and written != configured:
        row.wrong("province_code", "commune.other_province", value=written, province=configured)
    return written or configured


def _check_dates(row: Row) -> None:
    start, end = row.dates.get("valid_from"), row.dates.get("valid_to")
    if start and end and end < start:
        row.wrong("valid_to", "cell.dates_order", start=f"{start:%d/%m/%Y}", end=f"{end:%d/%m/%Y}")


def _kind_and_name(row: Row) -> tuple[CommuneKind, str]:
    """Return the kind and the full name; the name's first word may be what tells the kind."""
    name = row.text("name")
    said, bare = _split(name)
    kind = _kind(row, said)
    if name:
        _check_name(row, name)
    if said and kind is not said:
        row.wrong("kind", "commune.kind_differs", kind=KIND_WORDS[kind].lower(), name=name)
    return kind, f"{KIND_WORDS[kind]} {bare}"


def _split(name: str) -> tuple[CommuneKind | None, str]:
    for kind, word in KIND_WORDS.items():
        if name.casefold().startswith(f"{word.casefold()} "):
            return kind, name[len(word) :].strip()
    return None, name


def _kind(row: Row, said: CommuneKind | None) -> CommuneKind:
    text = row.text("kind")
    kind = _KINDS.get(fold(text).replace("_", " ").replace("-", " "))
    if text and not kind:
        row.wrong("kind", "commune.kind_unknown", value=text[:40])
    elif not text and not said and row.text("name") and "kind" not in row.record.cells:
        row.wrong("kind", "commune.kind_blank", name=row.text("name"))
    return kind or said or CommuneKind.XA


def _check_name(row: Row, name: str) -> None:
    if strange := [c for c in name if not _fits_name(c)]:
        row.wrong("name", "commune.name_garbled", value=name[:60], char=strange[0])
    elif fold(name).startswith(("ubnd ", "uy ban nhan dan ")):
        row.wrong("name", "commune.name_ubnd", value=name[:60])
    elif _SHORT.match(name):
        row.wrong("name", "commune.name_short", value=name[:60])


def _fits_name(char: str) -> bool:
    return char in _IN_NAMES or (char.isascii() and char.isdigit()) or is_vietnamese_letter(char)


def _successors(row: Row) -> tuple[str, ...]:
    codes = tuple(code for code in re.split(r"[\s;,]+", row.text("successors")) if code)
    wrong = [code for code in codes if not re.fullmatch(r"[0-9]{5}", code)]
    if wrong:
        row.wrong("successors", "commune.successors", value=wrong[0][:40])
    elif row.text("code") in codes:
        row.wrong("successors", "commune.successor_itself", code=row.text("code"))
    return codes


def _hotline(row: Row) -> str:
    text = row.text("hotline")
    digits = re.sub(r"[^0-9]", "", text)
    if text and (len(digits) < 3 or not _PHONES.fullmatch(text)):
        row.wrong("hotline", "commune.hotline", value=text[:40])
    elif re.fullmatch(r"[2-9][0-9]{8,9}", digits) and "+" not in text:
        row.wrong("hotline", "commune.hotline_zero", value=text[:40])
    return text


def _email(row: Row) -> str:
    text = row.text("email")
    if text and not re.fullmatch(r"[^\s@<>;,]{1,64}@[^\s@<>;,]{1,190}\.[A-Za-z]{2,24}", text):
        row.wrong("email", "commune.email", value=text[:60])
    return text


def _zone(row: Row) -> str:
    text = row.text("zone") or "internet"
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", text):
        row.wrong("zone", "commune.zone", value=text[:40])
    return text


def _listed(row: Row) -> Listed:
    return Listed(
        url=unicodedata.normalize("NFC", row.text("site")),
        scope=row.text("site_scope"),
        internal=row.flags.get("internal", False),
        name=f"{row.text('code')} ({row.record.where})",
        wrong=row.wrong,
    )
