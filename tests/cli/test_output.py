"""A report is written whole or not at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.output import Target, targets, writable, write
from auditor.contract import Document, Format
from auditor.problems import BadInputError

ANYTHING: Any = None


def _format(*documents: tuple[str, bytes], breaks: bool = False) -> Format:
    def render(_results: object, _texts: object) -> Iterator[Document]:
        for path, body in documents:
            yield Document(path=path, body=body)
        if breaks:
            raise RuntimeError("half way")

    return Format(id="sample", render=render)


def test_documents_land_at_their_paths(tmp_path: Path) -> None:
    sample = Target(format=_format(("xa/00001.html", b"one"), ("index.html", b"all")))
    files = write(ANYTHING, ANYTHING, [sample], tmp_path)
    assert [file.name for file in files] == ["index.html", "00001.html"]
    assert (tmp_path / "xa" / "00001.html").read_bytes() == b"one"


def test_nothing_but_the_documents_is_left_in_the_folder(tmp_path: Path) -> None:
    write(ANYTHING, ANYTHING, [Target(format=_format(("index.html", b"all")))], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_a_disk_that_fails_leaves_the_last_good_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.html").write_bytes(b"last good")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("auditor.cli.output.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(ANYTHING, ANYTHING, [Target(format=_format(("index.html", b"new")))], tmp_path)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"last good"]


def test_a_file_where_the_folder_should_be_is_said_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "bao-cao").write_text("x")
    with pytest.raises(BadInputError, match="bao-cao"):
        writable(tmp_path / "bao-cao")


@pytest.mark.parametrize(
    ("wanted", "named"), [("docx", "docx"), ("html:bao-cao.html", "--output-dir")]
)
def test_a_format_that_cannot_be_had_is_named(wanted: str, named: str) -> None:
    with pytest.raises(BadInputError, match=named):
        targets([wanted])


def test_three_formats_are_written_unless_others_are_asked_for() -> None:
    assert [target.format.id for target in targets([])] == ["html", "json", "csv"]
    assert [(t.format.id, t.path) for t in targets(["json:-", "csv"])] == [
        ("json", "-"),
        ("csv", ""),
    ]
