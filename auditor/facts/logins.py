"""User and password inside addresses: some makers want them in a path or a query, and people paste
whole links. What may be kept or printed, what a list may hold, and what a call may hold are one
question.
"""

import re

_WORD = r"pas|pwd|psw|user|usr|login|auth(?!or)|token|key|sess|secret|mat_?khau|tai_?khoan"
_VALUE = re.compile(rf"(?i)(?<![\w.%-])([\w.%-]*(?:{_WORD})[\w.%-]*)=[^&;?#]*")
_SHORT = re.compile(r"(?i)(?<=[?&;/])([up])=[^&;?#/]*")
_BOTH_SHORT = re.compile(r"(?i)[?&;/]u=.*[?&;]p=|[?&;/]p=.*[?&;]u=")
_PIECE = re.compile(r"(?<=/)[^/:?]+:[^/?]+")
_AFTER_NAME = re.compile(r"(?i)(/(?:admin|root|operator|viewer)/)[^/?]+(?=/)")
_LOGS_IN = re.compile(
    r"(?i)(?<![a-z_])[a-z_]*(?:pas|pass(?:w|wd|word)?|pwd|psw|mat_?khau|authbasic)[=:]"
)
_LINK_WITH_NAME = re.compile(r"//.*@|:[^@]*@|^[^/]*@")
_NAMED = re.compile(r"(?i)/(?:admin|user|usr|root|operator|viewer)[^/:?]*:")
_COLON_PIECE = re.compile(r"/[^/:?\[]+:[^/?]*[^/?0-9]")
"""No port: `host:554/a` holds none."""


def shown(path: str) -> str:
    """Return a path without what logs in, whatever sign stands before it."""
    kept = _AFTER_NAME.sub(r"\1***", _PIECE.sub("***", path))
    if _BOTH_SHORT.search(kept):
        kept = _SHORT.sub(r"\1=***", kept)
    return _VALUE.sub(r"\1=***", kept)


def holds_login(path: str) -> bool:
    """Tell whether a user with a password stands in a path, a link or a query."""
    return bool(
        _LINK_WITH_NAME.search(path)
        or _LOGS_IN.search(path)
        or _BOTH_SHORT.search(path)
        or _NAMED.search(f"/{path}")
        or _COLON_PIECE.search(f"/{path}")
    )
