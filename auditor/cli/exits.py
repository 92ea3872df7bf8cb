"""Exit codes that people and schedulers read, and the errors that lead to them."""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import IntEnum
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

import click

from auditor.cli.plain import echo
from auditor.problems import BadInputError
from auditor.words import say

if TYPE_CHECKING:
    from auditor.contract import Severity, Verdict
    from auditor.results import Results

P = ParamSpec("P")
SIGTERM = 15


class Exit(IntEnum):
    """0 judged and nothing failed; the others say what is the matter."""

    OK = 0
    BROKE = 1
    USAGE = 2
    FAILED = 3
    UNKNOWN = 4
    BUSY = 5
    INTERRUPTED = 130
    TERMINATED = 143


class BrokeError(Exception):
    """The machine failed us (disk, store): one sentence, exit 1, and no wrong call to mend."""


def of_results(results: "Results", fail_on: str = "any") -> Exit:
    """Return 3 for an unwaived failure that counts, else 4 for an unknown, else 0."""
    severity = {criterion.id: criterion.severity for criterion in results.criteria}
    verdicts = [
        (finding.outcome.verdict, severity[finding.criterion])
        for commune in results.communes
        for finding in commune.findings
        if finding.waiver is None
    ]
    if any(v == "fail" and _counts(s, fail_on) for v, s in verdicts):
        return Exit.FAILED
    return Exit.UNKNOWN if _open(verdicts) or results.not_reached else Exit.OK


def of_signal(number: int) -> Exit:
    """Return the code shells use for a run that a signal ended."""
    return Exit.TERMINATED if number == SIGTERM else Exit.INTERRUPTED


def _counts(severity: "Severity", fail_on: str) -> bool:
    return severity != "advisory" and (fail_on == "any" or severity == fail_on)


def _open(verdicts: Iterable["tuple[Verdict, Severity]"]) -> bool:
    return any(v == "unknown" and s != "advisory" for v, s in verdicts)


def told(command: Callable[P, Exit | None]) -> Callable[P, None]:
    """Print bad input line by line and leave with its exit code: nothing half done, no traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs) or Exit.OK
            if sys.stdout is not None:
                sys.stdout.flush()  # or a full disk would be found only after all is over
        except BadInputError as wrong:
            code = _tell(Exit.USAGE, *map(str, wrong.problems))
        except BrokeError as broke:
            code = _tell(Exit.BROKE, str(broke))
        except OSError as error:
            code = unheard(error)
        raise click.exceptions.Exit(code)

    return run


def unheard(error: OSError) -> Exit:
    """End for an output that takes nothing more; a reader that went away (head) is told nothing."""
    if isinstance(error, BrokenPipeError):
        return _tell(Exit.BROKE)
    from auditor.textfile import os_reason  # ten milliseconds that help need not wait for

    where = error.filename if isinstance(error.filename, str) else say("problem.stdout")
    return _tell(Exit.BROKE, f"{where}: {os_reason(error)}")


def _tell(code: Exit, *lines: str) -> Exit:
    """Say why on stderr, as far as anybody listens."""
    with suppress(OSError):
        for line in lines:
            echo(line, err=True)
    if code is Exit.BROKE:
        _hush()
    return code


def _hush() -> None:
    """Python writes out what is left at its end: an output that already failed would speak again."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
