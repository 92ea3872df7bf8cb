"""A pseudonym is its person's for as long as the key is, and the key is ours alone."""

import os
import re
from pathlib import Path

import pytest

from auditor.problems import BadInputError
from auditor.pseudonyms import Pseudonyms

NEEDS_ANOTHER_USER = pytest.mark.skipif(os.geteuid() != 0, reason="optional: root")


def test_a_pseudonym_stays_with_the_key(tmp_path: Path) -> None:
    path = tmp_path / "data" / "bi-danh.key"
    one = Pseudonyms(path).of("00001", "CB001")
    assert re.fullmatch("CB-[0-9A-HJKMNP-TV-Z]{8}", one)
    assert Pseudonyms(path).of("00001", " cb001 ") == one
    assert Pseudonyms(path).of("00002", "CB001") != one
    assert Pseudonyms(tmp_path / "other.key").of("00001", "CB001") != one


def test_the_key_is_made_for_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "bi-danh.key"
    before = os.umask(0)
    try:
        Pseudonyms(path).of("00001", "a")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(path.read_text())) == 32


def test_officers_of_a_whole_country_are_told_apart(tmp_path: Path) -> None:
    pseudonyms = Pseudonyms(tmp_path / "key")
    made = [pseudonyms.of(f"{c:05}", f"CB{n:03}") for c in range(226) for n in range(50)]
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (0o640, "có quyền 0640, chỉ được là 0600 (không ai khác đọc được); chạy: chmod 600"),
        (0o604, "có quyền 0604"),
        (0o400, "có quyền 0400"),
    ],
)
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int, said: str) -> None:
    path = tmp_path / "bí danh.key"
    Pseudonyms(path).of("00001", "a")
    path.chmod(mode)
    with pytest.raises(BadInputError) as caught:
        Pseudonyms(path).of("00001", "a")
    (problem,) = caught.value.problems
    assert said in problem.message
    assert problem.message.endswith("bí danh.key'") or mode != 0o640
    assert path.exists()


@pytest.mark.parametrize("body", [b"", b"abc", b"zz" * 32, b"00" * 31, b"\xff" * 64])
def test_a_damaged_key_is_never_replaced_silently(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(body)
    path.chmod(0o600)
    with pytest.raises(BadInputError, match="không còn nguyên vẹn; phục hồi từ bản sao lưu"):
        Pseudonyms(path).of("00001", "a")
    assert path.read_bytes() == body


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_no_key(tmp_path: Path, *, there: bool) -> None:
    path, target = tmp_path / "key", tmp_path / "target"
    if there:
        Pseudonyms(target).of("00001", "a")
    path.symlink_to(target)
    with pytest.raises(BadInputError, match="không được là liên kết tượng trưng"):
        Pseudonyms(path).of("00001", "a")
    assert target.exists() == there


def test_a_folder_or_a_pipe_is_no_key(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(BadInputError):
            Pseudonyms(path).of("00001", "a")


def test_a_place_where_no_key_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(BadInputError, match="không tạo được tệp khóa bí danh"):
        Pseudonyms(tmp_path / "data" / "key").of("00001", "a")


@NEEDS_ANOTHER_USER
def test_a_key_of_somebody_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    Pseudonyms(path).of("00001", "a")
    os.chown(path, 65534, -1)
    with pytest.raises(BadInputError, match="phải thuộc về tài khoản đang chạy chương trình"):
        Pseudonyms(path).of("00001", "a")
