"""Addresses as they may be kept and printed: some makers want user and password in them."""

import re

_LOG_IN = re.compile(
    r"(?i)(user(?:name)?|usr|pass(?:word|wd|w)?|pwd|psw|mat_?khau|auth|token)=[^&;/?]*"
)


def shown(path: str) -> str:
    """Return a path without what logs in, whatever sign stands before it."""
    return _LOG_IN.sub(r"\1=***", path)
