"""A whole run over invented cameras, and what is left of it on the disk: no picture and no password."""

import base64
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from auditor.cli import session
from auditor.config import load_config
from auditor.demo.drawing import Scene
from auditor.demo.film import FRAMES_A_SECOND, film
from auditor.demo.province import DemoProvince
from auditor.outfit import Choice, prepare
from auditor.probes.camera.decoder import decode
from auditor.store.codec import decompress

START = b"\x00\x00\x00\x01"
ZSTD = b"\x28\xb5\x2f\xfd"
LENGTH = 24
SECRETS = "bi-mat.ini"


@pytest.fixture(scope="module")
def left(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[DemoProvince, dict[str, bytes]]]:
    """Return everything that a run of cameras alone wrote, compressed bodies opened."""
    whole = tmp_path_factory.mktemp("khong-giu")
    temporary = whole / "tam"
    temporary.mkdir()
    with (
        pytest.MonkeyPatch.context() as moved,
        DemoProvince(whole / "tinh") as demo,
    ):
        moved.setenv("TMPDIR", str(temporary))
        moved.setattr(tempfile, "tempdir", None)
        checks = ("camera.online", "camera.anonymous", "camera.picture", "camera.coverage")
        outfit = prepare(load_config(demo.config), Choice(checks=checks), datetime.now(UTC))
        wish = session.Wish(lang="vi", formats=("html", "csv", "json"), quiet=True)
        results, _ = session.audit_and_report(outfit, wish)
        assert {one.code for one in results.communes} == {f"0000{n}" for n in range(1, 9)}
        written = {str(name): body for name, body in _written(whole)}
        yield demo, written
    tempfile.tempdir = None


def _written(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if not path.is_file() or path.name == SECRETS:
            continue
        body = path.read_bytes()
        yield str(path.relative_to(folder)), body
        if body.startswith(ZSTD):
            yield f"{path.name} opened", decompress(body)
        if body.startswith(b"SQLite format 3"):
            yield from _cells(path)


def _cells(path: Path) -> Iterator[tuple[str, bytes]]:
    with sqlite3.connect(path) as base:
        tables = base.execute("select name from sqlite_master where type='table'").fetchall()
        for (table,) in tables:
            for number, row in enumerate(base.execute(f'select * from "{table}"')):  # noqa: S608
                for cell in row:
                    body = cell if isinstance(cell, bytes) else str(cell).encode()
                    yield f"{table} {number}", (decompress(body) if body.startswith(ZSTD) else body)
    base.close()


def _of_pictures() -> list[bytes]:
    """Return pieces that only a key picture of the demo's films holds: as it was sent, and decoded."""
    keys = [key for scene in Scene for key in film(scene).frames[::FRAMES_A_SECOND]]
    pictures = [max(key, key=len) for key in keys]
    sent = [
        one[at : at + LENGTH] for one in pictures for at in (8, len(one) // 2, len(one) - LENGTH)
    ]
    grey = []
    for key in keys:
        shown = decode("H264", b"".join(START + unit for unit in key), 4096 * 4096)
        assert shown is not None
        small = shown["small"]
        rows = (small[at : at + LENGTH] for at in range(0, len(small), 320 * 20))
        grey += [row for row in rows if len(set(row)) > 6]
    assert len(grey) > len(keys)
    return [*sent, *grey]


def test_no_picture_of_a_camera_is_left_anywhere(
    left: tuple[DemoProvince, dict[str, bytes]],
) -> None:
    _, written = left
    assert any(name.startswith("fact ") for name in written), sorted(written)
    pieces = _of_pictures()
    assert [name for name, body in written.items() if any(one in body for one in pieces)] == []
    pictures = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF", b"GIF8")
    assert [name for name, body in written.items() if body.startswith(pictures)] == []


def test_no_password_of_a_device_is_left_anywhere(
    left: tuple[DemoProvince, dict[str, bytes]],
) -> None:
    demo, written = left
    secrets = set()
    for live in demo.devices:
        pair = f"{live.user}:{live.known}".encode()
        secrets |= {
            live.known.encode(),
            quote(live.known, safe="").encode(),
            base64.b64encode(pair).rstrip(b"="),
        }
    assert len(secrets) > len(demo.devices)
    assert [name for name, body in written.items() if any(one in body for one in secrets)] == []


def test_nothing_is_left_where_temporary_files_are_made(
    left: tuple[DemoProvince, dict[str, bytes]],
) -> None:
    _, written = left
    assert [name for name in written if name.startswith("tam/")] == []
