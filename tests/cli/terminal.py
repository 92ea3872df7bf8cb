"""A terminal for the program: what it prints, and what a person types when it asks."""

import errno
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path


def at_terminal(
    *words: str | Path,
    cwd: Path,
    typed: Sequence[tuple[str, str | Callable[[], str]]] = (),
    **env: str,
) -> tuple[int, str]:
    """Run the program at a terminal; type each answer once its question stands there.

    An answer may be what happens meanwhile and then gives it.
    """
    ours, its = pty.openpty()
    try:
        with subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "auditor.cli", *map(str, words)],
            stdin=its,
            stdout=its,
            stderr=its,
            cwd=cwd,
            env={**os.environ, **env},
            start_new_session=True,
        ) as program:
            os.close(its)
            seen = ""
            for question, answer in typed:
                seen += _until(ours, question)
                said = answer if isinstance(answer, str) else answer()
                os.write(ours, f"{said}\n".encode())
            seen += _until(ours, None)
            return program.wait(timeout=60), seen
    finally:
        os.close(ours)


def _until(terminal: int, words: str | None) -> str:
    """Read until the words stand there, or until the program has gone."""
    seen = b""
    while words is None or words not in seen.decode("utf-8", "replace"):
        try:
            piece = os.read(terminal, 4096)
        except OSError as error:
            if error.errno != errno.EIO:  # Linux says so when the last writer has gone
                raise
            break
        if not piece:
            break
        seen += piece
    return seen.decode("utf-8", "replace")
