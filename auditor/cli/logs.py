"""Logs, warnings and crashes on stderr: one way, without what a target wrote for a terminal to obey,
without log-ins, and cut: an exception quotes what it met, and that may be a page of a megabyte.
"""

import logging
import re
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from auditor.cli.plain import clean, echo

if TYPE_CHECKING:
    from auditor.probes.camera.credential import Credential

_LINE = 300
_HEAD, _TAIL = 20, 60
"""Lines kept of a long message: how it begins, and the end of a trace, where the error stands."""
_HIDDEN = "***"
_IN_LINK = re.compile(r"//[^/\s@]{1,300}@")
_HEADER = re.compile(r"(?i)\b(authorization|cookie)(['\"]?\s*[:=]\s*).*")
_SCHEME = re.compile(r"\b(Basic|Digest|Bearer)\s+(?=\S*[=/+0-9])\S.*")

log = logging.getLogger("auditor")


class CleanFormatter(logging.Formatter):
    """Formats a record with its trace as lines that anybody may read."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines; what cannot be formatted says so instead of ending the program."""
        lines = super().format(record).split("\n")
        if len(lines) > _HEAD + _TAIL:
            lines = [*lines[:_HEAD], "…", *lines[-_TAIL:]]
        return "\n".join(map(_line, lines))


class _Stderr(logging.Handler):
    """Asks for stderr each time: a progress bar puts its own in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):
            echo(self.format(record), err=True)


def configure() -> None:
    """Send warnings and worse to stderr, whoever logs them, and every crash that nobody caught."""
    handler = _Stderr(logging.WARNING)
    handler.setFormatter(CleanFormatter("%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    sys.excepthook = lambda kind, error, trace: log.critical(
        "%s", kind.__name__, exc_info=(kind, error, trace)
    )
    threading.excepthook = lambda crash: log.critical(
        "%s", crash.exc_type.__name__, exc_info=crash.exc_value
    )
    sys.unraisablehook = lambda crash: log.error(
        "%s", crash.exc_type.__name__, exc_info=crash.exc_value
    )


def _line(text: str) -> str:
    plain = _without_logins(clean(text))
    return plain if len(plain) <= _LINE else plain[: _LINE - 1] + "…"


def _without_logins(text: str) -> str:
    plain = _SCHEME.sub(rf"\1 {_HIDDEN}", _HEADER.sub(rf"\1\2{_HIDDEN}", text))
    plain = _IN_LINK.sub(f"//{_HIDDEN}@", plain)
    # Nothing was handed out by a module that nobody has asked for; a crash may be its import.
    handed_out = getattr(sys.modules.get("auditor.credentials"), "handed_out", tuple)
    known: tuple[Credential, ...] = handed_out()
    if not known:
        return plain
    from auditor.probes.camera.scrub import Scrub

    return Scrub(known).text(plain)
