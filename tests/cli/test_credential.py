"""`auditor credential` and `auditor staff`, as a person at a terminal meets them."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Auditor
from tests.cli.terminal import at_terminal
from tests.inventory.build import HEADERS, TWO_COMMUNES

CONFIG = """\
province: {code: "00", name: Tỉnh Mẫu}
contact: {name: Tổ Mẫu, email: mau@example.vn}
inventory: {communes: xa.csv, counters: q.csv, recorders: dg.csv, staff: cb.csv}
"""
TABLES = {
    "xa.csv": TWO_COMMUNES,
    "q.csv": f"{HEADERS['counters']}\n00001;q1;Quầy 1;;\n",
    "dg.csv": f"{HEADERS['recorders']}\n00001;a;192.0.2.1;;;dau-ghi\n00002;a;192.0.2.2;;;khac\n",
    "cb.csv": f"{HEADERS['staff']}\n00001;CB1;Cán bộ Mẫu A;a;q1\n00002;CB1;Cán bộ Mẫu B;b;\n",
}
TYPED = 'S3 cret#;"%(x)s'
ASKED = [("Tài khoản", "quantri"), ("Mật khẩu", TYPED), ("Gõ lại", TYPED)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "auditor.yaml").write_text(CONFIG, encoding="utf-8")
    for name, body in TABLES.items():
        (tmp_path / name).write_text(body, encoding="utf-8")
    return tmp_path


@pytest.fixture
def keyring(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a machine whose keyring is a file."""
    return {
        "PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring",
        "XDG_DATA_HOME": str(tmp_path / "kho"),
    }


def test_a_password_is_typed_twice_seen_by_nobody_and_found(
    folder: Path, auditor: Auditor, keyring: dict[str, str]
) -> None:
    code, shown = at_terminal("credential", "set", "Dau-Ghi", cwd=folder, typed=ASKED, **keyring)
    assert code == 0, shown
    assert "S3" not in shown
    assert "bi-mat.ini" in shown
    kept = folder / "bi-mat.ini"
    assert kept.read_text(encoding="utf-8") == (
        f"[dau-ghi]\ntai_khoan = quantri\nmat_khau = {TYPED}\n"
    )
    assert kept.stat().st_mode & 0o777 == 0o600
    listed = auditor("credential", "list", cwd=folder, env=keyring)
    assert listed.stdout == "dau-ghi\ttệp mật khẩu\nkhac\tCHƯA CÓ\n"
    assert listed.returncode == 4


def test_a_name_that_no_device_has_is_kept_and_told(
    folder: Path, auditor: Auditor, keyring: dict[str, str]
) -> None:
    code, shown = at_terminal("credential", "set", "dau-gi", cwd=folder, typed=ASKED, **keyring)
    assert code == 0, shown
    assert "danh mục không dùng tên dau-gi; có phải là dau-ghi?" in " ".join(shown.split())
    code, shown = at_terminal("credential", "set", "zzz", cwd=folder, typed=ASKED, **keyring)
    assert "danh mục không dùng tên zzz; danh mục đang dùng: dau-ghi, khac" in " ".join(
        shown.split()
    )
    listed = auditor("credential", "list", cwd=folder, env=keyring)
    assert listed.stdout.splitlines()[2:] == [
        "dau-gi\ttệp mật khẩu; không thiết bị nào dùng",
        "zzz\ttệp mật khẩu; không thiết bị nào dùng",
    ]
    assert "S3" not in listed.stdout


def test_a_password_that_was_typed_otherwise_is_asked_again(
    folder: Path, keyring: dict[str, str]
) -> None:
    typed = [ASKED[0], ASKED[1], ("Gõ lại", "khac"), ("Mật khẩu", TYPED), ASKED[2]]
    code, shown = at_terminal("credential", "set", "khac", cwd=folder, typed=typed, **keyring)
    assert code == 0, shown
    assert "hai lần gõ khác nhau; hãy gõ lại" in shown
    assert "do not match" not in shown
    assert (folder / "bi-mat.ini").exists()


def test_the_keyring_keeps_one_too_and_gives_it_up(
    folder: Path, auditor: Auditor, keyring: dict[str, str]
) -> None:
    code, shown = at_terminal(
        "credential", "set", "khac", "--keyring", cwd=folder, typed=ASKED, **keyring
    )
    assert code == 0, shown
    assert not (folder / "bi-mat.ini").exists()
    listed = auditor("credential", "list", cwd=folder, env=keyring)
    assert "khac\tkho khóa của hệ điều hành" in listed.stdout
    gone = auditor("credential", "remove", "khac", cwd=folder, env=keyring)
    assert gone.stdout == "Đã xóa bộ tài khoản khac khỏi: kho khóa của hệ điều hành.\n"
    again = auditor("credential", "remove", "khac", cwd=folder, env=keyring)
    assert (again.returncode, again.stderr.split(":")[0]) == (2, "khac")


