"""Pseudonyms of staff: the same for the same person as long as the key is, and no way back.

What is kept and reported carries them instead of names. Who has the store but not the key can
neither find a person's rows nor test a guess.
"""

import hmac
import secrets
import unicodedata
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from auditor.problems import BadInputError
from auditor.textfile import absent, os_reason, read_private, refusal, write_private

KEY_BYTES = 32
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: nobody reads I, L, O and U aloud as 1, 1, 0 and V."""
_LETTERS = 8
"""40 bits: among 226 communes of 50 officers two agree once in 17,000 provinces; that is refused."""


class Pseudonyms:
    """Makes pseudonyms with the key of a file, which is made when the first one is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, commune: str, staff_id: str) -> str:
        """Return the pseudonym of an officer of a commune."""
        id_ = unicodedata.normalize("NFC", staff_id).strip().casefold()
        digest = hmac.digest(self._key, f"{commune}\0{id_}".encode(), sha256)
        number = int.from_bytes(digest[:8], "big")
        return "CB-" + "".join(_ALPHABET[number >> (5 * i) & 31] for i in range(_LETTERS))

    @cached_property
    def _key(self) -> bytes:
        if absent(self._path) and not self._path.is_symlink():
            self._make()
        written = read_private(self._path, 200).strip()
        try:
            key = bytes.fromhex(written.decode("ascii"))
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise refusal(self._path, "staff_key.broken")
        return key

    def _make(self) -> None:
        try:
            write_private(self._path, f"{secrets.token_hex(KEY_BYTES)}\n".encode(), replace=False)
        except FileExistsError:
            return  # another run made it in this moment
        except OSError as error:
            raise self._unwritable(error) from None

    def _unwritable(self, error: OSError) -> BadInputError:
        return refusal(self._path, "staff_key.unwritable", detail=os_reason(error))
