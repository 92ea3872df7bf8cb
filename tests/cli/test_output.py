"""A report is written whole or not at all."""

import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.exits import BrokeError
from auditor.cli.output import Target, prove, rendered, targets, writable, write
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


def _pages(*codes: str) -> Target:
    pages = [(f"xa/{code}.html", b"page") for code in codes]
    return Target(format=_format(("index.html", b"all"), *pages))


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".auditor.json"
    }


@contextmanager
def _disk_of(size: int) -> Iterator[None]:
    """The system itself refuses to write more, as it does when a disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_nothing_but_the_documents_and_their_list_is_left_in_the_folder(tmp_path: Path) -> None:
    write(ANYTHING, ANYTHING, [Target(format=_format(("index.html", b"all")))], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".auditor.json", "index.html"]
    listed = json.loads((tmp_path / ".auditor.json").read_text(encoding="utf-8"))
    assert listed == {"files": {"sample": ["index.html"]}}


@pytest.mark.parametrize("target", ["", "page.json"])
def test_a_disk_that_fills_up_leaves_the_last_good_report(tmp_path: Path, target: str) -> None:
    path = str(tmp_path / target) if target else ""
    name = target or "index.html"
    (tmp_path / name).write_bytes(b"last good")
    new = _format(("first.html", b"new"), ("index.html", b"x" * 100_000))
    with _disk_of(50_000), pytest.raises(BrokeError, match="không ghi được báo cáo"):
        write(ANYTHING, ANYTHING, [Target(format=new, path=path)], tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {name: b"last good"}


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_report_that_breaks_half_way_leaves_the_last_good_one(
    tmp_path: Path, error: type[BaseException]
) -> None:
    write(ANYTHING, ANYTHING, [_pages("00001", "00002")], tmp_path)
    before = _files(tmp_path)

    def render(_results: object, _texts: object) -> Iterator[Document]:
        yield Document(path="index.html", body=b"half")
        raise error

    with pytest.raises(error):
        write(ANYTHING, ANYTHING, [Target(format=Format(id="sample", render=render))], tmp_path)
    assert _files(tmp_path) == before


def test_a_report_that_is_not_delivered_leaves_no_trace(tmp_path: Path) -> None:
    loose = Target(format=_format(("x.json", b"{}")), path=str(tmp_path / "x.json"))
    with rendered(ANYTHING, ANYTHING, [_pages("00001"), loose], tmp_path):
        assert _files(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("inside", ["index.html", "xa/00002.html"])
def test_a_folder_where_a_page_should_be_moves_no_other_page(tmp_path: Path, inside: str) -> None:
    write(ANYTHING, ANYTHING, [_pages("00001")], tmp_path / "o")
    (tmp_path / "o" / inside).unlink(missing_ok=True)
    (tmp_path / "o" / inside / "ghi-chu").mkdir(parents=True)
    before = _files(tmp_path)
    with pytest.raises(BrokeError, match=Path(inside).name):
        write(ANYTHING, ANYTHING, [_pages("00001", "00002")], tmp_path / "o")
    assert _files(tmp_path) == before


def test_a_commune_that_left_the_report_leaves_no_page_and_nothing_else_is_removed(
    tmp_path: Path,
) -> None:
    write(ANYTHING, ANYTHING, [_pages("00001", "00002")], tmp_path)
    (tmp_path / "xa" / "00009.html").write_bytes(b"not ours")
    (tmp_path / "ghi-chu.txt").write_bytes(b"not ours")
    write(ANYTHING, ANYTHING, [_pages("00001")], tmp_path)
    assert sorted(_files(tmp_path)) == [
        "ghi-chu.txt", "index.html", "xa/00001.html", "xa/00009.html"
    ]  # fmt: skip


def test_another_format_alone_leaves_the_pages_where_they_are(tmp_path: Path) -> None:
    write(ANYTHING, ANYTHING, [_pages("00001")], tmp_path)
    other = Format(id="other", render=_format(("other.json", b"{}")).render)
    write(ANYTHING, ANYTHING, [Target(format=other)], tmp_path)
    assert sorted(_files(tmp_path)) == ["index.html", "other.json", "xa/00001.html"]
    write(ANYTHING, ANYTHING, [_pages()], tmp_path)
    assert sorted(_files(tmp_path)) == ["index.html", "other.json"]


@pytest.mark.parametrize(
    "manifest",
    [
        '{"files": {"sample": ["../du-lieu.html", "/etc/x.html", "xa/../../du-lieu.html"]}}',
        '{"files": {"sample": ["ghi-chu.txt"]}}',
        '{"files": ["xa"]}',
        "[]",
        "không phải JSON",
    ],
)
def test_a_list_that_somebody_changed_removes_nothing_of_theirs(
    tmp_path: Path, manifest: str
) -> None:
    folder = tmp_path / "o"
    folder.mkdir()
    (tmp_path / "du-lieu.html").write_bytes(b"theirs")
    (folder / "ghi-chu.txt").write_bytes(b"theirs")
    (folder / ".auditor.json").write_text(manifest, encoding="utf-8")
    write(ANYTHING, ANYTHING, [_pages()], folder)
    assert sorted(_files(tmp_path)) == ["du-lieu.html", "o/ghi-chu.txt", "o/index.html"]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_report_is_for_those_the_umask_says(tmp_path: Path, mask: int, mode: int) -> None:
    loose = Target(format=_format(("x.json", b"{}")), path=str(tmp_path / "x.json"))
    before = os.umask(mask)
    try:
        files = write(ANYTHING, ANYTHING, [_pages("00001"), loose], tmp_path / "o")
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in files} == {mode}


def test_a_link_in_the_place_of_a_report_is_refused_and_its_target_named(tmp_path: Path) -> None:
    (tmp_path / "that.json").write_bytes(b"old")
    (tmp_path / "link.json").symlink_to(tmp_path / "that.json")
    loose = Target(format=_format(("x.json", b"new")), path=str(tmp_path / "link.json"))
    with pytest.raises(BadInputError, match=r"that\.json"):
        prove([loose], tmp_path)
    with pytest.raises(BadInputError, match=r"that\.json"):
        write(ANYTHING, ANYTHING, [loose], tmp_path)
    assert (tmp_path / "that.json").read_bytes() == b"old"


def test_no_link_below_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "that").mkdir()
    (tmp_path / "that.html").write_bytes(b"old")
    folder = tmp_path / "o"
    folder.mkdir()
    (folder / "index.html").symlink_to(tmp_path / "that.html")
    (folder / ".auditor.json").symlink_to(tmp_path / "that.html")
    write(ANYTHING, ANYTHING, [Target(format=_format(("index.html", b"new")))], folder)
    assert (tmp_path / "that.html").read_bytes() == b"old"
    assert not (folder / "index.html").is_symlink()
    (folder / "xa").symlink_to(tmp_path / "that")
    with pytest.raises(BadInputError, match="that"):
        write(ANYTHING, ANYTHING, [_pages("00001")], folder)
    assert list((tmp_path / "that").iterdir()) == []


def test_the_folder_itself_may_be_reached_over_a_link(tmp_path: Path) -> None:
    (tmp_path / "drive").mkdir()
    (tmp_path / "bao-cao").symlink_to(tmp_path / "drive")
    write(ANYTHING, ANYTHING, [_pages("00001")], tmp_path / "bao-cao")
    assert (tmp_path / "drive" / "xa" / "00001.html").read_bytes() == b"page"


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


def test_four_formats_are_written_unless_others_are_asked_for() -> None:
    assert [target.format.id for target in targets([])] == ["html", "json", "csv", "public"]


def test_the_security_sheet_is_written_where_somebody_is_named_to_read_it() -> None:
    assert targets([], security=True)[-1].format.id == "security"


@pytest.mark.parametrize(
    ("audience", "formats"),
    [
        ("public", ["public"]),
        ("province", ["csv", "html", "json"]),
        ("commune", ["commune"]),
        ("security", ["security"]),
    ],
)
def test_an_audience_gets_its_own_formats(audience: str, formats: list[str]) -> None:
    assert [target.format.id for target in targets([], audience)] == formats


def test_a_format_of_another_audience_is_refused() -> None:
    with pytest.raises(BadInputError):
        targets(["html"], "public")
    assert [(t.format.id, t.path) for t in targets(["json:-", "csv"])] == [
        ("json", "-"),
        ("csv", ""),
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        ["json:-", "json:-"],
        ["json:a.json", "json:./a.json"],
        ["csv", "csv"],
    ],
)
def test_one_place_takes_one_report(wanted: list[str]) -> None:
    with pytest.raises(BadInputError, match="--format khác"):
        targets(wanted)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("auditor.yaml", "cấu hình"),
        ("link.yaml", "cấu hình"),
        ("folder", "thư mục"),
        ("auditor.yaml/x.json", "không ghi được vào thư mục"),
        ("/proc/x.json", "không ghi được vào thư mục"),
        ("/dev/null", "tệp thường"),
    ],
)
def test_a_file_that_cannot_be_written_is_said_before_the_run(
    tmp_path: Path, path: str, said: str
) -> None:
    config = tmp_path / "auditor.yaml"
    config.write_text("x", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to(config)
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInputError, match=said):
        prove(targets([f"json:{tmp_path / path}"]), tmp_path / "bao-cao", [config])
    assert config.read_text(encoding="utf-8") == "x"


def test_a_report_on_stdout_makes_no_folder(tmp_path: Path) -> None:
    prove(targets(["json:-"]), tmp_path / "bao-cao")
    assert list(tmp_path.iterdir()) == []
