"""Vietnamese text made comparable: folded to lower-case ASCII words."""

import unicodedata


def fold(text: str) -> str:
    """Return `text` lower-cased, without diacritics (đ as d), white space folded to one blank.

    Never a key: two communes of one district fold to the same letters.
    """
    plain = text.replace("đ", "d").replace("Đ", "D")
    ascii_only = unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode("ascii")
    return " ".join(ascii_only.lower().split())
