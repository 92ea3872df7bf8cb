"""Files that people are asked to fill in, made hostile: configurations, inventories, secrets."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.cases_feeds import SHEET, entity_book, far_cell, workbook, zip_bomb

CONFIG = """\
province: {code: "00", name: "Tỉnh Mẫu"}
contact: {name: "Tỉnh Mẫu", email: nobody@example.invalid}
inventory: {communes: xa.csv}
"""
COMMUNES = 'code,kind,name,site\n"00001",xa,Xã Mẫu 01,http://mau.invalid/\n'
BOOK = CONFIG.replace("{communes: xa.csv}", "{workbook: xa.xlsx}")
Make = Callable[[], bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCase:
    """Files of a folder, by name; None makes a pipe. `fine`: nothing is wrong with them."""

    name: str
    files: Mapping[str, Make]
    fine: bool = False

    def write(self, folder: Path) -> None:
        """Make the folder."""
        folder.mkdir()
        for name, make in self.files.items():
            content = make()
            if content is None:
                os.mkfifo(folder / name)
            else:
                (folder / name).write_bytes(content)


def config(name: str, text: str | Callable[[], bytes], *, fine: bool = False) -> FileCase:
    """Return a hostile auditor.yaml."""
    make = text if callable(text) else lambda: str(text).encode()
    files: dict[str, Make] = {"auditor.yaml": make, "xa.csv": COMMUNES.encode}
    return FileCase(name=f"config-{name}", files=files, fine=fine)


def table(name: str, text: str | Callable[[], bytes | None], *, fine: bool = False) -> FileCase:
    """Return a hostile table of communes."""
    make = text if callable(text) else lambda: str(text).encode()
    files: dict[str, Make] = {"auditor.yaml": CONFIG.encode, "xa.csv": make}
    return FileCase(name=f"table-{name}", files=files, fine=fine)


def book(name: str, make: Callable[[], bytes]) -> FileCase:
    """Return a hostile workbook of communes."""
    files: dict[str, Make] = {"auditor.yaml": BOOK.encode, "xa.xlsx": make}
    return FileCase(name=f"book-{name}", files=files)


ALIASES = "a: &a [x, x]\n" + "".join(
    f"{n}: &{n} [{', '.join([f'*{p}'] * 9)}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
)
TAG = "province: !!python/object/apply:os.system ['touch /tmp/chim-hoang']\n"
PIPE: Make = lambda: None  # noqa: E731 - one shape with the others

FILES = (
    config("fine", CONFIG, fine=True),
    config("alias-bomb", ALIASES),
    config("merge-keys", "a: &a {b: 1}\nc:\n  <<: *a\n"),
    config("a-tag-that-runs", TAG),
    config("deep", "[" * 50_000),
    config("deep-by-indent", "\n".join(" " * n + "a:" for n in range(2_000))),
    config("ten-megabytes", lambda: b"a: " + b"x" * 10_000_000),
    config("nul-bytes", "province: \0\n"),
    config("rubbish", lambda: bytes(range(256)) * 99),
    config("a-number-of-a-million-digits", CONFIG + "network: {max_pages: " + "9" * 1_000_000 + "}\n"),
    config("a-password", CONFIG + "password: hoang\n"),
    config("a-key-twice", CONFIG + "contact: {name: x}\n"),
    FileCase(name="config-is-a-pipe", files={"auditor.yaml": PIPE}),
    table("fine", COMMUNES, fine=True),
    table("is-a-pipe", PIPE),
    table("unclosed-quote", COMMUNES + '"00002,' + COMMUNES * 9_999),
    table("a-million-columns", COMMUNES + "," * 1_000_000),
    table("a-million-names", "code," * 500_000 + "\n"),
    table("a-cell-of-ten-megabytes", COMMUNES + "00002,xa," + "x" * 10_000_000 + ",\n"),
    table("nul-bytes", COMMUNES + "00002,xa,\0\0,\n"),
    table("rubbish", lambda: bytes(range(256)) * 999),
    table("utf-16-cut-in-half", lambda: COMMUNES.encode("utf-16")[:-1]),
    table("a-code-that-is-a-path", COMMUNES + "../..,xa,Xã Mẫu 02,\n"),
    table("a-name-that-is-a-formula", COMMUNES + "00002,xa,\x1b[2J,http://127.0.0.1/\n"),
    table("a-site-that-is-a-file", COMMUNES + "00002,xa,Xã Mẫu 02,file:///etc/passwd\n"),
    table("a-site-with-a-login", COMMUNES + "00002,xa,Xã Mẫu 02,http://a:b@mau.invalid/\n"),
    book("zip-bomb", lambda: zip_bomb("")),
    book("entity-bomb", lambda: entity_book("")),
    book("far-cell", lambda: far_cell("")),
    book("cut-short", lambda: workbook(sheet=SHEET)[:500]),
    book("not-a-zip", lambda: b"PK\3\4" + b"\xff" * 9_999),
)  # fmt: skip
