"""The files that a new user fills in: all of them, or none when one is in the way."""

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from auditor.cli.exits import told
from auditor.cli.plain import echo
from auditor.inventory.columns import (
    CAMERAS,
    COMMUNES,
    COUNTERS,
    LEAVE,
    OFFICES,
    PROCEDURES,
    RECORDERS,
    STAFF,
    TABLES,
    ZONES,
    Table,
)
from auditor.problems import BadInputError, Problem
from auditor.signing import Signer, SigningKey, fingerprint
from auditor.textfile import os_reason, shown
from auditor.texts import Texts
from auditor.words import say

CONFIG = "auditor.yaml"
WORKBOOK = "danh-muc.xlsx"
CSV_FILES = {
    "danh-muc/xa-phuong.csv": COMMUNES,
    "danh-muc/thu-tuc.csv": PROCEDURES,
    "danh-muc/diem-tiep-nhan.csv": OFFICES,
    "danh-muc/quay.csv": COUNTERS,
    "danh-muc/khu-vuc.csv": ZONES,
    "danh-muc/dau-ghi.csv": RECORDERS,
    "danh-muc/camera.csv": CAMERAS,
    "danh-muc/can-bo.csv": STAFF,
    "danh-muc/nghi-phep.csv": LEAVE,
}
_HERE = Path(__file__).parent.parent
_EXAMPLES = (_HERE / "_config" / "examples", _HERE.parent / "config" / "examples")


@click.command("init", help=say("cli.init"))
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--xlsx", is_flag=True, help=say("option.xlsx"))
@click.option("--new-key", is_flag=True, help=say("option.new_key"))
@click.pass_context
@told
def command(ctx: click.Context, folder: Path, xlsx: bool, new_key: bool) -> None:
    """Write the starter and the key that seals, then say what to do next."""
    if new_key:
        replace_key(folder / CONFIG)
        return
    for path in write_starter(folder, xlsx=xlsx, lang=ctx.obj["lang"] or "vi"):
        echo(say("init.wrote", path=str(path)))
    _make_key(SigningKey(folder / _default_key()))
    echo(say("init.next"))


def replace_key(path: Path) -> None:
    """Begin a new key on purpose: the old one introduces it and is set aside, never deleted.

    The store is told before any file moves. A process that is killed in between leaves the new key
    beside the old one, which seals nothing more, and calling this again ends what was begun.
    """
    from auditor.cli import session
    from auditor.config import load_config

    config = load_config(path)
    key = SigningKey(config.signing_key)
    coming = key.coming
    with session.opened(config, "auditor init") as store:
        coming.make()
        new = coming.signer
        in_use = store.sealing().key_in_use()
        old = _vouching(key, in_use)
        if in_use not in ("", new.public_key):
            store.sealing().change_key(old, new)
        if not key.absent:
            aside = _aside(key.path)
            public = _public(key) or "?"
            key.set_aside(aside)
            echo(say("signing.set_aside", path=str(aside), public=public))
        if in_use and old is None and in_use != new.public_key:
            echo(say("signing.not_introduced", public=in_use), err=True)
        key.take(coming)
    _tell_key(SigningKey(key.path), made=True)


def _vouching(key: SigningKey, in_use: str) -> Signer | None:
    """Return the old key where it is still the one in use: another's word is worth nothing."""
    try:
        return key.signer if key.signer.public_key == in_use else None
    except BadInputError:
        return None  # lost or broken: said below, and by every `verify`


def _default_key() -> Path:
    """Return where the starter has the key: it cannot be read as a configuration before it is filled in."""
    from auditor.config import Config

    place: Path = Config.model_fields["signing_key"].default
    return place


def _make_key(key: SigningKey) -> None:
    """Make the key where there is none, and print its public part either way."""
    made = key.make()
    _tell_key(key, made=made)


def _tell_key(key: SigningKey, *, made: bool) -> None:
    public = key.signer.public_key
    values = {"path": str(key.path), "public": public, "fingerprint": fingerprint(public)}
    echo(say("signing.made" if made else "signing.kept", **values))


def _public(key: SigningKey) -> str:
    """Return the public part of a key that is given up; a broken one has none."""
    try:
        return key.signer.public_key
    except BadInputError:
        return ""


def _aside(path: Path) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    return path.with_name(f"{path.stem}-cu-{moment}{path.suffix}")


def write_starter(folder: Path, *, xlsx: bool, lang: str) -> list[Path]:
    """Write a commented auditor.yaml and empty tables; return the paths written."""
    files = {folder / name: body for name, body in starter_files(xlsx=xlsx, lang=lang).items()}
    if problems := [_problem(path, "exists") for path in files if os.path.lexists(path)]:
        raise BadInputError(problems)
    return _write_all(files)


def starter_files(*, xlsx: bool, lang: str) -> dict[str, bytes]:
    """Return what the starter is made of, by relative path."""
    config = _template(lang)
    if xlsx:
        from auditor.inventory.starter import workbook

        texts = Texts(lang, [_HERE / "locale"])
        return {CONFIG: _with_workbook(config).encode(), WORKBOOK: workbook(TABLES, texts)}
    tables = {name: csv_header(table, lang) for name, table in CSV_FILES.items()}
    return {CONFIG: config.encode(), **tables}


def csv_header(table: Table, lang: str) -> bytes:
    """Return an empty table as Excel in Vietnamese opens it: BOM, semicolons, CR LF."""
    headers = (table.header(column, lang) for column in table.columns)
    return f"\ufeff{';'.join(headers)}\r\n".encode()


def _template(lang: str) -> str:
    folder = next(folder for folder in _EXAMPLES if folder.is_dir())
    return (folder / f"auditor.{lang}.yaml").read_text(encoding="utf-8")


def _with_workbook(config: str) -> str:
    """Turn the template's tables into comments and its comment about the workbook into a key."""
    config = re.sub(r"^  ([a-z]+: danh-muc/.*)$", r"  # \1", config, flags=re.MULTILINE)
    return re.sub(r"^  # (workbook: .*)$", r"  \1", config, flags=re.MULTILINE)


def _write_all(files: Mapping[Path, bytes]) -> list[Path]:
    written: list[Path] = []
    path = Path()
    try:
        for path, body in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                written.append(path)
                file.write(body)
    except OSError as error:
        for done in written:
            done.unlink(missing_ok=True)
        raise BadInputError([_problem(path, "unwritable", detail=os_reason(error))]) from None
    return written


def _problem(path: Path, text: str, **values: str) -> Problem:
    return Problem(file=shown(path), message=say(f"problem.init.{text}", **values))
