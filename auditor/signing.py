"""The key that seals what was seen, and the check of a seal.

Ed25519: a signature is 64 bytes and equal for equal text. The private half stays in one file that
only we can read; the public half is printed, so that a seal can be proved elsewhere.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.problems import BadInputError
from auditor.textfile import absent, os_reason, read_private, refusal, write_private

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_LIMIT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """What signs, and the public key that proves it (32 bytes, base64)."""

    public_key: str
    sign: Callable[[bytes], bytes]


class SigningKey:
    """The key of a file. Nothing is read before it is needed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def absent(self) -> bool:
        """Say whether there is no key yet; a link that leads nowhere is no absence."""
        return absent(self.path) and not self.path.is_symlink()

    def make(self) -> bool:
        """Make the key where there is none; False when there is one already."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import (
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        if not self.absent:
            return False
        made = Ed25519PrivateKey.generate()
        written = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            write_private(self.path, written, replace=False)
        except FileExistsError:
            return False  # another run made it in this moment
        except OSError as error:
            raise self._refusal("signing.unwritable", detail=os_reason(error)) from None
        return True

    @cached_property
    def signer(self) -> Signer:
        """The key, read; BadInputError when it is missing, broken or open to others."""
        if self.absent:
            raise self._refusal("signing.missing")
        key = self._read()
        public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
        return Signer(public_key=public, sign=key.sign)

    def _read(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        written = read_private(self.path, _LIMIT)
        try:
            key = load_pem_private_key(written, password=None)
        except (ValueError, TypeError):
            raise self._refusal("signing.broken") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise self._refusal("signing.broken")
        return key

    @property
    def coming(self) -> "SigningKey":
        """Where the next key waits until the store knows of it."""
        return SigningKey(self.path.with_name(f"{self.path.stem}-moi{self.path.suffix}"))

    def take(self, other: "SigningKey") -> None:
        """Put another file's key in the place of this one."""
        try:
            other.path.replace(self.path)
        except OSError as error:
            raise self._refusal("signing.unwritable", detail=os_reason(error)) from None

    def set_aside(self, to: Path) -> None:
        """Keep the key under another name."""
        try:
            self.path.rename(to)
        except OSError as error:
            raise self._refusal("signing.unwritable", detail=os_reason(error)) from None

    def _refusal(self, key: str, **values: str) -> BadInputError:
        return refusal(self.path, key, **values)


def proves(public_key: str, signature: bytes, text: bytes) -> bool:
    """Say whether the holder of the key signed exactly this text."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        raw = base64.b64decode(public_key, validate=True)
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, text)
    except (ValueError, InvalidSignature):
        return False
    return True


def fingerprint(public_key: str) -> str:
    """Return what people compare two keys by: the first 16 letters of its sha256, in fours."""
    text = sha256(public_key.encode()).hexdigest()[:16]
    return " ".join(text[at : at + 4] for at in range(0, 16, 4))
