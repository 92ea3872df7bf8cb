"""Where reports go. What cannot be meant is refused before a run spends its time."""

import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from auditor.cli.exits import BrokeError
from auditor.cli.manifest import Stamp
from auditor.cli.publish import ASIDE, Staging, refuse_link
from auditor.contract import Audience, Document, Format
from auditor.problems import BadInputError, Problem
from auditor.registry import find_formats
from auditor.results import Results
from auditor.textfile import os_reason, shown
from auditor.texts import Texts
from auditor.words import say

DEFAULT_FORMATS = ("html", "json", "csv", "public")
SECURITY_FORMAT = "security"
"""Written unasked only where somebody is named to read it: `contact.security`."""
STDOUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One format and where it goes: a folder, one file, or stdout (`-`)."""

    format: Format
    path: str = ""


def targets(
    wanted: Sequence[str], audience: str = "", *, security: bool = False
) -> tuple[Target, ...]:
    """Read `name[:path]` options; BadInputError names what is not there or asked for twice.

    Without any, the formats of the audience; without an audience, the usual ones.
    """
    formats = find_formats()
    found: list[Target] = []
    for word in wanted or _usual(formats, audience, security=security):
        name, _, path = word.partition(":")
        if name not in formats:
            _refuse(word, "problem.unknown_format", name=name, known=", ".join(sorted(formats)))
        if path and not formats[name].single:
            _refuse(word, "problem.format_needs_folder", name=name)
        if audience and formats[name].audience != audience:
            _refuse(word, "problem.format_audience", audience=audience)
        target = Target(format=formats[name], path=path)
        if _place(target) in map(_place, found):
            _refuse(word, "problem.format_twice")
        found.append(target)
    return tuple(found)


def _usual(formats: Mapping[str, Format], audience: str, *, security: bool) -> tuple[str, ...]:
    if not audience:
        return (*DEFAULT_FORMATS, SECURITY_FORMAT) if security else DEFAULT_FORMATS
    mine = [name for name, format_ in formats.items() if format_.audience == audience]
    return tuple(sorted(mine, key=lambda name: (name not in DEFAULT_FORMATS, name)))


def prove(wanted: Sequence[Target], folder: Path, inputs: Collection[Path] = ()) -> None:
    """Prove that every target can be written and is none of the files that the run reads."""
    if any(not target.path for target in wanted):
        writable(folder)
    read = {path.resolve() for path in inputs}
    for target in wanted:
        if target.path not in ("", STDOUT):
            _prove_file(target, Path(target.path), read)


def _prove_file(target: Target, path: Path, read: Collection[Path]) -> None:
    word = f"{target.format.id}:{target.path}"
    if path.resolve() in read:
        _refuse(word, "problem.format_over_input")
    if path.is_dir():
        _refuse(word, "problem.format_is_folder")
    if path.exists() and not path.is_file():
        _refuse(word, "problem.format_no_file")
    refuse_link(path)
    writable(path.absolute().parent)


def writable(folder: Path) -> None:
    """Make the folder and prove that it can be written to, before a run spends its time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(4096))  # a full disk still makes empty files
    except OSError as error:
        message = say("problem.unwritable", reason=os_reason(error))
        raise BadInputError([Problem(file=str(folder), message=message)]) from error


class Ready:
    """Reports that are rendered and safe on disk, but for the last step."""

    def __init__(self, staging: Staging, spoken: Sequence[bytes], folder: Path) -> None:
        self._staging = staging
        self._folder = folder
        self._spoken = spoken

    def deliver(self) -> list[Path]:
        """Put every file in its place, then speak; return the files, the first page in front."""
        with _told(self._folder):
            files = self._staging.publish()
        for body in self._spoken:
            _speak(body)
        return sorted(files, key=lambda path: path.name != "index.html")


@contextmanager
def rendered(
    results: Results,
    texts: Texts,
    wanted: Sequence[Target],
    folder: Path,
    stamp: Stamp | None = None,
) -> Iterator[Ready]:
    """Render every format beside the last report; what is not delivered inside leaves no trace."""
    with ExitStack() as stack:
        spoken: list[bytes] = []
        with _told(folder):
            staging = stack.enter_context(Staging(folder, stamp))
            for target in wanted:
                for document in target.format.render(results, texts):
                    _stage(staging, target, document, spoken)
        yield Ready(staging, spoken, folder)


def write(
    results: Results,
    texts: Texts,
    wanted: Sequence[Target],
    folder: Path,
    stamp: Stamp | None = None,
) -> list[Path]:
    """Render and deliver at once; `stamp` is what is signed about the files."""
    with rendered(results, texts, wanted, folder, stamp) as ready:
        return ready.deliver()


def _stage(staging: Staging, target: Target, document: Document, spoken: list[bytes]) -> None:
    private = target.format.audience is Audience.SECURITY
    if target.path == STDOUT:
        spoken.append(document.body)
    elif target.path:
        staging.add_file(Path(target.path), document.body, private=private)
    else:
        staging.add(target.format.id, document.path, document.body, private=private)


def _speak(body: bytes) -> None:
    if sys.stdout is None:  # closed by the caller: `>&-`
        raise BrokeError(say("problem.no_stdout"))
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """A disk that is full is no bug and no wrong call: it is said, and the last report stands."""
    try:
        yield
    except OSError as error:
        where = str(error.filename2 or error.filename or "")
        place = shown(folder if not where or ASIDE in where else Path(where))
        message = say("problem.report_not_written", reason=os_reason(error))
        raise BrokeError(f"{place}: {message}") from error


def _place(target: Target) -> tuple[str, str]:
    """Return what two targets may not have in common."""
    if target.path in ("", STDOUT):
        return (target.path or target.format.id, "")
    return ("", str(Path(target.path).resolve()))


def _refuse(word: str, key: str, **values: str) -> None:
    raise BadInputError([Problem(file=f"--format {word}", message=say(key, **values))])
