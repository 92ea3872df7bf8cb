"""Imported by the fork server alone: a process that its parent no longer waits for ends without a word.

When the program ends while a worker is being started, what the worker was to inherit is gone. The
pool says so to whoever asked for it; the fork server would print a traceback among our own lines.
"""

import sys
from types import TracebackType

_PARENT_GONE = (FileNotFoundError, EOFError, ConnectionError)


def _hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, _PARENT_GONE):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _hook
