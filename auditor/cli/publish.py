"""Whole or not at all: every file is written aside and synced, then all are moved in together.

Aside is a hidden folder inside the target, never beside it: the target may be a mount of its own,
and files move at once only within one file system.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

MANIFEST = ".auditor.json"
"""Lists what we wrote into the folder, by format: nothing else is ever removed."""
ASIDE = ".auditor-"
"""How the names of what is not yet in its place begin."""
_PAGE = re.compile(r"xa/[0-9A-Za-z-]{1,16}\.html")
"""The pages that go when their commune is no longer in the report. All other names stay the same."""


class Staging:
    """Files on their way into one folder; leaving without `publish` leaves no trace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._aside: Path | None = None
        self._made: dict[str, list[str]] = {}
        self._loose: list[tuple[Path, Path]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._aside is not None:
            shutil.rmtree(self._aside, ignore_errors=True)
        for aside, _ in self._loose:
            aside.unlink(missing_ok=True)

    def add(self, format_id: str, path: str, body: bytes) -> None:
        """Write a document of the folder aside."""
        if self._aside is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._aside = Path(tempfile.mkdtemp(dir=self._folder, prefix=ASIDE))
        file = self._aside / path
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, body)
        self._made.setdefault(format_id, []).append(path)

    def add_file(self, path: Path, body: bytes) -> None:
        """Write a file that has a place of its own aside; a link to it stays a link."""
        file = path.resolve()
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=ASIDE)
        os.close(handle)
        self._loose.append((Path(name), file))
        _write(Path(name), body)
        Path(name).chmod(0o666 & ~_umask())  # mkstemp makes 0600; a report is for others too

    def publish(self) -> list[Path]:
        """Move everything in, and remove the pages of ours that the report no longer has."""
        moves = list(self._loose)
        if self._aside is not None:
            documents = [path for paths in self._made.values() for path in paths]
            moves += [(self._aside / path, self._folder / path) for path in documents]
        for _, file in moves:
            _make_way(file)
        before = _manifest(self._folder)
        after = {**before, **{name: sorted(paths) for name, paths in self._made.items()}}
        self._note(_union(before, after))  # first of all: a crash on the way forgets no page
        for aside, file in moves:
            aside.replace(file)
        for path in _stale(before, after):
            (self._folder / path).unlink(missing_ok=True)
        self._note(after)
        return [file for _, file in moves]

    def _note(self, made: Mapping[str, list[str]]) -> None:
        if self._aside is None:
            return
        text = json.dumps({"files": made}, ensure_ascii=False, indent=1, sort_keys=True)
        _write(self._aside / MANIFEST, f"{text}\n".encode())
        (self._aside / MANIFEST).replace(self._folder / MANIFEST)


def _write(file: Path, body: bytes) -> None:
    with file.open("wb") as opened:
        opened.write(body)
        opened.flush()
        os.fsync(opened.fileno())


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _make_way(file: Path) -> None:
    """What would stop the moves half way is found before the first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_dir():
        raise IsADirectoryError(21, "", str(file))


def _manifest(folder: Path) -> dict[str, list[str]]:
    """Return what an earlier report wrote here; a manifest that is none names nothing."""
    try:
        made = json.loads((folder / MANIFEST).read_bytes())["files"]
        return {str(name): [str(path) for path in paths] for name, paths in made.items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _union(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: sorted({*before.get(name, ()), *paths}) for name, paths in after.items()}


def _stale(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> Iterable[str]:
    kept = {path for paths in after.values() for path in paths}
    gone = {path for paths in before.values() for path in paths} - kept
    return sorted(path for path in gone if _PAGE.fullmatch(path))
