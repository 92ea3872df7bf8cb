"""A password is found where it was put, in a fixed order, and told to nobody."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked
from keyrings.alt.file import PlaintextKeyring  # type: ignore[import-untyped]

from auditor.config import Config
from auditor.contract import Missing, Party, Why
from auditor.credentials import Place, credential_source, names_used, places_of
from auditor.credentials.inifile import Secret, drop_secret, put_secret, read_secrets
from auditor.credentials.keystore import put_secret as put_in_keyring
from auditor.probes.camera.credential import Credential
from auditor.probes.confine import Confined
from auditor.problems import BadInputError
from tests.inventory.build import furnished

VARIABLE = "AUDITOR_CREDENTIAL_DAU_GHI_1"
RAW = 'a # b ; "c" %(d)s = é\\n'


class LockedKeyring(KeyringBackend):
    """A keyring that nobody unlocked."""

    priority = 1

    def get_password(self, service: str, _username: str) -> str | None:
        raise KeyringLocked("S3cret words of a backend")

    def set_password(self, service: str, _username: str, password: str) -> None:
        raise KeyringLocked

    def delete_password(self, service: str, _username: str) -> None:
        raise KeyringLocked


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith("AUDITOR_CREDENTIAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("auditor.credentials.source._TAKEN", {})
    monkeypatch.chdir(tmp_path)
    backend = PlaintextKeyring()
    backend.file_path = str(tmp_path / "kho-khoa.cfg")
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    yield
    keyring.set_keyring(before)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    data = {
        "province": {"code": "00", "name": "Tỉnh Mẫu"},
        "contact": {"name": "Tổ Mẫu", "email": "mau@example.vn"},
        "inventory": {"communes": "xa.csv"},
    }
    return Config.model_validate(data, context={"base": tmp_path})


def secret(user: str, password: str) -> Secret:
    return Secret(user=user, password=password)


def write(config: Config, text: str, mode: int = 0o600) -> None:
    config.credentials.file.write_text(text, encoding="utf-8")
    config.credentials.file.chmod(mode)


def found(config: Config, name: str = "dau-ghi.1") -> tuple[str, str]:
    """Return user and password of a name that must be there."""
    answer = credential_source(config)(name)
    assert isinstance(answer, Credential)
    return answer.user, answer.password


def test_the_environment_comes_first_then_the_file_then_the_keyring(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_keyring("dau-ghi.1", secret("ba", "3"))
    assert found(config) == ("ba", "3")
    write(config, "[dau-ghi.1]\nuser=hai\npassword=2\n")
    assert found(config) == ("hai", "2")
    monkeypatch.setenv(f"{VARIABLE}_USER", "một")
    monkeypatch.setenv(f"{VARIABLE}_PASSWORD", "")
    assert found(config) == ("một", "")
    assert places_of(config, ["dau-ghi.1", "x"]) == {
        "dau-ghi.1": Place.ENVIRONMENT,
        "x": Place.NOWHERE,
    }


def test_what_is_nowhere_says_where_it_was_looked_for(config: Config) -> None:
    missing = credential_source(config)("dau-ghi.1")
    assert isinstance(missing, Missing)
    assert (missing.why, missing.party) == (Why.NOT_CONFIGURED, Party.AUDITOR)
    assert (missing.text, missing.values) == (
        "camera.credential_unknown",
        {"name": "dau-ghi.1", "variable": VARIABLE, "file": "bi-mat.ini"},
    )


def test_a_machine_without_a_keyring_is_no_fault(config: Config) -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    assert places_of(config, ["a"]) == {"a": Place.NOWHERE}


def test_a_locked_keyring_is_told_without_its_words(config: Config) -> None:
    keyring.set_keyring(LockedKeyring())  # type: ignore[no-untyped-call]
    missing = credential_source(config)("a")
    assert isinstance(missing, Missing)
    assert missing.text == "camera.credential_keyring"
    assert missing.values == {"name": "a", "detail": "KeyringLocked"}
    assert places_of(config, ["a"]) == {"a": Place.UNREADABLE}


def test_a_strange_entry_of_the_keyring_is_told(config: Config) -> None:
    keyring.set_password("commune-auditor", "a", "S3cret")
    missing = credential_source(config)("a")
    assert isinstance(missing, Missing)
    assert missing.values["detail"] == "NotOurEntry"


def test_the_keyring_may_be_left_out(config: Config, tmp_path: Path) -> None:
    keyring.set_keyring(LockedKeyring())  # type: ignore[no-untyped-call]
    quiet = config.model_copy(
        update={"credentials": config.credentials.model_copy(update={"keyring": False})}
    )
    assert places_of(quiet, ["a"]) == {"a": Place.NOWHERE}


def test_names_are_looked_up_once(config: Config) -> None:
    source = credential_source(config, ["a"])
    put_in_keyring("a", secret("x", "y"))
    assert isinstance(source("a"), Missing)
    assert isinstance(credential_source(config)("a"), Credential)


def test_nothing_prints_a_password(config: Config) -> None:
    write(config, "[a]\nuser=Qu4n\npassword=S3cret\n")
    shown = repr(credential_source(config)("a")) + repr(read_secrets(config.credentials.file))
    assert "S3cret" not in shown
    assert "Qu4n" not in shown


@pytest.mark.parametrize("lacking", ["USER", "PASSWORD"])
def test_half_a_credential_in_the_environment_is_refused(
    config: Config, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    there = "PASSWORD" if lacking == "USER" else "USER"
    monkeypatch.setenv(f"{VARIABLE}_{there}", "S3cret")
    with pytest.raises(BadInputError) as caught:
        credential_source(config)
    (problem,) = caught.value.problems
    assert problem.file == f"{VARIABLE}_{there}"
    assert f"{VARIABLE}_{lacking}" in problem.message
    assert "S3cret" not in str(problem)


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("", {}),
        ("# chú thích\n; nữa\n\n", {}),
        ("\ufeff[a]\ntai_khoan = u\nmat_khau = p\n", {"a": ("u", "p")}),
        (f"[A]\nuser=u\npassword = {RAW}", {"a": ("u", RAW.strip())}),
        ("[a]\r\nUser = u\r\nPassword =\r\n", {"a": ("u", "")}),
        ("[a]\nuser=u\npassword=[b]\n[b]\nmat-khau==x=\ntai khoan=v\n", {"a": ("u", "[b]"), "b": ("v", "=x=")}),
    ],
)  # fmt: skip
def test_values_are_raw(config: Config, text: str, secrets: dict[str, tuple[str, str]]) -> None:
    config.credentials.file.write_bytes(text.encode())
    config.credentials.file.chmod(0o600)
    read = read_secrets(config.credentials.file)
    assert {name: (s.user, s.password) for name, s in read.items()} == secrets


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a]\nuser=u\n", "bi-mat.ini:1: bộ tài khoản này thiếu tài khoản hoặc mật khẩu"),
        ("[a]\nuser=\npassword=S3cret\n", "bi-mat.ini:1: bộ tài khoản này thiếu"),
        ("[a]\nS3cret\n", "bi-mat.ini:2: dòng này không đúng"),
        ("user=S3cret\n", "bi-mat.ini:1: dòng này không đúng"),
        ("[a]\nkey=S3cret\n", "bi-mat.ini:2: dòng này không đúng"),
        ("[S3cret !]\n", "bi-mat.ini:1: đây không phải tên bộ tài khoản"),
        ("[a]\nuser=u\npassword=S3cret\n[A]\n", "bi-mat.ini:4: bộ tài khoản này đã có ở dòng 1"),
        ("[a]\nuser=u\npassword=S3cret\nmat_khau=S3cret\n", "bi-mat.ini:4: tài khoản hoặc mật"),
    ],
)
def test_a_wrong_line_is_named_by_its_number_alone(config: Config, text: str, message: str) -> None:
    write(config, text)
    with pytest.raises(BadInputError) as caught:
        credential_source(config)
    (problem,) = caught.value.problems
    assert str(problem).startswith(message)
    assert "S3cret" not in str(problem)


@pytest.mark.parametrize(
    ("mode", "said"), [(0o644, "có quyền 0644"), (0o660, "có quyền 0660"), (0o400, "có quyền 0400")]
)
def test_a_file_that_others_can_read_is_refused(config: Config, mode: int, said: str) -> None:
    write(config, "[a]\nuser=u\npassword=p\n", mode)
    with pytest.raises(BadInputError) as caught:
        credential_source(config)
    assert said in str(caught.value)
    assert str(caught.value).endswith("chmod 600 bi-mat.ini")


def test_what_is_no_file_of_ours_is_refused(config: Config, tmp_path: Path) -> None:
    path = config.credentials.file
    (tmp_path / "target").touch(mode=0o600)
    path.symlink_to(tmp_path / "target")
    with pytest.raises(BadInputError, match="liên kết tượng trưng"):
        credential_source(config)
    path.unlink()
    path.write_bytes(b"#" * 1_000_001)
    path.chmod(0o600)
    with pytest.raises(BadInputError, match="tệp lớn hơn 1000000 byte"):
        credential_source(config)
    path.write_bytes("[a]\nuser=ữ\npassword=p".encode("utf-16"))
    with pytest.raises(BadInputError, match="không phải UTF-8"):
        credential_source(config)


KEPT = """\
# Đầu ghi của xã
[a]
# đặt ngày 01/07
tai_khoan = u
mat_khau = p

