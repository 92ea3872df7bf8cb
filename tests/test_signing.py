"""The signing key: made once, readable by its owner only, and a check that proves exactly one text."""

from pathlib import Path

import pytest

from auditor.problems import BadInputError
from auditor.signing import SigningKey, fingerprint, proves


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    made = SigningKey(tmp_path / "key.pem")
    assert made.absent
    assert made.make()
    return made


def test_a_key_is_made_once_and_only_for_us(key: SigningKey) -> None:
    assert key.path.stat().st_mode & 0o777 == 0o600
    public = key.signer.public_key
    assert not SigningKey(key.path).make()
    assert SigningKey(key.path).signer.public_key == public


@pytest.mark.parametrize("text", [b"", b"said", b"said" * 1000])
def test_a_signature_proves_its_text_and_no_other(key: SigningKey, text: bytes) -> None:
    signature = key.signer.sign(text)
    public = key.signer.public_key
    assert proves(public, signature, text)
    assert not proves(public, signature, text + b"x")
    for at in range(len(signature)):
        other = bytes([*signature[:at], signature[at] ^ 1, *signature[at + 1 :]])
        assert not proves(public, other, text)


@pytest.mark.parametrize("public", ["", "none", "AAAA", "é", "A" * 44])
def test_what_is_no_key_proves_nothing(key: SigningKey, public: str) -> None:
    assert not proves(public, key.signer.sign(b"x"), b"x")


def test_two_keys_are_told_apart_by_their_fingerprint(key: SigningKey, tmp_path: Path) -> None:
    other = SigningKey(tmp_path / "other.pem")
    other.make()
    ours = fingerprint(key.signer.public_key)
    assert ours != fingerprint(other.signer.public_key)
    assert [len(part) for part in ours.split()] == [4, 4, 4, 4]


@pytest.mark.parametrize("written", [b"", b"none", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_broken_key_is_one_clear_sentence(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(written)
    path.chmod(0o600)
    with pytest.raises(BadInputError, match=r"key\.pem.*khóa ký"):
        _ = SigningKey(path).signer


def test_a_key_that_others_can_read_or_a_link_is_refused(key: SigningKey, tmp_path: Path) -> None:
    (tmp_path / "link.pem").symlink_to(key.path)
    with pytest.raises(BadInputError):
        _ = SigningKey(tmp_path / "link.pem").signer
    key.path.chmod(0o644)
    with pytest.raises(BadInputError, match="600"):
        _ = SigningKey(key.path).signer


def test_a_link_that_leads_nowhere_is_no_missing_key(tmp_path: Path) -> None:
    (tmp_path / "link.pem").symlink_to(tmp_path / "gone.pem")
    key = SigningKey(tmp_path / "link.pem")
    assert not key.absent
    assert not key.make()
    with pytest.raises(BadInputError):
        _ = key.signer
