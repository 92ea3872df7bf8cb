"""Reports against their manifests and the store: a page that was changed never stands unnoticed."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from auditor.signing import SigningKey, fingerprint
from tests.cli.conftest import Auditor, Verify, report_of

MANIFEST = ".auditor.json"
Spoil = Callable[[Path], object]


def _manifest(report: Path, change: Callable[[dict[str, Any]], object]) -> None:
    file = report / MANIFEST
    plain = json.loads(file.read_bytes())
    change(plain)
    file.write_text(json.dumps(plain), encoding="utf-8")


def _a_byte(report: Path) -> None:
    page = report / "index.html"
    page.write_bytes(page.read_bytes().replace(b"<", b"[", 1))


def _linked(report: Path) -> None:
    (report / "index.html").rename(report.parent / "index.html")
    (report / "index.html").symlink_to(report.parent / "index.html")


def _hash(report: Path) -> None:
    _a_byte(report)
    _manifest(report, lambda plain: plain["sealed"]["html"].update(files={}))


def _format_dropped(report: Path) -> None:
    _a_byte(report)
    _manifest(report, lambda plain: (plain["sealed"].pop("html"), plain["files"].pop("html")))


def _format_and_pages_dropped(report: Path) -> None:
    _manifest(report, lambda plain: (plain["sealed"].pop("html"), plain["files"].pop("html")))
    (report / "index.html").unlink()
    shutil.rmtree(report / "xa")


def _page_added(report: Path) -> None:
    (report / "xa" / "00099.html").write_text("thêm", encoding="utf-8")


def _page_listed_unsigned(report: Path) -> None:
    _page_added(report)
    _manifest(report, lambda plain: plain["files"]["html"].append("xa/00099.html"))


def _page_added_behind_a_manifest(report: Path) -> None:
    _page_added(report)
    (report / "xa" / MANIFEST).write_text("{}", encoding="utf-8")


def _manifest_gone(report: Path) -> None:
    _a_byte(report)
    (report / MANIFEST).unlink()


def _run_renamed(report: Path) -> None:
    _a_byte(report)
    _manifest(report, lambda plain: [one.update(run="x") for one in plain["sealed"].values()])


WAYS: list[tuple[Spoil, str]] = [
    (_a_byte, "bị thay đổi"),
    (_linked, "bị thay đổi"),
    (lambda report: (report / "index.html").unlink(), "bị mất"),
    (_hash, "chữ ký không đúng"),
    (lambda report: (report / MANIFEST).write_text("{"), "không đọc được bản kê"),
    (lambda report: (report / MANIFEST).write_text("[" * 99_999), "không đọc được bản kê"),
    (lambda report: _manifest(report, lambda plain: plain["sealed"].clear()), "không có chữ ký"),
    (_format_dropped, "không có trong bản kê được ký"),
    (_format_and_pages_dropped, "không phải là bản mà kho dữ liệu đã niêm phong"),
    (_page_added, "xa/00099.html"),
    (_page_listed_unsigned, "xa/00099.html"),
    (_page_added_behind_a_manifest, "xa/00099.html"),
    (_manifest_gone, "không có bản kê"),
    (_run_renamed, "chữ ký không đúng"),
]


@pytest.mark.parametrize(("spoil", "named"), WAYS)
def test_a_changed_report_ends_with_3_and_is_named_whether_asked_for_or_not(
    verify: Verify, folder: Path, spoil: Spoil, named: str
) -> None:
    report = report_of(folder)
    spoil(report)
    code, said = verify()
    assert (code, named in said) == (3, True), said


def test_an_old_report_in_the_place_of_the_new_one_is_told(
    verify: Verify, folder: Path, auditor: Auditor, tmp_path: Path
) -> None:
    words = ("report", "--quiet", "--config", folder / "auditor.yaml")
    assert auditor(*words).returncode == 0
    shutil.copytree(report_of(folder), tmp_path / "cu")
    assert auditor(*words).returncode == 0
    assert verify()[0] == 0
    shutil.rmtree(report_of(folder))
    shutil.copytree(tmp_path / "cu", report_of(folder))
    code, said = verify()
    assert (code, "là bản cũ (dấu niêm phong số 4)" in said) == (3, True), said
    assert verify("--report", tmp_path / "cu")[0] == 0, "a copy elsewhere is no exchange"


def test_a_report_that_is_gone_as_a_whole_is_told_and_no_tampering(
    verify: Verify, folder: Path, auditor: Auditor
) -> None:
    assert auditor("report", "-q", "--config", folder / "auditor.yaml").returncode == 0
    shutil.rmtree(report_of(folder))
    code, said = verify()
    assert (code, "không còn tại đây" in said) == (0, True), said
    report_of(folder).mkdir()
    code, said = verify("--report", report_of(folder))
    assert (code, "không có bản kê" in said) == (3, True), said


def test_a_file_of_others_beside_the_report_is_no_tampering(verify: Verify, folder: Path) -> None:
    (report_of(folder) / "ghi-chu.txt").write_text("x")
    code, said = verify()
    assert code == 0, said
    assert "ghi-chu.txt" in said


def test_a_report_of_its_own_is_named_as_unchecked_and_checked_when_asked(
    verify: Verify, folder: Path, auditor: Auditor
) -> None:
    own = report_of(folder) / "rieng-00001"
    config = folder / "auditor.yaml"
    assert auditor("report", "-q", "--config", config, "-o", own).returncode == 0
    code, said = verify()
    assert (code, f"--report {own}" in said) == (0, True), said
    (own / MANIFEST).unlink()
    _page_added(own)
    code, said = verify()
    assert (code, f"--report {own}" in said) == (0, True), said
    assert verify("--report", own)[0] == 3


def test_the_key_that_proved_it_is_named_at_the_end_and_on_paper(
    verify: Verify, folder: Path
) -> None:
    mark = fingerprint(SigningKey(folder / "data" / "khoa-ky.pem").signer.public_key)
    code, said = verify()
    assert code == 0, said
    assert mark in said.splitlines()[-1]
    for page in ("index.html", "xa/00001.html"):
        assert mark in (report_of(folder) / page).read_text(encoding="utf-8")


SCORE = "UPDATE judgement_sheet SET score = json_set(score, '$.value', 12.3) WHERE rowid = 1"


@pytest.mark.parametrize(
    ("command", "change"),
    [
        ("report", SCORE),
        ("rejudge", SCORE),
        ("rejudge", "UPDATE fact SET target = target || '-' WHERE rowid = 1"),
    ],
)
def test_what_was_changed_in_the_store_is_not_signed_anew(
    verify: Verify, folder: Path, auditor: Auditor, command: str, change: str
) -> None:
    before = (report_of(folder) / MANIFEST).read_bytes()
    _store(folder, change)
    done = auditor(command, "-q", "--config", folder / "auditor.yaml")
    assert (done.returncode, "bị thay đổi" in done.stderr or "bị mất" in done.stderr) == (3, True)
    assert "không còn như khi niêm phong" in done.stderr
    assert (report_of(folder) / MANIFEST).read_bytes() == before
    assert verify("--all")[0] == 3


@pytest.mark.parametrize("command", ["report", "rejudge"])
def test_what_nobody_sealed_is_reported_unsigned_and_said(
    verify: Verify, folder: Path, auditor: Auditor, command: str
) -> None:
    _store(folder, "DELETE FROM seal")
    done = auditor(command, "-q", "--config", folder / "auditor.yaml")
    assert done.returncode in ({0} if command == "report" else {0, 3, 4}), done.stderr
    assert "không ký" in done.stderr
    entries = json.loads((report_of(folder) / MANIFEST).read_bytes())["sealed"]
    assert {one["public_key"] for one in entries.values()} == {""}
    code, said = verify("--report", report_of(folder))
    assert (code, "không có chữ ký" in said) == (3, True), said


def test_a_key_set_aside_still_proves_what_it_sealed(folder: Path, auditor: Auditor) -> None:
    assert auditor("init", "--new-key", folder).returncode == 0
    done = auditor("report", "-q", "--config", folder / "auditor.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    entries = json.loads((report_of(folder) / MANIFEST).read_bytes())["sealed"]
    new = SigningKey(folder / "data" / "khoa-ky.pem").signer.public_key
    assert {one["public_key"] for one in entries.values()} == {new}


def test_what_is_told_apart_stands_in_no_log_of_a_terminal(folder: Path, auditor: Auditor) -> None:
    words = ("report", "--config", folder / "auditor.yaml")
    done = auditor(*words, env={"COLUMNS": "400"})
    assert done.returncode == 0, done.stderr
    assert "CAM-01" in done.stdout
    assert "CAM-06" not in done.stdout


def test_the_security_sheet_is_for_our_own_account_alone(
    folder: Path, auditor: Auditor, tmp_path: Path
) -> None:
    words = ("report", "-q", "--config", folder / "auditor.yaml", "-o", tmp_path / "o")
    done = auditor(*words, "--format", "security", "--format", "csv")
    assert done.returncode == 0, done.stderr
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "o").glob("*.*")}
    assert modes["an-toan.html"] == 0o600
    assert modes["ranking.csv"] & 0o444 == modes["results.csv"] & 0o444 != 0o400


def _store(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "data" / "auditor.sqlite")) as raw, raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            raw.execute(statement)
