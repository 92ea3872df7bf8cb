"""Vietnamese text made comparable: folded to lower-case ASCII words."""

import re
import unicodedata

# Blanks and dashes beyond ASCII would vanish below and glue the words beside them.
_GLUE = re.compile(r"[\u00a0\u1680\u2000-\u200a\u2010-\u2015\u202f\u205f\u2212\u3000]")


def fold(text: str) -> str:
    """Return `text` lower-cased, without diacritics (đ as d), white space folded to one blank.

    Never a key: two communes of one district fold to the same letters.
    """
    plain = _GLUE.sub(" ", text.replace("đ", "d").replace("Đ", "D"))
    ascii_only = unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode("ascii")
    return " ".join(ascii_only.lower().split())
