"""Exit codes that people and schedulers read, and the errors that lead to them."""

import sys
from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

import click

from auditor.problems import BadInputError

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
        except BadInputError as wrong:
            for problem in wrong.problems:
                click.echo(str(problem), err=True)
            code = Exit.USAGE
        except BrokenPipeError:
            # The reader (head, less) went away; there is nobody to tell.
            sys.stderr.close()
            code = Exit.BROKE
        raise click.exceptions.Exit(code)

    return run
