"""A look through everything that a run wrote, for what must never be there."""

import csv
import hashlib
import json
import re
import sqlite3
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import zstandard

from tests.hostile.case import CANARY_CITIZEN, CANARY_PASSWORD, CANARY_USER

LOGIN = f"{CANARY_USER}:{CANARY_PASSWORD}"
SECRETS = tuple(
    sorted(
        {
            CANARY_PASSWORD.lower(),
            quote(CANARY_PASSWORD).lower(),
            quote(CANARY_PASSWORD, safe="").lower(),
            json.dumps(CANARY_PASSWORD)[1:-1].lower(),
            b64encode(LOGIN.encode()).decode().rstrip("=").lower(),
            b64encode(CANARY_PASSWORD.encode()).decode()[:-4].lower(),
        }
    )
)
_FORMULA = re.compile(r"^[\s]*[=+\-@|＝\t\r](?!$)")
_NUMBER = re.compile(r"^[+-]?[\d.,]+%?$")
_ATTACK = re.compile(
    r"""<[^>]*\son\w+=|<[^>]*(?:href|src)=["']?\s*(?:javascript|file|https?://127\.66\.):?""",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield everything below the folder that the run wrote, unpacked, with where it is."""
    for path in sorted(folder.rglob("*")):
        if path.parent == folder or not path.is_file():
            continue
        name = str(path.relative_to(folder))
        raw = path.read_bytes()
        yield name, raw
        if path.suffix == ".zst":
            yield f"{name} (unpacked)", unpacked(raw)
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from ((f"{name}!{one}", book.read(one)) for one in book.namelist())
        elif path.suffix == ".sqlite":
            yield from columns(path)


def columns(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every value of every table, unpacked where it is packed."""
    with sqlite3.connect(path) as db:
        tables = [row[0] for row in db.execute("select name from sqlite_master where type='table'")]
        for table in tables:
            for row in db.execute(f'select * from "{table}"'):  # noqa: S608 - a name of the store
                for value in row:
                    if isinstance(value, str | bytes):
                        raw = value.encode() if isinstance(value, str) else value
                        yield f"store:{table}", unpacked(raw)
    db.close()


def unpacked(raw: bytes) -> bytes:
    """Return what is packed, or the bytes as they are."""
    if raw[:4] == b"\x28\xb5\x2f\xfd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(raw)
    if raw[:1] == b"\x78":
        try:
            return zlib.decompress(raw)
        except zlib.error:
            return raw
    return raw


def secrets_in(raw: bytes) -> list[str]:
    """Return which forms of the password are in there."""
    text = raw.decode("utf-8", "replace").lower()
    return [one for one in SECRETS if one in text]


def attacks_in(page: str) -> list[str]:
    """Return scripts that the page's own policy does not name, and what would run without one."""
    policy = re.search(r"Content-Security-Policy[^>]*", page)
    named = policy.group() if policy else ""
    foreign = [
        body[:80]
        for body in re.findall(
            r"<script[^>]*>(.*?)(?:</script>|$)", page, re.IGNORECASE | re.DOTALL
        )
        if b64encode(hashlib.sha256(body.encode()).digest()).decode() not in named
    ]
    return foreign + [found.group()[:80] for found in _ATTACK.finditer(page)]


def formulas_in(path: Path) -> list[str]:
    """Return the cells of a table that a spreadsheet would run."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        sample = file.readline()
        file.seek(0)
        rows = csv.reader(file, delimiter=";" if sample.count(";") > sample.count(",") else ",")
        return [
            cell for row in rows for cell in row if _FORMULA.match(cell) and not _NUMBER.match(cell)
        ]


def controls_in(text: str) -> list[str]:
    """Return control and direction characters that would reach a terminal."""
    return sorted({repr(found) for found in _CONTROL.findall(text)})


def citizens_in(raw: bytes) -> bool:
    """Say whether the citizen's number is in there."""
    return CANARY_CITIZEN.encode() in raw
