"""Where reports go: whole files or nothing, the last good one untouched until the new one is."""

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.contract import Document, Format
from auditor.problems import BadInputError, Problem
from auditor.registry import find_formats
from auditor.results import Results
from auditor.textfile import os_reason
from auditor.texts import Texts
from auditor.words import say

DEFAULT_FORMATS = ("html", "json", "csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One format and where it goes: a folder, one file, or stdout (`-`)."""

    format: Format
    path: str = ""


def targets(wanted: Sequence[str]) -> tuple[Target, ...]:
    """Read `name[:path]` options; BadInputError names a format that is not there."""
    formats = find_formats()
    found: list[Target] = []
    for word in wanted or DEFAULT_FORMATS:
        name, _, path = word.partition(":")
        if name not in formats:
            _refuse(word, "problem.unknown_format", name=name, known=", ".join(sorted(formats)))
        if path and not formats[name].single:
            _refuse(word, "problem.format_needs_folder", name=name)
        found.append(Target(format=formats[name], path=path))
    return tuple(found)


def writable(folder: Path) -> None:
    """Make the folder and prove that it can be written to, before a run spends its time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        message = say("problem.unwritable", reason=os_reason(error))
        raise BadInputError([Problem(file=str(folder), message=message)]) from error


def write(results: Results, texts: Texts, wanted: Iterable[Target], folder: Path) -> list[Path]:
    """Render and write every format; return the files, the page to open first in front."""
    written: list[Path] = []
    for target in wanted:
        for document in target.format.render(results, texts):
            written += _deliver(target, document, folder)
    return sorted(written, key=lambda path: path.name != "index.html")


def _deliver(target: Target, document: Document, folder: Path) -> list[Path]:
    if target.path == "-":
        sys.stdout.buffer.write(document.body)
        sys.stdout.buffer.flush()
        return []
    path = Path(target.path) if target.path else folder / document.path
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, document.body)
    return [path]


def _replace(path: Path, body: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".auditor-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes 0600; a report is for those the folder is for.
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _refuse(word: str, key: str, **values: str) -> None:
    raise BadInputError([Problem(file=f"--format {word}", message=say(key, **values))])