def test_the_place_that_wins_is_told(folder: Path, keyring: dict[str, str]) -> None:
    more = {"AUDITOR_CREDENTIAL_KHAC_USER": "x", "AUDITOR_CREDENTIAL_KHAC_PASSWORD": "y"}
    code, shown = at_terminal(
        "credential", "set", "khac", cwd=folder, typed=ASKED, **keyring, **more
    )
    assert code == 0
    assert "nơi được xem trước là biến môi trường" in shown


@pytest.mark.parametrize(
    ("user", "first", "second", "said"),
    [
        ("u", " S3cret", " S3cret", "không được có dấu cách ở đầu, cuối hay ký tự điều khiển"),
        ("u\x07", "S3cret", "S3cret", "không được có dấu cách ở đầu, cuối hay ký tự điều khiển"),
    ],
)
def test_what_would_not_come_back_is_not_kept(
    folder: Path, user: str, first: str, second: str, said: str
) -> None:
    typed = [("Tài khoản", user), ("Mật khẩu", first), ("Gõ lại", second)]
    code, shown = at_terminal("credential", "set", "khac", cwd=folder, typed=typed)
    assert code == 2
    assert said in shown
    assert "S3cret" not in shown
    assert not (folder / "bi-mat.ini").exists()


def test_a_machine_without_a_keyring_says_so(folder: Path) -> None:
    code, shown = at_terminal(
        *("credential", "set", "khac", "--keyring"),
        cwd=folder,
        typed=ASKED,
        PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring",
    )
    assert code == 1
    assert "bỏ --keyring để giữ trong tệp" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "dau-ghi"), "dau-ghi: mật khẩu phải được gõ tại màn hình lệnh"),
        (("set", "S3cret!"), "NAME: đây không phải tên bộ tài khoản"),
        (("remove", "dau-ghi"), "dau-ghi: không có bộ tài khoản này"),
        (("st", "dau-ghi"), "auditor credential: không có lệnh “st”; có phải là set?"),
        (("set",), "auditor credential set: thiếu NAME"),
    ],
)
def test_what_cannot_be_meant_is_told(
    folder: Path, auditor: Auditor, keyring: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    done = auditor("credential", *words, cwd=folder, env=keyring)
    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert "S3cret" not in done.stderr


def test_doctor_says_which_passwords_are_where(
    folder: Path, auditor: Auditor, keyring: dict[str, str]
) -> None:
    (folder / "bi-mat.ini").write_text("[khac]\nuser=u\npassword=S3cret\n")
    (folder / "bi-mat.ini").chmod(0o600)
    done = auditor("doctor", cwd=folder, env=keyring)
    assert "✓ mật khẩu camera, đầu ghi: 1 bộ ở tệp mật khẩu (khac)" in done.stdout
    assert "! 1 bộ tài khoản chưa có mật khẩu (dau-ghi)" in done.stdout
    (folder / "bi-mat.ini").chmod(0o644)
    done = auditor("doctor", cwd=folder, env=keyring)
    assert "✗ bi-mat.ini: tệp chứa bí mật có quyền 0644" in done.stdout
    assert "S3cret" not in done.stdout


@pytest.mark.parametrize("name", ["bi-mat.ini", "data/bi-danh.key", "cb.csv", "dg.csv"])
def test_no_report_is_written_over_secrets_or_tables(
    folder: Path, auditor: Auditor, name: str
) -> None:
    done = auditor("run", "--format", f"json:{name}", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.startswith(f"--format json:{name}: ")


def test_names_of_staff_are_for_a_terminal(folder: Path, auditor: Auditor) -> None:
    code, shown = at_terminal("staff", cwd=folder)
    assert code == 0
    lines = [line.strip() for line in shown.splitlines()]
    assert lines[0] == "00001 Xã Mẫu 01"
    assert re.fullmatch("CB-[0-9A-Z]{8}  Cán bộ Mẫu A  Quầy 1", lines[1])
    assert re.fullmatch("CB-[0-9A-Z]{8}  Cán bộ Mẫu B", lines[3])
    piped = auditor("staff", cwd=folder)
    assert (piped.returncode, piped.stdout) == (2, "")
    assert piped.stderr.startswith("--print-names: họ tên cán bộ chỉ in ra màn hình")
    asked = auditor("staff", "--print-names", "--commune", "00002", cwd=folder)
    assert asked.stdout.split("\n")[0] == "00002 Xã Mẫu 02"
    assert "Mẫu A" not in asked.stdout
    unknown = auditor("staff", "--print-names", "--commune", "00009", cwd=folder)
    assert unknown.stderr == "--commune: không có mã 00009 trong danh mục xã, phường\n"
