"""`auditor verify` as a person calls it: after a real run of the invented province."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from auditor.demo.province import DemoProvince
from auditor.signing import SigningKey
from tests.cli.conftest import Auditor

PUBLIC = 44


@pytest.fixture(scope="module")
def audited(province: DemoProvince, auditor: Auditor) -> Path:
    """The folder of a province that was audited once, of two communes."""
    words = ("--config", province.config, "--quiet")
    done = auditor("run", *words)
    assert done.returncode in (0, 3, 4), done.stderr
    assert "Khóa công khai" in done.stderr
    return province.config.parent


@pytest.fixture
def folder(audited: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(audited, tmp_path / "tinh", symlinks=True))


@pytest.fixture
def verify(auditor: Auditor, folder: Path) -> Callable[..., tuple[int, str]]:
    def call(*words: str | Path) -> tuple[int, str]:
        done = auditor("verify", *words, "--config", folder / "auditor.yaml")
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    return call


Verify = Callable[..., tuple[int, str]]


def _store(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "data" / "auditor.sqlite")) as raw, raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            raw.execute(statement)


def _reports(folder: Path) -> Path:
    return next(path.parent for path in folder.rglob(".auditor.json"))


def test_an_untouched_store_and_its_report_are_sound(verify: Verify, folder: Path) -> None:
    code, said = verify("--all", "--report", _reports(folder))
    assert code == 0, said
    assert "Nguyên vẹn" in said


CUT = (
    *(f"DELETE FROM {t}" for t in ("seal", "fact", "look", "run_evidence", "evidence")),  # noqa: S608 - our own names
    *(f"DELETE FROM {t}" for t in ("judgement_sheet", "judgement", "run", "sheet")),  # noqa: S608 - our own names
)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (["UPDATE fact SET body = x'00' WHERE rowid = 1"], "bị thay đổi: fact"),
        (["DELETE FROM fact WHERE rowid = 1"], "bị mất: fact"),
        (["DELETE FROM seal WHERE number = 2"], "cắt phần cuối"),
        (CUT, "cắt phần cuối"),
    ],
)
def test_a_changed_store_ends_with_3_and_the_place(
    verify: Verify, folder: Path, changes: list[str], named: str
) -> None:
    _store(folder, *changes)
    code, said = verify()
    assert (code, named in said) == (3, True), said


def test_a_run_that_only_the_report_knows_was_cut_off(verify: Verify, folder: Path) -> None:
    plain = json.loads((_reports(folder) / ".auditor.json").read_bytes())
    run = str(plain["sealed"]["html"]["run"])
    _store(folder, *CUT)
    code, said = verify(run[:8])
    assert (code, run in said) == (3, True), said
    (_reports(folder) / ".auditor.json").unlink()
    assert verify()[0] == 2


def test_a_damaged_store_is_told_as_one(verify: Verify, folder: Path) -> None:
    file = folder / "data" / "auditor.sqlite"
    body = file.read_bytes()
    file.write_bytes(body[:8192] + b"\xff" * 8192 + body[16384:])
    code, said = verify()
    assert code == 3, said
    assert "bị hỏng" in said


def _a_byte(report: Path) -> None:
    page = report / "index.html"
    page.write_bytes(page.read_bytes().replace(b"<", b"[", 1))


def _linked(report: Path) -> None:
    (report / "index.html").rename(report.parent / "index.html")
    (report / "index.html").symlink_to(report.parent / "index.html")


def _manifest(
    report: Path, change: Callable[[dict[str, dict[str, dict[str, object]]]], None]
) -> None:
    file = report / ".auditor.json"
    plain = json.loads(file.read_bytes())
    change(plain)
    file.write_text(json.dumps(plain))


def _hash(report: Path) -> None:
    _a_byte(report)

    def forget(plain: dict[str, dict[str, dict[str, object]]]) -> None:
        plain["sealed"]["html"]["files"] = {}

    _manifest(report, forget)


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (_a_byte, "bị thay đổi"),
        (_linked, "bị thay đổi"),
        (lambda report: (report / "index.html").unlink(), "bị mất"),
        (_hash, "chữ ký không đúng"),
        (lambda report: (report / ".auditor.json").write_text("{"), "không đọc được bản kê"),
        (
            lambda report: (report / ".auditor.json").write_text("[" * 99_999),
            "không đọc được bản kê",
        ),
        (lambda report: (report / ".auditor.json").unlink(), "không có bản kê"),
        (
            lambda report: _manifest(report, lambda plain: plain["sealed"].clear()),
            "không có chữ ký",
        ),
    ],
)
def test_a_changed_report_ends_with_3_and_names_the_file(
    verify: Verify, folder: Path, spoil: Callable[[Path], None], named: str
) -> None:
    report = _reports(folder)
    spoil(report)
    code, said = verify("--report", report)
    assert (code, named in said) == (3, True), said


def test_a_file_of_others_beside_the_report_is_no_tampering(verify: Verify, folder: Path) -> None:
    (_reports(folder) / "ghi-chu.txt").write_text("x")
    code, said = verify()
    assert code == 0, said
    assert "ghi-chu.txt" in said


def test_the_key_is_what_is_trusted(verify: Verify, folder: Path, tmp_path: Path) -> None:
    own = SigningKey(folder / "data" / "khoa-ky.pem").signer.public_key
    other = SigningKey(tmp_path / "other.pem")
    other.make()
    assert verify("--public-key", own)[0] == 0
    code, said = verify("--public-key", other.signer.public_key)
    assert code == 3
    assert "số 1, khóa ký là khóa khác" in said
    assert verify("--public-key", "AAAA")[0] == 2
    (folder / "data" / "khoa-ky.pem").unlink()
    code, said = verify()
    assert code == 0
    assert own in said
    assert "cần so mã" in said


def test_a_lost_key_stops_a_run_before_it_looks(folder: Path, auditor: Auditor) -> None:
    (folder / "data" / "khoa-ky.pem").unlink()
    done = auditor("rejudge", "--config", folder / "auditor.yaml")
    assert done.returncode == 2
    assert "init --new-key" in done.stderr
    assert done.stderr.count("\n") == 1
    made = auditor("init", "--new-key", folder)
    assert made.returncode == 0, made.stderr
    done = auditor("rejudge", "--config", folder / "auditor.yaml", "--quiet")
    assert done.returncode in (0, 3, 4), done.stderr
    assert auditor("verify", "--config", folder / "auditor.yaml").returncode == 3


def test_init_makes_the_key_and_prints_its_public_part(tmp_path: Path, auditor: Auditor) -> None:
    done = auditor("init", tmp_path / "moi")
    place = tmp_path / "moi" / "data" / "khoa-ky.pem"
    assert done.returncode == 0, done.stderr
    assert place.stat().st_mode & 0o777 == 0o600
    assert SigningKey(place).signer.public_key in done.stdout
    assert "PRIVATE" not in done.stdout


def test_a_key_that_is_replaced_is_set_aside_and_its_public_part_told(
    folder: Path, auditor: Auditor
) -> None:
    own = SigningKey(folder / "data" / "khoa-ky.pem").signer.public_key
    done = auditor("init", "--new-key", folder)
    assert done.returncode == 0, done.stderr
    assert own in done.stdout
    new = SigningKey(folder / "data" / "khoa-ky.pem").signer.public_key
    words = ("verify", "--config", folder / "auditor.yaml")
    assert auditor(*words).returncode == 3
    assert auditor(*words, "--public-key", own, "--public-key", new).returncode == 0
    assert len(list((folder / "data").glob("khoa-ky-cu-*.pem"))) == 1