[b]
user=v
password=q
"""


def test_a_change_leaves_the_rest_as_it_was(config: Config) -> None:
    write(config, KEPT)
    path = config.credentials.file
    put_secret(path, "a", secret("u2", RAW.strip()))
    changed = KEPT.replace("= u\n", "= u2\n").replace("= p\n", f"= {RAW.strip()}\n")
    assert path.read_text(encoding="utf-8") == changed
    put_secret(path, "c", secret("w", "r"))
    assert path.read_text(encoding="utf-8") == changed + "\n[c]\ntai_khoan = w\nmat_khau = r\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_secrets(path)["a"].password == RAW.strip()
    assert [p.name for p in path.parent.iterdir()] == ["bi-mat.ini"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(BadInputError, match="không ghi được tệp mật khẩu: một phần của đường dẫn"):
        put_secret(tmp_path / "a" / "bi-mat.ini", "a", secret("u", "p"))


def test_what_is_removed_takes_no_comment_with_it(config: Config) -> None:
    write(config, KEPT)
    path = config.credentials.file
    assert drop_secret(path, "a")
    assert path.read_text() == "# Đầu ghi của xã\n# đặt ngày 01/07\n\n[b]\nuser=v\npassword=q\n"
    assert not drop_secret(path, "a")
    assert not drop_secret(path.with_name("khong-co.ini"), "a")


def test_the_inventory_says_which_names_it_uses(tmp_path: Path) -> None:
    header = {"cameras": "code;id;host;credential"}
    inventory = furnished(
        tmp_path,
        header,
        recorders=["00001;r;192.0.2.1;;;Dau-Ghi", "00002;r;192.0.2.2;;;"],
        cameras=["00001;c;192.0.2.3;cam", "00002;c;192.0.2.4;dau-ghi"],
    )
    assert names_used(inventory.communes) == ("cam", "dau-ghi")


def _environment_of_a_child() -> str:
    return repr(dict(os.environ))


def test_no_process_that_reads_strangers_bytes_inherits_a_password(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{VARIABLE}_USER", "mau")
    monkeypatch.setenv(f"{VARIABLE}_PASSWORD", "S3cret")
    assert found(config) == ("mau", "S3cret")
    assert found(config) == ("mau", "S3cret"), "a second look-up in the same process"
    command = [sys.executable, "-c", "import os; print(dict(os.environ))"]
    inherited = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert "S3cret" not in inherited
    pool = Confined(["auditor.facts"], processes=1)
    try:
        assert "S3cret" not in asyncio.run(pool.run(_environment_of_a_child, (), 30.0))
    finally:
        pool.stop()


def test_a_pool_that_starts_before_passwords_are_read_has_none_either() -> None:
    script = (
        "import asyncio, glob, os\n"
        "from auditor.probes.confine import Confined\n"
        "if __name__ == '__main__':\n"
        "    pool = Confined(['auditor.facts'], processes=1)\n"
        "    pid = asyncio.run(pool.run(os.getpid, (), 30.0))\n"
        "    with open(f'/proc/{pid}/environ', 'rb') as file: print(b'S3cret' in file.read())\n"
        "    print(os.environ['AUDITOR_CREDENTIAL_X_PASSWORD'])\n"
        "    pool.stop()\n"
    )
    env = {**os.environ, "AUDITOR_CREDENTIAL_X_PASSWORD": "S3cret"}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, env=env, check=False
    )
    assert done.stdout.split() == ["False", "S3cret"], done.stderr


def test_the_kernel_shows_no_password_of_this_program_once_it_was_read(tmp_path: Path) -> None:
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from auditor.credentials.wiping import wipe\n"
        "name = 'AUDITOR_CREDENTIAL_X_PASSWORD'\n"
        "shown = lambda: Path('/proc/self/environ').read_bytes()\n"
        "print(b'S3cret' in shown())\n"
        "kept = os.environ.pop(name)\n"
        "print(b'S3cret' in shown())\n"
        "wipe([name])\n"
        "print(b'S3cret' in shown(), b'AUDITOR_CREDENTIAL_X_PASSWORD=******' in shown())\n"
        "print(kept, os.environ['BEFORE'], os.environ['ZZ_AFTER'])\n"
    )
    env = {
        **os.environ,
        "BEFORE": "mot",
        "AUDITOR_CREDENTIAL_X_PASSWORD": "S3cret",
        "ZZ_AFTER": "hai",
    }
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, env=env, check=False
    )
    assert done.stdout.split() == [
        "True", "True", "False", "True", "S3cret", "mot", "hai",
    ], done.stderr  # fmt: skip


def test_the_look_up_wipes_what_it_took(tmp_path: Path) -> None:
    (tmp_path / "auditor.yaml").write_text(
        'province: {code: "00", name: Tỉnh Mẫu}\ncontact: {name: Tổ Mẫu, email: m@example.vn}\n'
        "inventory: {communes: xa.csv}\n",
        encoding="utf-8",
    )
    script = (
        "from pathlib import Path\n"
        "from auditor.config import load_config\n"
        "from auditor.credentials import credential_source\n"
        f"of = credential_source(load_config(Path({str(tmp_path / 'auditor.yaml')!r})), ['x'])\n"
        "print(of('x').password, b'S3cret' in Path('/proc/self/environ').read_bytes())\n"
    )
    env = {
        **os.environ,
        "AUDITOR_CREDENTIAL_X_USER": "mau",
        "AUDITOR_CREDENTIAL_X_PASSWORD": "S3cret",
    }
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, env=env, check=False
    )
    assert done.stdout.split() == ["S3cret", "False"], done.stderr
