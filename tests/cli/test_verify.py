"""`auditor verify` as a person calls it: after a real run of the invented province."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from auditor.signing import SigningKey
from auditor.store import Store
from tests.cli.conftest import Auditor, Verify, report_of

KEY = "--public-key"
PAPER = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


def _store(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "data" / "auditor.sqlite")) as raw, raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            raw.execute(statement)


def test_an_untouched_store_and_its_report_are_sound(verify: Verify, folder: Path) -> None:
    code, said = verify("--all", "--report", report_of(folder))
    assert code == 0, said
    assert "Nguyên vẹn" in said


CUT = (
    *(f"DELETE FROM {t}" for t in ("seal", "fact", "look", "run_evidence", "evidence")),  # noqa: S608 - our own names
    *(f"DELETE FROM {t}" for t in ("judgement_sheet", "judgement", "run", "sheet")),  # noqa: S608 - our own names
)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (["UPDATE fact SET body = x'00' WHERE rowid = 1"], "bị thay đổi: dữ kiện"),
        (["DELETE FROM fact WHERE rowid = 1"], "bị mất: dữ kiện"),
        (["DELETE FROM seal WHERE number >= 2"], "cắt phần cuối"),
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
    plain = json.loads((report_of(folder) / ".auditor.json").read_bytes())
    run = str(plain["sealed"]["html"]["run"])
    _store(folder, *CUT)
    code, said = verify(run[:8])
    assert (code, run in said) == (3, True), said
    shutil.rmtree(report_of(folder))
    assert verify()[0] == 2


def test_a_store_that_is_not_there_is_no_store_cut_off_and_none_is_made(
    verify: Verify, folder: Path
) -> None:
    for part in (folder / "data").glob("auditor.sqlite*"):
        part.unlink()
    code, said = verify()
    assert (code, "chưa có kho dữ liệu" in said) == (2, True), said
    assert not (folder / "data" / "auditor.sqlite").exists()


def test_a_damaged_store_is_told_as_one(verify: Verify, folder: Path) -> None:
    file = folder / "data" / "auditor.sqlite"
    body = file.read_bytes()
    file.write_bytes(body[:8192] + b"\xff" * 8192 + body[16384:])
    code, said = verify()
    assert code == 3, said
    assert "bị hỏng" in said


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
    place = folder / "data" / "khoa-ky.pem"
    old = SigningKey(place).signer.public_key
    place.unlink()
    done = auditor("rejudge", "--config", folder / "auditor.yaml")
    assert done.returncode == 2
    assert "init --new-key" in done.stderr
    assert done.stderr.count("\n") == 1
    made = auditor("init", "--new-key", folder)
    assert made.returncode == 0, made.stderr
    both = (KEY, old, KEY, SigningKey(place).signer.public_key)
    done = auditor("verify", "--config", folder / "auditor.yaml", *both)
    assert done.returncode == 0, done.stdout
    done = auditor("rejudge", "--config", folder / "auditor.yaml", "--quiet")
    assert done.returncode in (0, 3, 4), done.stderr
    done = auditor("verify", "--config", folder / "auditor.yaml")
    assert done.returncode == 3
    assert "không do khóa cũ giới thiệu" in done.stdout


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
    words = ("--config", folder / "auditor.yaml")
    done = auditor("verify", "--all", *words)
    assert done.returncode == 0, done.stdout
    done = auditor("verify", *words, KEY, new, KEY, PAPER)
    assert (done.returncode, PAPER in done.stdout) == (3, True)
    [aside] = (folder / "data").glob("khoa-ky-cu-*.pem")
    assert SigningKey(aside).signer.public_key == own
    done = auditor("rejudge", *words, "--quiet")
    assert done.returncode in (0, 3, 4), done.stderr
    assert auditor("verify", *words).returncode == 0
    aside.replace(folder / "data" / "khoa-ky.pem")  # the old one seals nothing any more
    done = auditor("rejudge", *words)
    assert (done.returncode, new in done.stderr) == (2, True)


def test_a_change_of_key_that_was_killed_is_ended_by_calling_it_again(
    folder: Path, auditor: Auditor
) -> None:
    place = SigningKey(folder / "data" / "khoa-ky.pem")
    place.coming.make()
    store = folder / "data" / "auditor.sqlite"
    with Store.open(f"sqlite:///{store}", folder / "data" / "evidence") as opened:
        opened.sealing().change_key(place.signer, place.coming.signer)
    new = place.coming.signer.public_key
    words = ("--config", folder / "auditor.yaml")
    assert auditor("rejudge", *words).returncode == 2
    assert auditor("init", "--new-key", folder).returncode == 0
    assert SigningKey(place.path).signer.public_key == new
    assert auditor("verify", *words).returncode == 0


def test_a_run_that_was_killed_is_unknown_and_no_tampering(verify: Verify, folder: Path) -> None:
    killed = "11111111-1111-4111-8111-111111111111"
    with closing(sqlite3.connect(folder / "data" / "auditor.sqlite")) as raw, raw:
        names = [row[1] for row in raw.execute("PRAGMA table_info(run)")]
        new = {"id": f"'{killed}'", "finished_at": "NULL", "complete": "0"}
        values = ", ".join(new.get(name, name) for name in names)
        raw.execute(f"INSERT INTO run SELECT {values} FROM run")  # noqa: S608 - our own names
    code, said = verify(killed)
    assert (code, "chưa kết thúc" in said) == (4, True), said


def test_a_trigger_in_the_store_stops_every_command(folder: Path, auditor: Auditor) -> None:
    _store(folder, "CREATE TRIGGER t AFTER INSERT ON look BEGIN DELETE FROM look; END")
    for command, code in (("verify", 3), ("report", 1)):
        done = auditor(command, "--config", folder / "auditor.yaml")
        assert (done.returncode, "trigger" in done.stdout + done.stderr) == (code, True)


def test_text_that_is_none_is_damage_and_no_wrong_call(verify: Verify, folder: Path) -> None:
    _store(folder, "UPDATE run SET id = CAST(x'ff41' AS TEXT)")
    code, said = verify()
    assert code == 3, said
